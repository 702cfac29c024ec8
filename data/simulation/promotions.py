"""Price promotions of single products, most of them listed, which lift what sells anyway."""

from dataclasses import dataclass

import numpy as np

from data.simulation.calendar import Period
from data.simulation.campaigns import Campaign
from data.simulation.catalogue import NAMES
from data.simulation.random_streams import stream
from data.simulation.scenario import Scenario


@dataclass(frozen=True)
class Promotion:
    """A product on offer from one day to another (both inclusive), and what it multiplies."""

    product: int
    first: int
    last: int
    lift: float
    listed: bool


def promotions(
    scenario: Scenario, period: Period, campaigns: tuple[Campaign, ...], seed: int
) -> tuple[Promotion, ...]:
    """The promotions of a period: some at any time, some hidden inside campaigns."""
    rng = stream(seed, "promotions")
    count = max(1, round(scenario.promotions * period.days / 365)) if scenario.promotions else 0
    found = []
    for _ in range(count):
        length = int(rng.integers(3, 7))
        first = int(rng.integers(0, max(1, period.days - length)))
        found.append(_promotion(rng, int(rng.integers(len(NAMES))), first, length, period, True))
    hidden = stream(seed, "hidden promotions")
    for campaign in campaigns[1:]:
        carries = hidden.random() < scenario.hidden_promotions
        for product in np.flatnonzero(campaign.products):
            length = int(hidden.integers(6, 17))
            first = campaign.first + int(hidden.integers(0, max(1, campaign.days - length)))
            one = _promotion(hidden, int(product), first, length, period, False)
            if carries and hidden.random() < 0.8:
                found.append(one)
    return tuple(sorted(found, key=lambda one: (one.first, one.product)))


def _promotion(
    rng: np.random.Generator, product: int, first: int, length: int, period: Period, listed: bool
) -> Promotion:
    last = min(first + length - 1, period.days - 1)
    return Promotion(product, first, last, float(rng.uniform(1.5, 2.3)), listed)


def lifts(found: tuple[Promotion, ...], period: Period) -> np.ndarray:
    """What promotions multiply organic buying by, shape (products, days); 1 where none runs."""
    lift = np.ones((len(NAMES), period.days))
    for one in found:
        window = lift[one.product, one.first : one.last + 1]
        np.maximum(window, one.lift, out=window)
    return lift
