"""What others do with the same data: simple rules, before and after, a bootstrap over posts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.util import find_spec

import numpy as np

from benchmarks.study.structural import structural
from data.store import Store
from metrics.filters import Filters
from metrics.incrementality.displacement import fit_displacement
from metrics.incrementality.rates import Rates, rates
from metrics.roi.post_outcomes import Outcomes

WINDOW_DAYS = 7
DRAWS = 400
FIXED_FACTOR = 1.33


def fixed_baseline(store: Store) -> float:
    """₹300 of every order would have come anyway."""
    return store.summary(Filters(), ("incremental_roas",))["incremental_roas"]


def assumed_share(store: Store) -> float:
    """20% of all revenue would have come anyway."""
    return 0.8 * store.summary(Filters(), ("roi",))["roi"]


def first_time_buyers(store: Store) -> float:
    """Only first-time buyers are extra."""
    found = store.summary(Filters(), ("roi", "new_customer_share"))
    return found["roi"] * found["new_customer_share"]


def before_after(store: Store) -> float:
    """What a product's own orders fell by in the week after a post is displaced."""
    panel, outcomes = store.evidence.panel, store.evidence.outcomes
    found = store.summary(Filters(), ("revenue", "payout"))
    product = outcomes.codes["product"]
    day = outcomes.day - panel.first
    lost = 0.0
    totals = np.concatenate([np.zeros((len(panel.organic), 1)), panel.organic.cumsum(axis=1)], 1)
    for code, when in zip(product, day):
        inside = WINDOW_DAYS <= when <= panel.days - WINDOW_DAYS
        if code < len(totals) and inside:
            edges = totals[code, [when - WINDOW_DAYS, when, when + WINDOW_DAYS]]
            lost += (2 * edges[1] - edges[0] - edges[2]) * panel.order_value[code]
    return (found["revenue"] - lost) / found["payout"]


def time_series(store: Store) -> float:
    """A structural time series for each campaign; NaN where statsmodels is not installed."""
    if find_spec("statsmodels") is None:
        return float("nan")
    return structural(store)


def fixed_factor(store: Store) -> float:
    """Ours, were later displacement assumed and not measured: the seen rate times 1.33."""
    return _displaced(store, FIXED_FACTOR)


def spikes_kept(store: Store) -> float:
    """Ours, were unexplained spikes not left out."""
    panel = store.evidence.panel
    fit, _ = fit_displacement(panel, rounds=0)
    found = rates(fit, panel.newness, panel.claimed.sum(axis=(1, 2)))
    return _displaced(store, found.factor, found)


def _displaced(store: Store, factor: float, found: Rates | None = None) -> float:
    found = found or store.evidence.incrementality.rates
    if found is None:
        return float("nan")
    value = store.sums(("influencer",), Filters(), ("displaced_value",))["displaced_value"]
    codes = [store.influencer_ids.index(one) for one in _order(store)]
    totals = store.summary(Filters(), ("revenue", "payout"))
    return (totals["revenue"] - factor * (value @ found.mean[codes])) / totals["payout"]


def _order(store: Store) -> list[str]:
    return store.breakdown("influencer", Filters(), ("payout",))["influencer"].tolist()


TOTALS: Mapping[str, Callable[[Store], float]] = {
    "₹300 an order": fixed_baseline,
    "assume 20%": assumed_share,
    "first-time buyers": first_time_buyers,
    "before and after posts": before_after,
    "time series a campaign": time_series,
    "ours, later days assumed": fixed_factor,
    "ours, spikes kept": spikes_kept,
}


def bootstrap(outcomes: Outcomes, people: int) -> tuple[np.ndarray, np.ndarray]:
    """90% interval of each influencer's ROI by drawing their posts again, shape (influencers,)."""
    dice = np.random.default_rng(0)
    low, high = np.full(people, np.nan), np.full(people, np.nan)
    for one in range(people):
        mine = np.flatnonzero(outcomes.influencer == one)
        if not len(mine) or outcomes.cost[mine].sum() <= 0:
            continue
        drawn = dice.choice(mine, (DRAWS, len(mine)))
        cost = outcomes.cost[drawn].sum(axis=1)
        ratio = outcomes.revenue[drawn].sum(axis=1)[cost > 0] / cost[cost > 0]
        low[one], high[one] = np.quantile(ratio, [0.05, 0.95])
    return low, high
