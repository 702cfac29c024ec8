"""Rows that equal an earlier row cell by cell, found by column."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from data.ingest.columns import Cells, codes_of, hashes

_MIX = np.uint64(0x9E3779B97F4A7C15)
_HALF, _SIEVE_BITS = np.uint64(29), 22


def duplicate_rows(columns: Sequence[Cells], keep: np.ndarray) -> list[tuple[int, int]]:
    """(row, the first row that equals it) among those kept, by row; ``keep`` has shape (rows,)."""
    mixed = np.zeros(len(keep), np.uint64)
    for column in columns:
        mixed ^= hashes(column)
        mixed *= _MIX
        mixed ^= mixed >> _HALF
    alike = _alike(mixed, keep)
    if not len(alike):
        return []
    packed = np.zeros(len(alike), np.int64)
    for column in columns:
        code = codes_of(column, alike).astype(np.int64)
        size = int(code.max(initial=0)) + 1
        packed = np.unique(packed * size + code, return_inverse=True)[1]
    _, first, group = np.unique(packed, return_index=True, return_inverse=True)
    again = np.flatnonzero(first[group] != np.arange(len(alike)))
    return [(int(alike[at]), int(alike[first[group[at]]])) for at in again]


def _alike(mixed: np.ndarray, keep: np.ndarray) -> np.ndarray:
    """The kept rows whose number another kept row has too, ascending."""
    # Numbers are sorted six times as fast as the rows they stand for; few of them come twice.
    ordered = np.sort(mixed if keep.all() else mixed[keep])
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    if not len(twice):
        return np.zeros(0, np.int64)
    shift = np.uint64(64 - _SIEVE_BITS)
    sieve = np.zeros(1 << _SIEVE_BITS, bool)
    sieve[twice >> shift] = True
    rows = np.flatnonzero(sieve[mixed >> shift] & keep)
    return rows[np.isin(mixed[rows], twice)]
