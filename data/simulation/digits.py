"""Writes columns as CSV text with whole-array operations: a fixed width each, then squeezed."""

from collections.abc import Sequence

import numpy as np

EMPTY = 0
"""The byte that stands for nothing and is dropped."""


def words(texts: Sequence[str], codes: np.ndarray) -> np.ndarray:
    """The texts that codes stand for, as bytes of shape (rows, width).

    ValueError for a text that a CSV file would have to quote.
    """
    for text in texts:
        if any(ch in text for ch in ',"\r\n\0'):
            raise ValueError(f"{text!r} would have to be quoted")
    raw = [text.encode() for text in texts]
    width = max(1, max(map(len, raw), default=1))
    table = np.frombuffer(b"".join(one.ljust(width, b"\0") for one in raw), np.uint8)
    return table.reshape(-1, width)[codes]


def whole(numbers: np.ndarray, width: int = 0) -> np.ndarray:
    """Numbers ≥ 0 in decimal digits; zeros in front are kept only to fill a given width."""
    size = width or len(str(int(numbers.max(initial=0))))
    rest = numbers.astype(np.int64)
    found = np.empty((len(numbers), size), np.uint8)
    for column in range(size - 1, -1, -1):
        rest, digit = np.divmod(rest, 10)
        found[:, column] = digit + ord("0")
        if not width and column < size - 1:
            found[(rest == 0) & (digit == 0), column] = EMPTY
    return found


def money(paise: np.ndarray) -> np.ndarray:
    """Whole paise as rupees with two decimals."""
    rupees, rest = np.divmod(paise.astype(np.int64), 100)
    point = np.full((len(paise), 1), ord("."), np.uint8)
    return np.hstack([whole(rupees), point, whole(rest, 2)])


def lines(columns: Sequence[np.ndarray]) -> bytes:
    """Joins columns with commas into CSV lines."""
    rows = len(columns[0])
    comma, end = (np.full((rows, 1), ord(mark), np.uint8) for mark in ",\n")
    parts = [part for column in columns for part in (column, comma)]
    sheet = np.hstack([*parts[:-1], end])
    return sheet[sheet != EMPTY].tobytes()
