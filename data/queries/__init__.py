"""Questions that take more than one answer of the store."""
