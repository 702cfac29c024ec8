"""The attention list: every kind of trouble with its rupees, its evidence and one action."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.ingest.load import load_folder
from data.store import Store
from metrics.filters import Filters
from metrics.roi.verdicts import LOSING
from pages.cards import alert_rules, alerts
from tests.worlds import World, written


def test_losers_are_those_of_the_verdict_with_what_they_lost(market: Store) -> None:
    found = alert_rules.losing(market, Filters())
    people = alert_rules._people(market, Filters()).pandas()
    losing = people[people["verdict"] == LOSING]
    assert len(found) == len(losing) > 0
    lost = (losing["payout"] - losing["revenue"]).clip(lower=0).sum()
    assert sum(one.stake for one in found) == pytest.approx(lost)
    assert all("chance to lose again" in one.item.detail for one in found)


def test_the_list_is_sorted_by_rupees_at_stake(market: Store) -> None:
    every = [one for kind in alerts.KINDS for one in kind(market, Filters())]
    ranked = sorted(every, key=lambda one: (-one.stake, one.item.title))
    assert alerts.items(market, Filters()) == [one.item for one in ranked[: alerts.LISTED]]
    assert len({one.item.kind for one in every}) >= 2


def test_each_has_an_action_that_leads_somewhere(market: Store) -> None:
    for item in alerts.items(market, Filters()):
        assert item.action and item.href.startswith("/")
        assert item.title and item.detail


def test_overpaid_deals_earn_on_paper_only(market: Store) -> None:
    people = alert_rules._people(market, Filters()).pandas().set_index("label")
    for one in alert_rules.overpaid(market, Filters()):
        row = people.loc[one.item.title.split(" is overpaid")[0]]
        assert row["roi"] >= 1
        assert row["incremental_roas_measured_high"] < 1
        assert one.stake > 0


def test_a_filter_leaves_only_its_own(market: Store) -> None:
    platform = market.values("platform")[0]
    keep = Filters.of({"platform": [platform]})
    ids = set(market.breakdown("influencer", keep, ("payout",))["influencer"])
    for kind in (
        alert_rules.losing,
        alert_rules.overpaid,
        alert_rules.fatigued,
        alert_rules.engagement_outliers,
    ):
        for one in kind(market, keep):
            assert one.item.href.split("?")[0].rsplit("/", 1)[1] in ids


def test_plans_that_are_missed_are_listed_with_the_gap(market: Store) -> None:
    for one in alert_rules.off_pace(market, Filters()):
        assert one.item.kind == "plan"
        assert "time gone" in one.item.detail


def test_a_world_without_plans_or_promotions_has_no_pace(tmp_path: Path) -> None:
    small = Store(load_folder(written(World(seed=7), tmp_path)))
    assert alert_rules.off_pace(small, Filters()) == []
    assert alerts.items(small, Filters()) == alerts.items(small, Filters())
