"""Weighing cells: how likely each lost money, given how little its posts may say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from metrics.patterns.attribute_model import (
    AttributeModel,
    attribute_model,
    influencer_product_groups,
    order_size,
    swing,
)
from metrics.patterns.segments import Cells
from metrics.roi.post_outcomes import Outcomes
from metrics.roi.variability import fit_dispersion

SPREADS = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.55, 0.75, 1.0)
"""Standard deviations of cells' log ROI around what their attributes alone predict.
"""
USUAL_SPREAD = 0.3
FAR_SHARE, FAR_SPREAD = 0.05, 0.8
"""Share of cells whose attributes work together unlike any of them alone, and how far off."""
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
    likely: AttributeModel
    deal: np.ndarray

    @staticmethod
    def of(outcomes: Outcomes) -> Model:
        """Fit all posts once; cells are weighed against it."""
        found = fit_dispersion(outcomes)
        swinging = swing(outcomes, found)
        sized = order_size(outcomes)
        return Model(
            found.expected,
            swinging,
            sized,
            attribute_model(outcomes, found),
            influencer_product_groups(outcomes)[1],
        )


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


def loss_probabilities(
    cells: Cells, outcomes: Outcomes, model: Model, break_even: float
) -> Weights:
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
    revenue, cost, expected, swinging, usual, due, count = cells.sum_by_segment(
        np.column_stack(columns)
    ).T
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


def _concentration(parts: sparse.csr_matrix, whole: np.ndarray) -> np.ndarray:
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

    It mixes two priors: ``share`` of each has shape (cells, 2); ``grid`` and ``below`` (the chance
    of less under each) have shape (cells, 2, points).
    """

    loss: np.ndarray
    mean: np.ndarray
    spread: np.ndarray
    share: np.ndarray
    grid: np.ndarray
    below: np.ndarray

    def quantiles(self, cell: int, shares: Sequence[float]) -> tuple[float, ...]:
        """ROI that a cell stays below with each chance."""
        points = np.sort(self.grid[cell].ravel())
        parts = zip(self.share[cell], self.grid[cell], self.below[cell])
        below = sum(share * np.interp(points, grid, b, 0.0, 1.0) for share, grid, b in parts)
        return tuple(float(value) for value in np.exp(np.interp(shares, below, points)))


def chances(weights: Weights, spread: float, break_even: float) -> Chances:
    """Gamma likelihood times prior on grids of log ROI; NaN where nothing was paid.

    Most attributes work together as each predicts, within ``spread``; a few do not, and one
    normal prior would pull those back to what is usual. So a small share of cells may lie far off.
    It is the posterior of the deals that were made: that influencers differ widens the prior and
    not the noise, for a cell over few of them may lie farther from what its attributes predict.
    """
    paid = np.isfinite(weights.prior)
    ratio = np.divide(weights.revenue, weights.cost, out=np.ones(len(paid)), where=paid)
    prior = np.where(paid, weights.prior, 0.0)
    sides = ((spread, 1.0 - FAR_SHARE), (max(FAR_SPREAD, spread), FAR_SHARE))
    grids, masses, heights = [], [], []
    for width, share in sides:
        grid, density = _posterior(ratio, weights.shape, prior, 1.0 / (width**2 + weights.own))
        top = density.max(axis=1)
        mass = np.exp(density - top[:, None])
        step = grid[:, 1] - grid[:, 0]
        heights.append(np.log(share) + top + np.log(mass.sum(axis=1) * step))
        grids.append(grid)
        masses.append(mass / mass.sum(axis=1, keepdims=True))
    grid, mass, height = (np.stack(parts, axis=1) for parts in (grids, masses, heights))
    share = np.exp(height - height.max(axis=1, keepdims=True))
    share /= share.sum(axis=1, keepdims=True)
    below = np.cumsum(mass, axis=2) - mass / 2
    weight = mass * share[:, :, None]
    mean = (weight * grid).sum(axis=(1, 2))
    deviation = np.sqrt((weight * (grid - mean[:, None, None]) ** 2).sum(axis=(1, 2)))
    loss = (share * _chance_below(np.log(break_even), grid, below)).sum(axis=1)
    return Chances(np.where(paid, loss, np.nan), mean, deviation, share, grid, below)


def _posterior(
    ratio: np.ndarray, shape: np.ndarray, prior: np.ndarray, precision: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Points of log ROI around each mode and the log density there, shape (cells, points)."""
    sold = np.maximum(ratio, 1e-12)
    mode = np.where(ratio > 0, np.log(sold), prior - shape / precision)
    mode = np.clip(mode, prior - REACH, prior + REACH)
    for _ in range(NEWTON_ROUNDS):
        pull = shape * ratio * np.exp(-mode)
        slope = pull - shape - (mode - prior) * precision
        mode = mode + np.clip(slope / (pull + precision), -1.0, 1.0)
    width = 1.0 / np.sqrt(shape * ratio * np.exp(-mode) + precision)
    grid = mode[:, None] + width[:, None] * np.linspace(-REACH, REACH, POINTS)
    density = -shape[:, None] * (grid + ratio[:, None] * np.exp(-grid))
    density -= 0.5 * precision[:, None] * (grid - prior[:, None]) ** 2
    return grid, density + 0.5 * np.log(precision)[:, None]


def _chance_below(threshold: float, grid: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Interpolate the chance of less than a threshold on even grids along the last axis."""
    place = (threshold - grid[..., 0]) / (grid[..., 1] - grid[..., 0])
    left = np.clip(np.floor(place).astype(int), 0, POINTS - 2)
    part = np.clip(place - left, 0.0, 1.0)
    low = np.take_along_axis(below, left[..., None], -1)[..., 0]
    high = np.take_along_axis(below, left[..., None] + 1, -1)[..., 0]
    found = low * (1.0 - part) + high * part
    return np.where(place < 0, 0.0, np.where(place > POINTS - 1, 1.0, found))
