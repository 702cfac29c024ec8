"""Whose posts lately sell less than their own earlier ones, beyond what chance does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from metrics.roi.post_outcomes import Outcomes

LATELY, FEWEST_BEFORE = 6, 4
"""The last posts that are compared, and how many earlier ones it takes."""
WINDOW_DAYS = 14
"""Days a post goes on selling; younger posts would look weak and are left out."""
FALSE_ALARMS = 0.10
LEVEL = 0.90
FITTING_ROUNDS = 25
SHRINKING_ORDERS = 5.0
"""Orders at the usual level that are added to each product and month, so that none is wild."""
USUAL_DISPERSION, LEAST_DISPERSION, MOST_DISPERSION = 0.5, 0.05, 4.0
FEWEST_TO_MEASURE = 30
FINEST = 0.05
LEVELS = np.arange(-8.0, 4.0 + FINEST / 2, FINEST)
"""Log of a level relative to the influencer's own mean."""


@dataclass(frozen=True)
class Fatigue:
    """An influencer's last posts beside their earlier ones.

    ``before`` and ``lately`` are orders per post; ``ratio`` is lately over before after product
    and season, with its 90% interval; ``chance`` (0-1) is how likely so low a ratio is if nothing
    changed. ``left_out`` posts are too young to be judged.
    """

    influencer: int
    posts_before: int
    posts_lately: int
    left_out: int
    since: int
    before: float
    lately: float
    ratio: float
    low: float
    high: float
    chance: float


def fatigue(
    outcomes: Outcomes, last_day: int, window_days: int = WINDOW_DAYS, lately: int = LATELY
) -> tuple[Fatigue, ...]:
    """Compare each influencer's ``lately`` last full posts to all their earlier ones.

    Orders per post are negative-binomial around influencer x product x month, with one pooled
    dispersion. The two levels have Jeffreys priors, so the chance is nearly the exact one-sided
    p-value of two gamma means. ``last_day`` of the data and ``since`` count from 1970. Those with
    fewer than 4 earlier posts are not in the answer.
    """
    full = outcomes.day <= last_day - window_days
    chosen = outcomes.without(~full)
    young = np.bincount(outcomes.influencer[~full], minlength=_people(outcomes))
    expected = _expected_orders(chosen)
    dispersion = _dispersion(chosen, expected, lately)
    order = np.lexsort((chosen.day, chosen.influencer))
    found = []
    for rows in _split(order, chosen.influencer[order]):
        if len(rows) >= lately + FEWEST_BEFORE:
            one = int(chosen.influencer[rows[0]])
            found.append(_compare(chosen, expected, rows, lately, dispersion, int(young[one])))
    return tuple(found)


def fatigued(found: Sequence[Fatigue], false_alarms: float = FALSE_ALARMS) -> tuple[Fatigue, ...]:
    """Those that stand up when all are judged at once, the clearest first.

    The false discovery rate is held at ``false_alarms`` (Benjamini and Hochberg 1995).
    """
    ordered = sorted(found, key=lambda one: (one.chance, one.influencer))
    allowed = [
        rank
        for rank, one in enumerate(ordered, 1)
        if one.chance <= false_alarms * rank / len(ordered)
    ]
    return tuple(one for one in ordered[: max(allowed, default=0)] if one.ratio < 1.0)


def _people(outcomes: Outcomes) -> int:
    return int(outcomes.influencer.max()) + 1 if len(outcomes) else 0


def _split(order: np.ndarray, who: np.ndarray) -> list[np.ndarray]:
    return np.split(order, np.flatnonzero(who[1:] != who[:-1]) + 1) if len(order) else []


def _expected_orders(outcomes: Outcomes) -> np.ndarray:
    """Orders of each post if its influencer never changed, shape (posts,), by fitting factors.

    Products and months stand in it so that a weak product or a quiet season is nobody's fatigue.
    """
    orders = outcomes.orders
    expected = np.full(len(orders), max(float(orders.mean()), 1e-9) if len(orders) else 0.0)
    factors = [(outcomes.month, SHRINKING_ORDERS), (outcomes.influencer, 0.0)]
    if "product" in outcomes.codes:
        factors.insert(0, (outcomes.codes["product"], SHRINKING_ORDERS))
    for _ in range(FITTING_ROUNDS if len(orders) else 0):
        # Weighted as counts with that much luck deserve: one who sells a hundred times as much
        # as others must not decide what a month was like.
        weight = 1.0 / (1.0 + USUAL_DISPERSION * expected)
        for codes, shrinking in factors:
            seen = np.bincount(codes, weight * orders) + shrinking
            due = np.bincount(codes, weight * expected) + shrinking
            ratio = np.divide(seen, due, out=np.zeros(len(due)), where=due > 1e-12)
            expected = expected * ratio[codes]
    return expected


