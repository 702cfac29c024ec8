"""What the others say about one: a prior for each log ROI that leaves itself out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

EFFECT_SPREADS = (0.0, 0.1, 0.2, 0.35, 0.6)
OWN_SPREADS = (0.1, 0.2, 0.3, 0.38, 0.46, 0.55, 0.65, 0.77, 0.9, 1.1, 1.3)
INTERCEPT_SPREAD = 2.0


@dataclass(frozen=True)
class Prior:
    """Mean and standard deviation of log ROI before the group's own data, shape (groups,)."""

    mean: np.ndarray
    spread: np.ndarray


def leave_one_out(
    observed: np.ndarray, noise: np.ndarray, attributes: Sequence[np.ndarray] = ()
) -> Prior:
    """The prior of each group from all others.

    ``observed`` log ROI and its sampling variance ``noise`` have shape (groups,), NaN where
    nothing is observed; ``attributes`` are codes of shape (groups,) whose values get an effect
    each. Random effects with an intercept; both spreads are averaged over their marginal
    likelihood, and each group's prediction is the closed leave-one-out form (Rasmussen and
    Williams 2006, 5.4.2). Without leaving itself out an influencer vouches for himself, and
    intervals cover too little.
    """
    seen = np.isfinite(observed) & np.isfinite(noise)
    if not seen.any():
        return Prior(np.zeros(len(observed)), np.full(len(observed), 1.0))
    columns, effects = _design(attributes, len(observed))
    pairs = [(e, o) for e in (EFFECT_SPREADS if attributes else (0.0,)) for o in OWN_SPREADS]
    variances = np.array([_variances(effects, effect) for effect, _ in pairs])
    own = np.array([own for _, own in pairs])
    weight, means, spreads = _predict(observed, noise, seen, columns, variances, own)
    weight = np.exp(weight - weight.max())
    weight /= weight.sum()
    mean = weight @ means
    return Prior(mean, np.sqrt(weight @ (spreads + (means - mean) ** 2)))


def _design(attributes: Sequence[np.ndarray], groups: int) -> tuple[np.ndarray, np.ndarray]:
    """One-hot columns, the intercept first, and which of them are effects."""
    columns = [np.ones((groups, 1))]
    columns += [np.eye(int(codes.max()) + 1)[codes] for codes in attributes if len(codes)]
    x = np.concatenate(columns, axis=1)
    return x, np.arange(x.shape[1]) > 0


def _variances(effects: np.ndarray, effect: float) -> np.ndarray:
    return np.where(effects, max(effect, 1e-6) ** 2, INTERCEPT_SPREAD**2)


def _predict(
    observed: np.ndarray,
    noise: np.ndarray,
    seen: np.ndarray,
    columns: np.ndarray,
    variances: np.ndarray,
    own: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Log marginal likelihood (pairs,), and each group's prior mean and variance from the others.

    All pairs of spreads at once: ``variances`` (pairs, columns) and ``own`` (pairs,) give means
    and variances of shape (pairs, groups).
    """
    y, own_variance = observed[seen], own[:, None] ** 2
    weight = 1.0 / (noise[seen] + own_variance)
    count = columns.shape[1]
    # x x' of each group in a row: sums of them under any weights are then one product of matrices.
    outer = (columns[:, :, None] * columns[:, None, :]).reshape(-1, count * count)
    inner = (weight @ outer[seen]).reshape(-1, count, count)
    inner[:, range(count), range(count)] += 1.0 / variances
    inverse = np.linalg.inv(inner)
    effect = (inverse @ ((weight * y) @ columns[seen])[:, :, None])[:, :, 0]
    mean = effect @ columns.T
    solved = weight * (y - mean[:, seen])
    variance = inverse.reshape(-1, count * count) @ outer.T
    kept = weight - weight**2 * variance[:, seen]
    size = np.log(variances).sum(axis=1) - np.log(weight).sum(axis=1)
    evidence = -0.5 * (solved @ y + size + np.linalg.slogdet(inner)[1])
    variance = variance + own_variance
    mean[:, seen] = y - solved / kept
    variance[:, seen] = np.maximum(1.0 / kept - noise[seen], own_variance)
    return evidence, mean, variance
