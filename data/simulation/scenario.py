"""What a world is like: the knobs of a simulation, and the named settings of them."""

import difflib
from dataclasses import dataclass, replace
from typing import Literal


@dataclass(frozen=True)
class Pattern:
    """A planted kind of deal that loses again and again; an empty field stands for any value.

    ``returns`` is the expected revenue per rupee paid.
    """

    platform: str = ""
    category: str = ""
    product: str = ""
    basis: str = ""
    tier: str = ""
    returns: float = 0.5

    @property
    def cell(self) -> dict[str, str]:
        """The conditions that are set."""
        names = ("platform", "category", "product", "basis", "tier")
        return {name: value for name in names if (value := getattr(self, name))}


PLANTED: tuple[Pattern, ...] = (
    Pattern(platform="X", category="Food", returns=0.35),
    Pattern(platform="Instagram", category="Beauty", returns=0.5),
    Pattern(
        platform="YouTube",
        category="Fitness",
        product="Protein Bar",
        basis="post",
        returns=0.4,
    ),
)


@dataclass(frozen=True)
class Scenario:
    """The knobs. Shares are of 1; spreads are standard deviations on the log or logit scale."""

    name: str = "default"
    influencers: int = 60
    days: int = 365

    displaced: float = 0.36
    """Share of influencers' orders that their buyers would have placed anyway."""
    displaced_spread: float = 0.55
    """How much influencers differ in it (logit)."""
    displaced_drift: float = 0.15
    """How much worlds differ in it (logit)."""
    unseen: float = 0.15
    """Share of the displaced that does not go missing from the same product on the same day."""
    unseen_drift: float = 0.07
    """How much worlds differ in it."""
    late: float = 0.5
    """Of the unseen: the share bought earlier than planned; the rest replaces other products."""
    late_days: tuple[int, int] = (1, 14)
    """How many days later the displaced purchase would have come, first and last."""

    organic: float = 0.8
    """Share of tracking rows that are baseline."""
    promotions: float = 12.0
    """Listed promotions a year."""
    hidden_promotions: float = 0.0
    """Share of campaigns that carry promotions which promotions.csv does not list."""
    new_buyers: Literal["telling", "misleading"] = "telling"
    """Whether more new buyers mean fewer displaced orders, or the opposite."""

    roi: float = 1.75
    """Expected revenue per rupee paid, all influencers together."""
    roi_drift: float = 0.06
    """How much worlds differ in it (log)."""
    roi_floor: float = 0.0
    """No deal is expected to return less than this."""
    talent: float = 0.45
    """How much influencers differ in what they sell (log)."""
    bargaining: float = 0.6
    """How much rates differ between equal influencers (log)."""
    fit: float = 0.22
    """How much an influencer's products differ (log)."""
    luck: float = 0.4
    """Squared coefficient of variation of a post's orders, beyond counting noise."""
    order_deals: float = 0.28
    """Share of influencers paid per order."""
    mixed_deals: float = 0.07
    """Share paid per post and per order."""
    patterns: tuple[Pattern, ...] = PLANTED
    doubtful: float = 0.05
    """Share of influencers whose engagement cannot be real."""
    fatigued: float = 0.07
    """Share of influencers whose last posts sell less and less."""


SCENARIOS: dict[str, Scenario] = {
    one.name: one
    for one in (
        Scenario(),
        Scenario("small", influencers=24, days=180, organic=0.88),
        Scenario(
            "null",
            patterns=(),
            roi=2.4,
            roi_floor=1.4,
            talent=0.2,
            bargaining=0.15,
            fit=0.1,
            doubtful=0.0,
            fatigued=0.0,
        ),
        Scenario("incremental", displaced=0.0, displaced_spread=0.0, displaced_drift=0.0),
        Scenario(
            "cannibalised",
            displaced=0.95,
            displaced_spread=0.25,
            displaced_drift=0.0,
            organic=0.9,
            luck=0.3,
        ),
        Scenario("hidden-promotions", hidden_promotions=0.7),
        Scenario("late-displacement", unseen=0.4, late=0.9, late_days=(7, 42)),
        Scenario("misleading-new-buyers", new_buyers="misleading"),
        Scenario("mixed-payouts", mixed_deals=0.45),
    )
}
"""By name; what is not said is as in the default."""


def scenario(name: str) -> Scenario:
    """The named scenario; ValueError names the nearest one that exists."""
    if name in SCENARIOS:
        return SCENARIOS[name]
    near = difflib.get_close_matches(name, SCENARIOS, 1)
    hint = f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(SCENARIOS)}"
    raise ValueError(f"No scenario {name!r}{hint}")


def sized(one: Scenario, influencers: int | None, days: int | None) -> Scenario:
    """The scenario with another number of influencers or days, where one is given."""
    return replace(one, influencers=influencers or one.influencers, days=days or one.days)
