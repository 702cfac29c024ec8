"""One full cross-filter interaction on the engine alone, beside pandas, Polars, DuckDB and a scan.

The rows are made here: ``correlated`` as a brand's are (an influencer sells a few products in a few
campaigns, on the days after posts), ``uniform`` at random over everything. Each side answers every
view under every filter but its own, and the exact number of distinct customers under all. All sides
hold the same rows in memory, coded; their answers are compared.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

import numpy as np
import pandas as pd

from data.facts.compaction import compact, compact_without_days
from data.facts.distinct_customers import CustomerSets
from data.facts.encoding import narrowest_dtype
from data.facts.fact_table import Facts
from data.store.aggregation import Aggregator
from metrics.catalog.assumptions import Assumptions
from metrics.filters import Filters

VIEWS = ("influencer", "platform", "category", "tier", "campaign", "product", "source")
SIZES = {"influencer": 600, "platform": 4, "category": 6, "tier": 5, "campaign": 40,
         "product": 60, "source": 5}  # fmt: skip
OF_PEOPLE = ("platform", "category", "tier")
DAYS, STEPS, WARM = 365, 24, 4
EPOCH = date(1970, 1, 1).toordinal()
Answer = dict[str, np.ndarray]


@dataclass(frozen=True)
class Rows:
    """Coded rows: a column for each dimension, the day, the customer, and two amounts."""

    codes: dict[str, np.ndarray]
    day: np.ndarray
    user: np.ndarray
    orders: np.ndarray
    revenue: np.ndarray


def made(kind: str, count: int) -> Rows:
    """So many rows of a kind, reproducible."""
    dice = np.random.default_rng(7)
    codes = {
        key: dice.integers(0, size, count).astype(np.int32)
        for key, size in SIZES.items()
        if key not in OF_PEOPLE
    }
    day = dice.integers(0, DAYS, count).astype(np.int32)
    if kind == "correlated":
        deals = 5_000
        deal = np.minimum(dice.zipf(1.2, count) - 1, deals - 1)
        for key in codes:
            codes[key] = dice.integers(0, SIZES[key], deals).astype(np.int32)[deal]
        start = dice.integers(0, DAYS - 40, deals)[deal]
        day = (start + np.minimum(dice.geometric(0.12, count), 39)).astype(np.int32)
    people = {key: dice.integers(0, SIZES[key], SIZES["influencer"]) for key in OF_PEOPLE}
    for key, of in people.items():
        codes[key] = of[codes["influencer"]].astype(np.int32)
    orders = dice.integers(1, 4, count).astype(float)
    user = dice.integers(0, max(count // 4, 1), count).astype(np.int32)
    return Rows(codes, day, user, orders, orders * dice.integers(300, 900, count))


def facts(rows: Rows) -> Facts:
    """The rows as the store holds them."""
    words = {k: tuple(f"{k}-{v:04d}" for v in range(n)) for k, n in SIZES.items()}
    nothing = np.full(len(rows.day), -1, np.int32)
    columns = {"orders": rows.orders, "revenue": rows.revenue}
    count, users = len(rows.day), int(rows.user.max()) + 1
    buyers = CustomerSets.of(rows.user, np.arange(count), users, count)
    codes = {key: narrowest_dtype(one) for key, one in rows.codes.items()}
    return Facts(codes, words, rows.day, nothing, columns, buyers)


def steps() -> list[dict[str, list[int]]]:
    """Selections of one to three dimensions, every fourth of some weeks; the same for all sides.

    Weeks stand under ``day`` as their first and last day, other keys name the codes chosen.
    """
    dice = np.random.default_rng(5)
    found: list[dict[str, list[int]]] = []
    for step in range(STEPS):
        keys = dice.choice(VIEWS, dice.integers(1, 4), replace=False)
        found.append({k: sorted({int(v) for v in dice.integers(0, SIZES[k], 2)}) for k in keys})
        if step % 4 == 3:
            first = int(dice.integers(0, DAYS - 90))
            found[-1]["day"] = [first, first + int(dice.integers(7, 90))]
    return found


def by_engine(engine: Aggregator, picks: dict[str, list[int]]) -> Answer:
    """All views by the product's engine."""
    words = engine.facts.vocabulary
    chosen = {k: [words[k][v] for v in picks[k]] for k in VIEWS if k in picks}
    days = (date.fromordinal(EPOCH + one) for one in picks.get("day", ()))
    filters, found = Filters.of(chosen, *days), {}
    for view in VIEWS:
        sums = engine.sums((view,), filters.without(view), ("orders", "revenue"))
        found[view] = np.bincount(sums.keys[view], sums.columns["revenue"], SIZES[view])
    found["customers"] = engine.sums((), filters, ("customers",)).columns["customers"]
    return found


def by_pandas(frame: pd.DataFrame, picks: dict[str, list[int]]) -> Answer:
    """All views by pandas, with categorical columns."""
    found = {}
    for view in (*VIEWS, ""):
        keep = np.ones(len(frame), bool)
        for key, values in picks.items():
            if key == "day":
                keep &= frame[key].between(*values).to_numpy()
            elif key != view:
                keep &= frame[key].isin(values).to_numpy()
        if view:
            sums = frame[keep].groupby(view, observed=False)[["orders", "revenue"]].sum()
            found[view] = sums["revenue"].to_numpy()
        else:
            found["customers"] = np.array([float(frame["user"][keep].nunique())])
    return found


