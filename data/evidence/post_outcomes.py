"""Facts gathered by post."""

from __future__ import annotations

import numpy as np

from data.facts.fact_table import Facts
from metrics.roi.post_outcomes import Outcomes


def post_outcomes(facts: Facts, paid_per_order: np.ndarray, paid: np.ndarray) -> Outcomes:
    """What each post brought and cost; ₹ paid per order and in all have shape (influencers,).

    Orders before an influencer's first post belong to no post and are left out.
    """
    columns, on = facts.columns, facts.post >= 0
    post = facts.post[on]
    count = int(post.max()) + 1 if len(post) else 0
    rows = np.flatnonzero((facts.columns["posts"] > 0) & on)
    rows = rows[np.argsort(facts.post[rows], kind="stable")]

    def summed(values: np.ndarray) -> np.ndarray:
        return np.bincount(post, weights=values[on], minlength=count)

    day = facts.day[rows].astype(np.int64)
    months = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    owner = facts.codes["influencer"][rows].astype(np.int32)
    with np.errstate(divide="ignore", invalid="ignore"):
        follows = np.where(paid > 0, paid_per_order / paid, 0.0)
    return Outcomes(
        influencer=owner,
        day=day,
        month=months - months.min() if len(months) else months,
        revenue=summed(columns["revenue"]),
        orders=summed(columns["orders"]),
        squares=summed(columns["order_value_squares"]),
        cost=summed(columns["payout"]),
        share_by_order=follows[owner],
        codes={key: codes[rows].astype(np.int32) for key, codes in facts.codes.items()},
        vocabulary=facts.vocabulary,
    )
