"""The known answers are what a replay without the posts would give."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from data.simulate import SEED
from data.simulation.ground_truth import accounts, truth
from data.simulation.market import World, usual_rows, world
from data.simulation.sales import BASELINE, Sales, sell
from data.simulation.scenario import SCENARIOS, Scenario, scenario

NAMES = sorted(SCENARIOS)


@cache
def market(name: str, chunks: int = 1) -> tuple[World, Sales]:
    made = world(3, replace(scenario(name), influencers=10, days=90), 5000)
    made = replace(made, chunks=chunks)
    return made, sell(made)


def money(sales: Sales) -> int:
    return int(sales.paid.sum(dtype=np.int64))


@pytest.mark.parametrize("name", NAMES)
def test_tags_equal_a_replay_without_any_post(name: str) -> None:
    made, sales = market(name)
    without = sell(made, np.zeros(len(made.posts), bool))
    own = sales.post != BASELINE
    tagged = int((sales.paid - sales.instead)[own].sum(dtype=np.int64))
    assert money(sales) - money(without) == tagged
    assert (without.post == BASELINE).all()


@pytest.mark.parametrize(("name", "chunks"), [("default", 1), ("default", 3), ("cannibalised", 1)])
def test_each_influencer_left_out_costs_what_the_tags_say(name: str, chunks: int) -> None:
    made, sales = market(name, chunks)
    answers = truth(made, sales)
    for code, person in enumerate(answers["influencers"]):
        left = sell(made, made.posts.influencer != code)
        assert (money(sales) - money(left)) / 100 == pytest.approx(
            person["incremental_revenue"], abs=0.005
        )


@pytest.mark.parametrize("key", ["campaign", "product"])
def test_each_campaign_and_product_left_out_costs_what_the_tags_say(key: str) -> None:
    made, sales = market("default")
    table = truth(made, sales)[f"{key}s"]
    for code, row in enumerate(table):
        left = sell(made, getattr(made.posts, key) != code)
        lost = (money(sales) - money(left)) / 100
        assert lost == pytest.approx(row["incremental_revenue"], abs=0.005)


def test_the_parts_add_up_to_the_whole() -> None:
    answers = truth(*market("default"))
    for key in ("revenue", "payout", "incremental_revenue", "orders"):
        for part in ("influencers", "campaigns", "products", "posts"):
            total = sum(row[key] for row in answers[part])
            assert total == pytest.approx(answers["totals"][key], abs=0.5), (part, key)
    assert abs(answers["interaction"]) < 0.05
    for part in ("product", "campaign", "month"):
        total = sum(answers["allocation"][part].values())
        assert total == pytest.approx(answers["totals"]["payout"], abs=0.05)


def test_a_replay_leaves_everybody_else_alone() -> None:
    """A purchase of another influencer, or one nobody took over, is the very same purchase."""
    made, sales = market("default")
    without = sell(made, made.posts.influencer != 0)

    def rows(some: Sales, kept: np.ndarray) -> set[tuple[int, ...]]:
        columns = (some.day, some.post, some.user, some.product, some.orders, some.paid)
        return set(zip(*(column[kept].tolist() for column in columns)))

    others = made.posts.influencer[sales.post] != 0
    before = rows(sales, (sales.post == BASELINE) | others)
    after = rows(without, np.ones(len(without), bool))
    assert before <= after
    taken = int(((sales.post != BASELINE) & ~others & (sales.instead > 0)).sum())
    assert len(without) == int(((sales.post == BASELINE) | others).sum()) + taken


def share(**knobs: float) -> float:
    made = world(5, Scenario(influencers=30, days=240, displaced_drift=0.0, **knobs), 30_000)
    return truth(made, sell(made))["totals"]["incremental_share"]


def test_the_share_displaced_moves_the_truth() -> None:
    shares = [share(displaced=value) for value in (0.0, 0.2, 0.45, 0.7, 0.95)]
    assert shares[0] == 1.0 and shares[-1] < 0.12
    assert all(higher > lower + 0.1 for higher, lower in zip(shares, shares[1:]))


def test_displaced_orders_go_missing_from_the_same_product_and_day() -> None:
    made, sales = market("default")
    without = sell(made, np.zeros(len(made.posts), bool))
    shape = made.busy.shape

    def baseline(some: Sales) -> np.ndarray:
        own = some.post == BASELINE
        place = some.product[own].astype(int) * shape[1] + some.day[own]
        return np.bincount(place, minlength=shape[0] * shape[1])

    missing = baseline(without) - baseline(sales)
    assert missing.min() >= 0
    moved = sales.instead > 0
    place = sales.product[moved].astype(int) * shape[1] + sales.day[moved]
    there = np.bincount(place, minlength=len(missing))
    seen = np.minimum(there, missing).sum() / moved.sum()
    assert 1 - made.who.unseen - 0.1 < seen < 1 - made.who.unseen + 0.2


def test_what_is_expected_comes_true_on_average() -> None:
    calm = Scenario(influencers=40, days=200, luck=0.0)
    made = world(1, calm, 60_000)
    books = accounts(made, sell(made))
    assert books.revenue.sum() == pytest.approx(books.expected_revenue.sum(), rel=0.03)
    assert books.payout.sum() == pytest.approx(books.expected_payout.sum(), rel=0.03)
    surprise = (books.orders - made.demand.orders) / np.sqrt(made.demand.orders + 0.1)
    assert abs(surprise.mean()) < 0.15


def test_nobody_loses_in_the_null_world() -> None:
    made = world(2, scenario("null"), 80_000)
    answers = truth(made, sell(made))
    assert min(person["true_roi"] for person in answers["influencers"]) > 1.3
    assert answers["patterns"] == []


def test_default_world_is_as_described() -> None:
    made = world(SEED, scenario("default"), usual_rows(scenario("default")))
    answers = truth(made, sell(made))
    totals = answers["totals"]
    assert 1.5 < totals["revenue"] / totals["payout"] < 2.5
    assert 0.55 < totals["incremental_share"] < 0.7
    losing = np.mean([person["roi"] < 1 for person in answers["influencers"]])
    assert 0.25 <= losing <= 0.35
    assert any(person["unlucky"] for person in answers["influencers"])
    for pattern in answers["patterns"]:
        assert pattern["posts"] >= 8 and pattern["influencers"] >= 3
        assert pattern["true_roi"] < 0.65 and pattern["months_below"] >= 0.8 * pattern["months"]
