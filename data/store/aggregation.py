"""Sums over the facts for one selection: a scan in numpy, of as few facts as can tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from data.facts.fact_table import Facts
from data.store.row_selection import Rows, RowSelection, RowSelector
from metrics.catalog.assumptions import Assumptions
from metrics.catalog.dimensions import GRAINS
from metrics.catalog.loss_rule import below_break_even
from metrics.filters import Filters

DENSE_CELLS = 8_000_000
"""Cells a table of counts may have before sorting the rows is the cheaper way."""


@dataclass(frozen=True)
class Sums:
    """Groups that have facts: their codes by key, and their columns, each of shape (groups,)."""

    keys: Mapping[str, np.ndarray]
    columns: Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Groups:
    """The group of each row, shape (rows,), and the codes of each group by key."""

    of_row: np.ndarray
    size: int
    keys: Mapping[str, np.ndarray]


class Aggregator:
    """Answers one question at a time; holds nothing but the shared facts, and what it read last.

    ``deals`` are the same facts without days and posts: far fewer, where a brand's deals go on for
    weeks. A question that names neither is answered from them.
    """

    def __init__(self, facts: Facts, assumptions: Assumptions, deals: Facts | None = None) -> None:
        self.facts = facts
        self.assumptions = assumptions
        self._facts = RowSelector(facts)
        self._deals = RowSelector(deals) if deals is not None else self._facts

    def rows(self, filters: Filters) -> Rows:
        """Positions of the facts a selection keeps."""
        return self._facts.select(filters).rows

    def sums(self, by: tuple[str, ...], filters: Filters, names: Iterable[str]) -> Sums:
        """The named columns of the catalogue, grouped; one group in all when ``by`` is empty."""
        dated = filters.since or filters.until or any(k in GRAINS or k == "post" for k in by)
        chosen = (self._facts if dated else self._deals).select(filters)
        names = set(names)
        groups = _group_rows({key: chosen.codes(key) for key in by}, len(chosen))
        columns = {
            name: _summed(groups, chosen.column(name))
            for name in sorted(names & set(self.facts.columns))
        }
        if names & {"influencers", "losing_influencers"}:
            columns.update(self._people(groups, chosen))
        if "customers" in names:
            columns["customers"] = _customers(groups, chosen)
        return Sums(groups.keys, {k: v for k, v in columns.items() if k in names})

    def _people(self, groups: Groups, chosen: RowSelection) -> dict[str, np.ndarray]:
        """Distinct influencers, and those below break-even, in each group."""
        owner = chosen.codes("influencer").astype(np.int64)
        count = len(self.facts.vocabulary["influencer"])
        found, position = _compress_codes(groups.of_row * count + owner, groups.size * count)
        sums = {
            name: np.bincount(position, chosen.column(name), minlength=len(found))
            for name in ("revenue", "orders", "payout")
        }
        losing = below_break_even(sums, self.assumptions) if len(found) else np.zeros(0)
        of_group = found // count
        return {
            "influencers": np.bincount(of_group, minlength=groups.size).astype(float),
            "losing_influencers": np.bincount(of_group, losing, minlength=groups.size),
        }


def _summed(groups: Groups, column: np.ndarray) -> np.ndarray:
    if groups.size == 1:
        return np.array([column.sum()])
    return np.bincount(groups.of_row, weights=column, minlength=groups.size)


def _customers(groups: Groups, chosen: RowSelection) -> np.ndarray:
    """Distinct known buyers in each group."""
    buyers = chosen.facts.buyers
    if groups.size == 1:
        return np.array([float(buyers.count(chosen.rows))])
    return buyers.count_by_group(chosen.rows, groups.of_row, groups.size)


def _compress_codes(cell: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """The cells that occur, ascending, and each row's position among them."""
    if size > DENSE_CELLS:
        return np.unique(cell, return_inverse=True)
    present = np.zeros(size, bool)
    present[cell] = True
    found = np.flatnonzero(present)
    if len(found) == size:
        return found, cell
    position = np.cumsum(present) - 1
    return found, position[cell]


def _group_rows(keys: Mapping[str, np.ndarray], rows: int) -> Groups:
    """Rows that agree in all keys are one group; groups ascend by their keys."""
    if not keys:
        return Groups(np.zeros(rows, np.int64), 1, {})
    if not rows:
        return Groups(np.zeros(0, np.int64), 0, {key: np.zeros(0, np.int64) for key in keys})
    cell, size, spans = np.zeros(rows, np.int64), 1, []
    for codes in keys.values():
        low, high = int(codes.min()), int(codes.max())
        span = high - low + 1
        cell = cell * span + codes - low if spans else codes.astype(np.int64) - low
        size *= span
        spans.append((low, span))
    found, position = _compress_codes(cell, size)
    named, left = {}, found
    for key, (low, span) in reversed(list(zip(keys, spans))):
        named[key] = left % span + low
        left = left // span
    return Groups(position, len(found), {key: named[key] for key in keys})
