"""Each influencer's displacement rate: shrunk to what is common, and scaled by what goes unseen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import linalg

from metrics.incrementality.displacement import LATER, Fit

SPREADS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.9)
SLOPES = (0.0, 0.3, 0.8, 1.6, 3.0)
AVERAGE, AVERAGE_SPREAD = 0.4, 1.0
"""What is thought of the average rate before any data: next to nothing."""

ELSEWHERE, ELSEWHERE_SPREAD = 0.165, 0.10
"""Displaced from other products, per order seen displaced: never seen, so a stated setting."""
LATE, LATE_SPREAD = 0.165, 0.20
"""Displaced from later days, per order seen displaced: a start that the data moves."""
LATE_DOUBT = 1.15
"""The standard error of the late part is widened: what drifts slowly can look like it."""
SMALL_RATE = 0.05
UNLIKELY = 1e-10
"""Settings this much less likely than the likeliest are left out of the average."""
Seen = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Which influencers are seen, their least-squares rates, and the covariance of those."""


@dataclass(frozen=True)
class Rates:
    """Displaced orders per claimed order: posterior mean and covariance, shape (influencers,).

    ``average`` is what is common, ``slope`` what one more unit of newness adds, ``spread`` the
    standard deviation between influencers; all are averaged over the marginal likelihood.
    Whatever is displaced is the seen rate times ``factor`` (standard deviation
    ``factor_spread``): other products and later days. ``late_gap`` is how many standard
    deviations the measured late part lies from its setting; ``weight`` is each influencer's share
    of the claimed orders.
    """

    mean: np.ndarray
    covariance: np.ndarray
    average: float
    spread: float
    slope: float
    factor: float
    factor_spread: float
    late_gap: float
    weight: np.ndarray

    @property
    def luck(self) -> np.ndarray:
        """The binomial variance of a single order that may be displaced, shape (influencers,)."""
        chance = np.clip(self.factor * self.mean, 0.02, 0.98)
        return chance * (1 - chance)


def rates(fit: Fit, newness: np.ndarray, orders: np.ndarray) -> Rates:
    """Shrink least-squares rates towards average + slope x newness, and add what goes unseen.

    ``newness`` (NaN where unknown) and ``orders`` have shape (influencers,). The slope's prior
    lies around 0; its spread and that between influencers are averaged over their marginal
    likelihood (empirical Bayes: Morris 1983), so a newness that tells nothing is left aside.
    Influencers without orders on the used cells get the common line alone.
    """
    count = int(fit.seen.sum())
    x = np.where(np.isfinite(newness), newness, 0.0)
    known = np.isfinite(newness) & fit.seen
    x = np.where(np.isfinite(newness), x - (x[known].mean() if known.any() else 0.0), 0.0)
    design = np.column_stack([np.ones(len(x)), x])
    seen = (fit.seen, fit.rate[:count], fit.covariance[:count, :count])
    grid = [(spread, slope) for spread in SPREADS for slope in SLOPES]
    chance = np.array([_evidence(seen, design, *at) for at in grid])
    chance = np.exp(chance - chance.max())
    chance = np.where(chance > UNLIKELY, chance, 0.0)
    likely, chance = np.flatnonzero(chance), chance / chance.sum()
    spread = float(chance @ np.repeat(SPREADS, len(SLOPES)))
    found, chance = [_posterior(seen, design, *grid[at]) for at in likely], chance[likely]
    means = np.array([one[0] for one in found])
    mean = chance @ means
    off = (means - mean) * np.sqrt(chance)[:, None]
    covariance = np.tensordot(chance, np.array([one[1] for one in found]), 1) + off.T @ off
    line = chance @ np.array([one[2] for one in found])
    weight = orders / max(float(orders.sum()), 1e-9)
    unseen = _unseen(fit, count, max(float(weight @ mean), 0.0))
    return Rates(mean, covariance, float(line[0]), spread, float(line[1]), *unseen, weight)


def _prior(
    design: np.ndarray, spread: float, slope: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Prior mean and covariance of the line, and prior covariance of all rates."""
    line = np.diag([AVERAGE_SPREAD**2, slope**2])
    rates = design @ line @ design.T + spread**2 * np.eye(len(design))
    return np.array([AVERAGE, 0.0]), line, rates


def _evidence(seen: Seen, design: np.ndarray, spread: float, slope: float) -> float:
    """Log marginal likelihood of the seen rates."""
    mine, rate, noise = seen
    start, _, prior = _prior(design, spread, slope)
    factor = np.linalg.cholesky(prior[np.ix_(mine, mine)] + noise)
    half = linalg.solve_triangular(factor, rate - (design @ start)[mine], lower=True)
    return -0.5 * float(half @ half) - float(np.log(np.diag(factor)).sum())


def _posterior(
    seen: Seen, design: np.ndarray, spread: float, slope: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Posterior mean and covariance of all rates, and mean of the line."""
    mine, rate, noise = seen
    start, line_prior, prior = _prior(design, spread, slope)
    total = prior[np.ix_(mine, mine)] + noise
    gap = rate - (design @ start)[mine]
    solved = np.linalg.solve(total, np.column_stack([gap[:, None], prior[mine]]))
    mean = design @ start + prior[:, mine] @ solved[:, 0]
    covariance = prior - prior[:, mine] @ solved[:, 1:]
    line = start + line_prior @ design[mine].T @ solved[:, 0]
    return mean, (covariance + covariance.T) / 2, line


def _unseen(fit: Fit, count: int, seen: float) -> tuple[float, float, float]:
    """What to multiply the seen rate by, its standard deviation, and the surprise of the late part.

    The late part has a prior in proportion to the seen rate and is moved by what was measured on
    the days after; the part from other products stays the setting it is.
    """
    ones = np.ones(len(LATER))
    found = float(ones @ fit.rate[count:])
    noise = LATE_DOUBT**2 * float(ones @ fit.covariance[count:, count:] @ ones)
    start, variance = LATE * seen, (LATE_SPREAD * seen + 0.01) ** 2
    late = (start * noise + found * variance) / (noise + variance)
    left = np.sqrt(noise * variance / (noise + variance))
    per_seen = max(seen, SMALL_RATE)
    spread = np.hypot(ELSEWHERE_SPREAD, left / per_seen)
    gap = (found - start) / np.sqrt(noise + variance)
    return 1.0 + ELSEWHERE + late / per_seen, float(spread), float(gap)
