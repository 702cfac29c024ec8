"""Daily orders by product, of nobody and of each influencer: what displacement is read from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

WINDOW_DAYS = 28
"""Days after a post in which its orders are spread by the platform's average decay."""


@dataclass(frozen=True)
class Panel:
    """Baseline orders and claimed orders on the same product-days.

    ``organic`` has shape (products, days), ``claimed`` (influencers, products, days), both in
    orders. ``promoted`` marks product-days of a listed promotion. ``order_value`` is ₹ of an
    organic order, shape (products,), and ``value_spread`` the mean square of an organic row's ₹
    over its squared mean. ``newness`` is each influencer's share of first-time buyers
    less that of organic buyers of the same months, NaN where nobody is known, shape
    (influencers,). ``first`` is the first day, counted from 1970.
    """

    organic: np.ndarray
    claimed: np.ndarray
    promoted: np.ndarray
    order_value: np.ndarray
    value_spread: np.ndarray
    newness: np.ndarray
    first: int

    @property
    def days(self) -> int:
        """Days from the first row of the data to the last."""
        return self.organic.shape[1]


@dataclass(frozen=True)
class Windows:
    """Posts and the orders that follow them, as codes; days are positions in the panel.

    ``owner``, ``series`` (posts of one influencer for one product), ``group`` (the platform) and
    ``day`` (below 0 before the data) have shape (posts,); the order arrays have shape (rows,) and
    ``order_post`` is -1 for an order before its influencer's first post.
    """

    owner: np.ndarray
    series: np.ndarray
    group: np.ndarray
    day: np.ndarray
    order_post: np.ndarray
    order_owner: np.ndarray
    order_product: np.ndarray
    order_day: np.ndarray
    orders: np.ndarray


def open_days(series: np.ndarray, day: np.ndarray, days: int) -> np.ndarray:
    """For each post the days until the next one of its series or the end, at most the window."""
    order = np.lexsort((day, series))
    following = np.full(len(series), days, np.int64)
    same = series[order][1:] == series[order][:-1]
    following[order[:-1]] = np.where(same, day[order][1:], days)
    return np.clip(following - day, 1, WINDOW_DAYS)


def decay(windows: Windows, days: int) -> np.ndarray:
    """Average orders by age of a post, shape (groups, WINDOW_DAYS), summing to 1 a group.

    Orders at an age are divided by the posts still open at that age, so that frequent posting
    does not make a platform look short-lived. Days before the data count for nobody.
    """
    groups = int(windows.group.max()) + 1 if len(windows.group) else 1
    open_for = open_days(windows.series, windows.day, days)
    ages = np.arange(WINDOW_DAYS)
    exposed = np.zeros((groups, WINDOW_DAYS))
    inside = windows.day[:, None] + ages >= 0
    np.add.at(exposed, windows.group, (open_for[:, None] > ages) & inside)
    on = windows.order_post >= 0
    age = windows.order_day[on] - windows.day[windows.order_post[on]]
    near = age < WINDOW_DAYS
    sold = np.zeros((groups, WINDOW_DAYS))
    group = windows.group[windows.order_post[on]]
    np.add.at(sold, (group[near], age[near]), windows.orders[on][near])
    curve = sold / np.maximum(exposed, 1.0) + 1e-9
    return curve / curve.sum(axis=1, keepdims=True)


def claimed_orders(windows: Windows, influencers: int, products: int, days: int) -> np.ndarray:
    """Each influencer's orders by product and day, each post's total spread by the decay.

    A day's own orders carry its luck; spreading the total keeps what was expected of that day.
    Orders that follow no post, or come after the window, stay on their own day.
    """
    result = np.zeros((influencers, products, days))
    if len(windows.day):
        _spread_over_window(windows, result)
    age = windows.order_day - windows.day[windows.order_post] if len(windows.day) else None
    alone = windows.order_post < 0
    if age is not None:
        alone |= age >= WINDOW_DAYS
    where = (windows.order_owner[alone], windows.order_product[alone], windows.order_day[alone])
    np.add.at(result, where, windows.orders[alone])
    return result


def _spread_over_window(windows: Windows, result: np.ndarray) -> None:
    """Add the orders of posts' windows to ``result``, shape (influencers, products, days)."""
    _, products, days = result.shape
    on = windows.order_post >= 0
    post = windows.order_post[on]
    near = windows.order_day[on] - windows.day[post] < WINDOW_DAYS
    cell = post[near] * products + windows.order_product[on][near]
    cells, position = np.unique(cell, return_inverse=True)
    total = np.bincount(position, windows.orders[on][near], minlength=len(cells))
    post, product = cells // products, cells % products
    curve = decay(windows, days)
    running = np.pad(np.cumsum(curve, axis=1), ((0, 0), (1, 0)))
    open_for = open_days(windows.series, windows.day, days)
    since = np.maximum(-windows.day, 0)
    for age in range(WINDOW_DAYS):
        still = (open_for[post] > age) & (since[post] <= age)
        until = open_for[post[still]]
        group = windows.group[post[still]]
        # A post from before the data brought these orders in what the data has of its window.
        mass = running[group, until] - running[group, since[post[still]]]
        part = total[still] * curve[group, age] / mass
        day = windows.day[post[still]] + age
        np.add.at(result, (windows.owner[post[still]], product[still], day), part)
