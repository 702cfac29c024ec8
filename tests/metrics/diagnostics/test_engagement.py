"""Doubtful engagement: bought likes stand out, small accounts and small groups do not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from metrics.diagnostics.engagement import (
    RATE,
    TALK,
    Engagement,
    Posts,
    engagement,
    engagement_outliers,
)

PEOPLE, EACH = 40, 12


def posts(seed: int, bought: float = 1.0, quiet: float = 1.0, each: int = EACH) -> Posts:
    """Two platforms, three tiers; person 5 has ``bought`` times the likes, less talk."""
    rng = np.random.default_rng(seed)
    platform, tier = rng.integers(0, 2, PEOPLE), rng.integers(0, 3, PEOPLE)
    who = np.repeat(np.arange(PEOPLE), each)
    times, talk = np.ones(PEOPLE), np.ones(PEOPLE)
    times[5], talk[5] = bought, quiet
    rate = np.array([0.04, 0.015])[platform] * np.array([1.5, 1.0, 0.7])[tier] * times
    rate = rate * rng.lognormal(0, 0.25, PEOPLE)
    reach = np.rint(np.array([3e3, 3e4, 3e5])[tier][who] * rng.lognormal(0, 0.3, len(who)))
    likes = rng.binomial(
        reach.astype(int), np.minimum(rate[who] * rng.lognormal(0, 0.3, len(who)), 0.9)
    )
    comments = rng.poisson(likes * 0.04 * talk[who] * rng.lognormal(0, 0.3, len(who)))
    return Posts(who, reach, likes.astype(float), comments.astype(float), platform, tier)


def test_bought_likes_are_found_with_evidence() -> None:
    found = engagement_outliers(engagement(posts(1, bought=7.0, quiet=0.15)))
    assert {one.influencer for one in found} == {5}
    assert {one.measure for one in found} == {RATE, TALK}
    rate, talk = sorted(found, key=lambda one: one.measure == TALK)
    assert rate.z > 4 and rate.rate > rate.usual_high > rate.usual > rate.usual_low
    assert talk.z < -4 and talk.rate < talk.usual_low
    assert rate.posts == EACH


def test_chance_alone_makes_nobody_doubtful() -> None:
    every = [engagement(posts(seed)) for seed in range(20)]
    assert sum(len(engagement_outliers(one)) for one in every) <= 3
    chances = np.array([one.chance for found in every for one in found])
    assert (chances < 0.05).mean() < 0.08


def test_one_post_may_be_a_lucky_one() -> None:
    data = posts(2)
    lucky = np.flatnonzero(data.influencer == 7)
    data.likes[lucky[0]] *= 6
    assert 7 not in {one.influencer for one in engagement_outliers(engagement(data))}


def test_few_likes_without_a_comment_prove_nothing() -> None:
    data = posts(3)
    small = data.influencer == 9
    data.reach[small], data.likes[small], data.comments[small] = 60.0, 2.0, 0.0
    lines = [one for one in engagement(data) if one.influencer == 9 and one.measure == TALK]
    assert lines[0].rate == 0.0 and lines[0].chance > 0.05


def test_more_than_everybody_reached_needs_no_test() -> None:
    data = posts(4)
    mine = data.influencer == 11
    data.likes[mine] = data.reach[mine] * 1.2
    found = {(one.influencer, one.measure): one for one in engagement_outliers(engagement(data))}
    assert found[11, RATE].impossible == EACH and found[11, RATE].rate > 1


def test_unknown_counts_are_left_out() -> None:
    data = posts(5)
    before = engagement(data)
    data.reach[0], data.likes[1], data.comments[2], data.reach[3] = np.nan, np.nan, np.nan, 0.0
    after = engagement(data)
    assert len(before) == len(after) == 2 * PEOPLE
    assert (after[0].posts, after[1].posts) == (EACH - 4, EACH - 2)
    assert all(np.isfinite([one.rate, one.z, one.chance]).all() for one in after)


def test_someone_without_counts_is_not_judged_and_does_not_disturb() -> None:
    data = posts(6)
    data.reach[data.influencer == 0] = np.nan
    assert {one.influencer for one in engagement(data) if one.measure == RATE} == set(
        range(1, PEOPLE)
    )


def test_a_platform_of_one_person_has_no_usual_of_its_own() -> None:
    data = posts(7, bought=3.0)
    alone = replace(data, platform=np.where(np.arange(PEOPLE) == 5, 9, data.platform))
    assert 5 not in {one.influencer for one in engagement_outliers(engagement(alone))}


def test_too_few_people_to_compare() -> None:
    data = posts(8)
    few = data.influencer < 7
    cut = Posts(
        data.influencer[few],
        data.reach[few],
        data.likes[few],
        data.comments[few],
        data.platform[:7],
        data.tier[:7],
    )
    assert engagement(cut) == () and engagement_outliers(()) == ()


def test_the_least_factor_and_the_false_discovery_rate_by_hand() -> None:
    def line(who: int, chance: float, rate: float) -> Engagement:
        return Engagement(who, RATE, 5, rate, 0.05, 0.03, 0.08, 3.0, chance, 0)

    lines = [line(0, 0.01, 0.09), line(1, 0.02, 0.11), line(2, 0.03, 0.02), line(3, 0.9, 0.2)]
    assert [one.influencer for one in engagement_outliers(lines)] == [1, 2]


def test_the_order_of_rows_decides_nothing() -> None:
    data = posts(9, bought=6.0)
    mixed = np.random.default_rng(1).permutation(len(data.reach))
    names = ("influencer", "reach", "likes", "comments")
    shuffled = replace(data, **{name: getattr(data, name)[mixed] for name in names})
    first, second = engagement(data), engagement(shuffled)
    assert [one.z for one in first] == pytest.approx([one.z for one in second])
