"""Every metric of the product, declared once: name, unit, formula, meaning."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from metrics.assumptions import Assumptions
from metrics.formula import Formula

Unit = Literal["rupees", "ratio", "percent", "count"]
Good = Literal["up", "down", "neither"]

SUMS: Mapping[str, str] = {
    "revenue": "₹ of orders attributed to a known influencer",
    "orders": "attributed orders",
    "payout": "₹ paid, standing where the money went",
    "posts": "posts",
    "reach": "people reached, summed over posts",
    "likes": "likes",
    "comments": "comments",
    "payout_without_reach": "₹ paid for posts whose reach is not known",
    "new_customers": "buyers whose first row in the whole data is here",
    "observed_buyers": "those of them seen for at least 90 days",
    "repeated_buyers": "those of them with another order on a later day within 90 days",
    "media_value": "₹ the reach would have cost at the set prices; undefined while none is set",
}
"""Columns that add up over every partition of the data."""

COUNTS: Mapping[str, str] = {
    "customers": "distinct buyers of the selection",
    "influencers": "distinct influencers with a post, an order or a payout in the selection",
    "losing_influencers": "influencers below break-even or with negative incremental ROAS",
}
"""Columns counted anew for each group: they never add up over groups."""

CONTEXT: Mapping[str, str] = {
    "baseline": "₹ an order would have brought without any influencer (a setting, 300)",
    "margin": "share of revenue that is kept (a setting, 1)",
    "all_losses": "₹ lost by all groups of the breakdown that lost",
}
"""Numbers that stand beside a group: settings, and the total of the breakdown it is in."""

NAMES = frozenset({*SUMS, *COUNTS, *CONTEXT})


@dataclass(frozen=True)
class Metric:
    """A metric: the one place that knows its formula.

    ``formula`` is arithmetic on the columns above, evaluated on *sums*, so a ratio of sums can
    never become a mean of ratios. ``good`` is the direction that is better. ``undefined`` says
    why there may be no value. ``table`` metrics are columns of the tables from the start.
    """

    key: str
    label: str
    unit: Unit
    formula: str
    meaning: str
    good: Good = "up"
    undefined: str = ""
    table: bool = False
    compiled: Formula = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        formula = Formula.compiled(self.formula)
        for name in sorted(formula.names - NAMES):
            near = difflib.get_close_matches(name, NAMES, 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise ValueError(f"Metric {self.key!r}: no column {name!r}{hint}")
        object.__setattr__(self, "compiled", formula)


_NO_PAYOUT = "Nothing was paid here."
_NO_ORDERS = "There are no orders here."
_NO_REACH = "No post here has a known reach."
_NO_POSTS = "There are no posts here."

# fmt: off
METRICS: tuple[Metric, ...] = (
    Metric(
        "revenue", "Revenue", "rupees", "revenue",
        "Sales tracked to influencers: orders that name a known influencer.", table=True,
    ),
    Metric("orders", "Orders", "count", "orders", "Orders tracked to influencers.", table=True),
    Metric(
        "payout", "Payout", "rupees", "payout",
        "Money paid to influencers, standing at the post or the order it paid for.",
        good="neither", table=True,
    ),
    Metric("posts", "Posts", "count", "posts", "Posts published.", good="neither", table=True),
    Metric("reach", "Reach", "count", "reach", "People reached, added up over posts."),
    Metric("likes", "Likes", "count", "likes", "Likes on posts."),
    Metric("comments", "Comments", "count", "comments", "Comments on posts."),
    Metric(
        "customers", "Customers", "count", "customers",
        "Different people who bought. Groups overlap, so they do not add up.",
    ),
    Metric(
        "influencers", "Influencers", "count", "influencers",
        "Different influencers with a post, an order or a payout.", good="neither",
    ),
    Metric(
        "losing_influencers", "Losing influencers", "count", "losing_influencers",
        "Influencers whose ROI is below break-even or whose incremental ROAS is negative.",
        good="down",
    ),
    Metric(
        "roi", "ROI", "ratio", "revenue / payout",
        "Revenue earned for each rupee paid out.", undefined=_NO_PAYOUT, table=True,
    ),
    Metric(
        "net_return", "Net return", "rupees", "revenue * margin - payout",
        "What is left of the revenue's margin after the payout.", table=True,
    ),
    Metric(
        "incremental_roas", "Incremental ROAS", "ratio",
        "(revenue - baseline * orders) / payout",
        "Revenue above a fixed baseline value per order (₹300 unless set otherwise), for each "
        "rupee paid out. A simple assumption, not a measurement.",
        undefined=_NO_PAYOUT, table=True,
    ),
    Metric(
        "average_order_value", "Average order value", "rupees", "revenue / orders",
        "Revenue of one order.", undefined=_NO_ORDERS, table=True,
    ),
    Metric(
        "cost_per_order", "Cost per order", "rupees", "payout / orders",
        "Payout for one order (CPA).", good="down", undefined=_NO_ORDERS, table=True,
    ),
    Metric(
        "cost_per_engagement", "Cost per engagement", "rupees", "payout / (likes + comments)",
        "Payout for one like or comment (CPE).", good="down",
        undefined="There are no likes or comments here.",
    ),
    Metric(
        "cost_per_thousand_reach", "Cost per 1,000 reached", "rupees",
        "(payout - payout_without_reach) / reach * 1000",
        "Payout for each 1,000 people reached (CPM); posts without reach leave both sides.",
        good="down", undefined=_NO_REACH,
    ),
    Metric(
        "engagement_rate", "Engagement rate", "percent", "(likes + comments) / reach",
        "Likes and comments for each person reached.", undefined=_NO_REACH, table=True,
    ),
    Metric(
        "orders_per_thousand_reach", "Orders per 1,000 reached", "ratio", "orders / reach * 1000",
        "Orders for each 1,000 people reached.", undefined=_NO_REACH,
    ),
    Metric(
        "new_customers", "New customers", "count", "new_customers",
        "Buyers whose first order in the whole data, from any source, is here. In the first 60 "
        "days of the data everybody looks new.",
    ),
    Metric(
        "new_customer_share", "New customer share", "percent", "new_customers / customers",
        "Share of the buyers who had never bought before.",
        undefined="No buyer here is known by an id.",
    ),
    Metric(
        "cost_per_new_customer", "Cost per new customer", "rupees", "payout / new_customers",
        "Payout for one new customer (CAC).", good="down",
        undefined="There are no new customers here.",
    ),
    Metric(
        "repeat_rate_90d", "Repeat rate, 90 days", "percent", "repeated_buyers / observed_buyers",
        "First-time buyers with another order on a later day within 90 days, of those observed "
        "that long.",
        undefined="No first-time buyer here was observed for 90 days.",
    ),
    Metric(
        "break_even_per_post", "Break-even per post", "rupees", "margin * revenue / posts",
        "What a post may cost at most to pay for itself.", undefined=_NO_POSTS,
    ),
    Metric(
        "break_even_per_order", "Break-even per order", "rupees", "margin * revenue / orders",
        "What an order may cost at most to pay for itself.", undefined=_NO_ORDERS,
    ),
    Metric(
        "payback_gap", "Overpaid per post", "rupees", "(payout - margin * revenue) / posts",
        "What a post cost beyond what it brought back; below zero it paid for itself.",
        good="down", undefined=_NO_POSTS,
    ),
    Metric(
        "earned_media_value", "Earned media value", "rupees", "media_value",
        "What the same reach would have cost at the prices set per platform. Off until prices are "
        "set, and never part of ROI.",
        undefined="No media prices are set.",
    ),
    Metric(
        "share_of_loss", "Share of losses", "percent",
        "positive(payout - revenue * margin) / all_losses",
        "A group's loss, of the losses of all groups that lost.", good="down",
        undefined="Nothing lost money here.",
    ),
)
# fmt: on


def checked(metrics: Iterable[Metric]) -> dict[str, Metric]:
    """Index declarations by key; ValueError when a key stands twice."""
    by_key: dict[str, Metric] = {}
    for one in metrics:
        if one.key in by_key:
            raise ValueError(f"Metric {one.key!r} is declared twice")
        by_key[one.key] = one
    return by_key


BY_KEY = checked(METRICS)


def metric(key: str) -> Metric:
    """The declaration for a key; ValueError names the nearest one that exists."""
    if key in BY_KEY:
        return BY_KEY[key]
    near = difflib.get_close_matches(key, BY_KEY, 1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise ValueError(f"No metric {key!r}{hint}")


def evaluated(
    columns: Mapping[str, np.ndarray],
    assumptions: Assumptions,
    keys: Iterable[str] | None = None,
) -> dict[str, np.ndarray]:
    """The metrics of every group from its summed columns, each of shape (groups,); NaN undefined.

    Only metrics whose columns are all there are returned when ``keys`` is None.
    """
    context = dict(columns)
    margin = assumptions.gross_margin
    context["baseline"] = np.asarray(assumptions.baseline_order_value)
    context["margin"] = np.asarray(margin)
    if {"payout", "revenue"} <= set(columns):
        loss = np.maximum(columns["payout"] - columns["revenue"] * margin, 0.0)
        context["all_losses"] = np.asarray(loss.sum())
    wanted = [metric(k) for k in keys] if keys is not None else METRICS
    have = set(context)
    return {m.key: m.compiled.value(context) for m in wanted if m.compiled.names <= have}
