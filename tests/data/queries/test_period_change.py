"""Changes between two periods agree with the store's own sums and name their periods."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from data.ingest.load import load_folder
from data.queries.period_change import MEASURES, period_change
from data.store import Store
from metrics.change.decomposition import GONE, NEW
from metrics.change.periods import Period, compared_periods
from metrics.filters import Filters
from tests.data.conftest import MakeFolder

FIRST, LAST = date(2025, 1, 1), date(2025, 5, 30)
DIMENSIONS = ("platform", "campaign", "influencer")
CHOSEN = Filters.of({}, date(2025, 4, 1), date(2025, 5, 10))


@pytest.mark.parametrize("dimension", DIMENSIONS)
@pytest.mark.parametrize("filters", [Filters(), CHOSEN], ids=["usual", "chosen"])
def test_parts_add_up_to_the_change_of_the_totals(
    store: Store, dimension: str, filters: Filters
) -> None:
    found = period_change(store, dimension, filters)
    now, was = (
        store.summary(filters.within(one.since, one.until), MEASURES)
        for one in (found.period, found.before)
    )
    for measure, split in found.splits.items():
        assert split.before == pytest.approx(was[measure], rel=1e-9)
        assert split.after == pytest.approx(now[measure], rel=1e-9)
        assert split.parts.sum() == pytest.approx(now[measure] - was[measure], abs=1e-6)
        rows = found.rows(measure).pandas()
        assert rows["part"].sum() == pytest.approx(split.change, abs=1e-6)
        assert np.isfinite(rows[["part", *split.effects]].to_numpy()).all()


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_each_group_moved_by_its_own_change(store: Store, dimension: str) -> None:
    found = period_change(store, dimension, CHOSEN)
    after = store.breakdown(dimension, CHOSEN, ("revenue", "payout")).set_index(dimension)
    rows = found.rows("revenue").pandas().set_index(dimension)
    for group, revenue in after["revenue"][after["revenue"] > 0].items():
        assert rows.loc[group, "revenue"] == pytest.approx(revenue)
    for name in ("revenue", "payout"):
        rows = found.rows(name).pandas()
        expected = rows[name] - rows[f"{name}_before"]
        assert rows["part"].to_numpy() == pytest.approx(expected.to_numpy(), abs=1e-6)


def test_periods_that_are_compared() -> None:
    since = date(2025, 5, 1)
    assert compared_periods(since, None, FIRST, LAST) == (
        Period(since, LAST), Period(date(2025, 4, 1), date(2025, 4, 30)),
    )  # fmt: skip
    now, before = compared_periods(None, None, FIRST, LAST)
    assert (now.days, before.since, now.until) == (75, FIRST, LAST)
    now, before = compared_periods(None, None, FIRST - timedelta(300), LAST)
    assert (now.days, before.days, now.until) == (90, 90, LAST)
    assert compared_periods(date(2025, 2, 1), date(2025, 5, 1), FIRST, LAST) is None
    assert compared_periods(None, None, FIRST, FIRST) is None
    assert compared_periods(None, None, None, None) is None


def test_no_earlier_period_is_no_answer(store: Store) -> None:
    assert period_change(store, "platform", Filters.of({}, FIRST, date(2025, 4, 30))) is None


def test_who_came_and_who_went_are_told_apart(make_folder: MakeFolder) -> None:
    posts = (
        "influencer_id,platform,date,URL,caption,reach,likes,comments\n"
        "INF1,Instagram,2025-03-01,https://example.com/1,a,1,1,1\n"
        "INF2,YouTube,2025-03-04,https://example.com/2,b,1,1,1\n"
    )
    tracking = (
        "source,campaign,influencer_id,user_id,product,date,orders,revenue\n"
        "Instagram,Spring,INF1,U1,Whey,2025-03-01,2,1000\n"
        "YouTube,Spring,INF2,U3,Bar,2025-03-04,1,250\n"
    )
    store = Store(load_folder(make_folder(posts=posts, tracking=tracking)))
    split = period_change(store, "influencer", Filters()).splits["revenue"]
    assert split.of_effects[NEW] == 250 and split.of_effects[GONE] == -1000
    assert split.change == -750


def test_an_answer_is_remembered(store: Store) -> None:
    assert period_change(store, "platform", Filters()) is period_change(
        store, "platform", Filters()
    )
