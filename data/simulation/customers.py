"""Customers: what they need, how often they buy it, and so what they would buy with no post at all.

Each customer has one to three needs. A need is met again and again, at intervals around the
product's own; busy days (weekends, festivals, promotions) pull the purchases towards them.
"""

from dataclasses import dataclass

import numpy as np

from data.simulation.catalogue import INTERVALS, SHARES, quantities
from data.simulation.random_streams import stream

LIFE = 240.0
"""Mean days a customer stays."""
ONCE = 0.35
"""Share of arriving customers who buy a single time."""
REGULARITY = 5.0
"""Shape of the gamma intervals between purchases; 1 would be no habit at all."""
PACE_SPREAD = 0.35
BASELINE_SOURCES = ("organic", "direct", "paid")
SOURCE_ODDS = (0.58, 0.25, 0.17)
PILOT = 20_000


@dataclass(frozen=True)
class Plans:
    """Purchases customers would make on their own, one array entry each.

    ``customer`` counts within the chunk; ``attention`` and ``bargain`` are uniform numbers that
    decide which post may take the purchase and what the shop's price is.
    """

    customer: np.ndarray
    product: np.ndarray
    day: np.ndarray
    quantity: np.ndarray
    source: np.ndarray
    attention: np.ndarray
    bargain: np.ndarray

    def __len__(self) -> int:
        return len(self.day)


@dataclass(frozen=True)
class Needs:
    """Which customer needs which product, how often, and from and until when (days)."""

    customer: np.ndarray
    product: np.ndarray
    interval: np.ndarray
    start: np.ndarray
    leave: np.ndarray


def needs(count: int, days: int, rng: np.random.Generator) -> Needs:
    """Draws the needs of `count` customers, some there from the start, others arriving."""
    staying = (1 - ONCE) * LIFE
    arrives = rng.random(count) >= staying / (staying + days)
    join = np.where(arrives, rng.random(count) * days, 0.0)
    life = rng.exponential(LIFE, count)
    once = arrives & (rng.random(count) < ONCE)
    leave = join + np.where(once, 1e-6, life)
    pace = np.exp(rng.normal(0, PACE_SPREAD, count))
    several = rng.random(count)
    number = np.where(once, 1, 1 + (several < 0.42) + (several < 0.12))
    customer = np.repeat(np.arange(count), number)
    first = np.concatenate(([True], customer[1:] != customer[:-1])) if count else arrives
    total = len(customer)
    product = np.searchsorted(np.cumsum(SHARES)[:-1], rng.random(total), "right")
    interval = INTERVALS[product] * pace[customer]
    # Those who were there before are somewhere between two purchases, the longer gap likelier.
    waiting = interval * rng.gamma(REGULARITY + 1, 1 / REGULARITY, total) * rng.random(total)
    start = join[customer] + np.where(arrives[customer] & first, 0.0, waiting)
    return Needs(customer, product, interval, start, leave[customer])


def plans(seed: int, chunk: int | str, count: int, busy: np.ndarray, share: float = 1.0) -> Plans:
    """The purchases of a chunk of customers; `busy` is the intensity by (product, day).

    They depend on the seed and the chunk only: a replay without posts has the same plans.
    """
    rng = stream(seed, "customers", chunk)
    days = busy.shape[1]
    wanted = needs(round(count * share), days, rng)
    at, moment = _moments(wanted, days, rng)
    product = wanted.product[at]
    total = len(at)
    habit = np.searchsorted(np.cumsum(SOURCE_ODDS)[:-1], rng.random(len(wanted.customer)), "right")
    return Plans(
        customer=wanted.customer[at],
        product=product,
        day=_days(product, moment, busy),
        quantity=quantities(rng.random(total)),
        source=habit[at],
        attention=rng.random(total),
        bargain=rng.random(total),
    )


def _moments(wanted: Needs, days: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Every purchase as its need's position and its moment; each round is one repeat more."""
    at, moment = np.arange(len(wanted.start)), wanted.start
    found: list[tuple[np.ndarray, np.ndarray]] = []
    while len(at):
        open_ = moment < np.minimum(wanted.leave[at], days)
        at, moment = at[open_], moment[open_]
        found.append((at, moment))
        moment = moment + wanted.interval[at] * rng.gamma(REGULARITY, 1 / REGULARITY, len(at))
    if not found:
        return np.empty(0, np.int64), np.empty(0)
    return np.concatenate([a for a, _ in found]), np.concatenate([m for _, m in found])


def _days(product: np.ndarray, moment: np.ndarray, busy: np.ndarray) -> np.ndarray:
    """The day each moment falls on when busy days take more of the time."""
    products, days = busy.shape
    ends = np.cumsum(busy, axis=1) * (days / busy.sum(axis=1, keepdims=True))
    clock = (ends + np.arange(products)[:, None] * (days + 1.0)).ravel()
    key = product * (days + 1.0) + moment
    return np.clip(np.searchsorted(clock, key, "right") - product * days, 0, days - 1)


@dataclass(frozen=True)
class Habits:
    """What a customer buys on average in the period, by product, seen in a pilot group."""

    by_product: np.ndarray

    @property
    def purchases(self) -> float:
        """Purchases per customer."""
        return float(self.by_product.sum())


def habits(seed: int, busy: np.ndarray) -> Habits:
    """Counts the plans of a pilot group that is not part of the world."""
    pilot = plans(seed, "pilot", PILOT, busy)
    return Habits(np.bincount(pilot.product, minlength=len(busy)) / PILOT)