def _dispersion(outcomes: Outcomes, expected: np.ndarray, lately: int) -> float:
    """Squared coefficient of variation beyond counting noise, pooled by moments.

    Of single posts, and of runs as long as the one that is judged: levels that wander make runs
    vary more than independent posts would. The larger of both is taken.
    """
    rows = np.flatnonzero(expected > 0)
    count = np.bincount(outcomes.influencer[rows], minlength=_people(outcomes))
    rows = rows[count[outcomes.influencer[rows]] >= lately + FEWEST_BEFORE]
    rows = rows[np.lexsort((outcomes.day[rows], outcomes.influencer[rows]))]
    if len(rows) < FEWEST_TO_MEASURE:
        return USUAL_DISPERSION
    who = outcomes.influencer[rows]
    starts = np.flatnonzero(np.r_[True, who[1:] != who[:-1]])
    rank = np.arange(len(who)) - np.repeat(starts, np.diff(np.r_[starts, len(who)]))
    runs = np.cumsum(rank % lately == 0) - 1
    found = [_variation(outcomes.orders[rows], expected[rows], who, runs)]
    found.append(_variation(outcomes.orders[rows], expected[rows], who, np.arange(len(rows))))
    return float(np.clip(max(found), LEAST_DISPERSION, MOST_DISPERSION))


def _variation(
    orders: np.ndarray, expected: np.ndarray, who: np.ndarray, runs: np.ndarray
) -> float:
    """Variation per post that the gaps of whole runs speak of; each run counts alike."""
    due, gap = np.bincount(runs, expected), np.bincount(runs, orders - expected)
    squares = np.bincount(runs, expected**2)
    owner = np.zeros(len(due), np.int64)
    owner[runs] = who
    free = 1.0 - due / np.bincount(who, expected)[owner]
    telling = free > 0.3
    if not telling.any():
        return 0.0
    off = ((gap**2 - due * free) / squares)[telling]
    # One wild run at most as much as the 99th percentile.
    return float(np.minimum(off, np.quantile(off, 0.99)).sum() / free[telling].sum())


def _compare(
    outcomes: Outcomes,
    expected: np.ndarray,
    rows: np.ndarray,
    lately: int,
    dispersion: float,
    left_out: int,
) -> Fatigue:
    early, late = rows[:-lately], rows[-lately:]
    chances = [
        _posterior(outcomes.orders[part], expected[part], dispersion) for part in (early, late)
    ]
    # The log ratio's distribution is the correlation of the two levels' distributions.
    ratio = np.correlate(chances[1], chances[0], "full")
    steps = FINEST * np.arange(-len(LEVELS) + 1, len(LEVELS))
    below = np.cumsum(ratio) - ratio / 2
    low, middle, high = np.interp([(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2], below, steps)
    return Fatigue(
        influencer=int(outcomes.influencer[rows[0]]),
        posts_before=len(early),
        posts_lately=len(late),
        left_out=left_out,
        since=int(outcomes.day[late[0]]),
        before=float(outcomes.orders[early].mean()),
        lately=float(outcomes.orders[late].mean()),
        ratio=float(np.exp(middle)),
        low=float(np.exp(low)),
        high=float(np.exp(high)),
        chance=float(np.clip(1.0 - np.interp(0.0, steps, below), 0.0, 1.0)),
    )


def _posterior(orders: np.ndarray, expected: np.ndarray, dispersion: float) -> np.ndarray:
    """Chances of each of LEVELS given a group's posts, with Jeffreys' prior on the log level."""
    size = 1.0 / dispersion
    mean = np.maximum(expected, 1e-9)[:, None] * np.exp(LEVELS)
    fit = orders[:, None] * np.log(mean) - (orders[:, None] + size) * np.log(size + mean)
    fit += special.gammaln(orders + size)[:, None]
    log = fit.sum(axis=0) + 0.5 * np.log((mean / (1.0 + dispersion * mean)).sum(axis=0))
    chances = np.exp(log - log.max())
    return chances / chances.sum()
