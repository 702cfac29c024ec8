"""Judged breakdowns: the same rows, bounds around what is uncertain, and words for each group."""

from __future__ import annotations

import csv
import random
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.ingest.load import load_folder
from data.queries.estimates import judged, total_with_intervals
from data.simulate import main as simulate
from data.store import Store
from metrics.catalog import METRICS
from metrics.catalog.assumptions import Assumptions
from metrics.filters import Filters
from metrics.roi.verdicts import EARNING, LOSING, UNCLEAR
from tests.http.test_datasets import SETS
from tests.worlds import World, written

WORDS = {LOSING, UNCLEAR, EARNING, ""}
UNCERTAIN = [m.key for m in METRICS if m.uncertain]
BY: tuple[tuple[str, ...], ...] = (
    (), ("platform",), ("category",), ("gender",), ("tier",), ("basis",), ("influencer",),
    ("campaign",), ("product",), ("source",), ("day",), ("week",), ("month",),
    ("influencer", "campaign"), ("platform", "category"), ("product", "month"),
)  # fmt: skip
ONE_ROW = World(seed=1, influencers=1, posts=1, rows=1, days=1, mixed=False)


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A simulated market in which displacement can be measured."""
    folder = tmp_path_factory.mktemp("market")
    options = ["--influencers", "12", "--days", "200", "--rows", "9000", "--seed", "4"]
    assert simulate(["--out", str(folder), *options]) == 0
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def sold(market: Path) -> Store:
    store = Store(load_folder(market))
    assert store.evidence.incrementality.measured
    return store


def check(store: Store, by: tuple[str, ...], filters: Filters) -> pd.DataFrame:
    """What holds for every judged breakdown of whatever data."""
    frame, plain = judged(store, by, filters), store.breakdown(by, filters)
    pd.testing.assert_frame_equal(frame[list(plain.columns)], plain, check_exact=True)
    assert not np.isinf(frame.select_dtypes("number").to_numpy(float)).any()
    assert set(frame["verdict"]) <= WORDS
    known = frame["roi_estimate"].notna()
    assert (frame["verdict"] != "").tolist() == known.tolist()
    assert not known[frame["payout"] <= 0].any()
    assert frame.loc[known, "loss_probability"].between(0, 1).all()
    ends = ["roi_low95", "roi_low", "roi_low80", "roi_estimate", "roi_high80", "roi_high"]
    steps = frame.loc[known, [*ends, "roi_high95"]].to_numpy(float)
    assert (np.diff(steps, axis=1) >= 0).all() and (steps >= 0).all()
    for key in UNCERTAIN:
        low, high = frame[f"{key}_low"], frame[f"{key}_high"]
        assert (low.isna() == high.isna()).all(), key
        assert (low <= high)[low.notna()].all(), key
        # An interval is only there for a number that is.
        assert frame.loc[low.notna(), key].notna().all(), key
    asked = frame["posts_to_tell"].dropna()
    assert (frame.loc[asked.index, "verdict"] == UNCLEAR).all() and (asked >= 1).all()
    return frame


@pytest.mark.parametrize("by", BY, ids="-".join)
def test_every_breakdown_is_judged(store: Store, by: tuple[str, ...]) -> None:
    frame = check(store, by, Filters())
    assert len(frame) == 1 or by
    if "day" not in by:
        assert (frame["verdict"] != "").any()


@pytest.mark.parametrize("by", BY, ids="-".join)
def test_an_empty_selection_is_judged(store: Store, by: tuple[str, ...]) -> None:
    nothing = Filters.of({"platform": ["X (Twitter)"]}, date(2031, 1, 1), date(2031, 1, 2))
    frame = check(store, by, nothing)
    assert len(frame) == (0 if by else 1) and (frame["verdict"] == "").all()


@pytest.mark.parametrize("by", BY, ids="-".join)
def test_one_row_is_judged(tmp_path: Path, by: tuple[str, ...]) -> None:
    check(Store(load_folder(written(ONE_ROW, tmp_path))), by, Filters())


@pytest.mark.parametrize("name", SETS)
def test_small_data_of_others_are_judged(name: str, tmp_path: Path) -> None:
    SETS[name](tmp_path)
    store = Store(load_folder(tmp_path))
    for by in [*BY, *((d.key,) for d in store.dimensions)]:
        frame = check(store, by, Filters())
        assert frame["incremental_revenue"].isna().all()


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_every_selection_is_judged(store: Store, data: st.DataObject) -> None:
    picks = st.fixed_dictionaries(
        {},
        optional={d.key: st.lists(st.sampled_from(store.values(d.key))) for d in store.dimensions},
    )
    days = st.none() | st.dates(date(2024, 12, 28), date(2025, 6, 5))
    filters = Filters.of(data.draw(picks), data.draw(days), data.draw(days))
    check(store, data.draw(st.sampled_from(BY)), filters)


@pytest.mark.parametrize("by", [b for b in BY if b != ("day",)], ids="-".join)
def test_measured_breakdowns_are_judged_and_add_up(sold: Store, by: tuple[str, ...]) -> None:
    total = judged(sold, (), Filters()).iloc[0]
    frame = check(sold, by, Filters())
    found = frame["incremental_revenue"]
    assert found.notna().all()
    assert found.sum() == pytest.approx(total["incremental_revenue"], rel=1e-9)
    assert (frame["incremental_revenue_low"] <= found + 1e-6).all()
    assert (found <= frame["incremental_revenue_high"] + 1e-6).all()
    assert total["incremental_revenue_low"] < total["incremental_revenue_high"]


def test_measured_revenue_adds_up_within_a_selection(sold: Store) -> None:
    picked = Filters.of({"product": sold.values("product")[:3]}, date(2025, 4, 1))
    total = judged(sold, (), picked).iloc[0]["incremental_revenue"]
    for by in (("influencer",), ("month",), ("platform", "campaign")):
        assert judged(sold, by, picked)["incremental_revenue"].sum() == pytest.approx(total)


def test_what_is_measured_is_less_the_displaced_orders(sold: Store) -> None:
    """One product of one influencer by hand: orders at the organic price, at his rate."""
    evidence = sold.evidence
    rates = evidence.incrementality.rates
    assert rates is not None
    one = evidence.facts.vocabulary["influencer"][3]
    frame = judged(sold, "product", Filters.of({"influencer": [one]}))
    sums = sold.sums(("product",), Filters.of({"influencer": [one]}), ("displaced_value",))
    for row, value in zip(frame.itertuples(), sums["displaced_value"]):
        expected = row.revenue - value * rates.mean[3] * rates.factor
        assert row.incremental_revenue == pytest.approx(expected)
        if row.revenue:
            assert row.incremental_share == pytest.approx(expected / row.revenue)


def test_other_metrics_of_revenue_have_the_ends_of_the_return(sold: Store) -> None:
    frame = judged(sold, "influencer", Filters())
    paid = frame[frame["roi_estimate"].notna() & (frame["posts"] > 0)]
    assert len(paid) > 5
    for end in ("low", "high"):
        money = paid[f"roi_{end}"] * paid["payout"]
        np.testing.assert_allclose(paid[f"net_return_{end}"], money - paid["payout"])
        np.testing.assert_allclose(paid[f"break_even_per_post_{end}"], money / paid["posts"])
    gap = (paid["payout"] - paid["roi_high"] * paid["payout"]) / paid["posts"]
    np.testing.assert_allclose(paid["payback_gap_low"], gap)


def test_the_value_of_an_order_varies_as_a_ratio_of_sums_does(sold: Store, market: Path) -> None:
    """The break-even per order of one influencer by hand, from his order rows."""
    one = sold.evidence.facts.vocabulary["influencer"][2]
    row = judged(sold, "influencer", Filters()).set_index("influencer").loc[one]
    with (market / "tracking_data.csv").open(newline="") as file:
        mine = [r for r in csv.DictReader(file) if r["influencer_id"] == one]
    orders = np.array([float(r["orders"]) for r in mine])
    money = np.array([float(r["revenue"]) for r in mine])
    value = money.sum() / orders.sum()
    half = 1.6449 * np.sqrt(np.square(money - value * orders).sum()) / orders.sum()
    assert row["break_even_per_order"] == pytest.approx(value)
    assert row["break_even_per_order_low"] == pytest.approx(value - half, rel=1e-6)
    assert row["break_even_per_order_high"] == pytest.approx(value + half, rel=1e-6)


def test_one_influencer_alone_is_judged_among_all(store: Store) -> None:
    frame = judged(store, "influencer", Filters())
    for one in frame["influencer"]:
        row = frame[frame["influencer"] == one].to_dict("records")[0]
        assert total_with_intervals(store, Filters.of({"influencer": [one]})) == pytest.approx(
            row, nan_ok=True
        )


def test_a_selection_as_a_whole_is_one_row(store: Store) -> None:
    row = total_with_intervals(store, Filters.of({"platform": ["YouTube"]}))
    assert row["roi"] == store.summary(Filters.of({"platform": ["YouTube"]}))["roi"]
    gone = Filters.of({"influencer": ["2"]}, date(2031, 1, 1))
    assert total_with_intervals(store, gone)["verdict"] == ""


def test_only_the_asked_metrics_are_there(store: Store) -> None:
    frame = judged(store, "platform", Filters(), ("net_return", "engagement_rate"))
    assert set(frame.columns) == {
        "platform", "label", "net_return", "engagement_rate", "net_return_low", "net_return_high",
    }  # fmt: skip
    both = judged(store, "platform", Filters(), ("roi",))
    everything = judged(store, "platform", Filters())
    for key in ("roi", "roi_low", "roi_high80", "verdict", "posts_to_tell"):
        pd.testing.assert_series_equal(both[key], everything[key])


def test_a_lower_margin_makes_more_losses(folder: Path, store: Store) -> None:
    thin = Store(load_folder(folder), Assumptions(gross_margin=0.4))
    before, after = (judged(s, "influencer", Filters()) for s in (store, thin))
    assert (after["loss_probability"].dropna() >= before["loss_probability"].dropna()).all()
    assert (after["verdict"] == LOSING).sum() >= (before["verdict"] == LOSING).sum()
    pd.testing.assert_series_equal(after["roi_low"], before["roi_low"])


def test_answers_are_remembered(store: Store) -> None:
    first = judged(store, "tier", Filters(), ("net_return", "revenue"))
    assert judged(store, "tier", Filters(), ("roi",)) is first, "what most ask is one frame"
    assert judged(store, "tier", Filters()) is judged(store, ("tier",), Filters())


@pytest.mark.parametrize("made", ["world", "market"])
def test_row_order_does_not_matter(
    made: str, folder: Path, market: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    source = folder if made == "world" else market
    dice = random.Random(3)
    for path in source.glob("*.csv"):
        with path.open(newline="") as file:
            header, *rows = csv.reader(file)
        dice.shuffle(rows)
        with (tmp_path / path.name).open("w", newline="") as file:
            csv.writer(file).writerows([header, *rows])
    straight = request.getfixturevalue("store" if made == "world" else "sold")
    mixed = Store(load_folder(tmp_path))
    for by in ((), ("influencer",), ("campaign",), ("product", "month")):
        pd.testing.assert_frame_equal(
            judged(mixed, by, Filters()), judged(straight, by, Filters()), check_exact=True
        )


def test_a_column_more_changes_no_judgement(market: Path, sold: Store, tmp_path: Path) -> None:
    for path in market.glob("*.csv"):
        shutil.copy(path, tmp_path)
    with (market / "tracking_data.csv").open(newline="") as file:
        header, *rows = csv.reader(file)
    with (tmp_path / "tracking_data.csv").open("w", newline="") as file:
        csv.writer(file).writerows([[*header, "note"], *([*row, "x"] for row in rows)])
    pd.testing.assert_frame_equal(
        judged(Store(load_folder(tmp_path)), "influencer", Filters()),
        judged(sold, "influencer", Filters()),
        check_exact=True,
    )
