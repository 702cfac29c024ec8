"""A page drawn for a view."""
