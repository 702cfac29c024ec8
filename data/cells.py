"""Facts made few: those that no question can tell apart become one, with their sums.

Orders of the same influencer, campaign, product, source, day and post differ in nothing that a
reader can filter or group by. Ten million tracking rows of a brand are a hundred thousand such
cells; a table of random rows has as many cells as rows, and is scanned as it is.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from data.buyers import Buyers
from data.codes import frozen
from data.facts import Facts
from metrics.dimensions import DIMENSIONS

WORTHWHILE = 0.7
"""More cells than this share of the rows: a scan of the rows costs no more."""


def condensed(facts: Facts) -> Facts:
    """The same facts as cells where that makes them few, in the same order; else as they are."""
    if not len(facts):
        return facts
    first, cell = _cells(facts)
    count = len(first)
    if count > WORTHWHILE * len(facts):
        return facts
    columns = {
        name: frozen(np.bincount(cell, weights=column, minlength=count))
        for name, column in facts.columns.items()
    }
    return replace(
        facts,
        codes={key: frozen(codes[first]) for key, codes in facts.codes.items()},
        day=frozen(facts.day[first]),
        post=frozen(facts.post[first]),
        columns=columns,
        buyers=Buyers.of(facts.buyers.user, cell[facts.buyers.fact], facts.buyers.users),
    )


def _cells(facts: Facts) -> tuple[np.ndarray, np.ndarray]:
    """The first fact of each cell, ascending, and the cell of each fact."""
    of_people = {d.key for d in DIMENSIONS if d.table == "influencers"} - {"influencer"}
    keys = [facts.codes[key] for key in facts.codes if key not in of_people]
    packed, size = np.zeros(len(facts), np.int64), 1
    for codes in (*keys, facts.day, facts.post):
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
