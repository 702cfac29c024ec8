"""Which planned purchases each post takes over: its slices of the attention of a product's day.

Every planned purchase carries one uniform number and every post owns a slice of [0, 1) of each
product's day, as wide as its share of what is planned there. So a plan is open to one post at
most: leaving an influencer out never lets another take over, and the parts add up to the whole.
"""

from dataclasses import dataclass

import numpy as np

from data.simulation.catalogue import SUBSTITUTES
from data.simulation.demand import WINDOW, Demand
from data.simulation.people import People
from data.simulation.scenario import Scenario
from data.simulation.schedule import Schedule

FULL = 0.9
"""Never more than this share of what is planned for a product's day is taken over."""


@dataclass(frozen=True)
class Slices:
    """Slices sorted by place (product × day of the plan): from `low` to `high` of [0, 1).

    ``bought`` is the day the purchase is made with the post instead. ``additional`` has shape
    (posts, WINDOW): the expected purchases nobody had planned.
    """

    place: np.ndarray
    low: np.ndarray
    high: np.ndarray
    post: np.ndarray
    bought: np.ndarray
    additional: np.ndarray
    days: int

    def takers(self, product: np.ndarray, day: np.ndarray, attention: np.ndarray) -> np.ndarray:
        """For each plan the slice it falls in, as a position; -1 where no post takes it."""
        if not len(self.place):
            return np.full(len(day), -1)
        place = product * self.days + day
        found = np.searchsorted(self.place + self.low, place + attention, "right") - 1
        at = np.maximum(found, 0)
        hit = (found >= 0) & (self.place[at] == place) & (place + attention < place + self.high[at])
        return np.where(hit, at, -1)


@dataclass(frozen=True)
class _Claims:
    """What posts would take: product and day of the plans, post, day bought, purchases."""

    product: np.ndarray
    day: np.ndarray
    post: np.ndarray
    lag: np.ndarray
    amount: np.ndarray


def slices(
    scenario: Scenario, who: People, posts: Schedule, wanted: Demand, planned: np.ndarray
) -> Slices:
    """Lay out the slices; `planned` is what is expected to be planned, (products, days)."""
    days = planned.shape[1]
    coming = (wanted.purchases * wanted.luck)[:, None] * wanted.daily
    claims = _claims(scenario, who, posts, coming, days)
    there = planned[claims.product, claims.day]
    amount = np.where(there > 0, claims.amount, 0.0)
    width = amount / np.where(there > 0, there, 1.0)
    order = np.lexsort((claims.post, claims.product * days + claims.day))
    claims = _Claims(*(getattr(claims, name)[order] for name in claims.__annotations__))
    amount, width = amount[order], width[order]
    place = claims.product * days + claims.day
    total = np.bincount(place, width, planned.size)
    squeeze = np.minimum(1.0, FULL / np.maximum(total, FULL))[place]
    width, amount = width * squeeze, amount * squeeze
    high = np.cumsum(width)
    starts = np.searchsorted(place, place, "left")
    high = high - (high[starts] - width[starts])
    taken = np.zeros((len(posts), WINDOW))
    np.add.at(taken, (claims.post, claims.lag), amount)
    bought = posts.day[claims.post] + claims.lag
    additional = np.maximum(coming - taken, 0.0)
    return Slices(place, high - width, high, claims.post, bought, additional, days)


def _claims(
    scenario: Scenario, who: People, posts: Schedule, coming: np.ndarray, days: int
) -> _Claims:
    """The same product on the same day; later purchases brought forward; other products."""
    post, lag = (part.ravel() for part in np.indices(coming.shape))
    day, product = posts.day[post] + lag, posts.product[post]
    displaced = (coming * who.displaced[posts.influencer][:, None]).ravel()
    first, last = scenario.late_days
    late = who.unseen * scenario.late / (last - first + 1)
    other = who.unseen * (1 - scenario.late) / SUBSTITUTES.shape[1]
    parts = [(product, day, displaced * (1 - who.unseen))]
    if late > 0:
        parts += [(product, day + gap, displaced * late) for gap in range(first, last + 1)]
    if other > 0:
        parts += [(column[product], day, displaced * other) for column in SUBSTITUTES.T]
    kept = [(amount > 0) & (when < days) for _, when, amount in parts]
    return _Claims(
        np.concatenate([p[k] for (p, _, _), k in zip(parts, kept)]),
        np.concatenate([w[k] for (_, w, _), k in zip(parts, kept)]),
        np.concatenate([post[k] for k in kept]),
        np.concatenate([lag[k] for k in kept]),
        np.concatenate([a[k] for (_, _, a), k in zip(parts, kept)]),
    )
