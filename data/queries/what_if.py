"""What moving payout from losers to earners would change, asked of the store."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.queries.estimates import breakdown_with_intervals
from data.store import Store
from metrics.filters import Filters
from metrics.frames import Frame
from metrics.planning.reallocation import Deals, Reallocation, reallocate
from metrics.roi.verdicts import EARNING, LOSING

DAYS_OF_MONTH = 30.44
KEYS = ("payout", "posts", "revenue", "roi", "net_return")


@dataclass(frozen=True)
class WhatIf:
    """The reallocation, the judged people it is about, and who was chosen on each side."""

    answer: Reallocation
    people: Frame
    losers: int
    earners: int


def what_if(store: Store, filters: Filters, share: float) -> WhatIf:
    """Take ``share`` (0-1) of the losers' payout and give it to earners.

    Whoever the reader picked takes part: those of them who lose, or else all who lose; those who
    earn with a lower bound above break-even, or else all of them.
    """
    picked = filters.values("influencer")
    free = filters.without("influencer")

    def compute() -> WhatIf:
        people = breakdown_with_intervals(store, "influencer", free, KEYS)
        chosen = np.isin(people["influencer"].astype(str), picked)
        verdict = people["verdict"]
        even = store.assumptions.break_even
        losing = verdict == LOSING
        sure = (verdict == EARNING) & (people["roi_low"] > even)
        losers = np.flatnonzero(losing & chosen if (losing & chosen).any() else losing)
        earners = np.flatnonzero(sure & chosen if (sure & chosen).any() else sure)
        deals = _deals(store, free, people)
        return WhatIf(reallocate(deals, losers, earners, share), people, len(losers), len(earners))

    return store.cached(("what if", filters, share), compute)


def _deals(store: Store, filters: Filters, people: Frame) -> Deals:
    monthly = store.groups(("influencer", "month"), filters, ("posts",)).known("month")
    most: dict[str, float] = {}
    for one, posts in zip(monthly["influencer"].tolist(), monthly["posts"].tolist()):
        most[one] = max(most.get(one, 0.0), posts)
    first, last = filters.since or store.first, filters.until or store.last
    days = (min(last, store.last) - max(first, store.first)).days + 1 if first and last else 30
    return Deals(
        people["payout"],
        people["posts"],
        people["log_mean"],
        people["log_spread"],
        np.array([most.get(one, 0.0) for one in people["influencer"].tolist()]),
        max(days / DAYS_OF_MONTH, 1.0),
        store.assumptions.gross_margin,
    )
