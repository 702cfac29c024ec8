"""The columns of a breakdown that somebody has asked for so far, and steps that nothing fell on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

import numpy as np

from data.store.aggregation import Sums
from metrics.catalog import metric
from metrics.catalog.columns import COUNTS, SUMS
from metrics.frames import Frame

Names = frozenset[str]


class PartialSums:
    """A breakdown that grows: many questions share columns, and each column is summed once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sums: Sums | None = None
        self._asked: Names = frozenset()

    def having(self, names: Names, compute: Callable[[Names], Sums]) -> Sums:
        """The breakdown with at least these columns; ``compute`` gives those that are missing."""
        with self._lock:
            missing = names - self._asked
            if missing or self._sums is None:
                found = compute(missing)
                known = self._sums.columns if self._sums else {}
                self._sums = Sums(found.keys, {**known, **found.columns})
                self._asked |= names
            return self._sums


def needed_columns(keys: Iterable[str]) -> Names:
    """The columns that these metrics are computed from."""
    names = frozenset(name for key in keys for name in metric(key).compiled.names)
    return names | {"revenue", "payout"} if "all_losses" in names else names


def fill_missing_steps(found: Frame, grain: str, starts: np.ndarray) -> Frame:
    """A row for each of the calendar steps, ascending: its ``start`` and what was found of it.

    Where nothing was found, sums and counts are zero and ratios undefined.
    """
    found = found.at(np.isin(found[grain], starts))
    place = np.searchsorted(starts, found[grain])
    columns = {"start": starts, "label": ""}
    for name in found.without(grain, "label").names:
        columns[name] = np.full(len(starts), 0.0 if name in SUMS or name in COUNTS else np.nan)
        columns[name][place] = found[name]
    return Frame(columns, len(starts))
