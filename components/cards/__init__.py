"""Contents of cards that are no charts, and the sentences in their titles."""
