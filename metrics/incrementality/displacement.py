"""How many of the orders influencers claim went missing from the same product's own sales.

For product p and day t the baseline orders are a level of the product's 60-day block times a
factor of the day, less what influencers displaced:

    O_pt = level_p,block x day_t - sum_i rate_i A_ipt - sum_k late_k B_kpt + noise

The day absorbs season, weekday and festivals for all products at once, the block absorbs what a
product drifts, and B is what all influencers claimed on earlier days: purchases that would have
come later. Solved by Gauss-Newton steps of weighted least squares in which the day factors are
projected out (Frisch and Waugh 1933, Lovell 1963).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metrics.incrementality.panel import Panel

BLOCK_DAYS, CLUSTER_DAYS = 60, 14
SPIKE_DAYS, SPIKE_Z, SPIKE_ROUNDS = 4, 3.0, 4
LATER = ((1, 14), (15, 42))
"""Spans of days after a claimed order in which its buyer would have come without it."""
STEPS, MORE_STEPS = 6, 3


@dataclass(frozen=True)
class Fit:
    """Least squares: displaced orders per claimed one, and their covariance.

    ``rate`` has shape (columns,): the influencers that ``seen`` marks, then the spans of LATER.
    ``expected`` and ``residual`` are orders of shape (products, days); ``used`` marks the cells
    that count. ``dispersion`` is the variance over the mean, ``together`` how much more cells of
    one product and fortnight vary together than alone.
    """

    rate: np.ndarray
    covariance: np.ndarray
    seen: np.ndarray
    expected: np.ndarray
    residual: np.ndarray
    used: np.ndarray
    dispersion: float
    together: float


@dataclass(frozen=True)
class _State:
    """Levels (products, blocks), day factors (days,) and rates (columns,)."""

    level: np.ndarray
    day: np.ndarray
    rate: np.ndarray


def blocks(days: int) -> np.ndarray:
    """The block of each day: as many equal ones as come nearest to 60 days."""
    count = max(1, round(days / BLOCK_DAYS))
    return np.minimum(np.arange(days) * count // max(days, 1), count - 1)


def delayed_claims(claimed: np.ndarray) -> np.ndarray:
    """All influencers' orders of earlier days, shape (spans, products, days)."""
    total = claimed.sum(axis=0)
    days = total.shape[1]
    result = np.zeros((len(LATER), *total.shape))
    for row, (first, last) in enumerate(LATER):
        for lag in range(first, min(last, days - 1) + 1):
            result[row, :, lag:] += total[:, : days - lag] / (last - first + 1)
    return result


def _start(organic: np.ndarray, block: np.ndarray, used: np.ndarray, columns: int) -> _State:
    """The plain two-way product, by iterated proportional fitting."""
    onto = np.eye(int(block.max()) + 1)[block]
    day, seen = np.ones(organic.shape[1]), np.where(used, organic, 0.0)
    for _ in range(40):
        level = (seen @ onto + 1e-3) / (np.where(used, day, 0.0) @ onto + 1e-3)
        spread = np.where(used, level[:, block], 0.0).sum(axis=0)
        day = (seen.sum(axis=0) + 1e-3) / (spread + 1e-3)
    return _State(level, day, np.zeros(columns))


