"""Posts: who posts when, for which campaign, about which product."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from data.simulation.calendar import Period
from data.simulation.campaigns import Campaign
from data.simulation.catalogue import NAMES
from data.simulation.patterns import members
from data.simulation.people import People
from data.simulation.random_streams import stream
from data.simulation.scenario import Scenario

MEAN_POSTS = 17.5
"""Per influencer and year; few have very many, many have few."""
MOST_POSTS = 52
LEAST_IN_PATTERN = 7
APART = 2
"""Days between two posts of one influencer, where the calendar has room."""


@dataclass(frozen=True)
class Schedule:
    """Every post: codes of its influencer, campaign and product, and its day number."""

    influencer: np.ndarray
    campaign: np.ndarray
    product: np.ndarray
    day: np.ndarray

    def __len__(self) -> int:
        return len(self.day)


def schedule(
    scenario: Scenario,
    who: People,
    basis: np.ndarray,
    campaigns: Sequence[Campaign],
    period: Period,
    seed: int,
) -> Schedule:
    """Draws the posts of every influencer, by influencer and day."""
    rng = stream(seed, "schedule")
    counts = _counts(scenario, who, basis, period, rng)
    odds = _product_odds(scenario, who, basis)
    rows: list[tuple[int, int, int, int]] = []
    for person, count in enumerate(counts.tolist()):
        joined = _campaign_odds(who, person, campaigns, rng)
        taken = np.zeros(period.days, bool)
        for choice in rng.choice(len(campaigns), count, p=joined).tolist():
            day = _free_day(campaigns[choice], taken, rng)
            rows.append((person, choice, _product(odds[person], campaigns[choice], rng), day))
    table = np.array(rows, np.int64)
    table = table[np.lexsort((table[:, 3], table[:, 0]))]
    return Schedule(*(np.ascontiguousarray(table[:, column]) for column in range(4)))


def _counts(
    scenario: Scenario, who: People, basis: np.ndarray, period: Period, rng: np.random.Generator
) -> np.ndarray:
    years = period.days / 365
    drawn = 1 + (MEAN_POSTS - 1) * years * rng.gamma(1.0, 1.0, len(who))
    for pattern in scenario.patterns:
        drawn = np.where(
            members(pattern, who, basis), np.maximum(drawn, LEAST_IN_PATTERN * years), drawn
        )
    return np.clip(np.rint(drawn), 1, max(1, round(MOST_POSTS * years))).astype(int)


def _product_odds(scenario: Scenario, who: People, basis: np.ndarray) -> np.ndarray:
    """Odds of each product per influencer; a pattern's product comes up often among its members."""
    odds = who.favourites.copy()
    for pattern in scenario.patterns:
        if pattern.product:
            column = NAMES.index(pattern.product)
            inside = members(pattern, who, basis)
            odds[inside, column] = 0.35 * odds[inside].sum(axis=1)
    return odds


def _campaign_odds(
    who: People, person: int, campaigns: Sequence[Campaign], rng: np.random.Generator
) -> np.ndarray:
    """Where one influencer's posts go: the evergreen campaign, and those that signed them up."""
    odds = np.zeros(len(campaigns))
    for at, campaign in enumerate(campaigns):
        lean = campaign.platforms[who.platform[person]] * campaign.categories[who.category[person]]
        signed = at == 0 or rng.random() < 0.55 * lean
        odds[at] = campaign.days * lean * signed * (0.5 if at == 0 else 2.2)
    return odds / odds.sum()


def _free_day(campaign: Campaign, taken: np.ndarray, rng: np.random.Generator) -> int:
    """A day of the campaign on which this influencer has nothing near; any day if all are near."""
    day = campaign.first
    for _ in range(12):
        day = int(rng.integers(campaign.first, campaign.last + 1))
        if not taken[day]:
            break
    taken[max(0, day - APART) : day + APART + 1] = True
    return day


def _product(odds: np.ndarray, campaign: Campaign, rng: np.random.Generator) -> int:
    inside = odds * (0.02 + campaign.products)
    return int(rng.choice(len(odds), p=inside / inside.sum()))
