"""The cards of the pages."""
