"""Changes split into parts: they add up exactly, know no order and stay finite with any zeros."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.change import decomposition
from metrics.change.decomposition import (
    GONE,
    MIX,
    NEW,
    OTHER,
    OWN,
    PRICE,
    PRODUCTIVITY,
    RATE,
    VOLUME,
    Sums,
)

amount = st.one_of(st.just(0.0), st.floats(1e-6, 1e12), st.integers(1, 50).map(float))
row = st.tuples(*[amount] * 14)
MEASURES = (decomposition.revenue, decomposition.payout, decomposition.roi)


def sums(rows: np.ndarray) -> Sums:
    return Sums(rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3:5], rows[:, 5:7])


def sides(rows: list[tuple[float, ...]]) -> tuple[Sums, Sums]:
    found = np.asarray(rows)
    return sums(found[:, :7]), sums(found[:, 7:])


def of(revenue: object = 0, orders: object = 0, posts: object = 0, payout: object = 0) -> Sums:
    """Sums of a few groups; payout is for posts."""
    every = np.broadcast_arrays(*(np.atleast_1d(v) for v in (revenue, orders, posts, payout)))
    return Sums(*(v.astype(float) for v in every), every[2].astype(float))


@pytest.mark.parametrize("split", MEASURES, ids=lambda f: f.__name__)
@given(rows=st.lists(row, min_size=1, max_size=8))
def test_parts_add_up_and_are_finite(split: Callable, rows: list[tuple[float, ...]]) -> None:
    before, after = sides(rows)
    found = split(before, after)
    if found is None:
        assert split is decomposition.roi and not (before.payout.any() and after.payout.any())
        return
    assert np.isfinite(found.parts).all() and found.parts.shape == (len(rows), len(found.effects))
    size = max(found.before, found.after, np.abs(found.parts).max(), 1e-300)
    assert abs(found.parts.sum() - found.change) <= 1e-9 * size
    assert sum(found.of_effects.values()) == pytest.approx(found.parts.sum(), abs=1e-9 * size)
    if split is not decomposition.roi:
        name = split.__name__
        own = getattr(after, name) - getattr(before, name)
        own = own.reshape(len(rows), -1).sum(axis=1)
        assert np.allclose(found.of_groups, own, rtol=0, atol=1e-9 * size)


@pytest.mark.parametrize("split", MEASURES, ids=lambda f: f.__name__)
@given(rows=st.lists(row, min_size=2, max_size=8), data=st.data())
def test_order_of_groups_does_not_matter(
    split: Callable, rows: list[tuple[float, ...]], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(rows))))
    one, other = split(*sides(rows)), split(*sides([rows[at] for at in order]))
    if one is None:
        assert other is None
        return
    size = max(one.before, one.after, np.abs(one.parts).max(), 1e-300)
    assert np.allclose(one.parts[list(order)], other.parts, rtol=1e-9, atol=1e-9 * size)


@given(rows=st.lists(row, min_size=1, max_size=8))
def test_backwards_is_the_same_with_the_other_sign(rows: list[tuple[float, ...]]) -> None:
    before, after = sides(rows)
    for split in MEASURES:
        there, back = split(before, after), split(after, before)
        if there is None:
            continue
        size = max(there.before, there.after, np.abs(there.parts).max(), 1e-300)
        swap = {NEW: GONE, GONE: NEW}
        for effect, part in there.of_effects.items():
            mirrored = back.of_effects[swap.get(effect, effect)]
            assert part == pytest.approx(-mirrored, rel=1e-9, abs=1e-9 * size)


def test_a_change_of_one_factor_is_all_of_that_factor() -> None:
    start = of(revenue=[100, 300], orders=[10, 20], posts=[2, 5], payout=[50, 90])
    cases = {
        VOLUME: of(revenue=[200, 600], orders=[20, 40], posts=[4, 10], payout=[100, 180]),
        PRODUCTIVITY: of(revenue=[200, 600], orders=[20, 40], posts=[2, 5], payout=[50, 90]),
        PRICE: of(revenue=[200, 600], orders=[10, 20], posts=[2, 5], payout=[50, 90]),
    }
    for effect, end in cases.items():
        found = decomposition.revenue(start, end)
        assert found.of_effects[effect] == pytest.approx(400)
        assert found.of_groups == pytest.approx([100, 300])
    dearer = decomposition.payout(start, of(posts=[2, 5], payout=[100, 180]))
    assert dearer.of_effects[RATE] == pytest.approx(140)
    shifted = decomposition.revenue(start, of([200, 180], [20, 12], [4, 3]))
    assert shifted.of_effects[MIX] == pytest.approx(shifted.change)


def test_one_group_by_the_logarithmic_mean() -> None:
    found = decomposition.revenue(of(100, 10, 2), of(360, 24, 3)).of_effects
    mean = 260 / np.log(3.6)
    assert found[VOLUME] == pytest.approx(mean * np.log(1.5))
    assert found[PRODUCTIVITY] == pytest.approx(mean * np.log(8 / 5))
    assert found[PRICE] == pytest.approx(mean * np.log(1.5))
    assert found[MIX] == found[OTHER] == 0


@pytest.mark.parametrize(
    ("before", "after", "effect"),
    [
        (of([5, 0], [1, 0], [1, 0]), of([5, 9], [1, 3], [1, 2]), NEW),
        (of([5, 9], [1, 3], [1, 2]), of([5, 0], [1, 0], [1, 0]), GONE),
        (of([5, 0], [1, 0], [1, 2]), of([5, 9], [1, 3], [1, 2]), PRODUCTIVITY),
        (of([5, 0], [1, 3], [1, 2]), of([5, 9], [1, 3], [1, 2]), PRICE),
        (of([5, 9], [1, 3], [1, 0]), of([5, 12], [1, 4], [1, 2]), OTHER),
        (of([5, 9], [1, 3], [1, 0]), of([5, 12], [1, 3], [1, 0]), PRICE),
    ],
)
def test_zeros_have_their_own_names(before: Sums, after: Sums, effect: str) -> None:
    found = decomposition.revenue(before, after)
    told = {key: part for key, part in found.of_effects.items() if abs(part) > 1e-12}
    assert told == {effect: pytest.approx(found.change)}


def test_kinds_of_units_are_not_added() -> None:
    none = np.zeros(1)
    before = Sums(none, none, none, np.array([[100.0, 40.0]]), np.array([[10.0, 400.0]]))
    after = Sums(none, none, none, np.array([[200.0, 40.0]]), np.array([[20.0, 400.0]]))
    assert decomposition.payout(before, after).of_effects[VOLUME] == pytest.approx(100)


def test_a_ratio_by_hand() -> None:
    grown = decomposition.roi(of([200, 100], payout=[100, 100]), of([300, 100], payout=[150, 100]))
    assert (grown.before, grown.after) == pytest.approx((1.5, 1.6))
    assert grown.of_effects[OWN] == pytest.approx(0, abs=1e-12)
    assert grown.of_effects[MIX] == pytest.approx(0.1)
    better = decomposition.roi(of([200, 100], payout=[100, 100]), of([200, 160], payout=[100, 100]))
    assert better.of_groups == pytest.approx([0, 0.3], abs=0.08)
    assert better.of_effects[OWN] == pytest.approx(0.3)
    ended = decomposition.roi(of([900, 100], payout=[500, 100]), of([90, 100], payout=[1, 100]))
    # The logarithmic mean is no larger than either term, 900 / 600 here, however far ratios are.
    assert abs(ended.parts[0, ended.effects.index(OWN)]) <= 900 / 600 * np.log(90 / 1.8)
    assert decomposition.roi(of(1, payout=0), of(1, payout=1)) is None


def test_what_is_no_sum_is_refused() -> None:
    for bad in (-1.0, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="finite"):
            decomposition.revenue(of(bad, 1, 1), of(1, 1, 1))
