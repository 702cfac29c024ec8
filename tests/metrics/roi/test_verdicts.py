"""Verdicts: the largest list that keeps its promise, whatever the order of the groups."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.roi.posterior import Posterior, posterior
from metrics.roi.verdicts import (
    EARNING,
    LEVEL,
    LOSING,
    MOST_POSTS,
    UNCLEAR,
    largest_set,
    posts_to_tell,
    verdicts,
)

CHANCES = st.lists(
    st.sampled_from([0.0, 0.5, 0.9, 0.93, 0.95, 0.99, 1.0, np.nan]) | st.floats(0, 1), max_size=9
).map(np.array)
"""Chances with ties and with groups that were not paid."""


def judged(roi: list[float], shape: float = 20.0, break_even: float = 1.0) -> Posterior:
    expected = np.full(len(roi), 100.0)
    return posterior(np.array(roi), expected, expected**2 / shape, break_even)


@settings(max_examples=150, deadline=None)
@given(CHANCES, st.sampled_from([0.0512345, 0.0712345, 0.2512345]))
def test_the_largest_set_within_the_bound_is_listed(chance: np.ndarray, bound: float) -> None:
    """Every list that takes the surest first is tried; equal chances belong together."""
    found, wrong = largest_set(chance.astype(float), bound), 1 - chance
    largest = 0
    for value in wrong[np.isfinite(wrong)]:
        inside = wrong <= value
        if wrong[inside].mean() <= bound:
            largest = max(largest, int(inside.sum()))
    assert int(found.sum()) == largest
    if found.any():
        assert np.mean(1 - chance[found]) <= bound + 1e-12
        assert wrong[found].max() < np.nanmin(np.where(found, 2.0, wrong), initial=2.0)


@settings(max_examples=100, deadline=None)
@given(CHANCES, st.randoms(use_true_random=False))
def test_no_order_decides(chance: np.ndarray, dice: object) -> None:
    order = np.arange(len(chance))
    dice.shuffle(order)  # type: ignore[attr-defined]
    assert largest_set(chance[order]).tolist() == largest_set(chance)[order].tolist()


@settings(max_examples=100, deadline=None)
@given(CHANCES)
def test_equal_chances_stand_together_and_the_unpaid_never_do(chance: np.ndarray) -> None:
    found = largest_set(chance)
    for value in chance[np.isfinite(chance)]:
        assert len(set(found[chance == value])) == 1
    assert not found[np.isnan(chance)].any()


def test_sure_losses_make_room_for_one_less_sure() -> None:
    assert largest_set(np.array([0.88, 1.0, 1.0])).tolist() == [True, True, True]
    assert largest_set(np.array([0.88, 0.5, np.nan])).tolist() == [False, False, False]
    assert largest_set(np.array([0.88, 0.88, 1.0, 1.0])).tolist() == [True] * 4
    assert largest_set(np.array([0.85, 0.85, 1.0, 1.0])).tolist() == [False, False, True, True]


def test_the_three_words_and_none_for_the_unpaid() -> None:
    found = judged([0.05, 1.05, 40.0, np.nan])
    assert verdicts(found, 1.0).tolist() == [LOSING, UNCLEAR, EARNING, ""]


def test_nobody_is_no_verdict() -> None:
    assert len(verdicts(judged([]), 1.0)) == 0 and len(largest_set(np.zeros(0))) == 0


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 30), min_size=1, max_size=8), st.sampled_from([1.0, 2.0]))
def test_words_follow_from_the_list_and_the_interval(roi: list[float], break_even: float) -> None:
    found = judged(roi, 8.0, break_even)
    words = verdicts(found, break_even)
    losing = largest_set(found.loss_probability)
    for one, word in enumerate(words):
        inside = found.low[LEVEL][one] < break_even < found.high[LEVEL][one]
        expected = LOSING if losing[one] else UNCLEAR if inside else EARNING
        assert word == expected


@settings(max_examples=60, deadline=None)
@given(st.floats(0.3, 3.0), st.integers(1, 30), st.floats(0.5, 40))
def test_so_many_more_posts_and_no_fewer_would_tell(roi: float, posts: int, shape: float) -> None:
    found = judged([roi, 1.0, 1.2], shape)
    more = posts_to_tell(found, np.full(3, float(posts)), 1.0)[0]
    distance = abs(found.log_mean[0])

    def tells(count: float) -> bool:
        precision = found.prior.spread[0] ** -2 + shape / posts * (posts + count)
        return bool(1.6449 / np.sqrt(precision) <= distance * (1 + 1e-9))

    if np.isnan(more):
        assert not tells(MOST_POSTS)
    else:
        assert 1 <= more <= MOST_POSTS and tells(more)
        assert more == 1 or not tells(more - 1.001)


@pytest.mark.parametrize("posts", [0.0, np.nan])
def test_without_posts_none_would_tell(posts: float) -> None:
    assert np.isnan(posts_to_tell(judged([1.3, 2.0]), np.full(2, posts), 1.0)).all()
