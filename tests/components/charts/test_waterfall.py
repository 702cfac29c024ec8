"""A waterfall whose steps add up to its ends."""

from __future__ import annotations

import pandas as pd

from components.charts.waterfall import waterfall
from tests.components.charts.frames import groups
from tests.twins import csv_of


def lost(count: int) -> pd.DataFrame:
    frame = groups(tuple(f"S{n}" for n in range(count)))
    return frame.assign(net_return=[-1000.0 * (count - n) for n in range(count)])


def test_each_loss_starts_where_the_one_before_ended() -> None:
    bars = waterfall(lost(4))["data"][0]
    for at in range(1, 4):
        assert bars["base"][at] == bars["base"][at - 1] + bars["x"][at - 1]
    assert bars["base"][-1] == 0 and bars["x"][-1] == sum(bars["x"][:-1]) == 10_000


def test_small_losses_are_one_step_that_picks_nothing() -> None:
    figure = waterfall(lost(9), most=6)
    bars = figure["data"][0]
    assert len(bars["x"]) == 8 and sum(bars["x"][:-1]) == bars["x"][-1]
    assert figure["layout"]["yaxis"]["ticktext"][6] == "3 others"
    assert bars["customdata"][6] == ["", "plain"] and bars["customdata"][-1] == ["", "plain"]
    assert len(csv_of(figure["layout"]["meta"])) == 9


def test_a_single_remaining_loss_keeps_its_name() -> None:
    figure = waterfall(lost(7), most=6)
    assert "S6" in figure["layout"]["yaxis"]["ticktext"]
