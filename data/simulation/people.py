"""Influencers: who they are, how many follow them, and what kind of buyers they bring."""

from dataclasses import dataclass

import numpy as np

from data.simulation.campaigns import PLATFORMS
from data.simulation.catalogue import CATEGORIES, FIT
from data.simulation.names import names
from data.simulation.random_streams import stream
from data.simulation.scenario import Scenario

TIERS = ("nano", "micro", "mid", "macro", "mega")
TIER_EDGES = (1_500, 10_000, 100_000, 500_000, 1_000_000, 3_500_000)
TIER_ODDS = (0.18, 0.37, 0.28, 0.12, 0.05)
CELLS = np.array([
    [7, 3, 4, 5, 3, 3],
    [6, 5, 2, 2, 2, 2],
    [3, 2, 1, 0, 4, 0],
    [1, 1, 1, 0, 1, 2],
])  # fmt: skip
"""How many of 60 influencers there are per platform and category."""
GENDERS = ("Female", "Male", "Non-binary")
STRONGEST = 0.7
"""Nobody sells more than twice what their equals do (log)."""
FEMALE_SHARE = np.array([0.35, 0.45, 0.7, 0.85, 0.5, 0.8])
"""By category."""


@dataclass(frozen=True)
class People:
    """The influencers, one array entry each; codes point into PLATFORMS, CATEGORIES, TIERS."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    gender: np.ndarray
    platform: np.ndarray
    category: np.ndarray
    tier: np.ndarray
    followers: np.ndarray
    talent: np.ndarray
    """What they sell against equals (log)."""
    product_fit: np.ndarray
    """The same by product, shape (influencers, products)."""
    favourites: np.ndarray
    """Odds of posting about each product, shape (influencers, products)."""
    coupon: np.ndarray
    """The discount their code gives, share of the price."""
    displaced: np.ndarray
    """Share of their orders that the buyers would have placed anyway."""
    unseen: float
    """Share of the displaced that is missing elsewhere than on that day and product."""
    prospects: np.ndarray
    """Share of their additional orders that comes from people who would never have bought."""
    doubtful: np.ndarray
    tiring: np.ndarray
    """A lot from 0 to 1: the audiences of the lowest tire first, above 1 never."""

    def __len__(self) -> int:
        return len(self.ids)


def people(scenario: Scenario, seed: int) -> People:
    """Draws the influencers of a world."""
    count = scenario.influencers
    rng = stream(seed, "people")
    platform, category = _cells(count, rng)
    tier = rng.choice(len(TIERS), count, p=np.array(TIER_ODDS))
    low, high = np.log(np.array(TIER_EDGES))[tier], np.log(np.array(TIER_EDGES))[tier + 1]
    # A shade inside the edges, so that rounding never moves anyone to another tier.
    followers = np.exp(low + (high - low) * rng.uniform(0.001, 0.999, count)).astype(np.int64)
    other = rng.random(count) < 0.02
    female = rng.random(count) < FEMALE_SHARE[category]
    gender = np.where(other, 2, np.where(female, 0, 1))
    favourite = np.exp(rng.normal(0, 1.0, (count, FIT.shape[1])))
    displaced, unseen = _displacement(scenario, count, seed)
    width = max(3, len(str(count)))
    return People(
        ids=tuple(f"INF{number:0{width}d}" for number in range(1, count + 1)),
        names=names(gender, seed),
        gender=gender,
        platform=platform,
        category=category,
        tier=tier,
        followers=followers,
        talent=np.clip(rng.normal(0, scenario.talent, count), -STRONGEST, STRONGEST),
        product_fit=rng.normal(0, scenario.fit, (count, FIT.shape[1])),
        favourites=FIT[category] * favourite,
        coupon=rng.choice([0.05, 0.10, 0.12, 0.15], count),
        displaced=displaced,
        unseen=unseen,
        prospects=_prospects(scenario, displaced, seed),
        doubtful=_some(scenario.doubtful, count, rng),
        tiring=rng.permutation(count) / count,
    )


def _cells(count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Platform and category of each, in the planned proportions (largest remainders)."""
    wanted = CELLS.ravel() * count / CELLS.sum()
    whole = np.floor(wanted).astype(int)
    rest = wanted - whole + rng.uniform(0, 0.2, wanted.size) * (wanted > 0)
    whole[np.argsort(-rest, kind="stable")[: count - whole.sum()]] += 1
    cells = rng.permutation(np.repeat(np.arange(wanted.size), whole))
    return cells // len(CATEGORIES), cells % len(CATEGORIES)


def _some(share: float, count: int, rng: np.random.Generator) -> np.ndarray:
    """Marks a share of the influencers, by lot."""
    marked = np.zeros(count, bool)
    marked[rng.permutation(count)[: round(share * count)]] = True
    return marked


def _displacement(scenario: Scenario, count: int, seed: int) -> tuple[np.ndarray, float]:
    """How much each influencer displaces, and how much of it does not show on that day."""
    rng = stream(seed, "displacement")
    drift = rng.normal(0, 1) * scenario.displaced_drift
    own = rng.normal(0, 1, count) * scenario.displaced_spread
    unseen = scenario.unseen + rng.normal(0, 1) * scenario.unseen_drift
    if scenario.displaced == 0:
        return np.zeros(count), 0.0
    logit = np.log(scenario.displaced / (1 - scenario.displaced)) + drift + own
    return 1 / (1 + np.exp(-logit)), float(np.clip(unseen, 0.0, 0.6))


def _prospects(scenario: Scenario, displaced: np.ndarray, seed: int) -> np.ndarray:
    noise = stream(seed, "prospects").normal(0, 0.06, len(displaced))
    if scenario.new_buyers == "misleading":
        # Those who displace most seem to bring new people: their few additional buyers are new.
        return np.clip(4 * displaced - 0.8 + noise, 0.02, 0.98)
    return np.clip(0.75 + noise, 0.4, 0.98)


def tier_of(followers: np.ndarray) -> np.ndarray:
    """The tier code of each follower count."""
    return np.searchsorted(np.array(TIER_EDGES[1:-1]), followers, "right")


def labels(codes: np.ndarray, words: tuple[str, ...]) -> list[str]:
    """The words that codes stand for."""
    return [words[code] for code in codes.tolist()]


def platform_of(who: People) -> list[str]:
    """The platform of each influencer, in words."""
    return labels(who.platform, PLATFORMS)
