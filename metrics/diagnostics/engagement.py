"""Whose engagement lies far outside what is usual for their platform and tier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

FALSE_ALARMS = 0.10
LEVEL = 0.90
RATE, TALK = "engagement_rate", "comments_per_like"
SHRINKING_PEOPLE = 8.0
"""A platform's tier counts as much as its platform and tier together from so many people on."""
POLISHING_ROUNDS = 10
FEWEST_PEOPLE = 8
MAD_TO_DEVIATION = 1.4826
LEAST_SPREAD = 0.15
"""Log spread between people below which none is believed: it would flag the merely unlike."""
LEAST_FACTOR = 2.0
"""How many times the usual, or as small a part of it, a rate must be to be called doubtful."""
MOST_DEGREES, DEGREES_EACH = 30.0, 0.25
"""Tails: people differ by more than a normal law allows, so t with a quarter of their number."""


@dataclass(frozen=True)
class Posts:
    """Posts as arrays of shape (posts,), counts, NaN where unknown; ``influencer`` is a code.

    ``platform`` and ``tier`` are codes of shape (influencers,).
    """

    influencer: np.ndarray
    reach: np.ndarray
    likes: np.ndarray
    comments: np.ndarray
    platform: np.ndarray
    tier: np.ndarray


@dataclass(frozen=True)
class Engagement:
    """One influencer's rate beside what is usual among their platform and tier.

    ``rate`` is a sum over a sum: (likes + comments) / reach, or comments / likes by ``measure``.
    ``usual_low`` to ``usual_high`` holds 90% of such people with as many posts; ``z`` is the
    log distance in robust standard deviations and ``chance`` (0-1, two-sided) how likely a
    distance like it is. ``impossible`` posts have more likes and comments than reach.
    """

    influencer: int
    measure: str
    posts: int
    rate: float
    usual: float
    usual_low: float
    usual_high: float
    z: float
    chance: float
    impossible: int


@dataclass(frozen=True)
class _Sums:
    """Arrays of shape (influencers,): events, what they are of, posts, and effective posts."""

    events: np.ndarray
    base: np.ndarray
    posts: np.ndarray
    effective: np.ndarray
    noise: float


def engagement(posts: Posts) -> tuple[Engagement, ...]:
    """Both measures of each influencer that can be judged, in the order of their codes.

    Log rates against a median polish of platform and tier (Tukey 1977) whose cells are shrunk to
    it; the spread between people is a MAD, beside the noise of few posts and small counts.
    Nothing is judged where fewer than 8 people have the measure.
    """
    over = _impossible(posts)
    talked = np.nan_to_num(posts.likes) + np.nan_to_num(posts.comments)
    counted = np.isfinite(posts.likes) & np.isfinite(posts.comments)
    found = [
        *_measure(posts, RATE, np.where(counted, talked, np.nan), posts.reach, over),
        *_measure(posts, TALK, posts.comments, posts.likes, over),
    ]
    return tuple(sorted(found, key=lambda one: (one.influencer, one.measure != RATE)))


def engagement_outliers(
    found: Sequence[Engagement], false_alarms: float = FALSE_ALARMS
) -> tuple[Engagement, ...]:
    """The statements that stand up when all are judged at once, the clearest first.

    The false discovery rate is held at ``false_alarms`` (Benjamini and Hochberg 1995), and a rate
    must be at least twice or at most half the usual. A rate above 1 needs no test.
    """
    ordered = sorted(found, key=lambda one: (one.chance, one.influencer, one.measure))
    allowed = [
        rank
        for rank, one in enumerate(ordered, 1)
        if one.chance <= false_alarms * rank / len(ordered)
    ]
    last = max(allowed, default=0)
    return tuple(
        one
        for rank, one in enumerate(ordered, 1)
        if (one.measure == RATE and one.rate > 1.0)
        or (rank <= last and abs(np.log(max(one.rate, 1e-9) / one.usual)) >= np.log(LEAST_FACTOR))
    )


def _impossible(posts: Posts) -> np.ndarray:
    """Posts with more likes and comments than reach, shape (influencers,)."""
    talked = np.nan_to_num(posts.likes) + np.nan_to_num(posts.comments)
    over = (posts.reach > 0) & (talked > posts.reach)
    return np.bincount(posts.influencer[over], minlength=len(posts.platform))


