"""Deals: what influencers are paid per post or per order, and what a rupee is expected to return.

A rate is negotiated on followers, not on what the posts will sell: so some deals lose.
"""

from dataclasses import dataclass, replace

import numpy as np

from data.simulation.demand import Demand
from data.simulation.patterns import MIXED, NO_PATTERN, ORDER, POST, pattern_of, sharing
from data.simulation.people import People
from data.simulation.random_streams import stream
from data.simulation.scenario import Scenario
from data.simulation.schedule import Schedule

PRICE_POWER = 0.52
"""Ten times the followers cost more than three times as much."""
ORDER_RETURN = 1.6
PLATFORM_PRICE = np.array([1.0, 1.25, 0.75, 0.8])
SURE_IN_PATTERN = 4


@dataclass(frozen=True)
class Deals:
    """₹ per post and per order of each influencer; 0 where the deal has no such part."""

    basis: np.ndarray
    per_post: np.ndarray
    per_order: np.ndarray


def bases(scenario: Scenario, who: People, seed: int) -> np.ndarray:
    """How each influencer is paid: POST, ORDER or MIXED; planted patterns get their members."""
    drawn = stream(seed, "bases").random(len(who))
    basis = np.where(
        drawn < scenario.order_deals,
        ORDER,
        np.where(drawn < scenario.order_deals + scenario.mixed_deals, MIXED, POST),
    )
    for pattern in scenario.patterns:
        inside = np.flatnonzero(sharing(pattern, who))
        basis[inside] = np.where(basis[inside] == MIXED, POST, basis[inside])
        if pattern.basis:
            basis[inside[:SURE_IN_PATTERN]] = (POST, ORDER)[pattern.basis == "order"]
    return basis


def settle(
    scenario: Scenario,
    who: People,
    posts: Schedule,
    wanted: Demand,
    basis: np.ndarray,
    purchases: float,
    seed: int,
) -> tuple[Demand, Deals]:
    """Fix the size of demand (`purchases` in all) and the level of rates (`scenario.roi`)."""
    rng = stream(seed, "rates")
    asked = PLATFORM_PRICE[who.platform] * (who.followers / 1000.0) ** PRICE_POWER
    asked = asked * np.exp(rng.normal(0, scenario.bargaining, len(who)))
    per_post = np.where(basis == POST, asked, np.where(basis == MIXED, 0.5 * asked, 0.0))
    per_order = _per_order(scenario, posts, wanted, basis, rng)
    target = scenario.roi * np.exp(rng.normal(0, 1) * scenario.roi_drift)
    pattern = pattern_of(scenario.patterns, who, basis, posts.influencer, posts.product)
    returns = np.array([one.returns for one in scenario.patterns] + [0.0])[pattern]
    bad = pattern != NO_PATTERN
    by_order = bad & (basis[posts.influencer] == ORDER)
    for person in np.unique(posts.influencer[by_order]):
        own = posts.influencer == person
        per_order[person] = _value(wanted, own) / returns[own & by_order][0]
    free = ~bad | by_order
    fixed_pay = (per_order[posts.influencer] * wanted.orders)[free].sum()
    fixed_share = (returns * per_post[posts.influencer] * wanted.daily.sum(axis=1))[~free].sum()
    slope = target * per_post[posts.influencer].sum() - fixed_share
    level = (wanted.revenue[free].sum() - target * fixed_pay) / slope if slope > 0 else 1.0
    level = max(level, 0.05 * wanted.revenue.sum() / max(per_post[posts.influencer].sum(), 1e-9))
    per_post = per_post * level
    wanted = _planted(wanted, ~free, returns * per_post[posts.influencer], rng)
    size = purchases / wanted.seen.sum()
    wanted = replace(wanted, purchases=wanted.purchases * size)
    return wanted, _rounded(scenario, posts, wanted, Deals(basis, per_post * size, per_order))


def _per_order(
    scenario: Scenario,
    posts: Schedule,
    wanted: Demand,
    basis: np.ndarray,
    rng: np.random.Generator,
) -> np.ndarray:
    """₹ per order: a share of what an order of this influencer is worth."""
    count = len(basis)
    revenue = np.bincount(posts.influencer, wanted.revenue, count)
    orders = np.bincount(posts.influencer, wanted.orders, count)
    value = revenue / np.where(orders > 0, orders, 1.0)
    returns = ORDER_RETURN * np.exp(rng.normal(0, scenario.bargaining, count))
    share = np.where(basis == ORDER, 1.0, np.where(basis == MIXED, 0.45, 0.0))
    return share * value / returns


def _value(wanted: Demand, own: np.ndarray) -> float:
    return float(wanted.revenue[own].sum() / wanted.orders[own].sum())


def _planted(
    wanted: Demand, bad: np.ndarray, revenue: np.ndarray, rng: np.random.Generator
) -> Demand:
    """Posts of a pattern are made to sell what its return says, give or take a little."""
    noise = np.exp(rng.normal(0, 0.15, len(bad)))
    purchases = wanted.purchases * revenue * noise / (wanted.revenue / wanted.daily.sum(axis=1))
    return replace(wanted, purchases=np.where(bad, purchases, wanted.purchases))


def _rounded(scenario: Scenario, posts: Schedule, wanted: Demand, deals: Deals) -> Deals:
    """Rates as people write them; where the world has a floor, no deal returns less."""
    count = len(deals.basis)
    per_post, per_order = deals.per_post, deals.per_order
    if scenario.roi_floor:
        owned = np.bincount(posts.influencer, minlength=count)
        orders = np.bincount(posts.influencer, wanted.orders, count)
        paid = per_post * owned + per_order * orders
        earned = np.bincount(posts.influencer, wanted.revenue, count)
        cut = np.minimum(1.0, earned / (scenario.roi_floor * np.maximum(paid, 1e-9)))
        per_post, per_order = per_post * cut, per_order * cut
    return Deals(deals.basis, _steps(per_post), _steps(per_order))


def _steps(rates: np.ndarray) -> np.ndarray:
    """Two and a half significant digits: 6,150 or 415, never 6,137.21."""
    size = 10.0 ** np.floor(np.log10(np.maximum(rates, 1.0)))
    step = np.maximum(size / 20, 0.5)
    return np.where(rates > 0, np.maximum(np.rint(rates / step) * step, 0.5), 0.0)