def sides(rows: Rows) -> Iterator[tuple[str, Callable[[dict[str, list[int]]], Answer]]]:
    """Each side's name and how it answers; those that are not installed are left out."""
    whole = facts(rows)
    few = compact(whole)
    engine = Aggregator(few, Assumptions(), compact_without_days(few))
    yield "ours", lambda picks: by_engine(engine, picks)
    plain = Aggregator(whole, Assumptions())
    yield "plain scan", lambda picks: by_engine(plain, picks)
    frame = pd.DataFrame({k: pd.Categorical.from_codes(c, range(SIZES[k]))
                          for k, c in rows.codes.items()})  # fmt: skip
    others = {"day": rows.day, "user": rows.user, "orders": rows.orders, "revenue": rows.revenue}
    frame = frame.assign(**others)
    yield "pandas", lambda picks: by_pandas(frame, picks)
    arrays = {**rows.codes, **others}
    os.environ.setdefault("POLARS_MAX_THREADS", "1")  # one thread each
    try:
        import polars
    except ImportError:
        return
    table = polars.DataFrame(arrays)
    yield "polars", lambda picks: by_polars(table.lazy(), picks)
    try:
        import duckdb
    except ImportError:
        return
    base = duckdb.connect(config={"threads": 1})
    base.register("given", table.to_arrow())
    base.execute("create table rows as select * from given")
    yield "duckdb", lambda picks: by_duckdb(base, picks)


def by_polars(table: object, picks: dict[str, list[int]]) -> Answer:
    """All views in one lazy query each, collected together."""
    import polars as pl

    def kept(view: str) -> pl.LazyFrame:
        chosen = [
            pl.col(k).is_between(*values) if k == "day" else pl.col(k).is_in(values)
            for k, values in picks.items()
            if k != view
        ]
        return table.filter(*chosen) if chosen else table

    asked = [kept(v).group_by(v).agg(pl.col("orders").sum(), pl.col("revenue").sum())
             for v in VIEWS]  # fmt: skip
    answers = pl.collect_all([*asked, kept("").select(pl.col("user").n_unique())])
    found = {
        view: np.bincount(one[view].to_numpy(), one["revenue"].to_numpy(), SIZES[view])
        for view, one in zip(VIEWS, answers)
    }
    return {**found, "customers": np.array([float(answers[-1].item())])}


def by_duckdb(base: object, picks: dict[str, list[int]]) -> Answer:
    """All views, a query each."""
    found = {}
    for view in (*VIEWS, ""):
        parts = [
            f"{k} between {v[0]} and {v[1]}" if k == "day" else f"{k} in ({str(v)[1:-1]})"
            for k, v in picks.items()
            if k != view
        ]
        where = f"where {' and '.join(parts)}" if parts else ""
        if view:
            query = f"select {view}, sum(orders), sum(revenue) from rows {where} group by {view}"
            one = base.execute(query).fetchnumpy()
            found[view] = np.bincount(one[view], one["sum(revenue)"], SIZES[view])
        else:
            query = f"select count(distinct user) from rows {where}"
            found["customers"] = np.array([float(base.execute(query).fetchone()[0])])
    return found


def bandwidth() -> float:
    """Bytes a second that one thread reads from memory, measured on 400 MB."""
    block = np.ones(50_000_000)
    block.sum()
    best = min(_timed(block.sum) for _ in range(5))
    return block.nbytes / best


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def report(kind: str, count: int, say: Callable[[str], None], most: int | None = None) -> None:
    """Print each side's median and p95, the ratios, and the bound of a raw scan.

    ``most``: only so many sides, where memory does not allow all.
    """
    rows = made(kind, count)
    width = sum(c.itemsize for c in rows.codes.values()) + 4 + 4 + 16
    bound = width * count / bandwidth() * 1e3
    expected: list[Answer] = []
    ours = 0.0
    for name, answer in islice(sides(rows), most):
        for picks in ({}, *steps()[:WARM]):  # what is lazy is made, memory is the process's own
            answer(picks)
        spent, found = [], []
        begun = time.process_time()
        for picks in steps():
            started = time.perf_counter()
            found.append(answer(picks))
            spent.append((time.perf_counter() - started) * 1e3)
        cpu = (time.process_time() - begun) * 1e3 / STEPS
        expected = expected or found
        for one, other in zip(expected, found):
            assert all(np.allclose(one[key], other[key]) for key in one), name
        middle, slow = statistics.median(spent), sorted(spent)[int(len(spent) * 0.95)]
        ours = ours or middle
        ratio = "" if name == "ours" else f", {middle / ours:.1f} times ours"
        figures = f"{middle:.1f} ms (p95 {slow:.1f}, CPU {cpu:.1f} a step)"
        say(f"{kind} {count:,}: {name} {figures}{ratio}")
    say(f"{kind} {count:,}: one read of all bytes {bound:.1f} ms; ours is {ours / bound:.2f} of it;"
        f" {STEPS} steps, {len(VIEWS)} views, load {os.getloadavg()[0]:.1f}")  # fmt: skip
