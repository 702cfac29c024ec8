"""A simulated market with known answers: customers, their habits, and the posts that reach them."""
