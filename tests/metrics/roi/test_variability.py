"""The noise of posts: a planted one is found, and the order of the posts plays no part."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.roi.post_outcomes import Outcomes
from metrics.roi.variability import DEFAULT_CV_SQUARED, fit_dispersion


def made(owner: np.ndarray, product: np.ndarray, revenue: np.ndarray, price: float) -> Outcomes:
    """Posts on days of their own, whose order rows are each worth ``price``."""
    posts = len(owner)
    return Outcomes(
        influencer=owner,
        day=np.arange(posts) * 3 % 1009,
        month=np.zeros(posts, np.int64),
        revenue=revenue,
        orders=revenue / max(price, 1e-9),
        squares=revenue * price,
        cost=np.ones(posts),
        share_by_order=np.zeros(posts),
        codes={"product": product},
        vocabulary={"product": tuple(map(str, range(9)))},
    )


def market(variation: float, price: float, seed: int, posts: int = 1_000) -> Outcomes:
    """Posts of 25 influencers and 4 products: Gamma luck, then Poisson orders of one price."""
    dice = np.random.default_rng(seed)
    owner, product = dice.integers(25, size=posts), dice.integers(4, size=posts)
    mean = (2_000 * np.exp(dice.normal(0, 0.6, 25)))[owner] * np.array([0.5, 1, 1.5, 3])[product]
    brought = mean * dice.gamma(1 / variation, variation, posts)
    revenue = price * dice.poisson(brought / price) if price else brought
    return made(owner, product, revenue.astype(float), price)


@pytest.mark.parametrize("price", [0.0, 900.0], ids=["money flows", "whole orders"])
@pytest.mark.parametrize("variation", [0.1, 0.5, 1.2])
def test_a_planted_variation_is_found(variation: float, price: float) -> None:
    found = np.mean(
        [fit_dispersion(market(variation, price, seed)).cv_squared for seed in range(6)]
    )
    assert found == pytest.approx(variation, rel=0.2)


def test_counting_noise_alone_is_no_luck() -> None:
    found = np.mean([fit_dispersion(market(1e-4, 900.0, seed)).cv_squared for seed in range(4)])
    assert found < 0.06


def test_steady_posts_are_expected_as_they_are() -> None:
    """An exact product of influencer and product is fitted but for the half post of the rest."""
    dice = np.random.default_rng(2)
    owner, product = dice.integers(5, size=400), dice.integers(3, size=400)
    revenue = np.array([10.0, 20, 40, 80, 160])[owner] * np.array([1.0, 2, 5])[product]
    found = fit_dispersion(made(owner, product, revenue, 0.0))
    for one in range(5):
        mine = owner == one
        ratio = found.expected[mine] / revenue[mine]
        assert np.ptp(ratio) == pytest.approx(0, abs=1e-6)
        assert ratio[0] == pytest.approx(1, abs=0.25)
    assert found.cv_squared == pytest.approx(0.02)


def test_expected_money_is_about_the_money_there_was() -> None:
    posts = market(0.4, 900.0, 5)
    assert fit_dispersion(posts).expected.sum() == pytest.approx(posts.revenue.sum(), rel=0.02)


def test_nobody_expects_nothing() -> None:
    """An influencer who has sold nothing yet is expected to sell a little, the others more."""
    posts = market(0.4, 900.0, 6)
    idle = posts.influencer == 3
    found = fit_dispersion(replace(posts, revenue=np.where(idle, 0.0, posts.revenue)))
    assert (found.expected > 0).all()
    assert found.expected[idle].mean() < 0.1 * found.expected[~idle].mean()


def test_a_product_that_sold_nothing_is_expected_to_sell_a_little() -> None:
    """Posts for which no order is known must not look as if nothing could ever come of them."""
    posts = market(0.4, 900.0, 6)
    unsold = posts.codes["product"] == 2
    after = fit_dispersion(replace(posts, revenue=np.where(unsold, 0.0, posts.revenue))).expected
    assert (after > 0).all()
    assert after[unsold].mean() < 0.02 * after[~unsold].mean()


def test_one_who_sells_a_thousand_times_more_does_not_decide() -> None:
    posts = market(0.5, 0.0, 7)
    giant = posts.influencer == 0
    dice = np.random.default_rng(8)
    steady = np.where(giant, 1_000 * 2_000 * dice.gamma(200, 1 / 200, len(posts)), posts.revenue)
    assert fit_dispersion(replace(posts, revenue=steady)).cv_squared > 0.35


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_the_order_of_posts_plays_no_part(seed: int, dice: object) -> None:
    posts = market(0.5, 900.0, seed, posts=60)
    order = np.arange(60)
    dice.shuffle(order)  # type: ignore[attr-defined]
    arrays = ("influencer", "day", "revenue", "orders", "squares")
    moved = replace(
        posts,
        **{name: getattr(posts, name)[order] for name in arrays},
        codes={"product": posts.codes["product"][order]},
    )
    before, after = fit_dispersion(posts), fit_dispersion(moved)
    assert after.cv_squared == pytest.approx(before.cv_squared, rel=1e-9)
    np.testing.assert_allclose(after.expected, before.expected[order], rtol=1e-9)


def test_without_posts_there_is_the_usual_luck() -> None:
    nobody = np.zeros(0, np.int64)
    found = fit_dispersion(made(nobody, nobody, np.zeros(0), 0.0))
    assert len(found.expected) == 0 and found.cv_squared == DEFAULT_CV_SQUARED


@pytest.mark.parametrize("revenue", [0.0, 1_250.0])
def test_one_post_expects_itself(revenue: float) -> None:
    found = fit_dispersion(
        made(np.zeros(1, np.int64), np.zeros(1, np.int64), np.array([revenue]), 10.0)
    )
    assert (
        found.expected.tolist() == pytest.approx([revenue])
        and found.cv_squared == DEFAULT_CV_SQUARED
    )


def test_products_need_not_be_known() -> None:
    posts = market(0.5, 0.0, 9)
    alone = replace(posts, codes={"product": np.zeros(len(posts), np.int64)})
    unknown = fit_dispersion(replace(posts, codes={}))
    np.testing.assert_allclose(unknown.expected, fit_dispersion(alone).expected)
