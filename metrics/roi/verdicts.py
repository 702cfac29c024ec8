"""Losing, unclear or earning: a verdict for each group, with false alarms bounded."""

from __future__ import annotations

import numpy as np

from metrics.roi.posterior import Posterior

LOSING, UNCLEAR, EARNING = "Losing", "Unclear", "Earning"
FALSE_ALARMS = 0.07
"""Share of a list that may be wrong on average. The promise to readers is one in ten; the posterior
is itself an estimate, so it is held to less."""
LEVEL = 0.90
MOST_POSTS = 100


def largest_set(loss_probability: np.ndarray, false_alarms: float = FALSE_ALARMS) -> np.ndarray:
    """The largest set whose mean chance of not being a loss stays within ``false_alarms``.

    The Bayesian false discovery rate (Newton, Noueiry, Sarkar and Ahlquist 2004). A mask of
    shape (groups,); NaN is never listed. Equal chances are listed together or not at all, so
    that no order decides.
    """
    wrong = np.where(np.isfinite(loss_probability), 1.0 - loss_probability, np.inf)
    found = np.zeros(len(wrong), bool)
    order = np.sort(wrong[np.isfinite(wrong)])
    if not len(order):
        return found
    mean = np.cumsum(order) / np.arange(1, len(order) + 1)
    last = np.r_[order[1:] != order[:-1], True]
    allowed = order[(mean <= false_alarms) & last]
    return wrong <= allowed.max() if len(allowed) else found


def verdicts(judged: Posterior, break_even: float) -> np.ndarray:
    """A verdict for each group, objects of shape (groups,); empty where nothing was paid."""
    losing = largest_set(judged.loss_probability)
    crosses = (judged.low[LEVEL] < break_even) & (judged.high[LEVEL] > break_even)
    words = np.where(losing, LOSING, np.where(crosses, UNCLEAR, EARNING)).astype(object)
    return np.where(np.isfinite(judged.loss_probability), words, "")


def posts_to_tell(judged: Posterior, posts: np.ndarray, break_even: float) -> np.ndarray:
    """About how many more posts would tell whether it loses or earns; NaN when they would not.

    Assumes that what is seen so far goes on: the interval shrinks with the square root of the
    posts until it no longer crosses break-even. More than 100 count as never.
    """
    distance = np.abs(judged.log_mean - np.log(break_even))
    with np.errstate(divide="ignore", invalid="ignore"):
        needed = (1.6449 / distance) ** 2 - 1.0 / judged.prior.spread**2
        more = np.ceil(needed * posts / judged.shape - posts)
    return np.where((posts > 0) & (more <= MOST_POSTS), np.maximum(more, 1.0), np.nan)
