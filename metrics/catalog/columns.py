"""The columns that formulas are made of: sums, counts, and what stands beside a group."""

from __future__ import annotations

from collections.abc import Mapping

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

MEASURED: Mapping[str, str] = {
    "incremental": "₹ of revenue that would not have been sold anyway, as measured",
}
"""Estimates for a group from the cached posterior; undefined where nothing can be measured."""

EVIDENCE: Mapping[str, str] = {
    "expected_revenue": "₹ the same posts would bring if repeated",
    "revenue_variance": "₹² that revenue would vary by",
    "order_value_squares": "₹² of single order rows",
    "order_value_products": "₹ times orders of single order rows",
    "order_squares": "squared orders of single order rows",
    "displaced_value": "₹ of claimed orders at the organic order value of their product",
    "displaced_variance": "₹² of single claimed orders at that value",
}
"""Additive columns that intervals are made of; no metric reads them."""

CONTEXT: Mapping[str, str] = {
    "baseline": "₹ an order would have brought without any influencer (a setting, 300)",
    "margin": "share of revenue that is kept (a setting, 1)",
    "all_losses": "₹ lost by all groups of the breakdown that lost",
}
"""Numbers that stand beside a group: settings, and the total of the breakdown it is in."""

NAMES = frozenset({*SUMS, *COUNTS, *MEASURED, *CONTEXT})
"""What a formula may read."""
