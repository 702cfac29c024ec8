"""Cells answer every question as the rows they are made of do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import evidence
from data.buyers import Buyers
from data.cells import condensed
from data.engine import Engine
from data.load import load_folder
from data.simulate import main as simulate
from data.store import Store
from metrics.assumptions import Assumptions
from metrics.columns import COUNTS
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
    with mock.patch.object(evidence, "condensed", lambda facts: facts):
        return Store(load_folder(folder))


@settings(max_examples=60, deadline=None)
@given(dice=st.randoms(use_true_random=False))
def test_random_selections_get_the_same_sums(stored: Store, dice: st.DrawFn) -> None:
    rows = Engine(stored.evidence.facts, Assumptions())
    cells = Engine(condensed(stored.evidence.facts), Assumptions())
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
    assert len(condensed(facts)) <= len(facts)
    spread = replace(facts, day=np.arange(len(facts), dtype=np.int32))
    assert condensed(spread) is spread


def test_cells_of_a_simulated_brand_are_far_fewer(tmp_path: Path) -> None:
    simulate(["--out", str(tmp_path), "--rows", "60000", "--seed", "3", "--influencers", "20"])
    facts = Store(load_folder(tmp_path)).evidence.facts
    rows = facts.columns["rows"].sum() + facts.columns["posts"].sum()
    assert len(facts) < 0.6 * rows


def test_nothing_is_condensed_to_nothing(stored: Store) -> None:
    facts = stored.evidence.facts
    none = replace(facts, day=facts.day[:0])
    assert condensed(none) is none


def test_a_buyer_counts_once_in_each_group_and_an_unknown_one_never() -> None:
    user = np.array([2, 0, 2, -1, 2, 0])
    buyers = Buyers.of(user, np.array([0, 1, 1, 2, 3, 1]), 3)
    assert buyers.user.tolist() == [0, 2, 2, 2] and buyers.fact.tolist() == [1, 0, 1, 3]
    assert buyers.distinct(np.array([0, 0, 0, 1]), 2).tolist() == [2, 1]
    assert buyers.distinct(np.array([-1, 1, 0, -1]), 2).tolist() == [0, 2]
