"""What a user would build instead, written by hand to be measured beside the dashboard."""
