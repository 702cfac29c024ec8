"""First orders and repeat orders of each known buyer, over all sources."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.codes import Coded, coded, day_numbers

WINDOW_DAYS = 90


def first_time_flags(
    tracking: pd.DataFrame, user: Coded, owner: np.ndarray
) -> dict[str, np.ndarray]:
    """0/1 columns of shape (rows,): a buyer's first row, observed for 90 days, repeated in them.

    One row a buyer carries the flags, so they add up over every partition. On a shared first day
    an influencer's row comes before one of nobody's, then the first of the alphabet in campaign,
    product and all other texts; the order of the rows in the file plays no part. A repeat is a row on a later day.
    """
    rows = len(tracking)
    flags = {k: np.zeros(rows) for k in ("new_customers", "observed_buyers", "repeated_buyers")}
    known = np.flatnonzero(user.codes != user.unassigned)
    if not len(known):
        return flags
    day = day_numbers(tracking["date"])
    nobody = np.where(owner < 0, np.iinfo(np.int32).max, owner)
    texts = ["product", "campaign"]
    rest = tracking.select_dtypes(["str", "category"]).columns.difference([*texts, "user"])
    ties = [coded(tracking[k], "").codes[known] for k in (*rest[::-1], *texts)]
    order = known[np.lexsort((*ties, nobody[known], day[known], user.codes[known]))]
    who, when = user.codes[order], day[order]
    starts = np.flatnonzero(np.r_[True, who[1:] != who[:-1]])
    first = order[starts]
    flags["new_customers"][first] = 1
    observed = when[starts] + WINDOW_DAYS <= day.max()
    flags["observed_buyers"][first] = observed
    base, stride = int(day.min()), int(day.max() - day.min()) + WINDOW_DAYS + 2
    keys = who.astype(np.int64) * stride + (when - base)
    after = np.searchsorted(keys, keys[starts], "right")
    until = np.searchsorted(keys, keys[starts] + WINDOW_DAYS, "right")
    flags["repeated_buyers"][first] = observed & (until > after)
    return flags
