"""Many rows made few before they are loaded, on any engine, with the same numbers."""
