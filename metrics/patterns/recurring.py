"""Recurring underperformance: which kinds of deals lose money, in few statements."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Literal

import numpy as np

from metrics.patterns.loss_posterior import (
    Chances,
    Model,
    Weights,
    chances,
    loss_probabilities,
    usual_spread,
)
from metrics.patterns.segments import (
    FEWEST_INFLUENCERS,
    FEWEST_POSTS,
    Cell,
    Cells,
    enumerate_segments,
)
from metrics.roi.post_outcomes import Outcomes
from metrics.roi.verdicts import largest_set

FEWEST_MONTHS = 3
LEAST_BELOW = 0.5
"""Share of its active months that a cell must be below break-even to be called recurring."""
MOST_STATEMENTS = 12
CHARGE = 1.0
"""Log likelihood that a further condition must be worth, as Akaike charges a parameter."""
INTERVAL = (0.05, 0.95)

Evidence = Literal["Strong", "Moderate", "Weak"]
STRONG, MOSTLY = 0.99, 0.75
LEAST_SURE = 0.95
"""Chance of a loss that each statement has to reach on its own.

Cells overlap: under a bound on the mean alone, many near copies of one sure cell would let a
doubtful one in, and of the copies only one becomes a statement.
"""


@dataclass(frozen=True)
class Pattern:
    """A kind of deal that loses money, over all its posts; money in ₹.

    ``cell`` holds (dimension, value) pairs. ``months`` are those in which something was paid.
    ``roi_low`` and ``roi_high`` bound the 90% posterior interval. ``lost`` is payout less margin
    times revenue, with margin 1 / break-even. ``posts_anew`` and ``lost_anew`` leave out posts of
    stronger statements, so that those add up. ``by_month`` holds (month, revenue, payout), months
    counted from the first of the data. ``worst`` is the code of the influencer who lost most,
    and ``survives`` says whether the others are still below break-even.
    ``evidence`` is Strong when the chance of a loss is at least 99%, it survives and at least
    three in four months were below; Moderate when it survives; Weak when it does not. The chance
    of a loss is at least 95% in any case.
    """

    cell: Cell
    posts: int
    influencers: int
    months: int
    months_below: int
    revenue: float
    payout: float
    roi: float
    roi_low: float
    roi_high: float
    loss_probability: float
    lost: float
    posts_anew: int
    lost_anew: float
    by_month: tuple[tuple[int, float, float], ...]
    worst: int
    survives: bool
    evidence: Evidence


def recurring(outcomes: Outcomes, break_even: float = 1.0) -> tuple[Pattern, ...]:
    """The fewest statements that tell where money is lost again and again, strongest first.

    Cells are all combinations of up to four attributes. Candidates are the largest set within the
    bound on false alarms (Bayesian false discovery rate) among those below break-even in half of
    three or more months. The one with the strongest evidence is taken, its posts are removed, and
    the rest must pass again, so no statement stands on the losses of another. Empty without
    posts, payouts or any revenue.
    """
    if not len(outcomes) or outcomes.revenue.sum() <= 0 or outcomes.cost.sum() <= 0:
        return ()
    ordered = _ordered(outcomes)
    model = Model.of(ordered)
    cells = enumerate_segments(ordered)
    if not len(cells):
        return ()
    whole = loss_probabilities(cells, ordered, model, break_even)
    spread = usual_spread(whole)
    judged = chances(whole, spread, break_even)
    passing = _passing(whole, judged)
    candidates = np.flatnonzero(passing)
    cells, left = cells.only(passing), np.ones(len(ordered), bool)
    found: list[Pattern] = []
    now, still = _only(whole, candidates), _posterior_of(judged, candidates)
    while len(found) < MOST_STATEMENTS:
        best = _strongest(cells, now, still, break_even)
        if best is None:
            break
        inside = np.zeros(len(ordered), bool)
        inside[cells.member[best].indices] = True
        limits = judged.quantiles(int(candidates[best]), INTERVAL)
        sure = float(judged.loss[candidates[best]])
        found.append(_pattern(ordered, cells.names[best], inside, left, limits, sure, break_even))
        left &= ~inside
        now = loss_probabilities(cells.holding(left), ordered, model, break_even)
        still = chances(now, spread, break_even)
    return tuple(found)


def _ordered(outcomes: Outcomes) -> Outcomes:
    """The posts in an order of their own, so that sums do not depend on that of the rows."""
    names = ("revenue", "cost", "orders", "squares", "share_by_order", "month", "day")
    codes = [outcomes.codes[key] for key in sorted(outcomes.codes)]
    keys = [*codes, outcomes.influencer, *(getattr(outcomes, name) for name in names)]
    order = np.lexsort(keys)
    arrays = {name: getattr(outcomes, name)[order] for name in (*names, "influencer")}
    sorted_codes = {key: values[order] for key, values in outcomes.codes.items()}
    return replace(outcomes, codes=sorted_codes, **arrays)


def _only(weights: Weights, chosen: np.ndarray) -> Weights:
    return Weights(**{f.name: getattr(weights, f.name)[chosen] for f in fields(Weights)})


def _posterior_of(judged: Chances, chosen: np.ndarray) -> Chances:
    return Chances(**{f.name: getattr(judged, f.name)[chosen] for f in fields(Chances)})


def _passing(weights: Weights, judged: Chances) -> np.ndarray:
    """Cells that have enough behind them, recur, and lose within the bound on false alarms."""
    enough = (weights.posts >= FEWEST_POSTS) & (weights.influencers >= FEWEST_INFLUENCERS)
    recurs = (weights.months >= FEWEST_MONTHS) & (
        weights.months_below >= LEAST_BELOW * weights.months
    )
    sure = np.nan_to_num(judged.loss) >= LEAST_SURE
    return largest_set(np.where(enough & recurs, judged.loss, np.nan)) & sure


def _strongest(cells: Cells, weights: Weights, judged: Chances, break_even: float) -> int | None:
    """The passing cell with most evidence after the charge for its conditions."""
    passing = _passing(weights, judged)
    if not passing.any():
        return None
    distance = (np.log(break_even) - judged.mean) / judged.spread
    conditions = np.array([len(name) for name in cells.names])
    worth = np.where(passing, distance * np.abs(distance) / 2 - CHARGE * conditions, -np.inf)
    return int(np.argmax(worth))


def _pattern(
    outcomes: Outcomes,
    cell: Cell,
    inside: np.ndarray,
    left: np.ndarray,
    limits: tuple[float, ...],
    sure: float,
    break_even: float,
) -> Pattern:
    """Gather what a statement says about its posts."""
    revenue, cost = outcomes.revenue[inside], outcomes.cost[inside]
    who, month = outcomes.influencer[inside], outcomes.month[inside]
    gap = cost - revenue / break_even
    losses = np.bincount(who, gap)
    people = np.unique(who)
    worst = int(people[np.argmax(losses[people])])
    sold, spent = np.bincount(month, revenue), np.bincount(month, cost)
    active = np.flatnonzero(spent > 0)
    below = int((sold[active] < break_even * spent[active]).sum())
    survives, anew = bool(gap[who != worst].sum() > 0), left[inside]
    return Pattern(
        cell=cell,
        posts=len(revenue),
        influencers=len(people),
        months=len(active),
        months_below=below,
        revenue=float(revenue.sum()),
        payout=float(cost.sum()),
        roi=float(revenue.sum() / cost.sum()),
        roi_low=limits[0],
        roi_high=limits[1],
        loss_probability=sure,
        lost=float(gap.sum()),
        posts_anew=int(anew.sum()),
        lost_anew=float(gap[anew].sum()),
        by_month=tuple((int(k), float(sold[k]), float(spent[k])) for k in active),
        worst=worst,
        survives=survives,
        evidence=_evidence(sure, survives, below / len(active)),
    )


def _evidence(sure: float, survives: bool, below: float) -> Evidence:
    if survives and sure >= STRONG and below >= MOSTLY:
        return "Strong"
    return "Moderate" if survives else "Weak"
