"""A campaign's pace: phases, words, projections, and plans with parts missing."""

from __future__ import annotations

import math
from datetime import date

import pytest

from metrics.planning.pacing import (
    AHEAD,
    BEHIND,
    DONE,
    NOT_STARTED,
    ON_PACE,
    OVERSPENDING,
    RUNNING,
    UNDATED,
    UNKNOWN,
    Plan,
    pace,
    paces,
)

PLAN = Plan(date(2025, 1, 1), date(2025, 4, 10), 100_000.0, 400_000.0)
HALF = date(2025, 2, 19)


def test_half_way_by_hand() -> None:
    found = pace(PLAN, 50_000.0, 210_000.0, HALF)
    assert (found.phase, found.status) == (RUNNING, ON_PACE)
    assert (found.days, found.days_elapsed, found.time_elapsed) == (100, 50, 0.5)
    assert found.budget_spent == 0.5 and found.target_reached == pytest.approx(0.525)
    assert found.projected_spend == pytest.approx(100_000)
    assert found.projected_revenue == pytest.approx(420_000)
    assert found.sooner_empty is None


@pytest.mark.parametrize(
    ("spent", "revenue", "status"),
    [
        (50_000, 230_000, AHEAD),
        (50_000, 170_000, BEHIND),
        (70_000, 200_000, OVERSPENDING),
        (70_000, 300_000, AHEAD),
        (120_000, 900_000, OVERSPENDING),
        (54_000, 182_000, ON_PACE),
        (0, 0, BEHIND),
    ],
)
def test_words(spent: float, revenue: float, status: str) -> None:
    assert pace(PLAN, spent, revenue, HALF).status == status


def test_phases_at_the_edges() -> None:
    phases = [
        pace(PLAN, 0.0, 0.0, day).phase
        for day in (date(2024, 12, 31), PLAN.start, PLAN.end, date(2025, 4, 11))
    ]
    assert phases == [NOT_STARTED, RUNNING, RUNNING, DONE]


def test_nothing_is_said_before_the_start_nor_projected_in_the_first_days() -> None:
    before = pace(PLAN, 5_000.0, 0.0, date(2024, 12, 1))
    assert before.status == UNKNOWN and before.time_elapsed == 0.0
    assert math.isnan(before.projected_revenue)
    assert math.isnan(pace(PLAN, 5_000.0, 9_000.0, date(2025, 1, 5)).projected_spend)


def test_a_finished_campaign_ends_where_it_is() -> None:
    found = pace(PLAN, 90_000.0, 300_000.0, date(2025, 9, 1))
    assert (found.phase, found.status, found.time_elapsed) == (DONE, BEHIND, 1.0)
    assert found.projected_revenue == 300_000 and found.sooner_empty is None


@pytest.mark.parametrize("missing", [math.nan, 0.0, -1.0])
def test_missing_amounts_raise_no_alarm(missing: float) -> None:
    without_budget = pace(Plan(PLAN.start, PLAN.end, missing, 400_000.0), 9e9, 200_000.0, HALF)
    assert without_budget.status == ON_PACE and math.isnan(without_budget.budget_spent)
    without_target = pace(Plan(PLAN.start, PLAN.end, 100_000.0, missing), 70_000.0, 0.0, HALF)
    assert without_target.status == OVERSPENDING and math.isnan(without_target.target_reached)
    nothing = pace(Plan(PLAN.start, PLAN.end, missing, missing), 1.0, 1.0, HALF)
    assert nothing.status == UNKNOWN and nothing.sooner_empty is None
    assert nothing.projected_revenue == 2.0


@pytest.mark.parametrize(
    "plan",
    [
        Plan(None, None, 1.0, 1.0),
        Plan(date(2025, 1, 1), None, 1.0, 1.0),
        Plan(date(2025, 2, 1), date(2025, 1, 1), 1.0, 1.0),
    ],
)
def test_dates_that_are_missing_or_swapped(plan: Plan) -> None:
    found = pace(plan, 5.0, 5.0, HALF)
    assert (found.phase, found.status) == (UNDATED, UNKNOWN)
    assert math.isnan(found.time_elapsed) and math.isnan(found.projected_revenue)


def test_a_plan_of_one_day() -> None:
    found = pace(Plan(HALF, HALF, 10.0, 10.0), 10.0, 10.0, HALF)
    assert (found.time_elapsed, found.status, found.projected_spend) == (1.0, ON_PACE, 10.0)


def test_the_day_the_budget_runs_out() -> None:
    found = pace(PLAN, 80_000.0, 100_000.0, HALF)
    # 1,600 a day: 100,000 lasts 62.5 days, so it ends on the 63rd.
    assert found.sooner_empty == date(2025, 3, 4)
    assert pace(PLAN, 130_000.0, 100_000.0, HALF).sooner_empty is None


def test_each_planned_campaign_has_a_pace() -> None:
    found = paces({"A": PLAN, "B": PLAN}, {"A": 50_000.0}, {"A": 200_000.0}, HALF)
    assert list(found) == ["A", "B"]
    assert (found["A"].status, found["B"].status) == (ON_PACE, BEHIND)
