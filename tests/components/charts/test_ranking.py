"""The ranking of influencers by a metric."""

from __future__ import annotations

import pytest

from components.charts.ranking import ranking
from tests.components.charts.frames import NAMES, groups


def test_ratios_rank_as_dots_and_money_as_bars_from_zero() -> None:
    ratio = ranking(groups(NAMES), metric="roi", threshold=1.0)
    assert ratio["layout"]["xaxis"]["type"] == "log"
    money = ranking(groups(NAMES), metric="net_return")
    low, high = money["layout"]["xaxis"]["range"]
    assert low <= 0 <= high and "type" not in money["layout"]["xaxis"]
    assert money["layout"]["meta"]["twin"]["keys"][1] == "net_return"


def test_a_negative_ratio_stands_at_the_edge_with_its_true_text() -> None:
    frame = groups(NAMES).assign(incremental_roas=[2.0, 0.4, -0.3])
    mark = ranking(frame, metric="incremental_roas")["data"][-1]
    assert mark["marker"]["symbol"][2] == "triangle-left" and "−0.30×" in mark["hovertext"][2]


@pytest.mark.parametrize("metric", ["net_return", "revenue", "cost_per_order", "posts"])
def test_one_ranked_row_of_nothing_has_axes(metric: str) -> None:
    frame = groups(("A",)).assign(**{metric: 0.0})
    low, high = ranking(frame, metric=metric)["layout"]["xaxis"]["range"]
    assert low < high
