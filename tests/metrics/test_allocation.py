"""Money on posts and orders: conserved, by the rule, and in any order of rows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.allocation import latest_post, most_ordered, place_payouts, product_in_caption

PRODUCTS = ("Fish Oil", "Protein", "Protein Bar", "Whey Protein")


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), max_size=30),
    st.lists(st.integers(0, 4), max_size=20),
    st.lists(st.integers(0, 10_000), min_size=10, max_size=10),
)
def test_nothing_is_lost(order_rows: list, post_owner: list, paise: list) -> None:
    owner = np.array([o for o, _ in order_rows], np.int64)
    orders = np.array([float(n) for _, n in order_rows])
    money = np.array(paise) / 100
    found = place_payouts(money[:5], money[5:], np.array(post_owner, np.int64), owner, orders)
    whole = found.orders.sum() + found.posts.sum() + found.left_over.sum()
    assert whole == pytest.approx(money.sum(), abs=0.001)


def test_near_orders_decide_before_many_later_ones() -> None:
    owner, day = np.array([0, 0, 0, 1]), np.array([12, 20, 20, 10])
    code, orders = np.array([2, 1, 1, 0]), np.array([1.0, 5.0, 5.0, 9.0])
    posts = most_ordered(
        np.array([0, 0, 1, 1]), np.array([10, 15, 11, 30]), owner, day, code, orders
    )
    assert posts.tolist() == [2, 1, -1, -1]


def test_a_tie_goes_to_the_lower_code_and_unknown_does_not_vote() -> None:
    found = most_ordered(
        np.array([0]), np.array([1]), np.zeros(3, int), np.ones(3, int),
        np.array([3, 1, -1]), np.array([1.0, 1.0, 7.0]),
    )  # fmt: skip
    assert found.tolist() == [1]


@pytest.mark.parametrize(
    ("caption", "product"),
    [
        ("My WHEY protein!", "Whey Protein"),
        ("#WheyProtein\nand more", "Whey Protein"),
        ("a protein bar a day", "Protein Bar"),
        ("proteins", ""),
        ("fish-oil then whey protein", "Fish Oil"),
        ("", ""),
    ],
)
def test_captions_name_products(caption: str, product: str) -> None:
    code = product_in_caption([caption], PRODUCTS)[0]
    assert (PRODUCTS[code] if code >= 0 else "") == product


def test_latest_post_is_the_last_one_up_to_the_day() -> None:
    found = latest_post(
        np.array([1, 0, 0]), np.array([5, 10, 3]), np.array([0, 0, 0, 1, 1]),
        np.array([2, 3, 11, 4, 9]),
    )  # fmt: skip
    assert found.tolist() == [-1, 2, 1, -1, 0]
