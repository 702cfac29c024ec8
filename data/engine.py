"""Sums over the facts for one selection: a scan in numpy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from data.facts import Facts
from metrics.assumptions import Assumptions
from metrics.dimensions import GRAINS
from metrics.filters import Filters
from metrics.rules import below_break_even

_EPOCH = date(1970, 1, 1).toordinal()
DENSE_CELLS = 8_000_000
"""Cells a table of counts may have before sorting the rows is the cheaper way."""


@dataclass(frozen=True)
class Sums:
    """Groups that have facts: their codes by key, and their columns, each of shape (groups,)."""

    keys: Mapping[str, np.ndarray]
    columns: Mapping[str, np.ndarray]


def calendar_codes(day: np.ndarray, grain: str) -> np.ndarray:
    """The first day (days since 1970) of the day, week or month each day is in; -1 stays."""
    if grain == "day":
        return day
    if grain == "week":
        return np.where(day < 0, -1, day - (day + 3) % 7)
    months = day.astype("datetime64[D]").astype("datetime64[M]")
    return np.where(day < 0, -1, months.astype("datetime64[D]").astype(np.int64))


class Engine:
    """Answers one question at a time; holds nothing but the shared facts."""

    def __init__(self, facts: Facts, assumptions: Assumptions) -> None:
        self.facts = facts
        self.assumptions = assumptions

    def rows(self, filters: Filters) -> np.ndarray | slice:
        """Positions of the facts a selection keeps."""
        facts, mask = self.facts, np.ones(len(self.facts), bool)
        if not filters:
            return slice(None)
        for key, values in filters.picks:
            if key not in facts.codes:
                continue
            allowed = np.isin(np.asarray(facts.vocabulary[key], object), list(values))
            mask &= allowed[facts.codes[key]]
        if filters.since:
            mask &= facts.day >= filters.since.toordinal() - _EPOCH
        if filters.until:
            mask &= facts.day <= filters.until.toordinal() - _EPOCH
        if filters.since or filters.until:
            mask &= facts.day >= 0
        return np.flatnonzero(mask)

    def _codes(self, key: str, rows: np.ndarray | slice) -> np.ndarray:
        if key in GRAINS:
            return calendar_codes(self.facts.day[rows].astype(np.int64), key)
        if key == "post":
            return self.facts.post[rows].astype(np.int64)
        return self.facts.codes[key][rows].astype(np.int64)

    def sums(self, by: tuple[str, ...], filters: Filters, names: Iterable[str]) -> Sums:
        """The named columns of the catalogue, grouped; one group in all when ``by`` is empty."""
        rows, names = self.rows(filters), set(names)
        keys = {key: self._codes(key, rows) for key in by}
        total = len(self.facts.day[rows])
        group, firsts = _grouped(list(keys.values()), total)
        size = len(firsts) if by else 1
        columns = {
            name: np.bincount(group, weights=self.facts.columns[name][rows], minlength=size)
            for name in sorted(names & set(self.facts.columns))
        }
        if names & {"influencers", "losing_influencers"}:
            columns.update(self._people(group, size, rows))
        if "customers" in names:
            columns["customers"] = self._customers(group, size, rows)
        kept = {k: v for k, v in columns.items() if k in names}
        return Sums({key: codes[firsts] for key, codes in keys.items()}, kept)

    def _people(self, group: np.ndarray, size: int, rows: np.ndarray | slice) -> dict:
        """Distinct influencers, and those below break-even, in each group."""
        count = len(self.facts.vocabulary["influencer"])
        cell = group * count + self.facts.codes["influencer"][rows]
        found, position = _compressed(cell, size * count)
        sums = {
            name: np.bincount(position, self.facts.columns[name][rows], minlength=len(found))
            for name in ("revenue", "orders", "payout")
        }
        losing = below_break_even(sums, self.assumptions) if len(found) else np.zeros(0)
        of_group = found // count
        return {
            "influencers": np.bincount(of_group, minlength=size).astype(float),
            "losing_influencers": np.bincount(of_group, losing, minlength=size),
        }

    def _customers(self, group: np.ndarray, size: int, rows: np.ndarray | slice) -> np.ndarray:
        """Distinct known buyers in each group."""
        of_fact = np.full(len(self.facts), -1, np.int64)
        of_fact[rows] = group
        return self.facts.buyers.distinct(of_fact, size)


def _compressed(cell: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """The cells that occur, ascending, and each row's position among them."""
    if size > DENSE_CELLS:
        return np.unique(cell, return_inverse=True)
    present = np.zeros(size, bool)
    present[cell] = True
    found = np.flatnonzero(present)
    position = np.cumsum(present) - 1
    return found, position[cell]


def _grouped(keys: list[np.ndarray], rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Each row's group number, and one row that stands for each group."""
    if not keys:
        return np.zeros(rows, np.int64), np.zeros(0, np.int64)
    if not rows:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    cell, size = np.zeros(rows, np.int64), 1
    for codes in keys:
        low, high = int(codes.min()), int(codes.max())
        cell = cell * (high - low + 1) + (codes - low)
        size *= high - low + 1
    found, position = _compressed(cell, size)
    firsts = np.zeros(len(found), np.int64)
    firsts[position[::-1]] = np.arange(rows)[::-1]
    return position, firsts
