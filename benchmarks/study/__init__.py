"""How right the numbers are, on simulated markets with known answers, beside what others do."""
