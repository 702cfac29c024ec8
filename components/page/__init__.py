"""What a page is, and everything around its cards."""
