"""One simulated market, from its seed and scenario to all that is fixed before anybody buys."""

from dataclasses import dataclass
from math import ceil

import numpy as np

from data.simulation.audience_overlap import Slices, slices
from data.simulation.calendar import Period, intensity
from data.simulation.campaigns import Campaign, campaigns
from data.simulation.customers import habits
from data.simulation.deals import Deals, bases, settle
from data.simulation.demand import Demand, demand
from data.simulation.patterns import spared
from data.simulation.people import People, people
from data.simulation.promotions import Promotion, lifts, promotions
from data.simulation.scenario import Scenario
from data.simulation.schedule import Schedule, schedule

PURCHASES_A_YEAR = 19_000
"""Tracked purchases of 60 influencers in a year, when no number of rows is asked for."""
CHUNK = 250_000
"""Customers simulated at a time."""
REGULARS = 2.0
"""Prospects per purchase they are expected to make: some buy through the same person again."""
SHARED = 0.8
"""Prospects there are, against the sum of all influencers' own: audiences overlap."""


@dataclass(frozen=True)
class Audiences:
    """People who would never have bought: each influencer reaches a stretch of a shared ring."""

    size: int
    start: np.ndarray
    length: np.ndarray


@dataclass(frozen=True)
class World:
    """All that is decided before customers act. `chunks` is how many groups they act in."""

    seed: int
    scenario: Scenario
    rows: int
    period: Period
    busy: np.ndarray
    offers: np.ndarray
    promotions: tuple[Promotion, ...]
    campaigns: tuple[Campaign, ...]
    who: People
    posts: Schedule
    demand: Demand
    deals: Deals
    customers: int
    chunks: int
    slices: Slices
    audiences: Audiences

    def chunk_size(self, chunk: int) -> int:
        """Customers in a chunk."""
        edges = [round(self.customers * at / self.chunks) for at in (chunk, chunk + 1)]
        return edges[1] - edges[0]


def usual_rows(scenario: Scenario) -> int:
    """Tracking rows of a scenario when no number is asked for."""
    scale = scenario.influencers / 60 * scenario.days / 365
    return max(20, round(PURCHASES_A_YEAR * scale / (1 - scenario.organic)))


def world(seed: int, scenario: Scenario, rows: int) -> World:
    """Everything up to the first purchase; `rows` (about) is reached by the number of customers."""
    period = Period(scenario.days)
    runs = campaigns(period)
    offers = promotions(scenario, period, runs, seed)
    lift = lifts(offers, period)
    busy = intensity(period, lift, seed)
    who = spared(scenario.patterns, people(scenario, seed))
    basis = bases(scenario, who, seed)
    posts = schedule(scenario, who, basis, runs, period, seed)
    tracked = rows * (1 - scenario.organic)
    wanted = demand(posts, who, runs, period, scenario, seed)
    wanted, deals = settle(scenario, who, posts, wanted, basis, tracked, seed)
    usual = habits(seed, busy)
    displaced = who.displaced[posts.influencer] @ wanted.seen
    customers = max(1, round((rows * scenario.organic + displaced) / usual.purchases))
    planned = customers * usual.by_product[:, None] * busy / busy.shape[1]
    laid = slices(scenario, who, posts, wanted, planned)
    chunks = ceil(customers / CHUNK)
    return World(
        seed=seed,
        scenario=scenario,
        rows=rows,
        period=period,
        busy=busy,
        offers=lift > 1,
        promotions=offers,
        campaigns=runs,
        who=who,
        posts=posts,
        demand=wanted,
        deals=deals,
        customers=customers,
        chunks=chunks,
        slices=laid,
        audiences=_audiences(who, posts, laid, chunks),
    )


def _audiences(who: People, posts: Schedule, laid: Slices, chunks: int) -> Audiences:
    """Per chunk: how many prospects there are, and whom each influencer reaches."""
    new = np.bincount(posts.influencer, laid.additional.sum(axis=1), len(who)) * who.prospects
    length = np.maximum(1, np.ceil(REGULARS * new / chunks)).astype(np.int64)
    size = max(int(SHARED * length.sum()), int(length.max()))
    return Audiences(size, np.cumsum(length) % size, length)
