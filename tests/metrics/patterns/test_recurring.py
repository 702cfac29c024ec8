"""Recurring underperformance: planted losses are found, luck is not, and order changes nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.catalog.dimensions import UNASSIGNED
from metrics.patterns.recurring import MOST_STATEMENTS, Pattern, recurring
from metrics.patterns.segments import (
    DIMENSIONS,
    FEWEST_INFLUENCERS,
    FEWEST_POSTS,
    enumerate_segments,
)
from metrics.roi.post_outcomes import Outcomes

PLANTED = (("platform", "YouTube"), ("category", "Fitness"))
VOCABULARY = {
    "platform": ("Facebook", "Instagram", "X", "YouTube"),
    "category": ("Beauty", "Fitness", "Food"),
    "product": ("Biotin", "Creatine", "Protein Bar", "Whey", UNASSIGNED),
    "basis": ("mixed", "order", "post", "(no payout)"),
    "tier": ("nano", "micro", "mid"),
}


def world(
    seed: int, planted: float = 1.0, usual: float = 2.0, people: int = 48, posts: int = 12
) -> Outcomes:
    """Posts that return ``usual`` on average, and ``planted`` times that in the planted cell."""
    draw = np.random.default_rng(seed)
    who = np.repeat(np.arange(people), posts)
    total = len(who)
    # Influencers go round platforms and categories, so that each pair of values has four of them.
    own = {"platform": np.arange(people) % 4, "category": np.arange(people) // 4 % 3}
    own["basis"] = np.full(people, 2)
    own["tier"] = draw.integers(0, 3, people)
    codes = {key: values[who] for key, values in own.items()}
    codes["product"] = draw.integers(0, 4, total)
    inside = (codes["platform"] == 3) & (codes["category"] == 1)
    level = np.exp(draw.normal(-0.02, 0.2, people))[who] * np.where(inside, planted, 1.0)
    orders = draw.poisson(4.0 * level * draw.gamma(4.0, 0.25, total)).astype(float)
    return Outcomes(
        influencer=who,
        day=19_000 + draw.integers(0, 360, total),
        month=draw.integers(0, 12, total),
        revenue=orders * 500.0,
        orders=orders,
        squares=orders * 500.0**2,
        cost=np.full(total, 4.0 * 500.0 / usual),
        share_by_order=np.zeros(total),
        codes=codes,
        vocabulary=VOCABULARY,
    )


def shuffled(outcomes: Outcomes, order: np.ndarray) -> Outcomes:
    """The same posts in another order."""
    names = ("influencer", "day", "month", "revenue", "orders", "squares", "cost")
    arrays = {name: getattr(outcomes, name)[order] for name in (*names, "share_by_order")}
    codes = {key: values[order] for key, values in outcomes.codes.items()}
    return replace(outcomes, codes=codes, **arrays)


def members(outcomes: Outcomes, pattern: Pattern) -> np.ndarray:
    """Posts whose values are those of the statement."""
    found = np.ones(len(outcomes), bool)
    for key, value in pattern.cell:
        found &= outcomes.codes[key] == outcomes.vocabulary[key].index(value)
    return found


@pytest.mark.parametrize("seed", range(6))
def test_what_was_planted_is_found_in_one_statement(seed: int) -> None:
    found = recurring(world(seed, planted=0.2))
    assert [p.cell for p in found] == [PLANTED]
    assert found[0].evidence == "Strong" and found[0].survives
    assert (found[0].posts, found[0].influencers) == (48, 4)


def test_where_nobody_loses_nothing_is_said() -> None:
    assert sum(len(recurring(world(seed))) for seed in range(20)) <= 1


def test_where_all_lose_few_statements_say_so() -> None:
    lossy = world(1, usual=0.4)
    found = recurring(lossy)
    covered = np.logical_or.reduce([members(lossy, p) for p in found])
    assert len(found) <= MOST_STATEMENTS and covered.mean() > 0.8


@pytest.mark.parametrize("seed", range(4))
def test_numbers_are_those_of_the_posts(seed: int) -> None:
    outcomes = world(seed, planted=0.4, usual=1.3)
    told = np.zeros(len(outcomes), bool)
    for p in recurring(outcomes, 1.1):
        on = members(outcomes, p)
        assert (p.posts, p.posts_anew) == (on.sum(), (on & ~told).sum())
        assert p.posts >= FEWEST_POSTS and p.influencers >= FEWEST_INFLUENCERS
        assert p.influencers == len(np.unique(outcomes.influencer[on]))
        assert p.revenue == pytest.approx(outcomes.revenue[on].sum())
        assert p.payout == pytest.approx(outcomes.cost[on].sum())
        assert p.lost == pytest.approx(p.payout - p.revenue / 1.1)
        assert p.roi == pytest.approx(p.revenue / p.payout)
        assert p.roi_low < p.roi_high and p.loss_probability >= 0.95
        assert sum(m[1] for m in p.by_month) == pytest.approx(p.revenue)
        assert p.months == len(p.by_month) >= 3 and p.months_below * 2 >= p.months
        assert p.months_below == sum(sold < 1.1 * spent for _, sold, spent in p.by_month)
        others = on & (outcomes.influencer != p.worst)
        gap = outcomes.cost[others].sum() * 1.1 > outcomes.revenue[others].sum()
        assert p.survives == gap
        told |= on


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_row_order_changes_nothing(seed: int, random: object) -> None:
    outcomes = world(seed, planted=0.4, usual=1.3, people=24)
    order = np.random.default_rng(seed + 1).permutation(len(outcomes))
    assert recurring(shuffled(outcomes, order)) == recurring(outcomes)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_numbering_of_values_changes_nothing(seed: int) -> None:
    outcomes = world(seed, planted=0.3, usual=1.3, people=24)
    draw = np.random.default_rng(seed)
    codes, vocabulary = dict(outcomes.codes), dict(outcomes.vocabulary)
    for key in DIMENSIONS:
        place = draw.permutation(len(vocabulary[key]))
        codes[key] = place[codes[key]]
        vocabulary[key] = tuple(np.array(VOCABULARY[key], dtype=object)[np.argsort(place)])
    renamed = replace(outcomes, codes=codes, vocabulary=vocabulary)
    was, now = recurring(outcomes), recurring(renamed)
    assert [p.cell for p in now] == [p.cell for p in was]
    for one, other in zip(was, now):
        assert other.roi_high == pytest.approx(one.roi_high, rel=1e-9)
        assert other.by_month == pytest.approx(np.array(one.by_month))


def test_cells_are_all_large_enough_combinations() -> None:
    outcomes = world(3, people=24)
    cells = enumerate_segments(outcomes)
    assert len(set(cells.names)) == len(cells) > 50
    for name, row in zip(cells.names, cells.member.toarray()):
        on = np.ones(len(outcomes), bool)
        for key, value in name:
            on &= outcomes.codes[key] == VOCABULARY[key].index(value)
        assert np.array_equal(row > 0, on) and 1 <= len(name) <= 4
        assert on.sum() >= FEWEST_POSTS
        assert len(np.unique(outcomes.influencer[on])) >= FEWEST_INFLUENCERS
        assert [DIMENSIONS.index(key) for key, _ in name] == sorted(
            DIMENSIONS.index(key) for key, _ in name
        )


def test_what_has_no_name_is_no_condition() -> None:
    outcomes = world(2, usual=0.4)
    product = np.full(len(outcomes), VOCABULARY["product"].index(UNASSIGNED))
    nameless = replace(outcomes, codes={**outcomes.codes, "product": product})
    assert all(key != "product" for name in enumerate_segments(nameless).names for key, _ in name)
    assert recurring(nameless)


def test_little_or_nothing_says_nothing() -> None:
    full = world(0, usual=0.4)
    assert recurring(full.without(np.ones(len(full), bool))) == ()
    assert recurring(full.without(full.influencer > 0)) == ()
    assert recurring(full.without(np.arange(len(full)) > 0)) == ()
    nothing = np.zeros(len(full))
    assert recurring(replace(full, revenue=nothing, orders=nothing, squares=nothing)) == ()
    assert recurring(replace(full, cost=nothing)) == ()
    assert recurring(replace(full, month=np.zeros(len(full), int))) == ()


def test_posts_that_sold_nothing_count_as_lost() -> None:
    outcomes = world(5)
    silent = (outcomes.codes["platform"] == 3) & (outcomes.codes["category"] == 1)
    some = {
        name: np.where(silent, 0.0, getattr(outcomes, name))
        for name in ("revenue", "orders", "squares")
    }
    found = recurring(replace(outcomes, **some))
    assert found[0].cell == PLANTED and found[0].roi == 0.0 and found[0].loss_probability > 0.99
