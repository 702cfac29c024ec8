"""Rates between the data and the common line: each wins where it knows more."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.incrementality.displacement import LATER, Fit
from metrics.incrementality.rates import (
    AVERAGE,
    ELSEWHERE,
    ELSEWHERE_SPREAD,
    LATE,
    LATE_SPREAD,
    SLOPES,
    SPREADS,
    _evidence,
    _posterior,
    rates,
)


def measured(
    rate: np.ndarray,
    error: float,
    *,
    seen: np.ndarray | None = None,
    late: float = 0.0,
    late_error: float = 10.0,
) -> Fit:
    """A fit that found these rates, all with the same standard error."""
    seen = np.ones(len(rate), bool) if seen is None else seen
    found = np.concatenate([rate[seen], np.full(len(LATER), late / len(LATER))])
    errors = np.r_[np.full(seen.sum(), error), np.full(len(LATER), late_error / len(LATER) ** 0.5)]
    cells = np.zeros((1, 1))
    return Fit(found, np.diag(errors**2), seen, cells, cells, cells > 0, 1.0, 1.0)


def people(count: int, slope: float, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Rates around 0.4 that follow newness by a slope, and that newness."""
    dice = np.random.default_rng(seed)
    newness = dice.normal(0.1, 0.2, count)
    return 0.4 + slope * (newness - newness.mean()) + dice.normal(0, 0.08, count), newness


def test_where_the_data_are_sharp_they_decide() -> None:
    rate, newness = people(20, 0.0)
    found = rates(measured(rate, 1e-4), newness, np.ones(20))
    np.testing.assert_allclose(found.mean, rate, atol=1e-3)
    np.testing.assert_allclose(np.sqrt(np.diag(found.covariance)), 1e-4, rtol=0.1)


def test_where_the_data_are_vague_the_line_decides() -> None:
    rate = np.array([-30.0, 50.0, 4.0, 0.4])
    found = rates(measured(rate, 1e3), np.full(4, np.nan), np.ones(4))
    np.testing.assert_allclose(found.mean, AVERAGE, atol=1e-2)
    assert np.ptp(found.mean) < 1e-3


def test_rates_are_drawn_together_in_between() -> None:
    dice = np.random.default_rng(3)
    truth = dice.normal(0.5, 0.1, 40)
    seen = truth + dice.normal(0, 0.3, 40)
    found = rates(measured(seen, 0.3), np.full(40, np.nan), np.ones(40))
    assert found.mean.std() < 0.6 * seen.std()
    assert np.square(found.mean - truth).mean() < 0.3 * np.square(seen - truth).mean()
    assert found.average == pytest.approx(0.5, abs=0.15)


@pytest.mark.parametrize("slope", [-1.0, 0.0, 0.8])
def test_a_planted_slope_is_found_and_none_where_there_is_none(slope: float) -> None:
    rate, newness = people(60, slope)
    found = rates(measured(rate, 0.05), newness, np.ones(60))
    assert found.slope == pytest.approx(slope, abs=0.15)
    assert found.average == pytest.approx(0.4, abs=0.05)
    assert found.spread == pytest.approx(0.08, abs=0.05)


def test_random_newness_is_left_aside() -> None:
    """Over many draws the slope is drawn towards zero, more than least squares would be."""
    slopes, plain = [], []
    for seed in range(20):
        rate, newness = people(20, 0.0, seed)
        rate = rate + np.random.default_rng(1_000 + seed).normal(0, 0.3, 20)
        slopes.append(rates(measured(rate, 0.3), newness, np.ones(20)).slope)
        plain.append(np.polyfit(newness, rate, 1)[0])
    assert np.square(slopes).mean() < 0.3 * np.square(plain).mean()


def test_who_is_not_seen_gets_the_line_and_its_doubt() -> None:
    rate, newness = people(30, -1.0)
    newness[4] = np.nan
    seen = np.arange(30) >= 5
    found = rates(measured(rate, 0.05, seen=seen), newness, np.ones(30))
    centred = np.nan_to_num(newness - newness[seen].mean())
    line = found.average + found.slope * centred
    np.testing.assert_allclose(found.mean[~seen], line[~seen], atol=1e-9)
    assert found.mean[4] == pytest.approx(found.average)
    spread = np.sqrt(np.diag(found.covariance))
    assert spread[~seen].mean() > 1.2 * spread[seen].mean()


def test_an_unknown_newness_takes_no_part_in_the_middle() -> None:
    rate, newness = people(30, -1.0)
    missing = np.arange(30) < 6
    found = rates(measured(rate, 0.02), np.where(missing, np.nan, newness), np.ones(30))
    shifted = rates(measured(rate, 0.02), np.where(missing, np.nan, newness + 5), np.ones(30))
    np.testing.assert_allclose(shifted.mean, found.mean, atol=1e-9)
    assert shifted.slope == pytest.approx(found.slope)


