"""The users of tracking rows, and the first and repeat orders of each known buyer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.facts.encoding import day_numbers, encode, encode_ids

WINDOW_DAYS = 90


@dataclass(frozen=True)
class FirstOrders:
    """Of each tracking row: its user's code (-1: unknown), and its 0/1 flags of first orders.

    ``new_customers`` marks a buyer's first row, ``observed_buyers`` one whose 90 days after are
    in the data, ``repeated_buyers`` one that was followed in them by a row on a later day.
    """

    user: np.ndarray
    users: int
    flags: dict[str, np.ndarray]


def first_orders(tracking: pd.DataFrame, owner: np.ndarray) -> FirstOrders:
    """Users and first orders of tracking rows; ``owner`` is each row's influencer, -1 for none."""
    codes, found = encode_ids(tracking["user"])
    empty = np.flatnonzero(found == "")
    user = np.where(np.isin(codes, empty), -1, codes) if len(empty) else codes
    return FirstOrders(user, len(found), _flags(tracking, user, len(found), owner))


def _flags(
    tracking: pd.DataFrame, user: np.ndarray, users: int, owner: np.ndarray
) -> dict[str, np.ndarray]:
    """0/1 columns of shape (rows,); one row a buyer carries them, so they add up everywhere.

    On a shared first day an influencer's row comes before one of nobody's, then the first of the
    alphabet in campaign, product and all other texts; the order of the rows plays no part.
    """
    rows = len(tracking)
    flags = {k: np.zeros(rows) for k in ("new_customers", "observed_buyers", "repeated_buyers")}
    known = np.flatnonzero(user >= 0)
    if not len(known):
        return flags
    day = day_numbers(tracking["date"])
    base, last = int(day.min()), int(day.max())
    # User and day in one number, the day in the low bits.
    low = int(last - base + WINDOW_DAYS + 2).bit_length()
    at = (user[known] << low) + (day[known] - base)
    keys = np.sort(at)
    starts = np.flatnonzero(np.r_[True, keys[1:] >> low != keys[:-1] >> low])
    earliest = np.full(users, -1, np.int64)
    earliest[keys[starts] >> low] = keys[starts]
    first = _first(tracking, known[at == earliest[user[known]]], user, owner)
    observed = (keys[starts] & ((1 << low) - 1)) + base + WINDOW_DAYS <= last
    after = np.searchsorted(keys, keys[starts], "right")
    until = np.searchsorted(keys, keys[starts] + WINDOW_DAYS, "right")
    flags["new_customers"][first] = 1
    flags["observed_buyers"][first] = observed
    flags["repeated_buyers"][first] = observed & (until > after)
    return flags


def _first(
    tracking: pd.DataFrame, rows: np.ndarray, user: np.ndarray, owner: np.ndarray
) -> np.ndarray:
    """One row of each user, by user, of the rows on users' first days."""
    several = np.bincount(user[rows])[user[rows]] > 1
    alone, tied = rows[~several], rows[several]
    some = tracking.iloc[tied]
    texts = ["product", "campaign"]
    rest = some.select_dtypes(["str", "category"]).columns.difference([*texts, "user"])
    ties = [encode(some[k], "").codes for k in (*rest[::-1], *texts)]
    nobody = np.where(owner[tied] < 0, np.iinfo(np.int32).max, owner[tied])
    tied = tied[np.lexsort((*ties, nobody, user[tied]))]
    tied = tied[np.r_[True, user[tied][1:] != user[tied][:-1]][: len(tied)]]
    found = np.concatenate([alone, tied])
    return found[np.argsort(user[found], kind="stable")]
