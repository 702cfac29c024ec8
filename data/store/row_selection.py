"""Which facts a selection keeps, and what is read of them: found once for all views of a page."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date
from typing import Generic, TypeVar

import numpy as np

from data.facts.fact_table import Facts
from metrics.catalog.dimensions import GRAINS
from metrics.filters import Filters

_EPOCH = date(1970, 1, 1).toordinal()
FEW_VALUES = 8
"""Up to so many values are compared one by one, which reads codes a dozen times as fast."""
MOST, ROOM = 24, 48_000_000
"""What was found last of one table of facts: so many, and bytes in all beyond the last one."""

Rows = np.ndarray | slice
Found = TypeVar("Found", bound="RowSelection | np.ndarray")


def calendar_codes(day: np.ndarray, grain: str) -> np.ndarray:
    """The first day (days since 1970) of the day, week or month each day is in; -1 stays."""
    if grain == "day":
        return day
    if grain == "week":
        return np.where(day < 0, -1, day - (day + 3) % 7)
    months = day.astype("datetime64[D]").astype("datetime64[M]")
    return np.where(day < 0, -1, months.astype("datetime64[D]").astype(np.int64))


class Recent(Generic[Found]):
    """What was found last, by question; the oldest go when they take more than ``ROOM``."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: OrderedDict[Hashable, Found] = OrderedDict()

    def get(self, question: Hashable, find: Callable[[], Found]) -> Found:
        """What was found, or finds now."""
        with self._lock:
            if question in self._found:
                self._found.move_to_end(question)
                return self._found[question]
        found = find()
        with self._lock:
            self._found[question] = found
            if len(self._found) > MOST:
                self._found.popitem(last=False)
            while len(self._found) > 1 and sum(f.nbytes for f in self._found.values()) > ROOM:
                self._found.popitem(last=False)
        return found


class RowSelection:
    """Some facts, and their columns and codes as far as somebody has read them."""

    def __init__(self, facts: Facts, rows: Rows) -> None:
        self.facts, self.rows = facts, rows
        self.nbytes = 0 if isinstance(rows, slice) else rows.nbytes
        """Bytes held beside the facts."""
        self._read: dict[str, np.ndarray] = {}

    def __len__(self) -> int:
        return len(self.facts) if isinstance(self.rows, slice) else len(self.rows)

    def column(self, name: str) -> np.ndarray:
        """An additive column of these facts."""
        return self._once(name, lambda: self.facts.columns[name][self.rows])

    def codes(self, key: str) -> np.ndarray:
        """A dimension's codes, the first days of a calendar step, or the posts of these facts."""
        if key in GRAINS:
            return calendar_codes(self.facts.day[self.rows].astype(np.int64), key)
        if key == "post":
            return self.facts.post[self.rows]
        return self._once(f"code of {key}", lambda: self.facts.codes[key][self.rows])

    def _once(self, name: str, read: Callable[[], np.ndarray]) -> np.ndarray:
        if isinstance(self.rows, slice):
            return read()
        if name not in self._read:
            self._read[name] = read()
            self.nbytes += self._read[name].nbytes
        return self._read[name]


class RowSelector:
    """Finds the facts of selections in one table of facts."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._picked: Recent[np.ndarray] = Recent()
        self._selected: Recent[RowSelection] = Recent()

    def select(self, filters: Filters) -> RowSelection:
        """The facts that a selection keeps."""
        if not filters:
            return RowSelection(self.facts, slice(None))
        return self._selected.get(filters, lambda: RowSelection(self.facts, self._rows(filters)))

    def _rows(self, filters: Filters) -> np.ndarray:
        masks = [self._mask(*pick) for pick in filters.picks if pick[0] in self.facts.codes]
        if filters.since or filters.until:
            masks.append(self._dated(filters.since, filters.until))
        if not masks:
            return np.arange(len(self.facts))
        mask = masks[0]
        for other in masks[1:]:
            mask = mask & other
        return np.flatnonzero(mask)

    def _mask(self, key: str, values: tuple[str, ...]) -> np.ndarray:
        return self._picked.get((key, values), lambda: self._compared(key, values))

    def _compared(self, key: str, values: tuple[str, ...]) -> np.ndarray:
        """Which facts have one of the values, shape (facts,)."""
        codes = self.facts.codes[key]
        allowed = np.isin(np.asarray(self.facts.vocabulary[key], object), list(values))
        chosen = np.flatnonzero(allowed)
        if len(chosen) > FEW_VALUES:
            return allowed[codes]
        mask = np.zeros(len(codes), bool)
        for one in chosen:
            mask |= codes == one
        return mask

    def _dated(self, since: date | None, until: date | None) -> np.ndarray:
        first = since.toordinal() - _EPOCH if since else 0
        mask = self.facts.day >= max(first, 0)
        return mask & (self.facts.day <= until.toordinal() - _EPOCH) if until else mask
