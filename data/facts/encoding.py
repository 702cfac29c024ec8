"""Text columns as integer codes with their values in alphabetical order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class DictionaryEncoded:
    """A coded column: ``values[codes[row]]`` is the row's value.

    The last code, ``unassigned``, stands for empty text whether or not a row has it.
    """

    codes: np.ndarray
    values: tuple[str, ...]

    @property
    def unassigned(self) -> int:
        """The code of empty text."""
        return len(self.values) - 1

    @property
    def named(self) -> tuple[str, ...]:
        """The values that are there, without the one for empty text."""
        return self.values[:-1]

    def kept(self, rows: np.ndarray) -> DictionaryEncoded:
        """The same coding of some rows."""
        return DictionaryEncoded(self.codes[rows], self.values)


def encode(column: pd.Series, empty: str, order: Sequence[str] = ()) -> DictionaryEncoded:
    """Code a text column; ``empty`` names empty text, ``order`` replaces the alphabet."""
    codes, found = pd.factorize(column, sort=False)
    names = [str(value) for value in found]
    ranked = [v for v in order if v in names] or sorted(n for n in names if n not in ("", empty))
    position = {name: code for code, name in enumerate(ranked)}
    table = np.array([position.get(n, len(ranked)) for n in names] or [0], np.int64)
    return DictionaryEncoded(
        table[codes] if len(codes) else codes.astype(np.int64), (*ranked, empty)
    )


def encode_ids(column: pd.Series) -> tuple[np.ndarray, pd.Index]:
    """The code of each row's id, shape (rows,), and the id of each code."""
    if isinstance(column.dtype, pd.ArrowDtype):
        held = column.array.__arrow_array__().combine_chunks()
        return held.indices.to_numpy().astype(np.int64), pd.Index(
            pd.array(held.dictionary, dtype="str")
        )
    codes, found = pd.factorize(column)
    return codes, pd.Index(found)


def day_numbers(column: pd.Series) -> np.ndarray:
    """Days since 1970-01-01 of a date column."""
    return column.to_numpy().astype("datetime64[D]").astype(np.int64)


def unique_sorted(values: np.ndarray) -> np.ndarray:
    """The different values, ascending; by sorting, which for millions is quicker than hashing."""
    ordered = np.sort(values)
    return ordered[np.r_[True, ordered[1:] != ordered[:-1]][: len(ordered)]]


def narrowest_dtype(codes: np.ndarray) -> np.ndarray:
    """The same codes (0 and above) in as few bytes as hold them."""
    return codes.astype(np.min_scalar_type(int(codes.max()) if len(codes) else 0))


def read_only(array: np.ndarray) -> np.ndarray:
    """The array, read-only: every request shares it."""
    array = np.ascontiguousarray(array)
    array.flags.writeable = False
    return array
