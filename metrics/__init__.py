"""What the numbers mean: no files, no screen."""
