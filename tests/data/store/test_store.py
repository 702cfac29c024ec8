"""The store's numbers against the files recomputed by hand, and the laws they must obey."""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.ingest.load import load_folder
from data.store import Store
from metrics.catalog.assumptions import Assumptions
from metrics.filters import Filters
from tests import oracle
from tests.worlds import FIRST, World, written

SIZES = (
    World(seed=1, influencers=1, posts=1, rows=1, days=1, mixed=False),
    World(seed=2, influencers=3, posts=5, rows=30),
    World(seed=3, influencers=40, posts=300, rows=4_000, days=400),
)


@pytest.mark.parametrize("world", SIZES, ids=lambda w: f"{w.rows} rows")
def test_totals_equal_the_files(world: World, tmp_path: Path) -> None:
    store = Store(load_folder(written(world, tmp_path)))
    found, expected = store.summary(Filters()), oracle.totals(tmp_path)
    for key, value in expected.items():
        assert found[key] == pytest.approx(float(value), rel=1e-9), key
    if expected["payout"]:
        roi = float(expected["revenue"] / expected["payout"])
        roas = float((expected["revenue"] - 300 * expected["orders"]) / expected["payout"])
        assert found["roi"] == pytest.approx(roi, rel=1e-9)
        assert found["incremental_roas"] == pytest.approx(roas, rel=1e-9)


@pytest.mark.parametrize("column", ["platform", "category", "gender"])
def test_attributes_keep_whole_payouts(store: Store, folder: Path, column: str) -> None:
    frame = store.breakdown(column, Filters()).set_index(column)
    expected = oracle.by_attribute(folder, column)
    assert set(frame.index) == set(expected)
    for value, sums in expected.items():
        for key, total in sums.items():
            assert frame.loc[value, key] == pytest.approx(float(total), rel=1e-9)


@pytest.mark.parametrize("column", ["campaign", "product", "source"])
def test_orders_follow_their_own_columns(store: Store, folder: Path, column: str) -> None:
    since, until = date(2025, 2, 1), date(2025, 3, 10)
    frame = store.breakdown(column, Filters.of({}, since, until)).set_index(column)
    expected = oracle.order_money(folder, column, since.isoformat(), until.isoformat())
    for value, total in expected.items():
        assert frame.loc[value, "revenue"] == pytest.approx(float(total), rel=1e-9)


def test_payout_stands_in_the_month_it_paid_for(store: Store, folder: Path) -> None:
    frame = store.breakdown(("influencer", "month"), Filters(), ("payout",))
    found = {
        (row.influencer, "" if pd.isna(row.month) else row.month.strftime("%Y-%m")): row.payout
        for row in frame.itertuples()
        if row.payout
    }
    expected = {key: float(v) for key, v in oracle.placed_payout(folder).items() if v}
    assert found.keys() == expected.keys()
    for key, value in expected.items():
        assert found[key] == pytest.approx(value, abs=0.005)


def selections(store: Store) -> st.SearchStrategy[Filters]:
    """Random selections this store knows."""
    days = st.none() | st.integers(-5, 160).map(lambda n: FIRST + timedelta(n))
    values = st.fixed_dictionaries(
        {},
        optional={d.key: st.lists(st.sampled_from(store.values(d.key))) for d in store.dimensions},
    )
    return st.builds(Filters.of, values, days, days)


@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_parts_add_up_to_the_total(store: Store, data: st.DataObject) -> None:
    filters = data.draw(selections(store))
    total = store.summary(filters)
    for by in [*(d.key for d in store.dimensions), "week", "month", ("platform", "campaign")]:
        parts = store.breakdown(by, filters)
        for key in ("payout", "revenue", "orders", "posts", "reach", "new_customers"):
            assert parts[key].sum() == pytest.approx(total[key], abs=0.01), (by, key)


