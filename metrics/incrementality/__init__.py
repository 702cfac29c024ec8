"""What would have been sold anyway, measured from daily sales of products."""
