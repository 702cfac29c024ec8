"""Thin wiring between the browser and the pages."""
