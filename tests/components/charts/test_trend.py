"""Revenue and payout over time, with the chosen period."""

from __future__ import annotations

from datetime import date

import pytest

from components.charts.parts import time_annotations, time_steps
from components.charts.parts.gap_area import gaps
from components.charts.trend import trend
from tests.components.charts.frames import HOSTILE, calendar


def test_a_step_picks_its_days_and_the_line_is_what_is_read() -> None:
    figure = trend(calendar(3), grain="week", last=date(2025, 1, 22))
    line = next(t for t in figure["data"] if t.get("meta") == "walk")
    assert [one[0] for one in line["customdata"]] == [
        "since=2025-01-06&until=2025-01-12",
        "since=2025-01-13&until=2025-01-19",
        "since=2025-01-20&until=2025-01-22",
    ]
    assert "3 of 7 days" in line["hovertext"][2]
    assert figure["layout"]["meta"]["brush"] is True


def test_the_selected_period_is_shaded_and_its_steps_are_picked() -> None:
    figure = trend(calendar(4), grain="week", since=date(2025, 1, 13), until=date(2025, 1, 26))
    shade = next(s for s in figure["layout"]["shapes"] if s["type"] == "rect")
    assert (shade["x0"], shade["x1"]) == ("2025-01-13T00:00", "2025-01-27T00:00")
    line = next(t for t in figure["data"] if t.get("meta") == "walk")
    assert [one[1] for one in line["customdata"]] == ["plain", "picked", "picked", "plain"]


@pytest.mark.parametrize(
    ("since", "until"), [(None, None), (date(2030, 1, 1), None), (None, date(2020, 1, 1))]
)
def test_no_shade_where_nothing_is_selected(since: date | None, until: date | None) -> None:
    ends = (time_steps.midnight(date(2025, 1, 6)), time_steps.midnight(date(2025, 3, 1)))
    assert time_annotations.shade(since, until, ends, (0, 1)) == []


def test_the_gap_splits_where_the_lines_cross() -> None:
    places = [time_steps.midnight(date(2025, 1, day)) for day in (1, 3)]
    frame = calendar(2).assign(revenue=[10.0, 0.0], payout=[0.0, 10.0])
    above, below = gaps(places, frame["revenue"].to_numpy(), frame["payout"].to_numpy())
    assert above["x"][1] == "2025-01-02T00:00" and above["y"][1] == 5.0
    assert above["y"][:3] == [10.0, 5.0, 10.0] and below["y"][:3] == [10.0, 5.0, 10.0]
    assert above["fillcolor"] != below["fillcolor"]


def test_names_of_events_never_overlap_and_lines_stay() -> None:
    ends = (time_steps.midnight(date(2025, 1, 1)), time_steps.midnight(date(2025, 12, 31)))
    named = [(date(2025, 3, 1 + n), f"Campaign number {n}") for n in range(9)]
    notes, lines = time_annotations.events(named, ends, (0.2, 1))
    assert len(notes) == 2 and len(lines) == 9


def test_events_outside_the_data_are_left_out() -> None:
    figure = trend(calendar(3), grain="week", events=[(date(2020, 1, 1), HOSTILE[0])])
    assert not any(s["type"] == "line" for s in figure["layout"]["shapes"])


def test_one_step_is_a_mark_not_an_invisible_line() -> None:
    figure = trend(calendar(1), grain="month")
    assert [t["mode"] for t in figure["data"] if "mode" in t][-2:] == ["markers", "markers"]


def test_the_phone_shows_the_last_thirty_steps_and_two_events() -> None:
    named = [(date(2025, month, 8), f"C{month}") for month in (1, 5, 8, 9, 10)]
    phone = trend(calendar(45), grain="week", events=named)["layout"]["meta"]["phone"]["layout"]
    start = date.fromisoformat(phone["xaxis"]["range"][0][:10])
    assert start == date(2025, 4, 21)
    assert [note["text"] for note in phone["annotations"]] == ["C9", "C10"]
