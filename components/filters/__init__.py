"""The filter bar and its parts."""
