"""Two periods compared: which they are, and a change as parts that add up."""
