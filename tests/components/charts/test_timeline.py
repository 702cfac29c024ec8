"""Posts and what was sold, along the days of one influencer."""

from __future__ import annotations

from components.charts.timeline import timeline
from tests.components.charts.frames import calendar, posts


def test_posts_grow_with_reach_and_unknown_reach_says_so() -> None:
    dots = timeline(calendar(10), posts(), grain="week")["data"][2]
    known = dots["marker"]["size"][:2] + dots["marker"]["size"][3:]
    assert known == sorted(known) and dots["marker"]["size"][2] == min(known + [8])
    assert sum("Reach not known" in text for text in dots["hovertext"]) == 1
    assert max(known) == 20


def test_a_person_without_posts_still_has_a_timeline() -> None:
    figure = timeline(calendar(5), posts(0), grain="week")
    assert figure["data"][2]["x"] == []


def test_paid_steps_hold_until_their_last_day() -> None:
    line = timeline(calendar(3), posts(), grain="week")["data"][1]
    assert line["x"][-1] == "2025-01-27T00:00" and line["y"][-1] == line["y"][-2]