@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_one_more_filter_never_adds_revenue(store: Store, data: st.DataObject) -> None:
    filters = data.draw(selections(store))
    dim = data.draw(
        st.sampled_from(
            [d.key for d in store.dimensions if not filters.values(d.key)] or ["platform"]
        )
    )
    value = data.draw(st.sampled_from(filters.values(dim) or store.values(dim)))
    narrower = filters.replaced(dim, [value])
    one, all_ = store.summary(narrower), store.summary(filters)
    for key in ("revenue", "payout", "customers", "influencers"):
        assert one[key] <= all_[key] + 0.005


def test_row_order_does_not_matter(folder: Path, store: Store, tmp_path: Path) -> None:
    dice = random.Random(3)
    for path in folder.glob("*.csv"):
        with path.open(newline="") as file:
            header, *rows = csv.reader(file)
        dice.shuffle(rows)
        with (tmp_path / path.name).open("w", newline="") as file:
            csv.writer(file).writerows([header, *rows])
    shuffled = Store(load_folder(tmp_path))
    for by in ("influencer", "campaign", "product", "month"):
        pd.testing.assert_frame_equal(
            shuffled.breakdown(by, Filters()), store.breakdown(by, Filters()), check_exact=True
        )


def test_undefined_is_missing_and_never_infinite(store: Store) -> None:
    nothing = Filters.of({"platform": ["X (Twitter)"]}, date(2031, 1, 1), date(2031, 1, 2))
    found = store.summary(nothing)
    assert np.isnan(found["roi"]) and np.isnan(found["average_order_value"])
    assert found["revenue"] == 0
    frame = store.breakdown("influencer", Filters())
    assert not np.isinf(frame.select_dtypes("number").to_numpy()).any()


def test_those_paid_without_a_sale_are_there(store: Store, folder: Path) -> None:
    sellers = {row["influencer_id"] for row in oracle.read(folder, "tracking")}
    idle = {row["influencer_id"] for row in oracle.read(folder, "payouts")} - sellers
    frame = store.breakdown("influencer", Filters()).set_index("influencer")
    assert idle and (frame.loc[sorted(idle), "roi"] == 0).all()


def test_losing_influencers_count_the_original_rule(store: Store) -> None:
    people = store.breakdown("influencer", Filters())
    losing = ((people["roi"] < 1) | (people["incremental_roas"] < 0)).sum()
    assert store.summary(Filters())["losing_influencers"] == losing > 0


def test_settings_change_the_numbers(folder: Path, store: Store) -> None:
    other = Store(load_folder(folder), Assumptions(baseline_order_value=0, gross_margin=0.5))
    found = other.summary(Filters())
    assert found["incremental_roas"] == pytest.approx(found["roi"])
    assert found["net_return"] == pytest.approx(found["revenue"] / 2 - found["payout"])


def test_unknown_influencers_join_only_when_asked(folder: Path, store: Store) -> None:
    taken_in = Store(load_folder(folder), include_unknown=True)
    ghosts = [r for r in oracle.read(folder, "tracking") if r["influencer_id"] == "ghost"]
    more = taken_in.summary(Filters())["revenue"] - store.summary(Filters())["revenue"]
    assert more == pytest.approx(sum(float(r["revenue"]) for r in ghosts))
    assert "(unknown influencer)" in taken_in.known["influencer"]


def test_a_posts_orders_are_those_until_the_next_post(store: Store, folder: Path) -> None:
    posts = store.posts(Filters()).pandas()
    assert len(posts) == 60
    expected = 0.0
    for row in oracle.read(folder, "tracking"):
        dates = posts.loc[posts["influencer"] == row["influencer_id"], "date"]
        expected += float(row["revenue"]) * bool((dates <= pd.Timestamp(row["date"])).any())
    assert 0 < posts["revenue"].sum() < store.summary(Filters())["revenue"]
    assert posts["revenue"].sum() == pytest.approx(expected)


def test_calendar_has_every_step(store: Store) -> None:
    weeks = store.steps("week", Filters()).pandas()
    assert (weeks["start"].diff().dropna() == pd.Timedelta(days=7)).all()
    assert (weeks["start"].dt.day_of_week == 0).all()
    assert weeks["revenue"].sum() == pytest.approx(store.summary(Filters())["revenue"])
