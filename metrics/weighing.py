"""Weighing cells: how likely each lost money, given how little its posts may say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from metrics.cells import Cells
from metrics.likely import Likely, deals, likely, order_size, swing
from metrics.luck import luck
from metrics.outcomes import Outcomes

SPREADS = (0.3, 0.4, 0.55, 0.75, 1.0)
"""Standard deviations of cells' log ROI around what their attributes alone predict.

The least is not 0: small data cannot show that attributes never work differently together.
"""
USUAL_SPREAD = 0.3
FEWEST_CELLS = 5
POINTS, REACH = 161, 8.0
"""Grid points of a posterior, over this many standard deviations either side of its mode."""
NEWTON_ROUNDS = 40


@dataclass(frozen=True)
class Model:
    """Of each post the expected revenue (₹), the variance of its swing and of its counting given
    its cost (₹²), and what is likely; ``order`` is the ₹ of a typical order, squares over sums.
    """

    expected: np.ndarray
    swing: np.ndarray
    order: float
    likely: Likely
    deal: np.ndarray

    @staticmethod
    def of(outcomes: Outcomes) -> Model:
        """Fit all posts once; cells are weighed against it."""
        found = luck(outcomes)
        swinging = swing(outcomes, found)
        sized = order_size(outcomes)
        return Model(found.expected, swinging, sized, likely(outcomes, found), deals(outcomes)[1])


@dataclass(frozen=True)
class Weights:
    """Sums over cells, arrays of shape (cells,); money in ₹.

    ``shape`` is the inverse squared coefficient of variation of the revenue, ``prior`` the log ROI
    that attributes alone predict (NaN where nothing was paid) and ``own`` the variance that the
    levels of the cell's few influencers and products add to it.
    """

    posts: np.ndarray
    influencers: np.ndarray
    months: np.ndarray
    months_below: np.ndarray
    revenue: np.ndarray
    cost: np.ndarray
    shape: np.ndarray
    prior: np.ndarray
    own: np.ndarray


def weighed(cells: Cells, outcomes: Outcomes, model: Model, break_even: float) -> Weights:
    """Sum posts over cells; a month is active when something was paid in it."""
    posts = np.ones(len(outcomes))
    columns = (
        outcomes.revenue,
        outcomes.cost,
        model.expected,
        model.swing,
        model.likely.revenue,
        (1.0 - outcomes.share_by_order) * break_even * outcomes.cost
        + outcomes.share_by_order * model.expected,
        posts,
    )
    revenue, cost, expected, swinging, usual, due, count = cells.summed(np.column_stack(columns)).T
    level = np.maximum(expected, 1e-9)
    between = _concentration(cells.spread_over(outcomes.influencer, model.expected), level)
    beyond = _concentration(cells.spread_over(model.deal, model.expected), level)
    active = cells.spread_over(outcomes.influencer, posts) > 0
    spent = cells.spread_over(outcomes.month, outcomes.cost).toarray()
    sold = cells.spread_over(outcomes.month, outcomes.revenue).toarray()
    # Counting noise is that of a cell at break-even: from the few orders of one far below, nothing
    # could be told, though nearly none where break-even takes a hundred tells much.
    varying = swinging / level**2 + model.order / np.maximum(np.maximum(expected, due), 1e-9)
    with np.errstate(divide="ignore", invalid="ignore"):
        prior = np.log(usual / cost)
    return Weights(
        posts=count,
        influencers=np.asarray(active.sum(axis=1)).ravel(),
        months=(spent > 0).sum(axis=1),
        months_below=((spent > 0) & (sold < break_even * spent)).sum(axis=1),
        revenue=revenue,
        cost=cost,
        shape=1.0 / np.maximum(varying, 1e-5),
        prior=np.where(np.isfinite(prior), prior, np.nan),
        own=model.likely.between * between + model.likely.beyond * beyond,
    )


def _concentration(parts: csr_matrix, whole: np.ndarray) -> np.ndarray:
    """Sum of squared shares: 1 for a single part, 1/n for n equal ones."""
    return np.asarray(parts.multiply(parts).sum(axis=1)).ravel() / whole**2


def usual_spread(weights: Weights) -> float:
    """The spread of cells around their prior that makes what is seen most likely."""
    seen = (weights.revenue > 0) & np.isfinite(weights.prior)
    if seen.sum() < FEWEST_CELLS:
        return USUAL_SPREAD
    off = np.log(weights.revenue[seen] / weights.cost[seen]) - weights.prior[seen]
    known = weights.own[seen] + 1.0 / weights.shape[seen]
    heights = [np.mean(np.log(known + s**2) + off**2 / (known + s**2)) for s in SPREADS]
    return SPREADS[int(np.argmin(heights))]


@dataclass(frozen=True)
class Chances:
    """Posterior of log ROI by cell, shape (cells,): chance below break-even, mean and spread.

    ``grid`` and ``below`` (the chance of less) have shape (cells, points).
    """

    loss: np.ndarray
    mean: np.ndarray
    spread: np.ndarray
    grid: np.ndarray
    below: np.ndarray

    def quantiles(self, cell: int, shares: Sequence[float]) -> tuple[float, ...]:
        """ROI that a cell stays below with each chance."""
        found = np.interp(shares, self.below[cell], self.grid[cell])
        return tuple(float(value) for value in np.exp(found))


def chances(weights: Weights, spread: float, break_even: float) -> Chances:
    """Gamma likelihood times normal prior on a grid of log ROI; NaN where nothing was paid.

    It is the posterior of the deals that were made. That influencers differ widens the prior and
    not the noise: a cell over few influencers may lie farther from what its attributes predict.
    """
    paid = np.isfinite(weights.prior)
    ratio = np.divide(weights.revenue, weights.cost, out=np.ones(len(paid)), where=paid)
    prior = np.where(paid, weights.prior, 0.0)
    precision = 1.0 / (spread**2 + weights.own)
    sold = np.maximum(ratio, 1e-12)
    mode = np.where(ratio > 0, np.log(sold), prior - weights.shape / precision)
    mode = np.clip(mode, prior - REACH, prior + REACH)
    for _ in range(NEWTON_ROUNDS):
        pull = weights.shape * ratio * np.exp(-mode)
        slope = pull - weights.shape - (mode - prior) * precision
        mode = mode + np.clip(slope / (pull + precision), -1.0, 1.0)
    width = 1.0 / np.sqrt(weights.shape * ratio * np.exp(-mode) + precision)
    grid = mode[:, None] + width[:, None] * np.linspace(-REACH, REACH, POINTS)
    height = -weights.shape[:, None] * (grid + ratio[:, None] * np.exp(-grid))
    height -= 0.5 * precision[:, None] * (grid - prior[:, None]) ** 2
    mass = np.exp(height - height.max(axis=1, keepdims=True))
    mass /= mass.sum(axis=1, keepdims=True)
    below = np.cumsum(mass, axis=1) - mass / 2
    mean = (mass * grid).sum(axis=1)
    deviation = np.sqrt((mass * (grid - mean[:, None]) ** 2).sum(axis=1))
    # The chance between two points of the grid: shares of the mass, the nearest in part.
    place = (np.log(break_even) - grid[:, 0]) / (grid[:, 1] - grid[:, 0])
    left = np.clip(np.floor(place).astype(int), 0, POINTS - 2)
    cell = np.arange(len(grid))
    part = np.clip(place - left, 0.0, 1.0)
    loss = below[cell, left] * (1.0 - part) + below[cell, left + 1] * part
    return Chances(np.where(paid, loss, np.nan), mean, deviation, grid, below)