def _measure(
    posts: Posts, measure: str, events: np.ndarray, base: np.ndarray, over: np.ndarray
) -> list[Engagement]:
    sums = _sum_posts(posts, events, base)
    known = np.flatnonzero(sums.base > 0)
    if len(known) < FEWEST_PEOPLE:
        return []
    log = np.log((sums.events[known] + 0.5) / (sums.base[known] + 0.5))
    usual = _usual(log, posts.platform[known], posts.tier[known])
    # Counting noise is that of the usual count: someone without one comment may just be small.
    counting = 1.0 / np.maximum(sums.base[known] * np.exp(usual), 0.25)
    own = counting + sums.noise / sums.effective[known]
    spread = np.sqrt(_between(log - usual, own) + own)
    z = (log - usual) / spread
    degrees = np.clip(DEGREES_EACH * len(known), 3.0, MOST_DEGREES)
    chance = 2.0 * special.stdtr(degrees, -np.abs(z))
    rate = sums.events[known] / sums.base[known]
    reach = spread * special.stdtrit(degrees, (1 + LEVEL) / 2)
    low, high = np.exp(usual - reach), np.exp(usual + reach)
    columns = (sums.posts[known], rate, np.exp(usual), low, high, z, chance, over[known])
    return [
        Engagement(int(one), measure, int(count), *map(float, numbers), int(impossible))
        for one, count, *numbers, impossible in zip(known, *columns)
    ]


def _sum_posts(posts: Posts, events: np.ndarray, base: np.ndarray) -> _Sums:
    size = len(posts.platform)
    on = np.isfinite(events) & np.isfinite(base) & (base > 0) & (events >= 0)
    who, events, base = posts.influencer[on], events[on], base[on]
    total, squares = np.bincount(who, base, size), np.bincount(who, base**2, size)
    # Kish's effective number: one post that went viral is one post's worth of evidence.
    effective = np.divide(total**2, squares, out=np.ones(size), where=squares > 0)
    noise = _noise(who, events, base, size)
    return _Sums(
        np.bincount(who, events, size), total, np.bincount(who, minlength=size), effective, noise
    )


def _noise(who: np.ndarray, events: np.ndarray, base: np.ndarray, size: int) -> float:
    """Variance of the log rate between posts of one person, beyond counting; a pooled median."""
    found = []
    log = np.log((events + 0.5) / (base + 0.5))
    for one in range(size):
        mine = who == one
        if mine.sum() >= 3:
            found.append(np.var(log[mine], ddof=1) - np.mean(1.0 / (events[mine] + 0.5)))
    return max(float(np.median(found)), 0.01) if found else 0.1


def _usual(log: np.ndarray, platform: np.ndarray, tier: np.ndarray) -> np.ndarray:
    """The usual log rate of each person's platform and tier, shape (people,).

    Platform and tier add up, so that a cell of two people borrows from all; what a cell has of
    its own counts by its number of people.
    """
    rest = log - np.median(log)
    for _ in range(POLISHING_ROUNDS):
        for codes, shrinking in ((platform, 0.0), (tier, 2.0)):
            rest = rest - _medians(rest, codes, shrinking)
    cell = np.unique(np.stack([platform, tier]), axis=1, return_inverse=True)[1].ravel()
    return log - rest + _medians(rest, cell, SHRINKING_PEOPLE)


def _medians(values: np.ndarray, codes: np.ndarray, shrinking: float) -> np.ndarray:
    """Each group's median, times the part that its number of people earns it, by person."""
    result = np.zeros(len(values))
    for code in np.unique(codes):
        mine = codes == code
        result[mine] = np.median(values[mine]) * mine.sum() / (mine.sum() + shrinking)
    return result


def _between(rest: np.ndarray, own: np.ndarray) -> float:
    """Variance of people around what is usual, beyond the noise of their posts."""
    deviation = MAD_TO_DEVIATION * np.median(np.abs(rest - np.median(rest)))
    return max(float(deviation**2 - np.median(own)), LEAST_SPREAD**2)
