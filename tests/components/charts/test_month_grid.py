"""Months below and above break-even, a strip for each deal."""

from __future__ import annotations

import pandas as pd

from components.charts.month_grid import month_grid
from tests.components.charts.frames import MONTHS, strips


def test_months_at_or_above_break_even_are_grey_and_without_spend_a_dot() -> None:
    every = MONTHS[:4]
    frame = strips(("A",), every).assign(course=[{every[0]: 0.4, every[1]: 1.0, every[3]: 3.0}])
    tiles, dots, _ = month_grid(frame, every)["data"]
    assert tiles["base"] == [0, 1, 3]
    assert tiles["marker"]["color"][1:] == ["var(--sunken)"] * 2
    assert tiles["marker"]["color"][0].startswith("var(--div-")
    assert dots["x"] == [2.5] and dots["y"] == [0]


def test_only_the_last_two_years_of_months_are_drawn() -> None:
    every = list(pd.date_range("2020-01-01", periods=60, freq="MS"))
    figure = month_grid(strips(("A", "B"), every), every)
    assert figure["layout"]["xaxis"]["range"] == [0, 24]
    assert figure["layout"]["meta"]["phone"]["layout"]["xaxis"]["range"] == [18, 24]
