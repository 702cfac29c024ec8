"""Intervals of ROI: what fine integration gives, nested, ordered and right nine times of ten."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import gamma, norm

from metrics.roi.posterior import LEVELS, Posterior, _grids, _summary, posterior
from metrics.roi.prior import Prior


class Truth(NamedTuple):
    """A posterior of log ROI integrated finely: its quantiles by share, and the chance below 0."""

    at: dict[float, float]
    below: float
    spread: float


def judged(roi: np.ndarray, shape: np.ndarray, break_even: float = 1.0) -> Posterior:
    """Groups whose revenue has the given inverse squared coefficient of variation."""
    expected = np.full(len(roi), 100.0)
    return posterior(roi, expected, expected**2 / shape, break_even)


def integrated(roi: float, shape: float, mean: float, spread: float, threshold: float) -> Truth:
    """Normal prior times Gamma likelihood on 40,001 points, found by scipy's own densities."""
    if roi == 0:
        # The density of nothing sold falls with the ROI to the power of the shape, which only
        # shifts the normal: completing the square is the exact answer.
        exact = norm(mean - shape * spread**2, spread)
        shares = {share: float(exact.ppf(share)) for share in SHARES}
        return Truth(shares, float(exact.cdf(threshold)), spread)
    low, high = sorted((mean, np.log(roi)))
    reach = 12 * spread
    points = np.linspace(low - reach, high + reach, 4_001)
    for _ in range(2):
        height = gamma.logpdf(roi, shape, scale=np.exp(points) / shape)
        height = height + norm.logpdf(points, mean, spread)
        mass = np.exp(height - height.max())
        kept = points[mass > 1e-13]
        points = np.linspace(kept[0] - 1e-6, kept[-1] + 1e-6, 40_001)
    height = gamma.logpdf(roi, shape, scale=np.exp(points) / shape)
    height = height + norm.logpdf(points, mean, spread)
    mass = np.exp(height - height.max())
    mass /= mass.sum()
    below = np.cumsum(mass) - mass / 2
    shares = {share: float(np.interp(share, below, points)) for share in SHARES}
    centre = mass @ points
    chance = float(np.interp(threshold, points, below, 0.0, 1.0))
    return Truth(shares, chance, float(np.sqrt(mass @ (points - centre) ** 2)))


SHARES = (0.5, *((1 - level) / 2 for level in LEVELS), *((1 + level) / 2 for level in LEVELS))
SHAPES = st.floats(np.log(0.5), np.log(1e4)).map(lambda x: float(np.exp(x)))
GROUPS = st.lists(st.tuples(st.just(0.0) | st.floats(0.01, 50), SHAPES), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(GROUPS, st.sampled_from([1.0, 2.5]))
def test_quantiles_equal_fine_integration(groups: list, break_even: float) -> None:
    roi, shape = np.array(groups).T
    found = judged(roi, shape, break_even)
    for one in range(len(roi)):
        prior = found.prior.mean[one], found.prior.spread[one]
        truth = integrated(roi[one], shape[one], *prior, float(np.log(break_even)))
        near = 0.02 * truth.spread
        assert found.log_spread[one] == pytest.approx(truth.spread, rel=0.01)
        assert found.loss_probability[one] == pytest.approx(truth.below, abs=0.005)
        ends = [(0.5, found.estimate)]
        ends += [((1 - level) / 2, found.low[level]) for level in LEVELS]
        ends += [((1 + level) / 2, found.high[level]) for level in LEVELS]
        for share, quantile in ends:
            if truth.at[share] > -600:
                assert np.log(quantile[one]) == pytest.approx(truth.at[share], abs=near)
            else:
                assert 0 <= quantile[one] < 1e-250


@settings(max_examples=60, deadline=None)
@given(GROUPS)
def test_intervals_nest_around_the_estimate(groups: list) -> None:
    found = judged(*np.array(groups).T)
    ends = [found.low[0.95], found.low[0.90], found.low[0.80], found.estimate]
    ends += [found.high[0.80], found.high[0.90], found.high[0.95]]
    assert np.isfinite(ends).all() and (np.diff(ends, axis=0) >= 0).all()
    assert ((found.loss_probability >= 0) & (found.loss_probability <= 1)).all()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.just(0.0) | st.floats(0.01, 40), min_size=2, max_size=8), SHAPES)
