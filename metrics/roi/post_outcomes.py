"""What each post brought and cost: the unit that every judgement about deals rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Outcomes:
    """Posts as arrays of shape (posts,).

    ``revenue`` (₹), ``orders`` and ``squares`` (the sum of ₹² of its order rows) are those of the
    orders whose influencer's latest post it is; ``cost`` (₹) is what stands on it and on those
    orders. ``share_by_order`` is the part of its influencer's payout that follows orders (0-1).
    ``codes`` of each dimension index ``vocabulary``; ``day`` counts from 1970, ``month`` from
    the first month of the data.
    """

    influencer: np.ndarray
    day: np.ndarray
    month: np.ndarray
    revenue: np.ndarray
    orders: np.ndarray
    squares: np.ndarray
    cost: np.ndarray
    share_by_order: np.ndarray
    codes: Mapping[str, np.ndarray]
    vocabulary: Mapping[str, tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.revenue)

    def without(self, chosen: np.ndarray) -> Outcomes:
        """The other posts, where ``chosen`` marks some."""
        kept = ~chosen
        arrays = ("influencer", "day", "month", "revenue", "orders", "squares", "cost")
        return Outcomes(
            **{name: getattr(self, name)[kept] for name in arrays},
            share_by_order=self.share_by_order[kept],
            codes={key: codes[kept] for key, codes in self.codes.items()},
            vocabulary=self.vocabulary,
        )
