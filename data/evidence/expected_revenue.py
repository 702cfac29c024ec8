"""What each fact's revenue would be if repeated, and what it would vary by: additive columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.facts.fact_table import Facts
from metrics.roi.post_outcomes import Outcomes
from metrics.roi.variability import fit_dispersion


@dataclass(frozen=True)
class _Values:
    """Moments of an order row by product, each of shape (products,): ₹², ₹ x orders, orders²."""

    revenue: np.ndarray
    squares: np.ndarray
    products: np.ndarray
    counts: np.ndarray

    def spread(self, product: np.ndarray, paid_back: np.ndarray) -> np.ndarray:
        """Counting noise in ₹² for each expected ₹ of a product.

        ``paid_back`` is ₹ of each order that its payout takes along: where all pay follows
        orders, more orders change no ratio and only their value is luck.
        """
        total = self.squares - 2 * paid_back[:, None] * self.products
        total = total + paid_back[:, None] ** 2 * self.counts
        return np.maximum(total, 0.0)[np.arange(len(product)), product] / self.revenue[product]


def _values(facts: Facts, product: np.ndarray) -> _Values:
    """Pooled over the products a little, so that a product of one order has a spread too."""
    rows = facts.columns["orders"] > 0
    kept = ("revenue", "order_value_squares", "order_value_products", "order_squares")
    count = max(facts.columns["order_rows"][rows].sum(), 1.0)
    code, size = product[rows], int(product.max()) + 1 if len(product) else 1
    moments = []
    for name in kept:
        each = facts.columns[name][rows]
        own = np.bincount(code, each, size)
        usual = each.sum() / count if len(each) else 1.0
        moments.append(own + 2.0 * usual)
    return _Values(*(np.maximum(m, 1e-9) for m in moments))


def expected_revenue(
    facts: Facts, outcomes: Outcomes, share_by_order: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Expected ₹ and its variance ₹² of each fact, shape (facts,).

    A post's expected revenue and its luck are spread over its order rows in proportion to their
    revenue, and stand on the post itself where it sold nothing. ``share_by_order`` is the part of
    each influencer's payout that follows orders, shape (influencers,).
    """
    columns, owner = facts.columns, facts.codes["influencer"].astype(np.int64)
    product = facts.codes.get("product", np.zeros(len(facts), np.int32)).astype(np.int64)
    revenue, on = columns["revenue"], facts.post >= 0
    found = fit_dispersion(outcomes)
    post = np.maximum(facts.post, 0)
    if len(outcomes):
        sold = outcomes.revenue[post] > 0
        itself = np.where(columns["posts"] > 0, 1.0, 0.0)
        part = np.where(sold, revenue / np.where(sold, outcomes.revenue[post], 1.0), itself)
        expected = np.where(on, part * found.expected[post], revenue)
    else:
        expected = revenue.astype(float)
    paid_back = _paid_back(facts, owner, share_by_order)
    values = _values(facts, product)
    counting = expected * values.spread(product, paid_back)
    if not len(outcomes):
        return expected, counting
    net = _net(facts, outcomes, paid_back, values)
    lucky = found.cv_squared * (found.expected * net)[post] ** 2 * part
    return expected, counting + np.where(on, lucky, 0.0)


def _paid_back(facts: Facts, owner: np.ndarray, share_by_order: np.ndarray) -> np.ndarray:
    """₹ of an order's value that its own payout takes along, of each fact's influencer."""
    people = len(share_by_order)
    orders = np.bincount(owner, facts.columns["orders"], people)
    revenue = np.bincount(owner, facts.columns["revenue"], people)
    value = np.divide(revenue, orders, out=np.zeros(people), where=orders > 0)
    return (share_by_order * value)[owner]


def _net(facts: Facts, outcomes: Outcomes, paid_back: np.ndarray, values: _Values) -> np.ndarray:
    """How much of a post's luck moves the ratio, shape (posts,): 1 where nothing follows orders.

    A post that sells more of a dear product lifts the return of pay per order, one that sells
    more of a cheap one lowers it.
    """
    product = outcomes.codes.get("product", np.zeros(len(outcomes), np.int64))
    usual = (values.products / values.counts)[product]
    people = int(outcomes.influencer.max()) + 1
    sold = np.bincount(outcomes.influencer, outcomes.revenue, people)
    guess = np.bincount(outcomes.influencer, outcomes.orders * usual, people)
    level = np.divide(sold, guess, out=np.ones(people), where=(guess > 0) & (sold > 0))
    own = usual * level[outcomes.influencer]
    back = np.zeros(people)
    np.maximum.at(back, outcomes.influencer, 0.0)
    owner = facts.codes["influencer"]
    back[owner[owner < people]] = paid_back[owner < people]
    return 1.0 - back[outcomes.influencer] / np.maximum(own, 1e-9)
