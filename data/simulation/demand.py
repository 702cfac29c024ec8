"""What each post is expected to sell, and on which days after it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from data.simulation.calendar import WEEKDAY, Period
from data.simulation.campaigns import Campaign
from data.simulation.catalogue import FIT, MEAN_QUANTITY, PRICES, expected_price
from data.simulation.people import People
from data.simulation.random_streams import stream
from data.simulation.scenario import Scenario
from data.simulation.schedule import Schedule

WINDOW = 21
"""Days after a post in which it sells."""
FADING = (0.66, 0.88, 0.52, 0.75)
"""What is left a day later, by platform: a video is found for weeks, a short post for a day."""
REACH_SHARE = (0.32, 0.26, 0.14, 0.11)
"""Reach of a usual post per follower, by platform."""
PLATFORM_PULL = np.array([1.0, 1.35, 0.62, 0.95])
CATEGORY_PULL = np.array([1.15, 1.25, 0.85, 0.9, 0.85, 1.1])
TIRING_POSTS = 10
REACH_POWER = 0.42
"""Ten times the reach sells not quite three times as much."""
CROWDED = 8.0
"""A post that would sell this many times the usual sells half of it: markets are finite."""


@dataclass(frozen=True)
class Demand:
    """Purchases (tracking rows) that posts are expected to bring, before luck.

    ``daily`` has shape (posts, WINDOW): the share of the whole on each day from the post's own,
    zero after the period's end. ``luck`` multiplies what really comes.
    """

    purchases: np.ndarray
    daily: np.ndarray
    order_value: np.ndarray
    luck: np.ndarray
    usual_reach: np.ndarray

    @property
    def seen(self) -> np.ndarray:
        """Purchases expected inside the period."""
        return self.purchases * self.daily.sum(axis=1)

    @property
    def orders(self) -> np.ndarray:
        """Orders expected inside the period."""
        return self.seen * MEAN_QUANTITY

    @property
    def revenue(self) -> np.ndarray:
        """₹ expected inside the period."""
        return self.orders * self.order_value


def demand(
    posts: Schedule,
    who: People,
    campaigns: Sequence[Campaign],
    period: Period,
    scenario: Scenario,
    seed: int,
) -> Demand:
    """Demand up to a common factor, which `deals.settle` fixes by the size of the world."""
    person = posts.influencer
    platform, category = who.platform[person], who.category[person]
    tier_share = (who.followers[person] / 20_000) ** -0.08
    reach = who.followers[person] * np.array(REACH_SHARE)[platform] * tier_share
    weekday = WEEKDAY[(period.dates.astype(np.int64)[posts.day] + 3) % 7]
    liked = 0.6 + 0.4 * FIT[category, posts.product] / FIT[category].mean(axis=1)
    purchases = (
        reach**REACH_POWER
        * PLATFORM_PULL[platform]
        * CATEGORY_PULL[category]
        * np.exp(who.talent[person] + who.product_fit[person, posts.product])
        * np.sqrt(liked)
        * (PRICES[posts.product] / 900) ** -0.7
        * np.array([campaign.lift for campaign in campaigns])[posts.campaign]
        * weekday
        * fatigue(posts, tired(posts, who, scenario.fatigued))
        * np.where(who.doubtful[person], 0.45, 1.0)
    )
    purchases = purchases / (1 + purchases / (CROWDED * purchases.mean()))
    luck = scenario.luck
    chance = stream(seed, "luck").gamma(1 / luck, luck, len(posts)) if luck else np.ones(len(posts))
    value = expected_price(posts.product, who.coupon[person])
    return Demand(purchases, daily(posts, platform, period), value, chance, reach)


def daily(posts: Schedule, platform: np.ndarray, period: Period) -> np.ndarray:
    """When a post's purchases come, shape (posts, WINDOW)."""
    days = np.arange(WINDOW)
    curves = np.array(FADING)[:, None] ** days
    # A post goes out some time during its day: the first day is shorter than the others.
    curves[:, 0] *= 0.7
    curves /= curves.sum(axis=1, keepdims=True)
    return curves[platform] * (posts.day[:, None] + days < period.days)


def tired(posts: Schedule, who: People, share: float) -> np.ndarray:
    """Marks the influencers whose audiences tire: by lot among those who post often enough."""
    often = np.bincount(posts.influencer, minlength=len(who)) >= TIRING_POSTS
    able = often & (who.tiring <= 1)
    lots = np.where(able, who.tiring, 2.0)
    return able & (np.argsort(np.argsort(lots)) < round(share * len(who)))


def fatigue(posts: Schedule, weary: np.ndarray) -> np.ndarray:
    """The last six posts of tired influencers (a mask) sell ever less, down to 0.3."""
    total = np.bincount(posts.influencer, minlength=len(weary))
    first = np.concatenate(([0], np.cumsum(total)[:-1]))
    left = total[posts.influencer] - 1 - (np.arange(len(posts)) - first[posts.influencer])
    return np.where(weary[posts.influencer] & (left < 6), 0.3 + 0.1 * left, 1.0)
