"""How much revenue would vary if the same posts went out again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metrics.roi.post_outcomes import Outcomes

FITTING_ROUNDS = 20
LEAST_EXPECTED = 0.5
"""Posts of an average influencer that are added to everyone, so that nobody expects nothing; to a
product that sold nothing as many average posts."""
RUN_POSTS, FEWEST_RUNS, LEAST_FREE = 4, 8, 0.3
DEFAULT_CV_SQUARED = 0.5
"""Squared coefficient of variation assumed where there are too few posts to compare."""


@dataclass(frozen=True)
class Dispersion:
    """``expected`` ₹ of each post, shape (posts,), and the squared coefficient of variation.

    ``variation`` is what posts of one influencer and product vary by beyond the counting noise
    of their orders.
    """

    expected: np.ndarray
    cv_squared: float


def fit_dispersion(outcomes: Outcomes) -> Dispersion:
    """Fit revenue as influencer times product, and read the noise from what is left.

    Iterated proportional fitting of the two-way product; the variation by moments (Breslow 1984),
    each run of posts weighted alike, corrected for what an influencer's own mean takes away.
    """
    if not len(outcomes):
        return Dispersion(np.zeros(0), DEFAULT_CV_SQUARED)
    revenue, who = outcomes.revenue, outcomes.influencer
    product = outcomes.codes.get("product", np.zeros(len(outcomes), np.int64))
    people, products = int(who.max()) + 1, int(product.max()) + 1
    sums_who = np.bincount(who, revenue, people)
    sums_product = np.bincount(product, revenue, products)
    factor = np.ones(products)
    for _ in range(FITTING_ROUNDS):
        weight = np.bincount(who, factor[product], people)
        level = _over(sums_who, weight)
        factor = _over(sums_product, np.bincount(product, level[who], products), 1.0)
        factor /= max(float(np.average(factor, weights=np.bincount(product))), 1e-12)
    weight = np.bincount(who, factor[product], people)
    fitted = _over(sums_who, weight)[who] * factor[product]
    usual = revenue.sum() / max(weight.sum(), 1e-12)
    shrunk = (sums_who + LEAST_EXPECTED * usual) / (weight + LEAST_EXPECTED)
    idle = LEAST_EXPECTED / (np.bincount(product, minlength=products) + LEAST_EXPECTED)
    factor = np.where(sums_product > 0, factor, idle)
    return Dispersion(shrunk[who] * factor[product], _run_variation(outcomes, fitted))


def _over(part: np.ndarray, whole: np.ndarray, otherwise: float = 0.0) -> np.ndarray:
    return np.divide(part, whole, out=np.full(len(part), otherwise), where=whole > 1e-12)


def _run_variation(outcomes: Outcomes, fitted: np.ndarray) -> float:
    """The variation of runs of consecutive posts.

    Orders that a post brings late are credited to the next one, which makes single posts look
    steadier than they are; a run keeps most of its orders.
    """
    run = _runs(outcomes)
    count = int(run.max()) + 1
    owner = np.zeros(count, np.int64)
    owner[run] = outcomes.influencer
    mean = np.bincount(run, fitted, count)
    squares = np.bincount(run, fitted**2, count)
    gap = np.bincount(run, outcomes.revenue - fitted, count)
    free = 1.0 - _over(mean, np.bincount(outcomes.influencer, fitted)[owner])
    size = _over(
        np.bincount(outcomes.influencer, outcomes.squares),
        np.bincount(outcomes.influencer, outcomes.revenue),
    )[owner]
    telling = (free > LEAST_FREE) & (squares > 0)
    if telling.sum() < FEWEST_RUNS:
        return DEFAULT_CV_SQUARED
    off = (gap**2 - size * mean * free)[telling] / squares[telling]
    # An influencer who sells a hundred times another must not decide for all: each run's
    # relative error counts alike, and one wild run at most as much as the 99.5th percentile.
    capped = np.minimum(off, np.quantile(off, 0.995))
    found = float(capped.sum() / free[telling].sum())
    return float(np.clip(found, 0.02, 4.0))


def _runs(outcomes: Outcomes) -> np.ndarray:
    """Numbers of runs of consecutive posts of one influencer, shape (posts,).

    A run has a third of an influencer's posts, at most RUN_POSTS: with few posts a longer one
    would leave nothing to compare it with.
    """
    order = np.lexsort((outcomes.day, outcomes.influencer))
    who = outcomes.influencer[order]
    first = np.flatnonzero(np.r_[True, who[1:] != who[:-1]])
    posts = np.diff(np.r_[first, len(who)])
    rank = np.arange(len(who)) - np.repeat(first, posts)
    length = np.repeat(np.clip(posts // 3, 1, RUN_POSTS), posts)
    start = (rank % length == 0) | np.isin(np.arange(len(who)), first)
    result = np.empty(len(who), np.int64)
    result[order] = np.cumsum(start) - 1
    return result
