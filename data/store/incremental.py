"""Incremental revenue of any breakdown, from the cached posterior."""

from __future__ import annotations

import numpy as np

from data.store.aggregation import Aggregator, Sums
from metrics.filters import Filters
from metrics.incrementality.incrementality import Displaced, Incremental, Incrementality

NAMES = ("displaced_value", "displaced_variance")
CHUNK = 2_000
"""Groups answered at once: posts are many, and each has a row as long as there are influencers."""


def incremental(
    engine: Aggregator,
    posterior: Incrementality,
    by: tuple[str, ...],
    filters: Filters,
    groups: Sums,
) -> dict[str, np.ndarray]:
    """Columns ``incremental``, ``incremental_low`` and ``incremental_high`` of the groups, in ₹.

    ``groups`` are the sums of the same breakdown; NaN everywhere when nothing is measurable.
    """
    revenue = groups.columns["revenue"]
    if not posterior.measured:
        nothing = np.full(len(revenue), np.nan)
        return _named(Incremental(nothing, nothing, nothing))
    if "influencer" in by:
        own = engine.sums(by, filters, NAMES).columns
        displaced = Displaced(*(own[name] for name in NAMES))
        return _named(posterior.of_each(revenue, groups.keys["influencer"], displaced))
    cells = engine.sums((*by, "influencer"), filters, NAMES)
    people = len(engine.facts.vocabulary["influencer"])
    return _named(_in_chunks(posterior, by, groups, cells, people))


def _in_chunks(
    posterior: Incrementality, by: tuple[str, ...], groups: Sums, cells: Sums, people: int
) -> Incremental:
    """The answer for groups whose revenue ``cells`` split by influencer, as dense tables."""
    revenue = groups.columns["revenue"]
    row = _positions(groups, cells, by) if by else np.zeros(len(cells.keys["influencer"]), int)
    order = np.argsort(row, kind="stable")
    row, owner = row[order], cells.keys["influencer"][order]
    parts = []
    for start in range(0, len(revenue), CHUNK):
        stop = min(start + CHUNK, len(revenue))
        inside = slice(*np.searchsorted(row, [start, stop]))
        tables = []
        for name in NAMES:
            table = np.zeros((stop - start, people))
            table[row[inside] - start, owner[inside]] = cells.columns[name][order][inside]
            tables.append(table)
        parts.append(posterior.of(revenue[start:stop], Displaced(*tables)))
    return Incremental(
        *(
            np.concatenate([getattr(part, end) for part in parts]) if parts else np.zeros(0)
            for end in ("estimate", "low", "high")
        )
    )


def _named(found: Incremental) -> dict[str, np.ndarray]:
    return {
        "incremental": found.estimate,
        "incremental_low": found.low,
        "incremental_high": found.high,
    }


def _positions(groups: Sums, cells: Sums, by: tuple[str, ...]) -> np.ndarray:
    """Each cell's row among the groups: both are sorted by the same keys."""
    keys = [np.concatenate([groups.keys[key], cells.keys[key]]) for key in by]
    packed = np.zeros(len(keys[0]), np.int64)
    for codes in keys:
        low = int(codes.min()) if len(codes) else 0
        packed = packed * (int(codes.max()) - low + 1 if len(codes) else 1) + (codes - low)
    count = len(groups.keys[by[0]])
    order = np.argsort(packed[:count], kind="stable")
    return order[np.searchsorted(packed[:count][order], packed[count:])]
