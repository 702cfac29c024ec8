"""Made panels whose displacement is known: own sales less what influencers took from them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metrics.incrementality.panel import Panel


@dataclass(frozen=True)
class Market:
    """A made panel and the truth it was made from: rates (influencers,), own demand."""

    panel: Panel
    rates: np.ndarray
    demand: np.ndarray


def market(
    rates: tuple[float, ...] = (0.2, 0.4, 0.6, 0.8),
    *,
    products: int = 6,
    days: int = 240,
    exact: bool = False,
    seed: int = 1,
) -> Market:
    """Own sales are level x day; of each influencer's orders a share at the rate goes missing.

    Influencers sell in bursts after posts, never so much that own sales reach zero. ``exact``
    leaves out all luck.
    """
    dice = np.random.default_rng(seed)
    when = np.arange(days)
    season = 1 + 0.3 * np.sin(2 * np.pi * when / 7) + 0.2 * np.sin(2 * np.pi * when / days)
    festival = np.where(dice.random(days) < 0.03, 2.0, 1.0)
    level = np.linspace(30, 60, products)[:, None]
    demand = level * season * festival
    claimed = np.zeros((len(rates), products, days))
    for one in range(len(rates)):
        for start in dice.integers(0, days, days // 12):
            product = dice.integers(products)
            burst = 14 * 0.6 ** np.arange(min(8, days - start))
            claimed[one, product, start : start + len(burst)] += dice.poisson(burst)
    share = np.array(rates)[:, None, None]
    if exact:
        organic = demand - (share * claimed).sum(axis=0)
    else:
        gone = dice.binomial(claimed.astype(int), share).sum(axis=0)
        organic = np.maximum(dice.poisson(demand) - gone, 0).astype(float)
    made = Panel(
        organic=organic,
        claimed=claimed,
        promoted=np.zeros((products, days), bool),
        order_value=np.linspace(500, 1_500, products),
        value_spread=np.full(products, 1.2),
        newness=np.full(len(rates), np.nan),
        first=20_000,
    )
    return Market(made, np.array(rates), demand)
