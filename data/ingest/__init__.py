"""Files to typed tables, every row accounted for."""
