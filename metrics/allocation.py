"""Money follows what it paid for: payouts placed on posts and orders, to the paisa.

Payouts are summed per influencer and basis first; they never join tracking rows. All functions
work on integer codes, so a row order or a name cannot change a result.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

NEAR_DAYS, FAR_DAYS = 3, 14
"""An order within 3 days after a post speaks for it; failing that, within 14."""


@dataclass(frozen=True)
class PlacedPayouts:
    """₹ per tracked order row, per post, and left over per influencer (neither to stand on)."""

    orders: np.ndarray
    posts: np.ndarray
    left_over: np.ndarray


def place_payouts(
    paid_per_post: np.ndarray,
    paid_per_order: np.ndarray,
    post_owner: np.ndarray,
    order_owner: np.ndarray,
    orders: np.ndarray,
) -> PlacedPayouts:
    """Place each influencer's payouts, ₹ of shape (influencers,) by basis.

    A post costs total / posts; a tracked order total / tracked orders. Where there is nothing to
    place it on, it is left over. Owners are influencer codes, ``orders`` the counts of each row.
    """
    n = len(paid_per_post)
    posts_of = np.bincount(post_owner, minlength=n)
    orders_of = np.bincount(order_owner, weights=orders, minlength=n)
    with np.errstate(divide="ignore", invalid="ignore"):
        per_post = np.where(posts_of > 0, paid_per_post / posts_of, 0.0)
        per_order = np.where(orders_of > 0, paid_per_order / orders_of, 0.0)
    left = np.where(posts_of > 0, 0.0, paid_per_post) + np.where(orders_of > 0, 0.0, paid_per_order)
    return PlacedPayouts(per_order[order_owner] * orders, per_post[post_owner], left)


def latest_post(
    post_owner: np.ndarray, post_day: np.ndarray, owner: np.ndarray, day: np.ndarray
) -> np.ndarray:
    """For each order the owner's latest post up to its day, as a position; -1 before the first."""
    if not len(post_owner) or not len(owner):
        return np.full(len(owner), -1, np.int64)
    stride = int(max(post_day.max(), day.max())) + 2
    keys = post_owner.astype(np.int64) * stride + post_day
    order = np.argsort(keys, kind="stable")
    found = _last_reached(keys[order], owner.astype(np.int64) * stride + day)
    position = order[np.maximum(found, 0)]
    return np.where((found >= 0) & (post_owner[position] == owner), position, -1)


def _last_reached(keys: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """The last of ascending keys that each wanted one reaches, as a position; -1 before all."""
    highest = int(max(keys[-1], wanted.max()))
    if len(wanted) < highest or wanted.min() < 0:
        return np.searchsorted(keys, wanted, "right") - 1
    # Fewer owners and days than orders: each pair is looked up once.
    return (np.searchsorted(keys, np.arange(highest + 1), "right") - 1)[wanted]


def most_ordered(
    post_owner: np.ndarray,
    post_day: np.ndarray,
    order_owner: np.ndarray,
    order_day: np.ndarray,
    order_code: np.ndarray,
    orders: np.ndarray,
) -> np.ndarray:
    """For each post the code most of its owner's orders carry soon after it; -1 where none do.

    Orders on the post's day and the 3 days after it decide, else those of 14 days. A tie goes to
    the lower code. Codes below 0 (no value) do not vote. Shape (posts,).
    """
    found = np.full(len(post_owner), -1, np.int64)
    voting = order_code >= 0
    if not len(post_owner) or not voting.any():
        return found
    owner, day, code, weight = (a[voting] for a in (order_owner, order_day, order_code, orders))
    sums = _daily_votes(owner, day, code, weight)
    for reach in (NEAR_DAYS, FAR_DAYS):
        open_posts = np.flatnonzero(found < 0)
        if len(open_posts):
            found[open_posts] = _winners(post_owner[open_posts], post_day[open_posts], reach, sums)
    return found


@dataclass(frozen=True)
class _Votes:
    """Running totals of orders by code, over (owner, day) in order."""

    keys: np.ndarray
    running: np.ndarray
    stride: int


def _daily_votes(
    owner: np.ndarray, day: np.ndarray, code: np.ndarray, weight: np.ndarray
) -> _Votes:
    """Sum orders per owner, day and code; running totals let any window be one subtraction."""
    stride = int(day.max()) + FAR_DAYS + 2
    keys, position = np.unique(owner.astype(np.int64) * stride + day, return_inverse=True)
    codes = int(code.max()) + 1
    table = np.zeros((len(keys) + 1, codes))
    np.add.at(table, (position + 1, code), weight)
    return _Votes(keys, np.cumsum(table, axis=0), stride)


def _winners(owner: np.ndarray, day: np.ndarray, reach: int, votes: _Votes) -> np.ndarray:
    """The code with most orders in [day, day + reach] of each post; -1 where there is none."""
    result = np.full(len(owner), -1, np.int64)
    reachable = day < votes.stride
    base = owner.astype(np.int64) * votes.stride
    last = np.minimum(day + reach, votes.stride - 1)
    low = np.searchsorted(votes.keys, base + day, "left")
    high = np.searchsorted(votes.keys, base + last, "right")
    step = max(1, 4_000_000 // votes.running.shape[1])
    for start in range(0, len(owner), step):
        part = slice(start, start + step)
        counts = votes.running[high[part]] - votes.running[low[part]]
        best = counts.argmax(axis=1)
        some = (counts.max(axis=1) > 1e-9) & reachable[part]
        result[part] = np.where(some, best, -1)
    return result


def product_in_caption(captions: Sequence[str], products: Sequence[str]) -> np.ndarray:
    """The code of the product each caption names, -1 where it names none; shape (captions,).

    Whole words in any case, or as a hashtag without spaces. The longest name wins where one
    contains another ("Whey Protein" before "Protein"), the first where several are named.
    """
    words = {
        _letters_and_digits(name): code
        for code, name in enumerate(products)
        if _letters_and_digits(name)
    }
    if not words or not len(captions):
        return np.full(len(captions), -1, np.int64)
    names = sorted((p for p in products if _letters_and_digits(p)), key=lambda p: (-len(p), p))
    forms = [r"[\W_]*".join(re.findall(r"[^\W_]+", name)) for name in names]
    pattern = re.compile(r"(?<![^\W_])(?:" + "|".join(forms) + r")(?![^\W_])", re.IGNORECASE)
    seen: dict[str, int] = {}
    for caption in captions:
        if caption not in seen:
            match = pattern.search(caption)
            seen[caption] = words.get(_letters_and_digits(match[0]), -1) if match else -1
    return np.fromiter((seen[c] for c in captions), np.int64, len(captions))


def _letters_and_digits(text: str) -> str:
    """Letters and digits alone, in lower case."""
    return re.sub(r"[\W_]+", "", text).casefold()
