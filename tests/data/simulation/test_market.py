"""Customers, calendars, deals and posts behave as people would expect of a market."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from data.simulation.audience_overlap import slices
from data.simulation.calendar import LAST_DAY, Period, day_effect, intensity
from data.simulation.campaigns import campaigns
from data.simulation.catalogue import NAMES, PRODUCTS
from data.simulation.customers import habits, plans
from data.simulation.demand import fatigue, tired
from data.simulation.engagement import engagement
from data.simulation.market import World, usual_rows, world
from data.simulation.people import tier_of
from data.simulation.random_streams import stream
from data.simulation.sales import BASELINE, Sales, sell
from data.simulation.scenario import SCENARIOS, Scenario, scenario

YEAR = Period(365)


@pytest.fixture(scope="module")
def made() -> World:
    return world(7, scenario("default"), usual_rows(scenario("default")))


@pytest.fixture(scope="module")
def sales(made: World) -> Sales:
    return sell(made)


def busy(period: Period = YEAR) -> np.ndarray:
    return intensity(period, np.ones((len(NAMES), period.days)), 1)


def test_streams_depend_on_their_names_only() -> None:
    first = stream(1, "a", 2).random(3)
    stream(1, "b").random(100)
    assert (first == stream(1, "a", 2).random(3)).all()
    assert (first != stream(1, "a", 3).random(3)).all()
    assert (first != stream(2, "a", 2).random(3)).all()


def test_the_period_ends_on_its_last_day() -> None:
    assert YEAR.first == date(2024, 9, 1) and YEAR.number(LAST_DAY) == 364
    assert str(YEAR.dates[-1]) == "2025-08-31"


def test_weekends_and_diwali_sell_more() -> None:
    effect = day_effect(YEAR)
    weekday = (YEAR.dates.astype(int) + 3) % 7
    assert effect[weekday == 6].mean() > 1.1 * effect[weekday == 1].mean()
    diwali = YEAR.number(date(2024, 11, 1))
    assert effect[diwali - 3] > 1.3 * np.median(effect) and effect[diwali] < effect[diwali - 2]


def test_campaigns_carry_a_year_only_when_they_return() -> None:
    names = [campaign.name for campaign in campaigns(YEAR)]
    assert 5 <= len(names) <= 8 and "Diwali Gifting" in names and len(set(names)) == len(names)
    longer = [campaign.name for campaign in campaigns(Period(800))]
    assert "Diwali Gifting 2023" in longer and len(set(longer)) == len(longer)


def test_plans_follow_busy_days_and_repeat() -> None:
    days = busy()
    own = plans(5, 0, 30_000, days)
    assert own.day.min() >= 0 and own.day.max() < 365
    counts = np.bincount(own.day, minlength=365)
    assert np.corrcoef(counts, days.mean(axis=0))[0, 1] > 0.8
    quarter = [part.sum() for part in np.array_split(counts / days.mean(axis=0), 4)]
    assert max(quarter) / min(quarter) < 1.12, "customers come and go evenly"
    purchases = np.bincount(own.customer)
    assert (purchases == 1).mean() > 0.2 and (purchases >= 3).mean() > 0.3


def test_a_habit_is_about_the_products_interval() -> None:
    own = plans(5, 1, 20_000, busy())
    order = np.lexsort((own.day, own.product, own.customer))
    same = (np.diff(own.customer[order]) == 0) & (np.diff(own.product[order]) == 0)
    gaps, product = np.diff(own.day[order])[same], own.product[order][1:][same]
    bar, oil = (NAMES.index(name) for name in ("Protein Bar", "Omega-3"))
    for code in (bar, oil):
        # Long gaps are cut off when a customer leaves, so what is seen is shorter.
        usual = PRODUCTS[code].interval
        assert 0.6 * usual < np.median(gaps[product == code]) < 1.1 * usual
    assert np.median(gaps[product == bar]) < 0.6 * np.median(gaps[product == oil])


def test_the_pilot_tells_what_customers_buy() -> None:
    days = busy()
    own = plans(9, 0, 40_000, days)
    assert len(own) / 40_000 == pytest.approx(habits(9, days).purchases, rel=0.03)


def test_slices_do_not_overlap_and_leave_room(made: World) -> None:
    laid = made.slices
    same = laid.place[1:] == laid.place[:-1]
    assert (laid.low[1:][same] >= laid.high[:-1][same] - 1e-9).all()
    assert (laid.high >= laid.low).all() and laid.high.max() <= 0.9 + 1e-9
    middle = (laid.low + laid.high) / 2
    wide = laid.high - laid.low > 1e-9
    found = laid.takers(laid.place // laid.days, laid.place % laid.days, middle)
    assert (found[wide] == np.flatnonzero(wide)).all()


def test_slices_without_displacement_are_none(made: World) -> None:
    nobody = replace(made.who, displaced=np.zeros(len(made.who)))
    laid = slices(made.scenario, nobody, made.posts, made.demand, made.busy)
    assert len(laid.place) == 0
    some = np.zeros(3, int)
    assert (laid.takers(some, some, some * 0.5) == -1).all()
    assert laid.additional.sum() == pytest.approx((made.demand.seen * made.demand.luck).sum())


def test_a_short_post_fades_fast_and_a_video_slowly(made: World, sales: Sales) -> None:
    own = sales.post != BASELINE
    lag = sales.day[own] - made.posts.day[sales.post[own]]
    platform = made.who.platform[made.posts.influencer[sales.post[own]]]
    instagram, youtube, x, facebook = (lag[platform == code].mean() for code in range(4))
    assert x < instagram < facebook < youtube and x < 2 and youtube > 3.5


def test_baseline_is_dense_enough_to_measure_against(made: World, sales: Sales) -> None:
    base = sales.post == BASELINE
    per_product_day = base.sum() / made.busy.size
    assert per_product_day > 5
    counts = np.bincount(sales.product[base], minlength=len(NAMES)) / 365
    assert counts.min() > 3


def test_buyers_come_back_and_buy_in_both_ways(made: World, sales: Sales) -> None:
    own = sales.post != BASELINE
    both = np.intersect1d(sales.user[own], sales.user[~own])
    assert len(both) > 2_000
    prospects = np.unique(sales.user[sales.user >= made.customers])
    assert len(prospects) > 2_000
    assert own[np.isin(sales.user, prospects)].all(), "prospects never buy on their own"


def newcomers(name: str) -> float:
    """How new-buyer share goes with the share displaced, over influencers (correlation)."""
    one = replace(scenario(name), luck=0.0)
    made = world(11, one, usual_rows(one))
    sales = sell(made)
    first = np.zeros(len(sales), bool)
    first[np.unique(sales.user, return_index=True)[1]] = True
    person = np.append(made.posts.influencer, -1)[sales.post]
    own = person >= 0
    count = np.bincount(person[own], minlength=len(made.who))
    new = np.bincount(person[own], first[own], len(made.who))
    enough = count > 60
    return float(np.corrcoef(new[enough] / count[enough], made.who.displaced[enough])[0, 1])


def test_new_buyers_tell_or_mislead_as_the_scenario_says() -> None:
    assert newcomers("default") < -0.35
    assert newcomers("misleading-new-buyers") > 0.15


def test_hidden_promotions_stand_in_campaigns_and_not_in_the_list() -> None:
    one = scenario("hidden-promotions")
    made = world(3, one, 2000)
    hidden = [offer for offer in made.promotions if not offer.listed]
    assert hidden and len(made.promotions) - len(hidden) == 12
    for offer in hidden:
        assert any(
            run.first <= offer.first <= run.last and run.products[offer.product]
            for run in made.campaigns[1:]
        )


def test_mixed_payouts_are_many_where_asked() -> None:
    made = world(3, scenario("mixed-payouts"), 2000)
    both = (made.deals.per_post > 0) & (made.deals.per_order > 0)
    assert both.mean() > 0.25
    assert ((made.deals.per_post > 0) | (made.deals.per_order > 0)).all()


def test_likes_stay_under_reach_and_the_doubtful_stand_out(made: World) -> None:
    counts = engagement(made.posts, made.who, made.demand, made.seed)
    assert (counts.likes <= counts.reach).all() and counts.reach.min() > 0
    rate = counts.likes / counts.reach
    doubtful = made.who.doubtful[made.posts.influencer]
    assert np.median(rate[doubtful]) > 4 * np.median(rate[~doubtful])


def test_tired_audiences_buy_less_and_less(made: World) -> None:
    weary = tired(made.posts, made.who, 0.07)
    assert weary.sum() == 4
    for person in np.flatnonzero(weary):
        own = made.demand.purchases[made.posts.influencer == person]
        assert np.median(own[-4:]) < 0.8 * np.median(own[:-6])
    assert (fatigue(made.posts, ~weary)[weary[made.posts.influencer]] == 1).all()


def test_tiers_follow_the_counts_of_followers(made: World) -> None:
    assert (tier_of(made.who.followers) == made.who.tier).all()
    assert len(set(made.who.names)) == len(made.who)


def test_an_unknown_scenario_names_the_nearest() -> None:
    with pytest.raises(ValueError, match="did you mean 'null'"):
        scenario("nul")
    assert all(key == one.name for key, one in SCENARIOS.items())


def test_a_pattern_says_only_its_conditions() -> None:
    assert [pattern.cell for pattern in Scenario().patterns][0] == {
        "platform": "X",
        "category": "Food",
    }
