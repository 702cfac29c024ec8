"""The change between two periods, split exactly into parts: how much of it is what, and whose.

Sums that are products of factors are split by the additive logarithmic-mean Divisia index, LMDI-I:
B. W. Ang, "The LMDI approach to decomposition analysis: a practical guide", Energy Policy 33
(2005) 867-871; zeros by its limits, Ang and Liu, Energy Policy 35 (2007) 238-246. A ratio of sums
is a sum of groups' shares × ratios and split alike. The split is arithmetic: it names no cause.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

VOLUME, MIX, NEW, GONE, OTHER = "volume", "mix", "new", "gone", "other"
PRODUCTIVITY, PRICE, RATE, OWN = "productivity", "price", "rate", "own"
REVENUE_EFFECTS = (VOLUME, MIX, PRODUCTIVITY, PRICE, NEW, GONE, OTHER)
PAYOUT_EFFECTS = (VOLUME, MIX, RATE, NEW, GONE, OTHER)
ROI_EFFECTS = (OWN, MIX, NEW, GONE, OTHER)


@dataclass(frozen=True)
class Sums:
    """What groups sum up to in one period; all ≥ 0, zeros where a group was absent.

    ``payout`` and ``units`` (what was paid for: posts or orders) may have a second axis, one
    column a kind of unit, so that posts are never added to orders.
    """

    revenue: np.ndarray
    orders: np.ndarray
    posts: np.ndarray
    payout: np.ndarray
    units: np.ndarray


@dataclass(frozen=True)
class Movement:
    """The change from ``before`` to ``after`` as ``parts``: a row a group, a column an effect."""

    effects: tuple[str, ...]
    parts: np.ndarray
    before: float
    after: float

    @property
    def change(self) -> float:
        """What all parts add up to."""
        return self.after - self.before

    @property
    def of_groups(self) -> np.ndarray:
        """Each group's part of the change."""
        return self.parts.sum(axis=1)

    @property
    def of_effects(self) -> dict[str, float]:
        """Each effect's part of the change."""
        return dict(zip(self.effects, self.parts.sum(axis=0).tolist()))


def revenue(before: Sums, after: Sums) -> Movement:
    """Revenue = posts × share of posts × orders a post × revenue an order.

    OTHER is revenue that no post of both periods stands behind; its price is still told apart.
    """
    sides = [[one.posts, one.orders, one.revenue] for one in (before, after)]
    return _chain(*sides, (PRODUCTIVITY, PRICE), REVENUE_EFFECTS)


def payout(before: Sums, after: Sums) -> Movement:
    """Payout = units × share of units × payout a unit, each kind of unit for itself.

    OTHER is money paid where no unit of both periods stands behind it.
    """
    sides = [[one.units, one.payout] for one in (before, after)]
    return _chain(*sides, (RATE,), PAYOUT_EFFECTS)


def roi(before: Sums, after: Sums) -> Movement | None:
    """The ratio of sums: groups' own ratios (OWN), and payout moved between them (MIX).

    A group counts by how far it is from the mean of both periods' ratios, so one that grows at
    the mean moves nothing. OTHER is a group unpaid in a period. None where nothing was paid.
    """
    earned, paid = [], []
    for one in (before, after):
        earned.append(_check(one.revenue))
        paid.append(_by_group(one.payout, len(one.revenue)).sum(axis=1))
    if not (paid[0].sum() > 0 and paid[1].sum() > 0):
        return None
    ratios = [float(r.sum() / p.sum()) for r, p in zip(earned, paid)]
    shares = [p / p.sum() for p in paid]
    middle = sum(ratios) / 2
    # Above the mean by revenue and not by the group's ratio, which an unpaid group lacks.
    above = [r / p.sum() - middle * s for r, p, s in zip(earned, paid, shares)]
    change = above[1] - above[0]
    present = [(r > 0) | (p > 0) for r, p in zip(earned, paid)]
    both = (paid[0] > 0) & (paid[1] > 0)
    terms = [r / p.sum() for r, p in zip(earned, paid)]
    growth = [_logs(r) - _logs(p) for r, p in zip(earned, paid)]
    own = _mean(terms[1], terms[0]) * (growth[1] - growth[0])
    # A ratio of zero in one period takes its whole term, as the limit of the index has it.
    own = np.where((terms[0] > 0) & (terms[1] > 0), own, terms[1] - terms[0])
    own = np.where(both, own, 0.0)
    parts = {
        OWN: own,
        MIX: np.where(both, change - own, 0.0),
        NEW: np.where(~present[0] & present[1], change, 0.0),
        GONE: np.where(present[0] & ~present[1], change, 0.0),
        OTHER: np.where(present[0] & present[1] & ~both, change, 0.0),
    }
    return Movement(ROI_EFFECTS, _table(parts, ROI_EFFECTS), *ratios)


