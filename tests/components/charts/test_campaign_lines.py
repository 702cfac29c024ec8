"""Small lines of campaigns, on one scale."""

from __future__ import annotations

from datetime import date

import pandas as pd

from components.charts.campaign_lines import MARGIN, campaign_lines
from tests.components.charts.frames import calendar


def test_the_least_campaigns_are_one() -> None:
    parts = [
        calendar(6).assign(label=f"C{n}", pick=f"campaign=C{n}", state="plain", payout=float(n))
        for n in range(12)
    ]
    figure = campaign_lines(pd.concat(parts), grain="week")
    names = [note["text"] for note in figure["layout"]["annotations"]]
    assert len(names) == 9 and "Other" in names[-1] and "C11" in names[-2]
    assert figure["data"][-1]["customdata"][0] == ["", "plain"]


def test_campaigns_share_their_axes_and_start_with_their_money() -> None:
    quiet = calendar(6).assign(revenue=[0, 0, 5, 5, 0, 0], payout=0.0)
    both = [quiet.assign(label=n, pick=f"campaign={n}", state="plain") for n in ("A", "B")]
    figure = campaign_lines(pd.concat(both), grain="week")
    layout = figure["layout"]
    assert layout["yaxis"]["range"] == layout["yaxis2"]["range"]
    assert figure["data"][1]["y"] == [None, None, 5, 5, None, None]
    assert date.fromisoformat(layout["xaxis"]["range"][0][:10]) == date(2025, 1, 6)


def test_the_year_below_a_month_stands_inside_the_picture() -> None:
    figure = campaign_lines(
        calendar(30).assign(label="A", pick="campaign=A", state="plain"), grain="week"
    )
    axis = figure["layout"]["xaxis"]
    lines = max(name.count("<br>") + 1 for name in axis["ticktext"])
    assert lines == 2
    assert MARGIN[3] >= axis["ticklabelstandoff"] + lines * 12 * 1.3 + 4
