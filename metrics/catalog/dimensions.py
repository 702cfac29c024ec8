"""Each column one can group and filter by, declared once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

UNASSIGNED = "(unassigned)"
UNKNOWN = "(unknown)"
NO_PAYOUT = "(no payout)"
UNKNOWN_INFLUENCER = "(unknown influencer)"
MIXED_BASIS = "mixed"


def has_name(values: Iterable[str], but: str = "(") -> np.ndarray:
    """Which values are names, not words in brackets for what has none.

    ``but`` narrows down what is left out: "(un" keeps influencers without a payout.
    """
    return np.array([not value.startswith(but) for value in values], bool)


Table = Literal["influencers", "tracking"]


@dataclass(frozen=True)
class Dimension:
    """A column to group and filter by.

    ``table`` says whose attribute it is: an influencer's (a filter on it keeps whole payouts) or
    an order's (payouts follow by the allocation rules). ``optional`` dimensions appear only when
    the data has the column. ``plural`` is used in sentences and on controls.
    """

    key: str
    label: str
    plural: str
    table: Table
    optional: bool = False
    front: bool = False
    """Stands in the filter bar itself; the others stand behind "More"."""
    follows: str = ""
    """Another dimension whose value decides this one (a product has one brand)."""


DIMENSIONS: tuple[Dimension, ...] = (
    Dimension("platform", "Platform", "platforms", "influencers", front=True),
    Dimension("category", "Category", "categories", "influencers", front=True),
    Dimension("gender", "Gender", "genders", "influencers"),
    Dimension("tier", "Tier", "tiers", "influencers"),
    Dimension("basis", "Payout basis", "payout bases", "influencers"),
    Dimension("influencer", "Influencer", "influencers", "influencers", front=True),
    Dimension("campaign", "Campaign", "campaigns", "tracking", front=True),
    Dimension("product", "Product", "products", "tracking", front=True),
    Dimension("source", "Source", "sources", "tracking"),
    Dimension("brand", "Brand", "brands", "tracking", optional=True, follows="product"),
)

GRAINS: tuple[str, ...] = ("day", "week", "month")
"""Calendar steps a breakdown can be made by; a week starts on Monday."""


def index_by_key(dimensions: Iterable[Dimension]) -> dict[str, Dimension]:
    """Index declarations by key; ValueError when a key stands twice or is a reserved word."""
    by_key: dict[str, Dimension] = {}
    for one in dimensions:
        if one.key in by_key:
            raise ValueError(f"Dimension {one.key!r} is declared twice")
        if one.key in GRAINS or one.key in ("since", "until"):
            raise ValueError(f"Dimension {one.key!r} is a word of the calendar")
        by_key[one.key] = one
    return by_key


BY_KEY = index_by_key(DIMENSIONS)


def dimension(key: str) -> Dimension:
    """The declaration for a key; ValueError names the nearest one that exists."""
    if key in BY_KEY:
        return BY_KEY[key]
    near = difflib.get_close_matches(key, BY_KEY, 1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise ValueError(f"No dimension {key!r}{hint}")


def extra_columns(table: Table) -> tuple[str, ...]:
    """Columns beyond the input contract that the loader should keep for a table."""
    return tuple(d.key for d in DIMENSIONS if d.optional and d.table == table)