def _check(values: np.ndarray) -> np.ndarray:
    found = np.asarray(values, dtype=float)
    if not np.isfinite(found).all() or (found < 0).any():
        raise ValueError("Sums must be finite and not negative")
    return found


def _by_group(values: np.ndarray, size: int) -> np.ndarray:
    """One row a group, also where there is none."""
    return _check(values).reshape(size, -1 if size else 1)


def _table(parts: dict[str, np.ndarray], effects: Sequence[str]) -> np.ndarray:
    return np.stack([parts[effect] for effect in effects], axis=1)


def _logs(values: np.ndarray) -> np.ndarray:
    """Logarithms; those of zeros are 0, which no caller reads."""
    return np.log(values, out=np.zeros_like(values), where=values > 0)


def _mean(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The logarithmic mean, 0 where either is 0."""
    half = np.where((one > 0) & (other > 0), (_logs(one) - _logs(other)) / 2, 0.0)
    # √(ab) sinh(h) / h is free of the cancellation of (a - b) / ln(a / b) where both are near.
    ratio = np.divide(np.sinh(half), half, out=np.ones_like(half), where=half != 0)
    return np.sqrt(one) * np.sqrt(other) * ratio


def _chain(
    before: Sequence[np.ndarray],
    after: Sequence[np.ndarray],
    ratios: tuple[str, ...],
    effects: tuple[str, ...],
) -> Movement:
    """Split the last of several levels, each a ratio (named by ``ratios``) of the one before."""
    size = len(before[0])
    old, new = (np.stack([_by_group(level, size) for level in side]) for side in (before, after))
    names = (MIX, *ratios)
    change = new[-1] - old[-1]
    parts = {effect: np.zeros_like(change) for effect in effects}
    fresh, lost = (
        np.broadcast_to(~side.any(axis=(0, 2))[:, None], change.shape) for side in (old, new)
    )
    parts[NEW], parts[GONE] = np.where(fresh, change, 0.0), np.where(lost, change, 0.0)
    settled = fresh | lost | _distribute(parts, old, new, names)
    settled = settled | _limits(parts, old, new, change, ~fresh, names)
    settled = settled | _limits(parts, new, old, change, ~lost, names)
    parts[OTHER] = np.where(settled, 0.0, change - sum(parts.values()))
    summed = {effect: part.sum(axis=1) for effect, part in parts.items()}
    return Movement(effects, _table(summed, effects), float(old[-1].sum()), float(new[-1].sum()))


def _distribute(
    parts: dict[str, np.ndarray], old: np.ndarray, new: np.ndarray, names: Sequence[str]
) -> np.ndarray:
    """LMDI from the last ratio back as far as levels are positive; where that is all the way."""
    logs, earlier = _logs(new), _logs(old)
    known = (old[-1] > 0) & (new[-1] > 0)
    weight = _mean(new[-1], old[-1])
    growth = logs - earlier
    for at in range(len(names) - 1, 0, -1):
        known = known & (old[at - 1] > 0) & (new[at - 1] > 0)
        parts[names[at]] = np.where(known, weight * (growth[at] - growth[at - 1]), 0.0)
    totals = [np.where(known, side[0], 0.0).sum(axis=0) for side in (old, new)]
    total = _logs(totals[1]) - _logs(totals[0])
    parts[VOLUME] = np.where(known, weight * total, 0.0)
    parts[MIX] = np.where(known, weight * (growth[0] - total), 0.0)
    return known


def _limits(
    parts: dict[str, np.ndarray],
    empty: np.ndarray,
    full: np.ndarray,
    change: np.ndarray,
    present: np.ndarray,
    names: Sequence[str],
) -> np.ndarray:
    """Where the end is zero in one period alone, the first factor that is zero takes it all."""
    applies = present & (empty[-1] == 0) & (full > 0).all(axis=0)
    first = np.argmax(empty == 0, axis=0)
    for at, name in enumerate(names):
        parts[name] = np.where(applies & (first == at), change, parts[name])
    return applies
