"""Named random streams: each part of the world draws from its own, whatever the others do."""

import zlib

import numpy as np


def stream(seed: int, *names: str | int) -> np.random.Generator:
    """A counter-based generator that depends on the seed and the names, and on nothing else.

    A part of the world that is left out in a replay therefore changes no number of another part.
    """
    words = [seed, *(zlib.crc32(str(name).encode()) for name in names)]
    return np.random.Generator(np.random.Philox(np.random.SeedSequence(words)))
