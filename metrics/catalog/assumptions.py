"""The settings that change what a number means: baseline, margin, tiers, media prices."""

from __future__ import annotations

from dataclasses import dataclass

DEFAULT_TIERS = (
    ("nano", 0),
    ("micro", 10_000),
    ("mid", 100_000),
    ("macro", 500_000),
    ("mega", 1_000_000),
)


@dataclass(frozen=True)
class Assumptions:
    """What the reader's company assumes.

    ``baseline_order_value`` is ₹ an order would have brought without any influencer;
    ``gross_margin`` the share (0-1] of revenue that is kept;
    ``tiers`` pairs of name and lowest follower count, ascending;
    ``media_prices`` pairs of platform and ₹ per 1,000 reached people, for earned media value.
    """

    baseline_order_value: float = 300.0
    gross_margin: float = 1.0
    tiers: tuple[tuple[str, int], ...] = DEFAULT_TIERS
    media_prices: tuple[tuple[str, float], ...] = ()

    @property
    def break_even(self) -> float:
        """The ROI at which margin pays for the payout: 1 / margin."""
        return 1.0 / self.gross_margin
