"""Posts' orders spread by the average decay: none is lost, none lies outside the data."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.incrementality.panel import WINDOW_DAYS, Windows, claimed_orders, decay, open_days

DAYS, PEOPLE, PRODUCTS = 60, 3, 2


class Made(NamedTuple):
    """Posts (owner, product, day) and order rows (owner, product, day, orders)."""

    posts: list[tuple[int, int, int]]
    rows: list[tuple[int, int, int, int]]

    def followed(self, owner: int, product: int, day: int) -> int:
        """The latest post about the product if recent, else the latest; -1 before the first."""
        before = [n for n, one in enumerate(self.posts) if one[0] == owner and one[2] <= day]
        near = [n for n in before if self.posts[n][1] == product and self.age(n, day) < WINDOW_DAYS]
        return max(near or before, key=lambda n: (self.posts[n][2], n), default=-1)

    def age(self, post: int, day: int) -> int:
        return day - self.posts[post][2]

    def open(self, post: int) -> range:
        """The ages at which a post is open: until the next of its owner and product."""
        owner, product, start = self.posts[post]
        same = [n for n, one in enumerate(self.posts) if one == (owner, product, start)]
        later = [d for who, what, d in self.posts if (who, what) == (owner, product) and d > start]
        until = start if post != same[-1] else min([*later, DAYS])
        return range(min(max(until - start, 1), WINDOW_DAYS))

    def windows(self) -> Windows:
        posts = np.array(self.posts, np.int64).reshape(-1, 3)
        rows = np.array(self.rows, np.int64).reshape(-1, 4)
        return Windows(
            owner=posts[:, 0],
            series=posts[:, 0] * PRODUCTS + posts[:, 1],
            group=posts[:, 0] % 2,
            day=posts[:, 2],
            order_post=np.array([self.followed(*row[:3]) for row in self.rows], np.int64),
            order_owner=rows[:, 0],
            order_product=rows[:, 1],
            order_day=rows[:, 2],
            orders=rows[:, 3].astype(float),
        )


WHO, WHAT = st.integers(0, PEOPLE - 1), st.integers(0, PRODUCTS - 1)
MADE = st.builds(
    Made,
    st.lists(st.tuples(WHO, WHAT, st.integers(-10, DAYS - 1)), max_size=8),
    st.lists(st.tuples(WHO, WHAT, st.integers(0, DAYS - 1), st.integers(1, 5)), max_size=12),
)
"""Posts may be older than the first sale that is known."""


@settings(max_examples=100, deadline=None)
@given(MADE)
def test_every_order_of_an_influencer_and_product_is_there(made: Made) -> None:
    found = claimed_orders(made.windows(), PEOPLE, PRODUCTS, DAYS)
    expected = np.zeros((PEOPLE, PRODUCTS))
    for owner, product, _, orders in made.rows:
        expected[owner, product] += orders
    assert found.shape == (PEOPLE, PRODUCTS, DAYS) and (found >= 0).all()
    np.testing.assert_allclose(found.sum(axis=2), expected, atol=1e-9)


@settings(max_examples=100, deadline=None)
@given(MADE)
def test_orders_stay_near_what_they_follow(made: Made) -> None:
    """A day has claimed orders only where a post with orders is open, or a lone order stands."""
    found = claimed_orders(made.windows(), PEOPLE, PRODUCTS, DAYS)
    allowed = np.zeros(found.shape, bool)
    for owner, product, day, _ in made.rows:
        post = made.followed(owner, product, day)
        if post < 0 or made.age(post, day) >= WINDOW_DAYS:
            allowed[owner, product, day] = True
        else:
            days = [made.posts[post][2] + age for age in made.open(post)]
            allowed[owner, product, [d for d in days if d >= 0]] = True
    assert not found[~allowed].any()


@settings(max_examples=100, deadline=None)
@given(MADE)
def test_a_post_is_open_until_the_next_one_or_the_end(made: Made) -> None:
    windows = made.windows()
    found = open_days(windows.series, windows.day, DAYS)
    assert found.tolist() == [len(made.open(post)) for post in range(len(made.posts))]


@settings(max_examples=60, deadline=None)
@given(MADE)
def test_the_decay_divides_by_the_posts_that_are_open(made: Made) -> None:
    """Only days of the data count: on others no order could have been seen."""
    found = decay(made.windows(), DAYS)
    for group in range(len(found)):
        sold, exposed = np.zeros(WINDOW_DAYS), np.zeros(WINDOW_DAYS)
        for post, (owner, _, start) in enumerate(made.posts):
            for age in made.open(post):
                exposed[age] += owner % 2 == group and start + age >= 0
        for owner, product, day, orders in made.rows:
            post = made.followed(owner, product, day)
            if post >= 0 and owner % 2 == group and made.age(post, day) < WINDOW_DAYS:
                sold[made.age(post, day)] += orders
        rate = sold / np.maximum(exposed, 1)
        assert found[group].sum() == pytest.approx(1)
        if rate.any():
            np.testing.assert_allclose(found[group], rate / rate.sum(), atol=1e-6)


def test_a_days_luck_does_not_decide_where_its_orders_stand() -> None:
    """Two posts of one platform: one sold at once, the other late; both are spread alike."""
    made = Made([(0, 0, 0), (2, 1, 10)], [(0, 0, 0, 10), (2, 1, 13, 10)])
    found = claimed_orders(made.windows(), PEOPLE, PRODUCTS, DAYS)
    assert found[0, 0, [0, 3]].tolist() == pytest.approx([5, 5], abs=1e-4)
    assert found[2, 1, [10, 13]].tolist() == pytest.approx([5, 5], abs=1e-4)


def test_frequent_posting_does_not_look_short_lived() -> None:
    """One order a day for every open post is a level decay, however soon the next post comes."""
    posts = [(0, 0, day) for day in (0, 3, 6, 20)] + [(2, 0, 5)]
    made = Made(posts, [(who, 0, day, 1) for who in (0, 2) for day in range(5 * (who > 0), DAYS)])
    found = decay(made.windows(), DAYS)[0]
    np.testing.assert_allclose(found, 1 / WINDOW_DAYS, atol=1e-6)


def test_a_post_from_before_the_data_is_spread_over_what_the_data_has() -> None:
    """Ten days of its window are not there, neither to hold orders nor to count as empty."""
    made = Made([(0, 0, -10), (2, 1, 0)], [(0, 0, 0, 4), (2, 1, 0, 5), (2, 1, 10, 4)])
    assert decay(made.windows(), DAYS)[0, [0, 10]].tolist() == pytest.approx([5 / 9, 4 / 9])
    found = claimed_orders(made.windows(), PEOPLE, PRODUCTS, DAYS)
    assert found[0, 0, 0] == pytest.approx(4) and found[0].sum() == pytest.approx(4)
    assert found[2, 1, [0, 10]].tolist() == pytest.approx([5, 4])


def test_without_posts_orders_stay_where_they_are() -> None:
    made = Made([], [(1, 1, 7, 3), (1, 1, 7, 2)])
    found = claimed_orders(made.windows(), PEOPLE, PRODUCTS, DAYS)
    assert found[1, 1, 7] == 5 and found.sum() == 5
