"""Payout against revenue, a dot for each influencer."""

from __future__ import annotations

import math

from components.charts.parts import equal_roi_lines
from components.charts.scatter import MOST, scatter, shown_influencers
from metrics.frames import Frame
from tests.components.charts.frames import people
from tests.twins import csv_of, table_of


def test_who_was_paid_or_brought_nothing_stands_as_an_arrow_at_the_edge() -> None:
    frame = people(30)
    figure = scatter(frame)
    mark = figure["data"][0]
    kinds = mark["marker"]["symbol"]
    assert kinds.count("triangle-left") == (frame["payout"] == 0).sum()
    assert "triangle-down" in kinds
    low_x, low_y = (10 ** figure["layout"][a]["range"][0] for a in ("xaxis", "yaxis"))
    assert min(mark["x"]) >= low_x * 0.999 and min(mark["y"]) >= low_y * 0.999


def test_thousands_stay_light_and_it_says_so() -> None:
    frame = people(5_000)
    frame.loc[4_321, ["payout", "revenue", "state"]] = [1.0, 1.0, "picked"]
    kept = shown_influencers(Frame.of(frame.assign(at=frame.index))).pandas().set_index("at")
    assert MOST <= len(kept) <= MOST + 1 and 4_321 in kept.index
    least = (kept["payout"] + kept["revenue"]).nsmallest(2).iloc[1]
    left = frame.drop(kept.index)
    assert (left["payout"] + left["revenue"]).max() <= least
    figure = scatter(frame)
    assert len(figure["data"]) == 1 and len(figure["data"][0]["x"]) == len(kept)
    assert figure["layout"]["meta"]["note"].startswith("1,001 of 5,000")
    assert any("1,001 of 5,000" in note["text"] for note in figure["layout"]["annotations"])
    meta = figure["layout"]["meta"]
    assert len(table_of(meta)) == 300 and len(csv_of(meta)) == 1_001
    assert meta["twin"]["caption"].endswith("the first 300 of 1,001")


def test_few_are_all_drawn_without_a_note() -> None:
    figure = scatter(people(40))
    assert figure["layout"]["meta"]["note"] == ""


def test_tiers_grow_and_darken() -> None:
    mark = scatter(people(10).assign(payout=range(1, 11), tier=["nano"] * 5 + ["macro"] * 5))
    mark = mark["data"][0]["marker"]
    assert mark["size"][0] < mark["size"][-1]
    assert mark["color"][0] == "var(--tier-1)" and mark["color"][-1] == "var(--tier-4)"


def test_one_person_and_all_zero_still_have_axes() -> None:
    one = people(1).assign(payout=0.0, revenue=0.0, roi=math.nan)
    for axis in ("xaxis", "yaxis"):
        low, high = scatter(one)["layout"][axis]["range"]
        assert high - low >= 1.5


def test_lines_of_equal_ratio_lie_inside_the_plot() -> None:
    wide, high = (1e3, 1e6), (5e3, 2e6)
    for ratio in (0.01, 0.5, 1, 4, 100):
        ends = equal_roi_lines._crossing(ratio, wide, high)
        if ends:
            x0, x1, y0, y1 = ends
            assert wide[0] <= x0 < x1 <= wide[1]
            assert high[0] * 0.999 <= y0 < y1 <= high[1] * 1.001
            assert math.isclose(y1 / x1, ratio)
    assert equal_roi_lines._crossing(1e9, wide, high) is None


def test_lines_next_to_break_even_give_way_to_it() -> None:
    assert equal_roi_lines.lines(1.0) == [0.5, 2.0, 4.0, 1.0]
    assert equal_roi_lines.lines(2.5) == [0.5, 4.0, 2.5]


def test_who_may_be_luck_is_hollow_and_says_so() -> None:
    frame = people(4).assign(verdict=["Losing", "Unclear", "Earning", ""])
    frame = frame.assign(payout=[10.0, 20.0, 30.0, 40.0], revenue=[5e3] * 4)
    mark = scatter(frame)["data"][0]
    hollow = [colour == "var(--surface)" for colour in mark["marker"]["color"]]
    assert hollow == [False, True, False, False]
    assert "Unclear" in mark["hovertext"][1]
