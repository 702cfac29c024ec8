"""A campaign against its plan: what of time, budget and target has passed, and where it leads."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

NOT_STARTED, RUNNING, DONE, UNDATED = "Not started", "Running", "Done", "No dates"
AHEAD, ON_PACE, BEHIND, OVERSPENDING, UNKNOWN = "Ahead", "On pace", "Behind", "Overspending", ""
TOLERANCE = 0.10
"""How far a share may be from its due before it is worth a word, relative to what was due."""
EARLIEST_PROJECTION = 0.10
"""Share of the time before which a rate says too little to draw it out to the end."""


@dataclass(frozen=True)
class Plan:
    """What was planned; the dates are both included. A missing amount (₹) is NaN."""

    start: date | None
    end: date | None
    budget: float = math.nan
    target_revenue: float = math.nan


@dataclass(frozen=True)
class Pace:
    """Where a campaign stands at the end of ``day``. Shares are fractions, amounts ₹.

    NaN stands for what cannot be said: no plan, no amount, or too early to project. ``status``
    is empty where there is nothing to compare; ``sooner_empty`` is the day the budget runs out
    at the present rate, if that is before the end.
    """

    day: date
    phase: str
    status: str
    days: int
    days_elapsed: int
    time_elapsed: float
    spent: float
    budget: float
    budget_spent: float
    revenue: float
    target_revenue: float
    target_reached: float
    projected_spend: float
    projected_revenue: float
    sooner_empty: date | None
    tolerance: float


def pace(plan: Plan, spent: float, revenue: float, day: date, tolerance: float = TOLERANCE) -> Pace:
    """Compare what was spent and sold (₹, up to and with ``day``) to an even spread of the plan.

    The projection is linear: what came per elapsed day goes on until the end (the "burn rate" of
    earned-value reporting). It is NaN before the start and in the first tenth of the time.
    """
    days, elapsed = _days(plan, day)
    share = elapsed / days if days else math.nan
    phase = _phase(plan, day, days)
    drawn_out = phase == DONE or (phase == RUNNING and share >= EARLIEST_PROJECTION)
    budget_spent, reached = _ratio(spent, plan.budget), _ratio(revenue, plan.target_revenue)
    spend_at_end = _ratio(spent, share) if drawn_out else math.nan
    return Pace(
        day=day,
        phase=phase,
        status=_status(phase, share, budget_spent, reached, tolerance),
        days=days,
        days_elapsed=elapsed,
        time_elapsed=share,
        spent=spent,
        budget=plan.budget,
        budget_spent=budget_spent,
        revenue=revenue,
        target_revenue=plan.target_revenue,
        target_reached=reached,
        projected_spend=spend_at_end,
        projected_revenue=_ratio(revenue, share) if drawn_out else math.nan,
        sooner_empty=_empty_on(plan, phase, elapsed, spend_at_end),
        tolerance=tolerance,
    )


def paces(
    plans: Mapping[str, Plan],
    spent: Mapping[str, float],
    revenue: Mapping[str, float],
    day: date,
    tolerance: float = TOLERANCE,
) -> dict[str, Pace]:
    """The pace of each planned campaign, in the plans' order; one without facts has 0 of them."""
    return {
        campaign: pace(plan, spent.get(campaign, 0.0), revenue.get(campaign, 0.0), day, tolerance)
        for campaign, plan in plans.items()
    }


def _days(plan: Plan, day: date) -> tuple[int, int]:
    """Days of the plan and those of them that are over; zeros without two ordered dates."""
    if plan.start is None or plan.end is None or plan.end < plan.start:
        return 0, 0
    days = (plan.end - plan.start).days + 1
    return days, min(max((day - plan.start).days + 1, 0), days)


def _phase(plan: Plan, day: date, days: int) -> str:
    if not days:
        return UNDATED
    if day < plan.start:
        return NOT_STARTED
    # On its last day a campaign still sells; it is done on the day after.
    return DONE if day > plan.end else RUNNING


def _ratio(part: float, whole: float) -> float:
    """A share, NaN where the whole is missing, zero or negative."""
    return part / whole if math.isfinite(whole) and whole > 0 else math.nan


def _status(phase: str, time: float, budget_spent: float, reached: float, tolerance: float) -> str:
    """One word; money first.

    Overspending: more of the budget is gone than of the time (or than all of it), and the
    revenue did not come as early as the money went. A campaign that spends fast and sells as
    fast is ahead, until the budget itself is exceeded.
    """
    if phase not in (RUNNING, DONE):
        return UNKNOWN
    above, below = time * (1.0 + tolerance), time * (1.0 - tolerance)
    # NaN compares false, so a missing amount never raises an alarm.
    exceeded = budget_spent > 1.0 + tolerance
    fast = budget_spent > above and not reached >= budget_spent * (1.0 - tolerance)
    if exceeded or fast:
        return OVERSPENDING
    if reached < below:
        return BEHIND
    if reached > above:
        return AHEAD
    return ON_PACE if math.isfinite(reached) or math.isfinite(budget_spent) else UNKNOWN


def _empty_on(plan: Plan, phase: str, elapsed: int, spend_at_end: float) -> date | None:
    """The day on which the budget is used up at the present rate, where it is still to come."""
    if phase != RUNNING or not spend_at_end > plan.budget or not plan.budget > 0:
        return None
    days = (plan.end - plan.start).days + 1
    needed = math.ceil(plan.budget / (spend_at_end / days))
    if needed <= elapsed:
        return None
    return date.fromordinal(plan.start.toordinal() + needed - 1)