@given(st.integers(0, 1_000), st.sampled_from([0.05, 0.3]), st.sampled_from([0.3, 1.6]))
@settings(max_examples=30, deadline=None)
def test_the_posterior_equals_weighing_precisions(seed: int, spread: float, slope: float) -> None:
    """The same answer the other way round: line and rates as unknowns with their precisions."""
    dice = np.random.default_rng(seed)
    newness, seen = dice.normal(0, 0.3, 6), np.arange(6) != 2
    half = dice.normal(0, 0.1, (5, 5))
    noise = half @ half.T + 0.01 * np.eye(5)
    rate = dice.normal(0.4, 0.3, 5)
    design = np.column_stack([np.ones(6), newness])
    mean, covariance, line = _posterior((seen, rate, noise), design, spread, slope)
    # Unknowns: average, slope, then six rates around the line.
    around = np.hstack([-design, np.eye(6)])
    picked = np.hstack([np.zeros((5, 2)), np.eye(6)[seen]])
    start = np.diag([1.0, slope**-2, *np.zeros(6)])
    precision = start + around.T @ around / spread**2 + picked.T @ np.linalg.inv(noise) @ picked
    pull = start @ np.r_[AVERAGE, np.zeros(7)] + picked.T @ np.linalg.solve(noise, rate)
    everything = np.linalg.inv(precision)
    np.testing.assert_allclose(np.r_[line, mean], everything @ pull, atol=1e-7)
    np.testing.assert_allclose(covariance, everything[2:, 2:], atol=1e-7)


def test_doubt_about_the_spreads_is_part_of_the_covariance() -> None:
    """Moments of the mixture over all spreads and slopes, weighed by their evidence."""
    rate, newness = people(8, -1.5, 4)
    fit = measured(rate, 0.25)
    design = np.column_stack([np.ones(8), newness - newness.mean()])
    given_all = (np.ones(8, bool), rate, 0.25**2 * np.eye(8))
    pairs = [(a, b) for a in SPREADS for b in SLOPES]
    parts = [_posterior(given_all, design, *at) for at in pairs]
    weight = np.exp([_evidence(given_all, design, *at) for at in pairs])
    weight = weight / weight.sum()
    mean = sum(w * part[0] for w, part in zip(weight, parts))
    square = sum(w * (part[1] + np.outer(part[0], part[0])) for w, part in zip(weight, parts))
    found = rates(fit, newness, np.ones(8))
    np.testing.assert_allclose(found.mean, mean, atol=1e-9)
    np.testing.assert_allclose(found.covariance, square - np.outer(mean, mean), atol=1e-9)


def test_nobody_seen_leaves_what_was_thought_before() -> None:
    found = rates(
        measured(np.zeros(3), 1.0, seen=np.zeros(3, bool)), np.full(3, np.nan), np.ones(3)
    )
    np.testing.assert_allclose(found.mean, AVERAGE)
    assert (np.diag(found.covariance) >= 1).all()


def test_without_a_measured_late_part_the_setting_stands() -> None:
    found = rates(measured(np.full(5, 0.5), 1e-3, late_error=1e3), np.full(5, np.nan), np.ones(5))
    assert found.factor == pytest.approx(1 + ELSEWHERE + LATE, abs=1e-3)
    usual = LATE_SPREAD + 0.01 / 0.5
    assert found.factor_spread == pytest.approx(np.hypot(ELSEWHERE_SPREAD, usual), abs=1e-3)
    assert abs(found.late_gap) < 0.01


@pytest.mark.parametrize("late", [0.0, 0.1, 0.25])
def test_a_measured_late_part_replaces_the_setting(late: float) -> None:
    fit = measured(np.full(5, 0.5), 1e-3, late=late, late_error=1e-4)
    found = rates(fit, np.full(5, np.nan), np.ones(5))
    assert found.factor == pytest.approx(1 + ELSEWHERE + late / 0.5, abs=1e-2)
    assert found.factor_spread == pytest.approx(ELSEWHERE_SPREAD, abs=1e-2)
    assert np.sign(found.late_gap) == np.sign(late - LATE * 0.5)


def test_weights_are_shares_of_the_claimed_orders() -> None:
    found = rates(measured(np.full(3, 0.4), 0.1), np.full(3, np.nan), np.array([1.0, 3.0, 0.0]))
    assert found.weight.tolist() == [0.25, 0.75, 0.0]
