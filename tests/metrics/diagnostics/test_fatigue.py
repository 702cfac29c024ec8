"""Fatigue: found where posts really sell less, and not made by chance, season or cut windows."""

from __future__ import annotations

import numpy as np
import pytest

from metrics.diagnostics.fatigue import Fatigue, fatigue, fatigued
from metrics.roi.post_outcomes import Outcomes

PEOPLE, EACH, STEP = 20, 24, 10
LAST_DAY = 20_000


def posts(
    seed: int, factor: np.ndarray | float = 1.0, *, last_day: int = LAST_DAY, each: int = EACH
) -> Outcomes:
    """Posts every ten days up to 20 days before the end; ``factor`` has shape (people, each)."""
    rng = np.random.default_rng(seed)
    who = np.repeat(np.arange(PEOPLE), each)
    day = last_day - 20 - STEP * np.tile(np.arange(each)[::-1], PEOPLE)
    level = rng.lognormal(2.5, 0.6, PEOPLE)[:, None] * np.broadcast_to(factor, (PEOPLE, each))
    orders = rng.poisson(level.ravel() * rng.gamma(5.0, 0.2, len(who))).astype(float)
    month = (day - day.min()) // 30
    product = rng.integers(0, 3, len(who))
    zero = np.zeros(len(who))
    return Outcomes(
        influencer=who,
        day=day,
        month=month,
        revenue=orders * 500,
        orders=orders,
        squares=orders * 500.0**2,
        cost=zero,
        share_by_order=zero,
        codes={"product": product},
        vocabulary={"product": ("a", "b", "c")},
    )


def tiring(share: float) -> np.ndarray:
    factor = np.ones((PEOPLE, EACH))
    factor[3, -6:] = share
    return factor


def test_one_who_tires_is_found_with_evidence() -> None:
    found = fatigued(fatigue(posts(1, tiring(0.2)), LAST_DAY))
    assert [one.influencer for one in found] == [3]
    one = found[0]
    assert (one.posts_before, one.posts_lately, one.left_out) == (EACH - 6, 6, 0)
    assert one.low < 0.2 < one.high < 0.5 and one.chance < 0.001
    assert one.lately < 0.5 * one.before
    assert one.since == LAST_DAY - 20 - 5 * STEP


def test_chance_alone_tires_nobody() -> None:
    every = [fatigue(posts(seed), LAST_DAY) for seed in range(20)]
    assert sum(len(fatigued(one)) for one in every) <= 3
    chances = np.array([one.chance for found in every for one in found])
    assert 0.02 < (chances < 0.05).mean() < 0.08 and 0.44 < (chances < 0.5).mean() < 0.56
    covered = np.array([one.low < 1 < one.high for found in every for one in found])
    assert 0.86 < covered.mean() < 0.94


def test_a_quiet_season_is_nobodys_fatigue() -> None:
    season = np.ones((PEOPLE, EACH))
    season[:, -6:] = 0.3
    every = [fatigued(fatigue(posts(seed, season), LAST_DAY)) for seed in range(5)]
    assert sum(map(len, every)) <= 1


@pytest.mark.parametrize(("change", "expected"), [(0.2, 10), (6.0, 0)])
def test_a_giant_decides_for_themselves_only(change: float, expected: int) -> None:
    factor = np.ones((PEOPLE, EACH))
    factor[3] = 100.0
    factor[3, -6:] *= change
    every = [fatigued(fatigue(posts(seed, factor), LAST_DAY)) for seed in range(10)]
    assert sum(one.influencer == 3 for found in every for one in found) == expected
    assert sum(one.influencer != 3 for found in every for one in found) <= 1


def test_posts_whose_window_is_cut_off_decide_nothing() -> None:
    data = posts(2)
    end = int(data.day.max())
    whole = fatigue(data, end)
    data.orders[data.day > end - 14] = 0.0
    assert fatigue(data, end) == whole
    assert {one.left_out for one in whole} == {2}
    assert {one.left_out for one in fatigue(data, end, window_days=25)} == {3}


def test_too_few_posts_are_not_judged() -> None:
    assert fatigue(posts(3, each=9), LAST_DAY) == ()
    assert len(fatigue(posts(3, each=10), LAST_DAY)) == PEOPLE


def test_posts_that_sell_nothing() -> None:
    nothing = fatigue(posts(4, tiring(0.0)), LAST_DAY)
    assert nothing[3].lately == 0.0 and 0 < nothing[3].high < 0.2
    assert all(np.isfinite(one.ratio) for one in fatigue(posts(4, 0.0), LAST_DAY))
    assert fatigued(fatigue(posts(4, 0.0), LAST_DAY)) == ()


def test_no_posts_at_all() -> None:
    empty = posts(5).without(np.ones(PEOPLE * EACH, bool))
    assert fatigue(empty, LAST_DAY) == () and fatigued(()) == ()


def test_the_order_of_rows_decides_nothing() -> None:
    data = posts(6, tiring(0.2))
    mixed = np.random.default_rng(0).permutation(len(data))
    names = ("influencer", "day", "month", "revenue", "orders", "squares", "cost")
    shuffled = Outcomes(
        **{name: getattr(data, name)[mixed] for name in names},
        share_by_order=data.share_by_order,
        codes={"product": data.codes["product"][mixed]},
        vocabulary=data.vocabulary,
    )
    first, second = fatigue(data, LAST_DAY), fatigue(shuffled, LAST_DAY)
    assert [one.influencer for one in first] == [one.influencer for one in second]
    assert [one.chance for one in first] == pytest.approx([one.chance for one in second])


def test_false_discovery_rate_by_hand() -> None:
    def line(who: int, chance: float, ratio: float = 0.5) -> Fatigue:
        return Fatigue(who, 9, 6, 0, 0, 2.0, 1.0, ratio, 0.3, 0.8, chance)

    lines = [line(0, 0.9), line(1, 0.045), line(2, 0.02), line(3, 0.5)]
    assert [one.influencer for one in fatigued(lines)] == [2, 1]
    assert fatigued([line(0, 0.06), line(1, 0.9)]) == ()