class _Step:
    """One Gauss-Newton step: normal equations with the day factors projected out."""

    def __init__(
        self, organic: np.ndarray, columns: np.ndarray, used: np.ndarray, state: _State
    ) -> None:
        self.columns, self.state, self.block = columns, state, blocks(organic.shape[1])
        expected = state.level[:, self.block] * state.day
        self.fitted = expected - np.tensordot(state.rate, columns, 1)
        self.weight = used / np.maximum(self.fitted, np.maximum(0.2 * expected, 0.05))
        self.gap = organic - self.fitted

    def _parts(self, one: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Regressors (cells, columns), gap and weight (cells,) of a block, less their day part."""
        mine = np.flatnonzero(self.block == one)
        days = slice(int(mine[0]), int(mine[-1]) + 1)
        products = len(self.state.level)
        weight, line = self.weight[:, days], self.state.level[:, one][:, None]
        levels = np.einsum("pq,t->ptq", np.eye(products), self.state.day[days])
        claimed = -np.moveaxis(self.columns[:, :, days], 0, 2)
        x = np.concatenate([levels, claimed], axis=2)
        norm = np.maximum((weight * line * line).sum(axis=0), 1e-12)
        slope = np.einsum("pt,ptk->tk", weight * line, x) / norm[:, None]
        share = (weight * line * self.gap[:, days]).sum(axis=0) / norm
        x = x - line[:, :, None] * slope[None]
        return x.reshape(-1, x.shape[2]), (self.gap[:, days] - line * share).ravel(), weight.ravel()

    def equations(self) -> tuple[np.ndarray, np.ndarray]:
        """Left and right side of the normal equations: levels by block, then rates."""
        products, count = self.state.level.shape
        size = products * count + len(self.columns)
        left, right = np.zeros((size, size)), np.zeros(size)
        rates = np.arange(len(self.columns)) + products * count
        for one in range(count):
            x, gap, weight = self._parts(one)
            at = np.concatenate([np.arange(products) + products * one, rates])
            weighted = x * weight[:, None]
            left[np.ix_(at, at)] += weighted.T @ x
            right[at] += weighted.T @ gap
        # Levels and days share a scale, and a column may have no cell of its own: a ridge far
        # below any information keeps the system regular and moves nothing that is known.
        left[np.diag_indices(size)] += 1e-9 * np.trace(left) / size + 1e-12
        return left, right

    def taken(self) -> _State:
        """The state after the step."""
        state = self.state
        products, count = state.level.shape
        change = np.linalg.solve(*self.equations())
        by_block = change[: products * count].reshape(count, products).T
        moved = change[products * count :]
        rest = self.gap - by_block[:, self.block] * state.day
        rest = rest + np.tensordot(moved, self.columns, 1)
        line = state.level[:, self.block]
        norm = np.maximum((self.weight * line**2).sum(axis=0), 1e-12)
        day = state.day + (self.weight * line * rest).sum(axis=0) / norm
        level = np.maximum(state.level + by_block, 1e-3)
        return _State(level, np.maximum(day, 1e-3), state.rate + moved)

    def together(self) -> float:
        """Variance of the sums over a product's fortnight, against cells alone; at least 1."""
        spans = np.arange(len(self.block)) // CLUSTER_DAYS
        onto = np.eye(int(spans.max()) + 1)[spans]
        score = np.sqrt(self.weight) * self.gap
        alone = float((score**2).sum())
        return max(1.0, float(((score @ onto) ** 2).sum()) / alone) if alone > 0 else 1.0


def _fit(
    panel: Panel, late: np.ndarray, used: np.ndarray, before: tuple[Fit, _State] | None
) -> tuple[Fit, _State]:
    seen = np.where(used, panel.claimed, 0.0).sum(axis=(1, 2)) > 0
    columns = np.concatenate([panel.claimed[seen], late])
    warm = before is not None and np.array_equal(before[0].seen, seen)
    block = blocks(panel.days)
    state = before[1] if warm else _start(panel.organic, block, used, len(columns))
    for _ in range(MORE_STEPS if warm else STEPS):
        state = _Step(panel.organic, columns, used, state).taken()
    last = _Step(panel.organic, columns, used, state)
    left, _ = last.equations()
    free = int(used.sum()) - len(left) - panel.days
    dispersion = max(1.0, float((last.weight * last.gap**2).sum()) / max(free, 1))
    rates = np.arange(state.level.size, len(left))
    inverse = np.linalg.inv(left)[np.ix_(rates, rates)]
    together = last.together()
    covariance = (inverse + inverse.T) / 2 * dispersion * together
    fit = Fit(state.rate, covariance, seen, last.fitted, last.gap, used, dispersion, together)
    return fit, state


def spikes(fit: Fit) -> np.ndarray:
    """Product-days in a run of 4 that sold far more than expected: were these promotions?

    The sum of the residuals of a run above 3 of its standard deviations.
    """
    products, days = fit.residual.shape
    found = np.zeros((products, days), bool)
    if days < SPIKE_DAYS:
        return found
    residual = np.where(fit.used, fit.residual, 0.0)
    variance = np.where(fit.used, fit.dispersion * np.maximum(fit.expected, 0.0), 0.0)
    windows = np.lib.stride_tricks.sliding_window_view
    run = windows(residual, SPIKE_DAYS, axis=1).sum(axis=2)
    usual = np.sqrt(np.maximum(windows(variance, SPIKE_DAYS, axis=1).sum(axis=2), 1e-9))
    high = run > SPIKE_Z * usual
    for offset in range(SPIKE_DAYS):
        found[:, offset : days - SPIKE_DAYS + 1 + offset] |= high
    return found & fit.used


def fit_displacement(panel: Panel, rounds: int = SPIKE_ROUNDS) -> tuple[Fit, np.ndarray]:
    """The fit, and the product-days left out of it as unexplained spikes (products, days).

    Listed promotions are left out from the start; spikes are found and left out in so many rounds.
    """
    late, used = delayed_claims(panel.claimed), ~panel.promoted
    left_out = np.zeros_like(used)
    fit, state = _fit(panel, late, used, None)
    for _ in range(rounds):
        more = spikes(fit)
        if not more.any():
            break
        left_out |= more
        fit, state = _fit(panel, late, used & ~left_out, (fit, state))
    return fit, left_out
