"""Names of people, one for each influencer and never the same twice."""

import numpy as np

from data.simulation.random_streams import stream

WOMEN = (
    "Aanya", "Aditi", "Ananya", "Anjali", "Bhavna", "Deepika", "Diya", "Divya", "Fatima", "Gauri",
    "Ira", "Isha", "Ishita", "Jasleen", "Kavya", "Kiara", "Kriti", "Lavanya", "Mahima", "Meera",
    "Mira", "Myra", "Naina", "Neha", "Nisha", "Pooja", "Priya", "Radhika", "Rhea", "Riya",
    "Saanvi", "Sara", "Shreya", "Simran", "Sneha", "Swati", "Tanvi", "Tara", "Trisha", "Zoya",
)  # fmt: skip
MEN = (
    "Aarav", "Abhishek", "Aditya", "Advait", "Akash", "Aman", "Arjun", "Aryan", "Ayaan", "Dev",
    "Dhruv", "Farhan", "Gaurav", "Harsh", "Ishaan", "Kabir", "Karan", "Krishna", "Kunal", "Manav",
    "Mihir", "Mohit", "Neel", "Nikhil", "Pranav", "Rahul", "Reyansh", "Rishabh", "Rohan", "Sahil",
    "Samar", "Shaurya", "Siddharth", "Tushar", "Varun", "Vedant", "Vihaan", "Vikram", "Vivaan",
    "Yash",
)  # fmt: skip
LAST = (
    "Agarwal", "Ahuja", "Banerjee", "Bhatia", "Bose", "Chauhan", "Chopra", "Das", "Desai",
    "D'Souza", "Fernandes", "Ghosh", "Gill", "Gupta", "Iyer", "Jain", "Joshi", "Kapoor", "Kaur",
    "Khan", "Khanna", "Kulkarni", "Malhotra", "Mehta", "Menon", "Mishra", "Mukherjee", "Nair",
    "Narayan", "Pandey", "Patel", "Pillai", "Rao", "Reddy", "Saxena", "Sethi", "Shah", "Sharma",
    "Shetty", "Singh", "Sinha", "Thomas", "Verma", "Yadav",
)  # fmt: skip


def names(gender: np.ndarray, seed: int) -> tuple[str, ...]:
    """A name for each gender code (0 a woman's, 1 a man's, 2 either); a repeat gets an initial."""
    rng = stream(seed, "names")
    pairs = [rng.permutation(len(first) * len(LAST)) for first in (WOMEN, MEN)]
    used = [0, 0]
    found: list[str] = []
    for code in gender.tolist():
        side = code if code < 2 else int(rng.integers(2))
        at, size = used[side], len(pairs[side])
        used[side] += 1
        first, last = divmod(int(pairs[side][at % size]), len(LAST))
        middle = f" {chr(65 + (at // size - 1) % 26)}." * (at // size > 0)
        found.append(f"{(WOMEN, MEN)[side][first]}{middle} {LAST[last]}")
    return tuple(found)
