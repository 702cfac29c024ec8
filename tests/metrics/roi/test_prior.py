"""The prior from all others: the closed form equals leaving each group out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import multivariate_normal

from metrics.roi.prior import INTERCEPT_SPREAD, _design, _predict, _variances, leave_one_out

Case = tuple[np.ndarray, np.ndarray, list[np.ndarray]]
OWN, EFFECT = 0.3, 0.35


def case(seed: int, groups: int = 12, missing: int = 3) -> Case:
    """Observed log ROI, their variance and two attributes; the first groups are not observed."""
    dice = np.random.default_rng(seed)
    attributes = [dice.integers(3, size=groups), dice.integers(2, size=groups)]
    observed = dice.normal(0.4, 0.6, groups) + 0.5 * (attributes[0] == 1)
    noise = dice.uniform(0.02, 0.8, groups)
    observed[:missing] = noise[:missing] = np.nan
    return observed, noise, attributes


def closed(observed: np.ndarray, noise: np.ndarray, attributes: list[np.ndarray]) -> tuple:
    """The closed form at one fixed pair of spreads, asked for beside another pair."""
    columns, effects = _design(attributes, len(observed))
    seen = np.isfinite(observed)
    variances = np.array([_variances(effects, 0.1), _variances(effects, EFFECT)])
    found = _predict(observed, noise, seen, columns, variances, np.array([0.9, OWN]))
    return tuple(each[1] for each in found)


def alike(attributes: list[np.ndarray]) -> np.ndarray:
    """What groups share before anything is seen: the intercept, and each equal attribute."""
    shared = np.full((len(attributes[0]),) * 2, INTERCEPT_SPREAD**2)
    for codes in attributes:
        shared = shared + EFFECT**2 * (codes[:, None] == codes)
    return shared


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 14))
def test_the_closed_form_really_leaves_each_group_out(seed: int, groups: int) -> None:
    observed, noise, attributes = case(seed, groups, missing=min(2, groups - 1))
    _, mean, variance = closed(observed, noise, attributes)
    shared = alike(attributes)
    for one in range(groups):
        others = np.flatnonzero(np.isfinite(observed) & (np.arange(groups) != one))
        total = shared[np.ix_(others, others)] + np.diag(noise[others] + OWN**2)
        weights = np.linalg.solve(total, shared[others, one])
        left = shared[one, one] + OWN**2 - weights @ shared[others, one]
        assert mean[one] == pytest.approx(weights @ observed[others], abs=1e-6)
        assert variance[one] == pytest.approx(left, rel=1e-6)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_the_evidence_is_the_density_of_what_was_observed(seed: int) -> None:
    observed, noise, attributes = case(seed, missing=2)
    seen = np.isfinite(observed)
    total = (alike(attributes) + np.diag(np.nan_to_num(noise) + OWN**2))[np.ix_(seen, seen)]
    density = multivariate_normal(np.zeros(seen.sum()), total).logpdf(observed[seen])
    found = closed(observed, noise, attributes)[0]
    assert found == pytest.approx(density + seen.sum() / 2 * np.log(2 * np.pi), abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(-5, 5))
def test_nobody_vouches_for_himself(seed: int, claim: float) -> None:
    observed, noise, attributes = case(seed)
    mean = closed(observed, noise, attributes)[1]
    boasted = observed.copy()
    boasted[5] += claim
    after = closed(boasted, noise, attributes)[1]
    assert after[5] == pytest.approx(mean[5], abs=1e-6)
    if abs(claim) > 0.1:
        assert np.abs(np.delete(after - mean, 5)).min() > 0


def test_an_outlier_moves_the_others_towards_itself() -> None:
    observed, noise, attributes = case(3)
    before = leave_one_out(observed, noise, attributes).mean
    observed[5] += 0.5
    after = leave_one_out(observed, noise, attributes).mean
    assert (np.delete(after - before, 5) > 0).mean() > 0.8


def test_who_is_not_observed_is_like_his_kind() -> None:
    """Two platforms, one four times as good; a newcomer on each is expected accordingly."""
    dice = np.random.default_rng(4)
    platform = np.arange(60) % 2
    observed = np.where(platform == 1, np.log(4.0), 0.0) + dice.normal(0, 0.2, 60)
    observed[:2] = np.nan
    noise = np.where(np.isfinite(observed), 0.02, np.nan)
    found = leave_one_out(observed, noise, [platform])
    assert found.mean[:2].tolist() == pytest.approx([0.0, np.log(4.0)], abs=0.15)
    assert (found.spread[:2] > 0.1).all() and (found.spread[:2] < 0.6).all()


def test_the_spread_between_groups_is_found() -> None:
    dice = np.random.default_rng(5)
    for spread in (0.2, 0.45, 0.9):
        observed = dice.normal(0.5, np.hypot(spread, 0.1), 400)
        found = leave_one_out(observed, np.full(400, 0.01))
        assert found.spread.mean() == pytest.approx(spread, rel=0.2)
        assert found.mean.mean() == pytest.approx(0.5, abs=0.2)


@pytest.mark.parametrize("groups", [0, 1, 4])
def test_nothing_observed_says_nothing(groups: int) -> None:
    nothing = np.full(groups, np.nan)
    found = leave_one_out(nothing, nothing, [np.zeros(groups, np.int64)])
    assert found.mean.tolist() == [0.0] * groups and found.spread.tolist() == [1.0] * groups


def test_a_single_group_has_only_the_wide_start() -> None:
    found = leave_one_out(np.array([3.0]), np.array([0.01]))
    assert found.mean[0] == pytest.approx(0, abs=1e-9) and found.spread[0] >= INTERCEPT_SPREAD
