"""Dots of a ratio around break-even, with their intervals."""

from __future__ import annotations

import math

import pandas as pd
from pandas.testing import assert_frame_equal

from components.charts.ratio_dots import ratio_dots
from tests.components.charts.frames import NAMES, OTHERS, groups, with_intervals


def marks(figure: dict) -> dict:
    return figure["data"][-1]


def rows(values: list[float]) -> pd.DataFrame:
    frame = groups(tuple(f"G{n}" for n in range(len(values))))
    return frame.assign(roi=values)


def test_shape_says_what_colour_says() -> None:
    mark = marks(ratio_dots([("Platform", rows([2.0, 0.5]))]))["marker"]
    assert mark["symbol"] == ["circle", "diamond"]
    assert mark["color"] == ["var(--gain)", "var(--loss)"]


def test_without_intervals_nothing_is_hollow() -> None:
    mark = marks(ratio_dots([("", rows([1.01, 0.99]))]))["marker"]
    assert "var(--surface)" not in mark["color"]


def test_an_interval_that_holds_break_even_claims_no_side() -> None:
    frame = with_intervals(rows([1.2, 3.0]), spread=0.2)
    figure = ratio_dots([("", frame)])
    assert marks(figure)["marker"]["color"] == ["var(--surface)", "var(--gain)"]
    assert "95% interval" in marks(figure)["hovertext"][0]
    thin, thick = figure["data"][3:5]
    assert thin["width"] < thick["width"]


def test_the_threshold_moves_break_even() -> None:
    figure = ratio_dots([("", rows([2.0]))], threshold=2.5)
    assert marks(figure)["marker"]["color"] == ["var(--loss)"]
    assert "Break-even 2.5×" in figure["layout"]["annotations"][0]["text"]


def test_zero_tiny_and_huge_ratios_stand_at_the_edge_with_true_text() -> None:
    figure = ratio_dots([("", rows([0.0, 1e-6, 5e4, 1.0]))])
    low, high = (10**end for end in figure["layout"]["xaxis"]["range"])
    mark = marks(figure)
    assert mark["marker"]["symbol"][:3] == ["triangle-left", "triangle-left", "triangle-right"]
    assert all(low < x < high for x in mark["x"])
    assert "0.00×" in mark["hovertext"][0] and "50000.0×" in mark["hovertext"][2]


def test_a_row_that_was_paid_nothing_stays_without_a_mark() -> None:
    figure = ratio_dots([("", rows([math.nan, 2.0]).assign(payout=[0.0, 5.0]))])
    assert marks(figure)["x"][0] is None
    assert "–" in figure["layout"]["yaxis2"]["ticktext"][0]
    assert len(figure["layout"]["meta"]["rows"]) == 2


def test_the_whole_row_is_the_target() -> None:
    figure = ratio_dots([("Platform", groups(NAMES)), ("Category", groups(OTHERS, by="category"))])
    left, right = figure["data"][:2]
    assert left["meta"] == right["meta"] == "hit" and left["marker"]["opacity"] == 0
    for one, other in zip(left["base"], left["x"]):
        assert one + other > 0
    tips = [b + x for b, x in zip(left["base"], left["x"])]
    assert [round(b + x, 9) for b, x in zip(right["base"], right["x"])] == [
        round(t, 9) for t in tips
    ]
    picked = {pick for _, pick in figure["layout"]["meta"]["rows"]}
    assert picked == {one[0] for one in marks(figure)["customdata"]}


def test_headings_stand_above_their_rows() -> None:
    figure = ratio_dots([("Platform", groups(NAMES)), ("Category", groups(OTHERS))])
    axis = figure["layout"]["yaxis"]
    assert len(axis["tickvals"]) == len(axis["ticktext"]) == len(NAMES) + len(OTHERS) + 2
    assert axis["tickvals"] == sorted(axis["tickvals"])
    assert "Platform" in axis["ticktext"][0]


def test_frames_are_shared_and_only_read() -> None:
    frame = groups(NAMES)
    before = frame.copy(deep=True)
    ratio_dots([("Platform", frame)])
    assert_frame_equal(frame, before)
