"""Every metric of the product, declared once: name, unit, formula, meaning."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from metrics.catalog.assumptions import Assumptions
from metrics.catalog.columns import NAMES
from metrics.catalog.formula import Formula

Unit = Literal["rupees", "ratio", "percent", "count"]
Good = Literal["up", "down", "neither"]
Uncertain = Literal["", "revenue", "order_value", "incremental"]


@dataclass(frozen=True)
class Metric:
    """A metric: the one place that knows its formula.

    ``formula`` is arithmetic on the columns above, evaluated on *sums*, so a ratio of sums can
    never become a mean of ratios. ``good`` is the direction that is better. ``undefined`` says
    why there may be no value. ``table`` metrics are columns of the tables from the start.
    ``uncertain`` names what would differ if the deal were repeated: the interval is the formula at
    the ends of that column's own.
    """

    key: str
    label: str
    unit: Unit
    formula: str
    meaning: str
    good: Good = "up"
    undefined: str = ""
    table: bool = False
    uncertain: Uncertain = ""
    compiled: Formula = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        formula = Formula.compile(self.formula)
        for name in sorted(formula.names - NAMES):
            near = difflib.get_close_matches(name, NAMES, 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise ValueError(f"Metric {self.key!r}: no column {name!r}{hint}")
        object.__setattr__(self, "compiled", formula)


_NO_PAYOUT = "Nothing was paid here."
_NO_ORDERS = "There are no orders here."
_NO_REACH = "No post here has a known reach."
_NO_POSTS = "There are no posts here."
_NOT_MEASURED = "What would have been sold anyway can't be measured here."

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
        uncertain="revenue",
    ),
    Metric(
        "net_return", "Net return", "rupees", "revenue * margin - payout",
        "What is left of the revenue's margin after the payout.", table=True, uncertain="revenue",
    ),
    Metric(
        "incremental_roas", "Incremental ROAS", "ratio",
        "(revenue - baseline * orders) / payout",
        "Revenue above a fixed baseline value per order (₹300 unless set otherwise), for each "
        "rupee paid out. A simple assumption, not a measurement.",
        undefined=_NO_PAYOUT, table=True,
    ),
    Metric(
        "incremental_revenue", "Incremental revenue, measured", "rupees", "incremental",
        "Revenue that would not have been sold anyway, measured from what went missing from the "
        "products' own sales.", undefined=_NOT_MEASURED, uncertain="incremental",
    ),
    Metric(
        "incremental_roas_measured", "Incremental ROAS, measured", "ratio", "incremental / payout",
        "Revenue that would not have been sold anyway, measured, for each rupee paid out.",
        undefined=_NOT_MEASURED, uncertain="incremental",
    ),
    Metric(
        "incremental_share", "Incremental share", "percent", "incremental / revenue",
        "Share of the tracked revenue that would not have been sold anyway, measured.",
        undefined=_NOT_MEASURED, uncertain="incremental",
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
        "What a post may cost at most to pay for itself.", undefined=_NO_POSTS, uncertain="revenue",
    ),
    Metric(
        "break_even_per_order", "Break-even per order", "rupees", "margin * revenue / orders",
        "What an order may cost at most to pay for itself.", undefined=_NO_ORDERS,
        uncertain="order_value",
    ),
    Metric(
        "incremental_break_even_per_post", "Break-even per post, incremental", "rupees",
        "margin * incremental / posts",
        "What a post may cost at most to pay for itself with what it sells on top.",
        undefined=_NOT_MEASURED, uncertain="incremental",
    ),
    Metric(
        "incremental_break_even_per_order", "Break-even per order, incremental", "rupees",
        "margin * incremental / orders",
        "What an order may cost at most to pay for itself with what is sold on top.",
        undefined=_NOT_MEASURED, uncertain="incremental",
    ),
    Metric(
        "payback_gap", "Overpaid per post", "rupees", "(payout - margin * revenue) / posts",
        "What a post cost beyond what it brought back; below zero it paid for itself.",
        good="down", undefined=_NO_POSTS, uncertain="revenue",
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


def index_by_key(metrics: Iterable[Metric]) -> dict[str, Metric]:
    """Index declarations by key; ValueError when a key stands twice."""
    by_key: dict[str, Metric] = {}
    for one in metrics:
        if one.key in by_key:
            raise ValueError(f"Metric {one.key!r} is declared twice")
        by_key[one.key] = one
    return by_key


BY_KEY = index_by_key(METRICS)


def metric(key: str) -> Metric:
    """The declaration for a key; ValueError names the nearest one that exists."""
    if key in BY_KEY:
        return BY_KEY[key]
    near = difflib.get_close_matches(key, BY_KEY, 1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise ValueError(f"No metric {key!r}{hint}")


def evaluate(
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
