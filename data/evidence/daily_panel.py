"""The daily panel of own and claimed orders, from the typed tables."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.facts.encoding import DictionaryEncoded, day_numbers, encode
from data.facts.first_orders import FirstOrders
from data.facts.influencers import Influencers
from data.facts.rollup_columns import buyer_counts, first_counts, row_counts, rupee_squares
from data.ingest.load import Tables
from metrics.allocation import latest_post
from metrics.incrementality.panel import WINDOW_DAYS, Panel, Windows, claimed_orders

MOST_PRODUCTS = 40
"""The products that sell most by themselves; all others stand together as one more."""
NEW_AFTER_DAYS = 60
"""In the first days of the data everybody looks new."""


def product_groups(tracking: pd.DataFrame) -> tuple[DictionaryEncoded, np.ndarray]:
    """The coded products, and for each code its row in the panel (-1 for no product)."""
    product = encode(tracking["product"], "")
    size = len(product.values)
    own = (tracking["influencer"] == "").to_numpy()
    sold = np.bincount(product.codes[own], tracking["orders"].to_numpy(float)[own], size)
    rank = np.lexsort((np.arange(size - 1), -sold[:-1]))
    group = np.full(size, -1, np.int64)
    group[rank] = np.minimum(np.arange(size - 1), MOST_PRODUCTS)
    return product, group


def daily_panel(
    tables: Tables, people: Influencers, posts: pd.DataFrame, who: FirstOrders
) -> Panel:
    """Own and claimed orders by product and day; ``posts`` are in the order of their codes."""
    tracking = tables.tracking
    product, group = product_groups(tracking)
    row = group[product.codes] if len(tracking) else np.zeros(0, np.int64)
    products = int(group.max()) + 1 if len(group) else 0
    calendar = day_numbers(tracking["date"])
    first = int(calendar.min()) if len(calendar) else 0
    day = calendar - first
    days = int(day.max()) + 1 if len(day) else 0
    orders = tracking["orders"].to_numpy(float)
    owner = people.codes_of(tracking["influencer"])
    nobody = (tracking["influencer"] == "").to_numpy() & (row >= 0)
    organic = np.zeros((products, days))
    np.add.at(organic, (row[nobody], day[nobody]), orders[nobody])
    mine = (owner >= 0) & (row >= 0)
    at = {name: int(group[code]) for code, name in enumerate(product.named)}
    about = np.array([at.get(name, products) for name in posts["product"]], np.int64)
    claims = _Claims(owner[mine], row[mine], day[mine], orders[mine])
    windows = _windows(posts, about, people, (first, days, products), claims)
    return Panel(
        organic,
        claimed_orders(windows, len(people.ids), products, days),
        _mark_promotions(tables.promotions, product, group, first, (products, days)),
        *_order_values(tracking, row, nobody, products),
        _newness(tracking, who, (owner, len(people.ids)), calendar),
        first,
    )


@dataclass(frozen=True)
class _Claims:
    """Orders of known influencers: owner, row of the panel, day, count; shape (rows,)."""

    owner: np.ndarray
    row: np.ndarray
    day: np.ndarray
    orders: np.ndarray


def _windows(
    posts: pd.DataFrame,
    about: np.ndarray,
    people: Influencers,
    extent: tuple[int, int, int],
    claims: _Claims,
) -> Windows:
    """Posts up to the last day, and the orders that follow each.

    An order follows the latest post about its own product, if one is recent, else the latest of
    all: what an earlier post still sells is not the next post's.
    """
    first, days, products = extent
    when = day_numbers(posts["date"]) - first
    inside = when < days
    poster, when, about = posts["owner"].to_numpy()[inside], when[inside], about[inside]
    series = poster.astype(np.int64) * (products + 1) + about
    # Counted from 1970, as posts may lie before the first sale.
    then, now = when + first, claims.day + first
    latest = latest_post(poster.astype(np.int64), then, claims.owner, now)
    own = latest_post(series, then, claims.owner * (products + 1) + claims.row, now)
    recent = own >= 0
    recent[recent] = claims.day[recent] - when[own[recent]] < WINDOW_DAYS
    platform = people.attributes["platform"].codes[poster]
    return Windows(
        poster,
        series,
        platform,
        when,
        np.where(recent, own, latest),
        claims.owner,
        claims.row,
        claims.day,
        claims.orders,
    )


def _mark_promotions(
    promotions: pd.DataFrame,
    product: DictionaryEncoded,
    group: np.ndarray,
    first: int,
    shape: tuple[int, int],
) -> np.ndarray:
    """Marks the product-days of listed promotions; products of the rest are left as they are."""
    result = np.zeros(shape, bool)
    known = {name: group[code] for code, name in enumerate(product.named)}
    if not len(promotions):
        return result
    starts, ends = (day_numbers(promotions[c]) - first for c in ("start", "end"))
    for name, start, end in zip(promotions["product"], starts, ends):
        row = known.get(name, -1)
        if 0 <= row < MOST_PRODUCTS and end >= 0:
            result[row, max(int(start), 0) : int(end) + 1] = True
    return result


def _order_values(
    tracking: pd.DataFrame, row: np.ndarray, nobody: np.ndarray, products: int
) -> tuple[np.ndarray, np.ndarray]:
    """₹ of an organic order of each product, and the spread of its rows; overall where none.

    Whole paise and whole squared rupees add up exactly: the order of the rows plays no part.
    """
    revenue = tracking["revenue"].to_numpy(float)[nobody]
    orders = tracking["orders"].to_numpy(float)[nobody]
    own = row[nobody]
    money, squares = np.round(revenue * 100), rupee_squares(tracking)[nobody]
    counts = row_counts(tracking)[nobody]
    sums = [np.bincount(own, each, products) for each in (money, squares, orders, counts)]
    paise, square, count, rows = (np.where(sums[2] > 0, s, s.sum()) for s in sums)
    mean = paise / 100 / np.maximum(rows, 1)
    spread = square / np.maximum(rows, 1) / np.maximum(mean**2, 1e-9)
    return paise / 100 / np.maximum(count, 1.0), np.maximum(spread, 1.0)


def _newness(
    tracking: pd.DataFrame, who: FirstOrders, owned: tuple[np.ndarray, int], calendar: np.ndarray
) -> np.ndarray:
    """Share of first-time buyers less that of organic rows of the same months (influencers,)."""
    owner, people = owned
    result = np.full(people, np.nan)
    buyers = buyer_counts(tracking, who.user >= 0)
    known = buyers > 0
    late = known & (calendar >= calendar.min() + NEW_AFTER_DAYS) if len(calendar) else known
    if not late.any():
        return result
    new = who.flags["new_customers"] + first_counts(tracking)
    month = calendar.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    month = month - month.min()
    months = int(month.max()) + 1
    nobody = late & (tracking["influencer"] == "").to_numpy()
    usual = np.bincount(month[nobody], new[nobody], months)
    usual = usual / np.maximum(np.bincount(month[nobody], buyers[nobody], months), 1)
    mine = late & (owner >= 0)
    cell, size = owner[mine] * months + month[mine], len(result) * months
    counts = np.bincount(cell, buyers[mine], size).reshape(-1, months)
    firsts = np.bincount(owner[mine], new[mine], len(result))
    total = counts.sum(axis=1)
    share = (firsts - counts @ usual) / np.maximum(total, 1)
    return np.where(total > 0, share, np.nan)
