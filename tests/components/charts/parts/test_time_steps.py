"""The steps from reach to revenue."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.charts.parts import time_steps


@pytest.mark.parametrize(
    ("grain", "start", "end"),
    [
        ("day", date(2025, 1, 6), date(2025, 1, 6)),
        ("week", date(2025, 1, 6), date(2025, 1, 12)),
        ("month", date(2024, 2, 1), date(2024, 2, 29)),
        ("month", date(2024, 12, 1), date(2024, 12, 31)),
    ],
)
def test_ends(grain: str, start: date, end: date) -> None:
    assert time_steps.end(start, grain) == end
    assert time_steps.pick(start, grain) == f"since={start}&until={end}"


def test_picks_stay_inside_the_data() -> None:
    pick = time_steps.pick(date(2025, 1, 6), "week", date(2025, 1, 8), date(2025, 1, 10))
    assert pick == "since=2025-01-08&until=2025-01-10"


def test_an_incomplete_step_says_so() -> None:
    start = date(2025, 1, 6)
    assert time_steps.described_step(start, "week") == "Week of 6 Jan 2025"
    assert time_steps.described_step(start, "week", last=date(2025, 1, 12)) == "Week of 6 Jan 2025"
    assert (
        time_steps.described_step(start, "week", last=date(2025, 1, 8))
        == "Week of 6 Jan 2025, 3 of 7 days"
    )


def test_middles() -> None:
    assert time_steps.middle(date(2025, 1, 6), "week") == datetime(2025, 1, 9, 12)
    assert time_steps.middle(date(2025, 1, 6), "day") == datetime(2025, 1, 6, 12)


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(0, 4_000), st.integers(3, 9))
def test_ticks_are_few_ordered_and_inside(first: date, days: int, at_most: int) -> None:
    last = first + timedelta(days)
    places, names = time_steps.ticks(first, last, at_most)
    assert 1 <= len(places) == len(names) <= max(at_most, 3)
    assert places == sorted(places) and len(set(places)) == len(places)
    assert names[0].endswith(str(int(places[0][:4])))
    assert places[0] >= first.isoformat()


def test_the_year_stands_once_a_year() -> None:
    _, names = time_steps.ticks(date(2024, 7, 1), date(2025, 8, 31))
    assert names == ["Jul<br>2024", "Sep", "Nov", "Jan<br>2025", "Mar", "May", "Jul"]
