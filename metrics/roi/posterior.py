"""ROI if the deal were repeated: a posterior for each group, on a grid of log ROI."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from metrics.roi.prior import Prior, leave_one_out

POINTS = 241
LEVELS = (0.80, 0.90, 0.95)
REACH = (9.0, 7.0)
"""How many standard deviations the grid reaches below and above the mode."""
SMOOTHEST = 1e5
"""The largest shape: noise under a third of a percent is taken as none."""


@dataclass(frozen=True)
class Posterior:
    """Judgement of each group, arrays of shape (groups,); NaN where nothing was paid.

    ``low`` and ``high`` are keyed by level (0.80, 0.90, 0.95). ``loss_probability`` is the chance
    that ROI is below break-even. ``log_mean`` and ``log_spread`` describe log ROI; ``shape`` is
    the inverse squared coefficient of variation of the revenue, ``prior`` what others say.
    """

    estimate: np.ndarray
    low: dict[float, np.ndarray]
    high: dict[float, np.ndarray]
    loss_probability: np.ndarray
    log_mean: np.ndarray
    log_spread: np.ndarray
    shape: np.ndarray
    prior: Prior


def posterior(
    roi: np.ndarray,
    expected: np.ndarray,
    noise: np.ndarray,
    break_even: float,
    attributes: Sequence[np.ndarray] = (),
) -> Posterior:
    """Judge groups from their sums.

    ``roi`` is what happened, NaN where nothing was paid; ``expected`` ₹ and ``noise`` ₹² are what
    the revenue would be and vary by if repeated (see ``luck``); ``attributes`` are codes that tell
    groups apart. The revenue is taken as Gamma distributed, which one post or no revenue at all
    cannot break.
    """
    ratio = np.asarray(roi, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        shape = np.clip(expected**2 / noise, 1e-3, SMOOTHEST)
    paid = np.isfinite(ratio) & np.isfinite(shape)
    shape = np.where(paid, shape, np.nan)
    seen = paid & (ratio > 0)
    observed, variance = np.full(len(ratio), np.nan), np.full(len(ratio), np.nan)
    k = shape[seen]
    observed[seen] = np.log(ratio[seen]) - (special.digamma(k) - np.log(k))
    variance[seen] = special.polygamma(1, k)
    prior = leave_one_out(observed, variance, attributes)
    grid, mass = _grids(np.where(paid, ratio, 1.0), np.where(paid, shape, 1.0), prior)
    return _summary(grid, mass, paid, shape, prior, float(np.log(break_even)))


def _grids(ratio: np.ndarray, shape: np.ndarray, prior: Prior) -> tuple[np.ndarray, np.ndarray]:
    """Points of log ROI, each group's own, and their probabilities: shape (groups, POINTS)."""
    precision = 1.0 / prior.spread**2
    mode = prior.mean - np.where(ratio > 0, 0.0, shape / precision)
    some = ratio > 0
    # Where nothing was sold the mode may lie below anything that e can be raised to.
    sold = np.full(len(ratio), -np.inf)
    sold[some] = np.log(ratio[some])
    mode[some] = np.clip(sold[some], prior.mean[some] - 8, prior.mean[some] + 8)
    for _ in range(60):
        pull = shape * np.exp(sold - mode)
        slope = pull - shape - (mode - prior.mean) * precision
        step = np.clip(slope / (pull + precision), -1.0, 1.0)
        mode = mode + step
        if np.abs(step).max(initial=0.0) < 1e-13:
            break
    spread = 1.0 / np.sqrt(shape * np.exp(sold - mode) + precision)
    steps = np.linspace(-REACH[0], REACH[1], POINTS)
    grid = mode[:, None] + spread[:, None] * steps
    height = -shape[:, None] * (grid + np.exp(sold[:, None] - grid))
    height -= 0.5 * ((grid - prior.mean[:, None]) / prior.spread[:, None]) ** 2
    mass = np.exp(height - height.max(axis=1, keepdims=True))
    return grid, mass / mass.sum(axis=1, keepdims=True)


def _summary(
    grid: np.ndarray,
    mass: np.ndarray,
    paid: np.ndarray,
    shape: np.ndarray,
    prior: Prior,
    threshold: float,
) -> Posterior:
    below = np.cumsum(mass, axis=1) - mass / 2
    shares = [0.5, *((1 - level) / 2 for level in LEVELS), *((1 + level) / 2 for level in LEVELS)]
    found = np.array([_between(share, below, grid) for share in shares])
    found = np.where(paid, np.exp(found), np.nan)
    chance = _between(threshold, grid, below)
    chance = np.where(grid[:, 0] > threshold, 0.0, np.where(grid[:, -1] < threshold, 1.0, chance))
    mean = (mass * grid).sum(axis=1)
    spread = np.sqrt((mass * (grid - mean[:, None]) ** 2).sum(axis=1))
    return Posterior(
        found[0],
        dict(zip(LEVELS, found[1:])),
        dict(zip(LEVELS, found[1 + len(LEVELS) :])),
        np.where(paid, chance, np.nan),
        np.where(paid, mean, np.nan),
        np.where(paid, spread, np.nan),
        shape,
        prior,
    )


def _between(x: float, xs: np.ndarray, ys: np.ndarray) -> np.ndarray:
    """Linear interpolation of each row at one place, both ends held; rows of ``xs`` ascend."""
    right = np.clip((xs <= x).sum(axis=1), 1, xs.shape[1] - 1)
    row = np.arange(len(xs))
    x0, x1 = xs[row, right - 1], xs[row, right]
    y0, y1 = ys[row, right - 1], ys[row, right]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.clip((x - x0) / (x1 - x0), 0.0, 1.0)
    return y0 + (y1 - y0) * share
