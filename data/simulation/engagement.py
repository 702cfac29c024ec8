"""What is counted under posts: reach, likes and comments, a few of them too good to be true."""

from dataclasses import dataclass

import numpy as np

from data.simulation.demand import Demand
from data.simulation.people import People
from data.simulation.random_streams import stream
from data.simulation.schedule import Schedule

LIKES = np.array([0.042, 0.031, 0.014, 0.019])
"""Likes per person reached, by platform."""
COMMENTS = np.array([0.028, 0.055, 0.075, 0.06])
"""Comments per like, by platform."""
TIER_WARMTH = np.array([1.5, 1.2, 1.0, 0.8, 0.65])
INFLATED = (5.0, 9.0)
"""Times the usual likes, where they are bought."""


@dataclass(frozen=True)
class Engagement:
    """Counts per post."""

    reach: np.ndarray
    likes: np.ndarray
    comments: np.ndarray


def engagement(posts: Schedule, who: People, wanted: Demand, seed: int) -> Engagement:
    """Draws the counts; a post that sold well had more reach than usual, as a rule."""
    rng = stream(seed, "engagement")
    count, person = len(posts), posts.influencer
    platform = who.platform[person]
    spread = rng.normal(-0.03, 0.25, count)
    lucky = np.maximum(wanted.luck, 0.05) ** 0.45
    reach = np.maximum(20, np.rint(wanted.usual_reach * lucky * np.exp(spread)))
    own = np.exp(rng.normal(0, 0.25, len(who)))
    bought = np.where(who.doubtful, rng.uniform(*INFLATED, len(who)), 1.0)
    rate = LIKES[platform] * TIER_WARMTH[who.tier[person]] * (own * bought)[person]
    rate = np.minimum(rate * np.exp(rng.normal(0, 0.3, count)), 0.8)
    likes = rng.binomial(reach.astype(np.int64), rate)
    talk = COMMENTS[platform] * np.where(who.doubtful, 0.15, 1.0)[person]
    comments = rng.poisson(likes * talk * np.exp(rng.normal(0, 0.35, count)))
    return Engagement(reach.astype(np.int64), likes, comments)
