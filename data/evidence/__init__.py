"""What judgements rest on, computed once for a version of the data."""
