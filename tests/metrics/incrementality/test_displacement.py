"""Orders that went missing: planted rates are found again, and spikes do not pass for them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.incrementality.displacement import (
    LATER,
    SPIKE_DAYS,
    SPIKE_Z,
    Fit,
    blocks,
    delayed_claims,
    fit_displacement,
    spikes,
)
from tests.panels import market

RATES = (0.2, 0.4, 0.6, 0.8)


@given(st.integers(1, 2_000))
@settings(max_examples=100, deadline=None)
def test_blocks_cover_all_days_evenly(days: int) -> None:
    found = blocks(days)
    assert len(found) == days and found[0] == 0 and (np.diff(found) >= 0).all()
    sizes = np.bincount(found)
    assert (sizes > 0).all() and np.ptp(sizes) <= 1
    assert days < 60 or abs(days / len(sizes) - 60) <= 60 / len(sizes)


@given(st.integers(0, 1_000), st.integers(1, 80))
@settings(max_examples=25, deadline=None)
def test_delayed_orders_are_those_of_earlier_days(seed: int, days: int) -> None:
    claimed = np.random.default_rng(seed).poisson(1.0, (2, 3, days)).astype(float)
    expected = np.zeros((len(LATER), 3, days))
    for span, (first, last) in enumerate(LATER):
        for product in range(3):
            for day in range(days):
                before = [d for d in range(days) if first <= day - d <= last]
                total = claimed[:, product, before].sum()
                expected[span, product, day] = total / (last - first + 1)
    np.testing.assert_allclose(delayed_claims(claimed), expected, atol=1e-12)


def test_without_luck_the_rates_are_found_exactly() -> None:
    fit, left_out = fit_displacement(market(RATES, exact=True).panel)
    np.testing.assert_allclose(fit.rate[:4], RATES, atol=1e-4)
    np.testing.assert_allclose(fit.rate[4:], 0, atol=1e-3)
    np.testing.assert_allclose(fit.residual, 0, atol=1e-2)
    assert not left_out.any() and fit.dispersion == 1.0


@pytest.mark.parametrize("seed", range(3))
def test_planted_rates_are_within_their_errors(seed: int) -> None:
    made = market(RATES, seed=seed)
    fit, _ = fit_displacement(made.panel)
    error = np.sqrt(np.diag(fit.covariance))
    assert (np.abs(fit.rate[:4] - made.rates) < 4 * error[:4]).all()
    assert (np.abs(fit.rate[4:]) < 4 * error[4:]).all()
    assert (error[:4] < 0.2).all()


def test_errors_are_as_large_as_they_say() -> None:
    """Over many markets the rates miss by one stated error on average, in both directions."""
    gaps = []
    for seed in range(16):
        made = market(RATES, products=4, days=150, seed=100 + seed)
        fit, _ = fit_displacement(made.panel)
        gaps.append((fit.rate[:4] - made.rates) / np.sqrt(np.diag(fit.covariance)[:4]))
    assert abs(np.mean(gaps)) < 0.5
    assert 0.6 < np.sqrt(np.mean(np.square(gaps))) < 1.4


def test_where_nothing_is_displaced_rates_are_near_zero() -> None:
    fit, _ = fit_displacement(market((0.0, 0.0, 0.0), seed=5).panel)
    error = np.sqrt(np.diag(fit.covariance))[:3]
    assert (np.abs(fit.rate[:3]) < 4 * error).all() and (np.abs(fit.rate[:3]) < 0.3).all()


def test_late_purchases_are_seen_on_later_days() -> None:
    """Half an order is missing, spread over the two weeks after each claimed one."""
    made = market((0.3, 0.3), exact=True)
    late = 0.5 * delayed_claims(made.panel.claimed)[0]
    fit, _ = fit_displacement(replace(made.panel, organic=made.panel.organic - late))
    np.testing.assert_allclose(fit.rate, [0.3, 0.3, 0.5, 0.0], atol=2e-3)


def test_planted_spikes_are_left_out_and_named() -> None:
    """Hidden promotions that coincide with posts would hide what is displaced."""
    made = market(RATES, seed=6)
    organic, planted = made.panel.organic.copy(), [(1, 40), (3, 120), (4, 200)]
    for product, day in planted:
        organic[product, day : day + SPIKE_DAYS] *= 3
    plain, named = (
        fit_displacement(made.panel)[1],
        fit_displacement(replace(made.panel, organic=organic)),
    )
    fit, left_out = named
    for product, day in planted:
        assert left_out[product, day : day + SPIKE_DAYS].all()
    assert not (fit.used & left_out).any() and plain.mean() < 0.02
    assert left_out.sum() <= plain.sum() + len(planted) * 3 * SPIKE_DAYS
    error = np.sqrt(np.diag(fit.covariance))[:4]
    assert (np.abs(fit.rate[:4] - made.rates) < 4 * error).all()


def test_listed_promotions_are_not_looked_at() -> None:
    made = market(RATES, exact=True)
    promoted = np.zeros(made.panel.organic.shape, bool)
    promoted[2, 30:45] = promoted[5, 90:100] = True
    wild = np.where(promoted, 5 * made.panel.organic, made.panel.organic)
    fit, left_out = fit_displacement(replace(made.panel, organic=wild, promoted=promoted))
    np.testing.assert_allclose(fit.rate[:4], RATES, atol=1e-3)
    assert not left_out.any() and (fit.used == ~promoted).all()


def test_who_sold_nothing_has_no_rate() -> None:
    made = market(RATES, exact=True)
    claimed = made.panel.claimed.copy()
    claimed[1] = 0
    gone = (made.rates[:, None, None] * claimed).sum(axis=0)
    fit, _ = fit_displacement(replace(made.panel, claimed=claimed, organic=made.demand - gone))
    assert fit.seen.tolist() == [True, False, True, True]
    np.testing.assert_allclose(fit.rate[:3], [0.2, 0.6, 0.8], atol=1e-4)


def test_what_drifts_together_widens_the_errors() -> None:
    """Fortnights of a product that rise and fall as one are fewer witnesses than days."""
    made = market(RATES, seed=7)
    dice = np.random.default_rng(7)
    swing = np.repeat(np.exp(dice.normal(0, 0.12, (6, 18))), 14, axis=1)[:, :240]
    moved, _ = fit_displacement(replace(made.panel, organic=np.round(made.panel.organic * swing)))
    still, _ = fit_displacement(made.panel)
    assert moved.together > 1.5 * still.together
    assert (np.diag(moved.covariance)[:4] > np.diag(still.covariance)[:4]).all()


@given(st.integers(0, 1_000), st.integers(1, 20))
@settings(max_examples=40, deadline=None)
def test_spikes_are_runs_of_days_far_above_expectation(seed: int, days: int) -> None:
    dice = np.random.default_rng(seed)
    expected = dice.uniform(0.5, 20, (3, days))
    residual = dice.normal(0, 2.5 * np.sqrt(expected)) + 2
    used = dice.random((3, days)) > 0.1
    nothing = np.zeros((0, 0))
    fit = Fit(np.zeros(0), nothing, np.zeros(0, bool), expected, residual, used, 1.7, 1.0)
    by_hand = np.zeros((3, days), bool)
    for product in range(3):
        for start in range(days - SPIKE_DAYS + 1):
            run = [d for d in range(start, start + SPIKE_DAYS) if used[product, d]]
            usual = np.sqrt(1.7 * sum(expected[product, d] for d in run) + 1e-12)
            if run and sum(residual[product, d] for d in run) > SPIKE_Z * usual:
                by_hand[product, run] = True
    assert (spikes(fit) == by_hand).all()
