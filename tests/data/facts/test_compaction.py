"""Cells answer every question as the rows they are made of do."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.evidence import evidence
from data.facts import distinct_customers as buying_by_fact
from data.facts.compaction import compact, compact_without_days
from data.facts.distinct_customers import CustomerSets
from data.ingest.load import load_folder
from data.simulate import main as simulate
from data.store import Store
from data.store.aggregation import Aggregator
from metrics.catalog.assumptions import Assumptions
from metrics.catalog.columns import COUNTS
from metrics.filters import Filters
from tests.worlds import World, written

BY = ((), ("platform",), ("influencer",), ("campaign", "product"), ("day",), ("month", "tier"),
      ("post",), ("source",))  # fmt: skip


@pytest.fixture(scope="module", params=["correlated", "uniform"])
def stored(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder: Path = tmp_path_factory.mktemp(request.param)
    if request.param == "correlated":
        simulate(["--out", str(folder), "--rows", "20000", "--seed", "41"])
    else:
        written(World(seed=9, influencers=30, posts=90, rows=3_000, days=300), folder)
    with mock.patch.object(evidence, "compact", lambda facts: facts):
        return Store(load_folder(folder))


@settings(max_examples=60, deadline=None)
@given(dice=st.randoms(use_true_random=False))
def test_random_selections_get_the_same_sums(stored: Store, dice: st.DrawFn) -> None:
    rows = Aggregator(stored.evidence.facts, Assumptions())
    few = compact(stored.evidence.facts)
    cells = Aggregator(few, Assumptions(), compact_without_days(few))
    keys = dice.sample(("platform", "tier", "campaign", "product", "influencer", "source"), 2)
    picks = {k: dice.sample(stored.values(k), min(2, len(stored.values(k)))) for k in keys}
    since = stored.first + timedelta(dice.randrange(0, 200)) if dice.random() < 0.5 else None
    filters = Filters.of(picks if dice.random() < 0.8 else {}, since)
    names = (*stored.evidence.facts.columns, *COUNTS, "customers")
    for by in BY:
        one, other = rows.sums(by, filters, names), cells.sums(by, filters, names)
        assert set(one.columns) == set(other.columns)
        for key, codes in one.keys.items():
            assert np.array_equal(codes, other.keys[key])
        for name, column in one.columns.items():
            assert np.allclose(column, other.columns[name], rtol=1e-9, atol=1e-6, equal_nan=True)


def test_many_rows_become_few_cells_and_random_rows_stay(stored: Store) -> None:
    facts = stored.evidence.facts
    assert len(compact(facts)) <= len(facts)
    spread = replace(facts, day=np.arange(len(facts), dtype=np.int32))
    assert compact(spread) is spread


def test_cells_of_a_simulated_brand_are_far_fewer(tmp_path: Path) -> None:
    simulate(["--out", str(tmp_path), "--rows", "60000", "--seed", "3", "--influencers", "20"])
    facts = Store(load_folder(tmp_path)).evidence.facts
    rows = facts.columns["rows"].sum() + facts.columns["posts"].sum()
    assert len(facts) < 0.6 * rows


def test_nothing_is_condensed_to_nothing(stored: Store) -> None:
    facts = stored.evidence.facts
    none = replace(facts, day=facts.day[:0])
    assert compact(none) is none


def test_deals_are_far_fewer_than_cells_and_keep_every_sum(stored: Store) -> None:
    facts = compact(stored.evidence.facts)
    few = compact_without_days(facts)
    assert len(few) < 0.7 * len(facts) and set(few.day) == set(few.post) == {-1}
    for name, column in facts.columns.items():
        assert few.columns[name].sum() == pytest.approx(column.sum(), rel=1e-12, nan_ok=True)
    assert few.buyers.count(slice(None)) == facts.buyers.count(slice(None))


def test_deals_that_are_no_fewer_are_none(stored: Store) -> None:
    facts = stored.evidence.facts
    assert compact_without_days(replace(facts, day=facts.day[:0])) is None
    alone = {**facts.codes, "campaign": np.arange(len(facts))}
    assert compact_without_days(replace(facts, codes=alone)) is None


def test_a_buyer_counts_once_in_each_group_and_an_unknown_one_never() -> None:
    user = np.array([2, 0, 2, -1, 2, 0])
    buyers = CustomerSets.of(user, np.array([0, 1, 1, 2, 3, 1]), 3, 4)
    assert buyers.user.tolist() == [2, 0, 2, 2] and buyers.fact.tolist() == [0, 1, 1, 3]
    assert buyers.count_by_group(slice(None), np.array([0, 0, 0, 1]), 2).tolist() == [2, 1]
    assert buyers.count_by_group(np.array([1, 2]), np.array([1, 0]), 2).tolist() == [0, 2]
    assert buyers.count(np.array([0, 1])) == 2 and buyers.count(np.array([2])) == 0
    assert CustomerSets.nobody(3).count(slice(None)) == 0


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    spread=st.sampled_from([1, 3, 40]),
    block=st.sampled_from([700, 2_999, 1 << 22]),
)
def test_buyers_of_any_selection_are_those_of_plain_sets(
    seed: int, spread: int, block: int
) -> None:
    """Facts with most users, of which bits are kept, among facts with few, in any grouping."""
    dice, facts, users = random.Random(seed), 200, 3_000
    weights = [spread**-place for place in range(facts)]
    pairs = [
        (dice.choices(range(facts), weights)[0], dice.randrange(-1, users)) for _ in range(9_000)
    ]
    fact, user = np.array(pairs).T
    with mock.patch.object(buying_by_fact, "BLOCK", block):
        buyers = CustomerSets.of(user, fact, users, facts)
        known = {(f, u) for f, u in pairs if u >= 0}
        assert sorted(zip(buyers.fact.tolist(), buyers.user.tolist())) == sorted(known)
    assert len(buyers.blocks) == -(-users // block)
    rows = np.array(sorted(dice.sample(range(facts), dice.randrange(facts + 1))), int)
    for size in (1, 5, 100, 5_000):
        group = np.array([dice.randrange(size) for _ in rows], int)
        of_fact = dict(zip(rows.tolist(), group.tolist()))
        found = {(of_fact[f], u) for f, u in pairs if f in of_fact and u >= 0}
        counts = np.bincount([g for g, _ in found], minlength=size)
        assert buyers.count_by_group(rows, group, size).tolist() == counts.tolist()
        assert buyers.count(rows) == len({u for _, u in found})
    if spread > 1 and block > users:
        assert len(buyers.blocks[0].large)


def test_many_stretches_are_read_as_few_ones_are() -> None:
    count = 30_000
    buyers = CustomerSets.of(np.arange(count) % 7_000, np.arange(count), 7_000, count)
    for rows in (np.arange(0, count, 2), np.arange(0, count, 50), slice(None)):
        picked = np.arange(count)[rows]
        assert buyers.count(rows) == len(set((picked % 7_000).tolist()))
        group = picked % 90
        expected = np.bincount(
            [g for g, _ in {(p % 90, p % 7_000) for p in picked.tolist()}], minlength=90
        )
        assert buyers.count_by_group(rows, group, 90).tolist() == expected.tolist()
