"""What if money is moved: payout away from chosen losers, as further posts to chosen earners."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

DRAWS = 20_000
LEAST_DRAWS = 4_000
"""Where many take part: an interval's end is then right to some 1% of its width."""
EACH = 100_000
"""Draws of all together, between those two limits for each."""
SEED = 20_250_101
LEVEL = 0.90


@dataclass(frozen=True)
class Deals:
    """What is known of each influencer, arrays of shape (influencers,).

    ``payout`` (₹) and ``posts`` are of the period in question, which lasts ``months``; the
    posterior of log ROI if the deal is repeated is normal with ``log_mean`` and ``log_sd``,
    independent between influencers (NaN: not judged). ``most_posts`` is the most posts seen in
    any one month. ``margin`` is the part of revenue that is kept (0-1).
    """

    payout: np.ndarray
    posts: np.ndarray
    log_mean: np.ndarray
    log_sd: np.ndarray
    most_posts: np.ndarray
    months: float
    margin: float = 1.0


@dataclass(frozen=True)
class Line:
    """One person's part: ₹ of payout, posts, expected ₹ with 90% intervals; losers negative."""

    influencer: int
    payout: float
    posts: float
    revenue: float
    net_return: float
    net_low: float
    net_high: float
    full: bool


@dataclass(frozen=True)
class Reallocation:
    """What moving the money would change over the period, ₹; intervals hold 90%.

    ``moved`` goes to earners, ``unplaced`` is taken away but finds nobody with room: it is saved,
    and its saving counts. ``positive_chance`` is the chance (0-1) that net return rises; NaN when
    nothing moves.
    """

    taken: float
    moved: float
    unplaced: float
    revenue: float
    revenue_low: float
    revenue_high: float
    net_return: float
    net_low: float
    net_high: float
    positive_chance: float
    lines: tuple[Line, ...]


def room(deals: Deals) -> np.ndarray:
    """₹ that each can take in further posts without passing their busiest month, (influencers,).

    The busiest month kept up all the time, less what was posted already, at their payout per
    post. Nobody who is not judged or has no posts has any room.
    """
    known = np.isfinite(deals.log_mean) & np.isfinite(deals.log_sd) & (deals.posts > 0)
    known &= np.isfinite(deals.payout) & (deals.payout > 0)
    further = np.maximum(deals.most_posts * deals.months - deals.posts, 0.0)
    each = np.divide(deals.payout, deals.posts, out=np.zeros(len(known)), where=known)
    return np.where(known, further * each, 0.0)


def reallocate(
    deals: Deals, losers: np.ndarray, earners: np.ndarray, share: float = 1.0
) -> Reallocation:
    """Take ``share`` (0-1) of the losers' payout and give it to the earners in proportion to room.

    ``losers`` and ``earners`` are positions. Each further rupee is assumed to return what the
    deal is expected to return, up to the busiest pace already seen; nothing is said beyond it.
    That is an upper bound where audiences tire. The distribution comes of quantile-spaced draws
    with a fixed seed (Latin hypercube sampling, McKay, Beckman and Conover 1979).
    """
    if set(losers.tolist()) & set(earners.tolist()):
        raise ValueError("Nobody can both lose and get the money")
    if not 0.0 <= share <= 1.0:
        raise ValueError("A share lies between 0 and 1")
    judged = np.isfinite(deals.log_mean[losers]) & np.isfinite(deals.log_sd[losers])
    losers = losers[judged & (np.nan_to_num(deals.payout[losers]) > 0)]
    away = deals.payout[losers] * share
    space = room(deals)[earners]
    taken, total = float(away.sum()), float(space.sum())
    part = min(taken / total, 1.0) if total > 0 else 0.0
    who = np.r_[losers, earners].astype(np.int64)
    change = np.r_[-away, space * part]
    full = np.r_[np.zeros(len(losers), bool), np.full(len(earners), part >= 1.0)]
    return _sum_draws(deals, who, change, full)


def _sum_draws(deals: Deals, who: np.ndarray, change: np.ndarray, full: np.ndarray) -> Reallocation:
    active = change != 0.0
    who, change, full = who[active], change[active], full[active]
    taken, moved = float(-change[change < 0].sum()), float(change[change > 0].sum())
    if not len(who):
        return Reallocation(taken, moved, taken - moved, *[0.0] * 6, np.nan, ())
    log_mean, log_sd = deals.log_mean[who], deals.log_sd[who]
    # The mean of a log-normal is exact; only quantiles of sums need draws.
    revenue = change * np.exp(log_mean + log_sd**2 / 2)
    draws = min(max(EACH // len(who), LEAST_DRAWS), DRAWS)
    drawn = np.exp(log_mean[:, None] + log_sd[:, None] * _normals(len(who), draws))
    gained = change @ drawn
    net = deals.margin * gained - change.sum()
    low, high = _interval(gained)
    net_low, net_high = _interval(net)
    return Reallocation(
        taken=taken,
        moved=moved,
        unplaced=max(taken - moved, 0.0),
        revenue=float(revenue.sum()),
        revenue_low=low,
        revenue_high=high,
        net_return=float(deals.margin * revenue.sum() - change.sum()),
        net_low=net_low,
        net_high=net_high,
        positive_chance=float((net > 0).mean()),
        lines=_lines(deals, who, change, revenue, full),
    )


def _normals(people: int, draws: int) -> np.ndarray:
    """Standard normal draws of shape (people, draws), evenly spread for each person."""
    rng = np.random.default_rng(SEED)
    grid = special.ndtri((np.arange(draws) + 0.5) / draws)
    return np.stack([rng.permutation(grid) for _ in range(people)])


def _interval(drawn: np.ndarray) -> tuple[float, float]:
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def _lines(
    deals: Deals, who: np.ndarray, change: np.ndarray, revenue: np.ndarray, full: np.ndarray
) -> tuple[Line, ...]:
    """Each person's part; one log-normal has exact quantiles."""
    reach = float(special.ndtri((1 + LEVEL) / 2)) * deals.log_sd[who]
    ends = np.exp(deals.log_mean[who] + np.stack([-reach, reach]))
    nets = np.sort(deals.margin * ends * change - change, axis=0)
    posts = change * deals.posts[who] / deals.payout[who]
    net = deals.margin * revenue - change
    rows = zip(who, change, posts, revenue, net, nets[0], nets[1], full)
    return tuple(
        Line(int(one), *map(float, numbers), bool(is_full)) for one, *numbers, is_full in rows
    )
