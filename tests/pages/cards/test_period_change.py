"""The card on what moved: its switches, its titles, its twin, its marks and its states."""

from __future__ import annotations

import re

import pytest

from components.page.model import CardContent, Context, Figure
from data.store import Store
from pages.cards.period_change import DIMENSIONS, EFFECTS, MEASURE, MEASURES, MOVED, SPLIT
from pages.overview import OVERVIEW
from tests.twins import csv_of


def drawn(store: Store, query: str = "") -> CardContent:
    return MOVED.draw(Context(store, OVERVIEW.view(query, store)))


@pytest.mark.parametrize("split", DIMENSIONS)
@pytest.mark.parametrize("measure", MEASURES)
def test_every_switch_draws_a_finding(store: Store, measure: str, split: str) -> None:
    found = drawn(store, f"?measure={measure}&split={split}")
    assert isinstance(found.body, Figure)
    assert re.match(r"(Revenue|Payout|ROI) (rose|fell) .+, most with .+", found.title)
    assert "{" not in found.title and "against" in found.subtitle
    meta = found.body.figure["layout"]["meta"]
    rows = csv_of(meta)
    blocks = {row["group"] for row in rows}
    sums = [sum(row["part"] for row in rows if row["group"] == block) for block in blocks]
    assert len(blocks) == 2 and sums[0] == pytest.approx(sums[1], abs=1e-4)
    assert sums[0] > 0 if "rose" in found.title else sums[0] < 0


def test_a_mark_picks_its_group_and_no_effect_picks(store: Store) -> None:
    figure = drawn(store, "?split=campaign").body.figure
    picks = [pick for _, pick in figure["layout"]["meta"]["rows"]]
    assert any(pick.startswith("campaign=") for pick in picks) and "" in picks
    assert {"platform", "campaign", "influencer"} <= OVERVIEW.picks


def test_its_own_pick_does_not_filter_it(store: Store) -> None:
    free, picked = drawn(store), drawn(store, "?platform=YouTube")
    assert free.title == picked.title
    states = {mark[1] for mark in picked.body.figure["data"][-1]["customdata"]}
    assert {"picked", "dimmed"} <= states


def test_it_says_which_periods_it_compares(store: Store) -> None:
    assert "no period is chosen" in drawn(store).subtitle
    chosen = drawn(store, "?since=2025-04-01&until=2025-04-30")
    assert "1 Apr – 30 Apr 2025 against 2 Mar – 31 Mar 2025" in chosen.subtitle
    assert "no period" not in chosen.subtitle


def test_without_an_earlier_period_it_says_so(store: Store) -> None:
    for query in ("?since=2025-01-01&until=2025-05-01", "?since=2031-01-01"):
        found = drawn(store, query)
        assert not isinstance(found.body, Figure) and "no equally long period" in str(found.body)


def test_effects_have_words_for_more_and_less() -> None:
    assert set(EFFECTS) == set(MEASURES) == set(MEASURE.choices)
    assert SPLIT.choices == DIMENSIONS
    for names in EFFECTS.values():
        assert all(len(words) == 3 for words in names.values())
