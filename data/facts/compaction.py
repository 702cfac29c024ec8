"""Facts made few: those that no question can tell apart become one, with their sums.

Orders of the same influencer, campaign, product, source, day and post differ in nothing that a
reader can filter or group by. Ten million tracking rows of a brand are a hundred thousand such
cells; a table of random rows has as many cells as rows, and is scanned as it is. Without days and
posts the cells of one deal become one again, ten times fewer: the filters of a page, the period
apart, are answered from those.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from data.facts.distinct_customers import CustomerSets
from data.facts.encoding import read_only
from data.facts.fact_table import Facts
from metrics.catalog.dimensions import DIMENSIONS

WORTHWHILE = 0.7
"""More cells than this share of the rows: a scan of the rows costs no more."""


def compact(facts: Facts) -> Facts:
    """The same facts as cells where that makes them few, in the same order; else as they are."""
    if not len(facts):
        return facts
    first, cell = _cells(facts, (facts.day, facts.post))
    if len(first) > WORTHWHILE * len(facts):
        return facts
    return _merge(facts, first, cell)


def compact_without_days(facts: Facts) -> Facts | None:
    """The facts without days and posts (-1 everywhere); None where that makes them no fewer."""
    if not len(facts):
        return None
    first, cell = _cells(facts, ())
    if len(first) > WORTHWHILE * len(facts):
        return None
    none = read_only(np.full(len(first), -1, np.int32))
    return replace(_merge(facts, first, cell), day=none, post=none)


def _merge(facts: Facts, first: np.ndarray, cell: np.ndarray) -> Facts:
    """Facts of one cell as one; ``first`` is a fact of each cell, ``cell`` each fact's cell."""
    count = len(first)
    columns = {
        name: read_only(np.bincount(cell, weights=column, minlength=count))
        for name, column in facts.columns.items()
    }
    return replace(
        facts,
        codes={key: read_only(codes[first]) for key, codes in facts.codes.items()},
        day=read_only(facts.day[first]),
        post=read_only(facts.post[first]),
        columns=columns,
        buyers=CustomerSets.of(
            facts.buyers.user, cell[facts.buyers.fact], facts.buyers.users, count
        ),
    )


def _cells(facts: Facts, beside: tuple[np.ndarray, ...]) -> tuple[np.ndarray, np.ndarray]:
    """The first fact of each cell, ascending, and the cell of each fact.

    Facts of one cell agree in all dimensions, and in the columns ``beside`` them.
    """
    of_people = {d.key for d in DIMENSIONS if d.table == "influencers"} - {"influencer"}
    keys = [facts.codes[key] for key in facts.codes if key not in of_people]
    packed, size = np.zeros(len(facts), np.int64), 1
    for codes in (*keys, *beside):
        low, span = int(codes.min()), int(codes.max()) - int(codes.min()) + 1
        if size > 2**62 // span:
            packed = np.unique(packed, return_inverse=True)[1]
            size = int(packed.max()) + 1
        packed = packed * span + (codes - low)
        size *= span
    _, first, cell = np.unique(packed, return_index=True, return_inverse=True)
    # Cells stand where their first fact stood, so that the canonical order of facts stays.
    order = np.argsort(first, kind="stable")
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return first[order], rank[cell]
