"""The known answers: exact sums over tagged purchases, and what deals were expected to return."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from data.simulation.campaigns import PLATFORMS
from data.simulation.captions import addresses
from data.simulation.catalogue import CATEGORIES, NAMES
from data.simulation.demand import tired
from data.simulation.market import World
from data.simulation.patterns import BASES, pattern_of
from data.simulation.people import TIERS
from data.simulation.sales import BASELINE, Sales


@dataclass(frozen=True)
class Accounts:
    """Sums per post: ₹ revenue, ₹ that would have been spent anyway, orders, and ₹ payout.

    ``expected_revenue`` and ``expected_payout`` are those of the deal, before luck.
    """

    revenue: np.ndarray
    instead: np.ndarray
    orders: np.ndarray
    payout: np.ndarray
    expected_revenue: np.ndarray
    expected_payout: np.ndarray

    @property
    def incremental(self) -> np.ndarray:
        """₹ that would not have been sold without the post."""
        return self.revenue - self.instead

    def sums(self, chosen: np.ndarray) -> dict[str, Any]:
        """The answers for a choice of posts (a mask)."""
        revenue, payout = self.revenue[chosen].sum(), self.payout[chosen].sum()
        incremental = self.incremental[chosen].sum()
        return {
            "revenue": rupees(revenue),
            "orders": int(self.orders[chosen].sum()),
            "payout": rupees(payout),
            "posts": int(chosen.sum()),
            "incremental_revenue": rupees(incremental),
            "incremental_share": over(incremental, revenue),
            "incremental_roas": over(incremental, payout),
            "true_roi": over(
                self.expected_revenue[chosen].sum(), self.expected_payout[chosen].sum()
            ),
        }


def rupees(value: float) -> float:
    """To the paisa."""
    return round(float(value), 2)


def over(part: float, whole: float) -> float | None:
    """A ratio, or None where there is nothing to divide by."""
    return round(float(part / whole), 6) if whole else None


def accounts(world: World, sales: Sales) -> Accounts:
    """Adds tagged purchases up by post."""
    count, person = len(world.posts), world.posts.influencer
    own = sales.post != BASELINE
    post = sales.post[own]
    orders = np.bincount(post, sales.orders[own], count)
    per_post, per_order = world.deals.per_post[person], world.deals.per_order[person]
    return Accounts(
        revenue=np.bincount(post, sales.paid[own], count) / 100,
        instead=np.bincount(post, sales.instead[own], count) / 100,
        orders=orders,
        payout=per_post + per_order * orders,
        expected_revenue=world.demand.revenue,
        expected_payout=per_post + per_order * world.demand.orders,
    )


def truth(world: World, sales: Sales) -> dict[str, Any]:
    """Everything truth.json says; sums are exact for these very purchases."""
    books = accounts(world, sales)
    posts, who = world.posts, world.who
    own = sales.post != BASELINE
    people = _influencers(world, books)
    whole = books.sums(np.ones(len(posts), bool))
    alone = sum(person["incremental_revenue"] for person in people)
    return {
        "seed": world.seed,
        "args": {
            "influencers": len(who),
            "days": world.period.days,
            "rows": world.rows,
            "scenario": world.scenario.name,
        },
        "scenario": asdict(world.scenario),
        "drawn": {
            "unseen": round(who.unseen, 6),
            "displaced": over(sales.orders[sales.instead > 0].sum(), sales.orders[own].sum()),
        },
        "period": {"since": str(world.period.first), "until": str(world.period.last)},
        "rows": {"tracking": len(sales), "influencers": int(own.sum()), "posts": len(posts)},
        "totals": whole,
        "interaction": rupees(whole["incremental_revenue"] - alone),
        "influencers": people,
        "campaigns": [
            {"campaign": campaign.name, **books.sums(posts.campaign == code)}
            for code, campaign in enumerate(world.campaigns)
        ],
        "products": [
            {"product": name, **books.sums(posts.product == code)}
            for code, name in enumerate(NAMES)
        ],
        "allocation": _allocation(world, sales, books),
        "patterns": _patterns(world, books),
        "posts": _posts(world, books),
        "promotions": [_promotion(world, at) for at in range(len(world.promotions))],
    }


def _influencers(world: World, books: Accounts) -> list[dict[str, Any]]:
    who, found = world.who, []
    weary = tired(world.posts, who, world.scenario.fatigued)
    for code, key in enumerate(who.ids):
        sums = books.sums(world.posts.influencer == code)
        realised = over(sums["revenue"], sums["payout"])
        wins = sums["true_roi"] is not None and sums["true_roi"] >= 1
        found.append(
            {
                "id": key,
                "name": who.names[code],
                "basis": BASES[world.deals.basis[code]],
                **sums,
                "roi": realised,
                "unlucky": bool(wins and realised is not None and realised < 1),
                "displaced": round(float(who.displaced[code]), 6),
                "doubtful_engagement": bool(who.doubtful[code]),
                "fatigued": bool(weary[code]),
            }
        )
    return found


def _allocation(world: World, sales: Sales, books: Accounts) -> dict[str, dict[str, float]]:
    """Where the payout truly belongs: post-paid to the post, order-paid to the order."""
    posts = world.posts
    months = world.period.months(np.arange(world.period.days))
    fixed = world.deals.per_post[posts.influencer]
    own = sales.post != BASELINE
    by_order = world.deals.per_order[posts.influencer[sales.post[own]]] * sales.orders[own]
    by_day = np.bincount(posts.day, fixed, world.period.days)
    by_day += np.bincount(sales.day[own], by_order, world.period.days)
    return {
        "product": _split(books.payout, posts.product, NAMES),
        "campaign": _split(books.payout, posts.campaign, [c.name for c in world.campaigns]),
        "month": {str(month): rupees(by_day[months == month].sum()) for month in np.unique(months)},
    }


def _split(payout: np.ndarray, codes: np.ndarray, words: tuple[str, ...] | list[str]) -> dict:
    sums = np.bincount(codes, payout, len(words))
    return {word: rupees(value) for word, value in zip(words, sums)}


def _patterns(world: World, books: Accounts) -> list[dict[str, Any]]:
    """The planted patterns, each with how far it came true in this world."""
    posts, patterns = world.posts, world.scenario.patterns
    inside = pattern_of(patterns, world.who, world.deals.basis, posts.influencer, posts.product)
    months = world.period.months(posts.day)
    found = []
    for code, pattern in enumerate(patterns):
        chosen = inside == code
        active = np.unique(months[chosen])
        below = [
            month
            for month in active
            if books.revenue[chosen & (months == month)].sum()
            < books.payout[chosen & (months == month)].sum()
        ]
        found.append(
            {
                "cell": pattern.cell,
                "influencers": len(np.unique(posts.influencer[chosen])),
                "months": len(active),
                "months_below": len(below),
                **books.sums(chosen),
            }
        )
    return found


def _posts(world: World, books: Accounts) -> list[dict[str, Any]]:
    """Each post's true campaign and product, cost, and what it brought and was expected to."""
    posts, who = world.posts, world.who
    dates = world.period.dates[posts.day].astype(str)
    urls = addresses(posts, who, world.seed)
    found = []
    for at, person in enumerate(posts.influencer.tolist()):
        found.append(
            {
                "influencer": who.ids[person],
                "url": urls[at],
                "date": str(dates[at]),
                "platform": PLATFORMS[who.platform[person]],
                "category": CATEGORIES[who.category[person]],
                "tier": TIERS[who.tier[person]],
                "basis": BASES[world.deals.basis[person]],
                "campaign": world.campaigns[posts.campaign[at]].name,
                "product": NAMES[posts.product[at]],
                "payout": rupees(books.payout[at]),
                "revenue": rupees(books.revenue[at]),
                "orders": int(books.orders[at]),
                "incremental_revenue": rupees(books.incremental[at]),
                "expected_revenue": rupees(books.expected_revenue[at]),
                "expected_payout": rupees(books.expected_payout[at]),
            }
        )
    return found


def _promotion(world: World, at: int) -> dict[str, Any]:
    one = world.promotions[at]
    dates = world.period.dates
    return {
        "product": NAMES[one.product],
        "start": str(dates[one.first]),
        "end": str(dates[one.last]),
        "lift": round(one.lift, 4),
        "listed": one.listed,
    }