def test_a_better_result_is_judged_better(roi: list[float], shape: float) -> None:
    """The same posts and the same prior: the whole posterior rises with what was earned."""
    ratio = np.sort(np.array(roi))
    prior = Prior(np.full(len(ratio), 0.3), np.full(len(ratio), 0.6))
    shapes = np.full(len(ratio), shape)
    grid, mass = _grids(ratio, shapes, prior)
    found = _summary(grid, mass, ratio >= 0, shapes, prior, 0.0)
    rising = [found.log_mean, found.estimate, -found.loss_probability]
    rising += [*found.low.values(), *found.high.values()]
    for number in rising:
        assert (np.diff(number) >= -1e-3 * np.abs(number[1:]) - 1e-6).all()
    if ratio[-1] > ratio[0] + 1:
        assert found.log_mean[-1] > found.log_mean[0]


def test_more_posts_make_narrower_intervals() -> None:
    shape = np.array([0.5, 5.0, 50.0, 500.0, 5_000.0])
    found = judged(np.full(5, 1.5), shape)
    assert (np.diff(found.log_spread) < 0).all()
    assert found.estimate[-1] == pytest.approx(1.5, rel=0.01)


def test_where_nothing_was_paid_there_is_no_judgement() -> None:
    found = judged(np.array([1.2, np.nan, 0.7]), np.array([4.0, 4.0, 4.0]))
    numbers = [found.estimate, found.loss_probability, found.log_mean, found.log_spread]
    for number in [*numbers, *found.low.values(), *found.high.values()]:
        assert np.isnan(number).tolist() == [False, True, False]
    without = judged(np.array([1.2, 0.7]), np.array([4.0, 4.0]))
    np.testing.assert_allclose(found.estimate[[0, 2]], without.estimate)


def test_nothing_expected_and_no_noise_is_no_judgement() -> None:
    found = posterior(np.array([1.0, 2.0]), np.array([0.0, 5.0]), np.array([0.0, 1.0]), 1.0)
    assert np.isnan(found.estimate[0]) and np.isfinite(found.estimate[1])


def test_no_groups_have_no_posterior() -> None:
    found = judged(np.zeros(0), np.zeros(0))
    assert len(found.estimate) == len(found.loss_probability) == 0


def test_the_break_even_decides_what_a_loss_is() -> None:
    roi, shape = np.array([0.5, 1.4, 3.0]), np.full(3, 20.0)
    strict, kind = judged(roi, shape, 2.5), judged(roi, shape, 1.0)
    assert (strict.loss_probability > kind.loss_probability).all()
    np.testing.assert_allclose(strict.estimate, kind.estimate)


@pytest.mark.parametrize("level", LEVELS)
def test_intervals_cover_as_often_as_they_say(level: float) -> None:
    """2,000 groups drawn from the model itself, in every band of how much is known of each."""
    dice = np.random.default_rng(11)
    truth = np.exp(dice.normal(0.3, 0.45, 2_000))
    shape = np.exp(dice.uniform(np.log(0.8), np.log(200), 2_000))
    found = judged(dice.gamma(shape, truth / shape), shape)
    covered = (found.low[level] <= truth) & (truth <= found.high[level])
    assert covered.mean() == pytest.approx(level, abs=0.02)
    for band in (shape < 4, (shape >= 4) & (shape < 40), shape >= 40):
        assert covered[band].mean() == pytest.approx(level, abs=0.04)


@pytest.mark.parametrize("spread", [0.25, 0.55, 0.8])
def test_intervals_cover_whatever_the_spread_between_groups(spread: float) -> None:
    """Spreads between those that are tried: the nearest ones have to do."""
    dice = np.random.default_rng(13)
    truth = np.exp(dice.normal(0.3, spread, 2_000))
    shape = np.exp(dice.uniform(np.log(0.8), np.log(200), 2_000))
    found = judged(dice.gamma(shape, truth / shape), shape)
    covered = (found.low[0.90] <= truth) & (truth <= found.high[0.90])
    assert 0.87 <= covered.mean() <= 0.93


def test_rough_results_do_not_pull_the_others_down() -> None:
    """The logarithm of a noisy ratio is too low on average, which the prior makes up for."""
    dice = np.random.default_rng(14)
    shape = np.full(600, 0.8)
    found = judged(2.0 * dice.gamma(shape, 1 / shape), shape)
    assert found.prior.mean.mean() == pytest.approx(np.log(2.0), abs=0.15)


def test_chances_of_a_loss_come_true() -> None:
    dice = np.random.default_rng(12)
    truth = np.exp(dice.normal(0.1, 0.5, 3_000))
    shape = np.exp(dice.uniform(np.log(0.8), np.log(60), 3_000))
    chance = judged(dice.gamma(shape, truth / shape), shape).loss_probability
    for low in np.arange(0, 1, 0.2):
        inside = (chance >= low) & (chance < low + 0.2)
        assert (truth[inside] < 1).mean() == pytest.approx(chance[inside].mean(), abs=0.06)
