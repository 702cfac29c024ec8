"""Everything the server answers beside pages: JSON, exports, health, and how answers travel."""
