"""One full cross-filter interaction on the store, beside the usual pandas way.

The pandas side keeps one merged frame with categorical columns and groups it once per view under
every filter but the view's own. Its payout is left out: merging it would multiply it.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from data.ingest.load import load_folder
from data.store import Store
from metrics.filters import Filters

VIEWS = ("platform", "category", "tier", "basis", "influencer", "campaign", "product", "source")
KEYS = ("revenue", "orders", "customers")
STEPS = 24


def steps(store: Store) -> list[Filters]:
    """Random selections of one to three dimensions, the same for both sides."""
    dice = np.random.default_rng(5)
    found = []
    for _ in range(STEPS):
        picked = dice.choice(VIEWS, dice.integers(1, 4), replace=False)
        found.append(Filters.of({k: [str(dice.choice(store.values(k)))] for k in picked}))
    return found


def merged(folder: Path, store: Store) -> pd.DataFrame:
    """Tracking rows of known influencers with their attributes, as categories."""
    tracking = load_folder(folder).tracking
    people = pd.DataFrame(
        [{"influencer": one, **(store.influencer(one) or {})} for one in store.values("influencer")]
    )
    wanted = ["influencer", "platform", "category", "tier", "basis"]
    frame = tracking.merge(people[wanted], on="influencer", validate="m:1")
    return frame.astype({**dict.fromkeys(VIEWS, "category"), "user": "category"})


def by_pandas(frame: pd.DataFrame, view: str, filters: Filters) -> pd.DataFrame:
    """One view the usual way."""
    rows = np.ones(len(frame), bool)
    for key, values in filters.without(view).picks:
        rows &= frame[key].isin(values).to_numpy()
    grouped = frame[rows].groupby(view, observed=True)
    return grouped.agg(
        revenue=("revenue", "sum"), orders=("orders", "sum"), users=("user", "nunique")
    )


def report(folder: Path, rows: int, say: Callable[[str], None]) -> None:
    """Print medians and the ratio, after checking that both sides say the same."""
    store = Store(load_folder(folder))
    frame = merged(folder, store)
    ours, theirs = [], []
    for filters in steps(store):
        started = time.perf_counter()
        found = {v: store.breakdown(v, filters.without(v), KEYS) for v in VIEWS}
        ours.append(time.perf_counter() - started)
        started = time.perf_counter()
        expected = {v: by_pandas(frame, v, filters) for v in VIEWS}
        theirs.append(time.perf_counter() - started)
        for view in VIEWS:
            one = found[view].set_index(view).query("orders > 0")[["revenue", "customers"]]
            # As plain text: categories would be sorted by their codes.
            other = expected[view].set_axis(expected[view].index.astype("str")).loc[one.index]
            assert len(one) == (expected[view]["orders"] > 0).sum()
            assert np.allclose(one, other[["revenue", "users"]])
    mine, other = statistics.median(ours) * 1e3, statistics.median(theirs) * 1e3
    slow = sorted(ours)[int(len(ours) * 0.95)] * 1e3
    say(
        f"interaction {rows:,}: {len(VIEWS)} views, store {mine:.1f} ms (p95 {slow:.1f}), "
        f"pandas categorical {other:.1f} ms; ratio {other / mine:.1f}; equal answers in "
        f"{STEPS} steps"
    )
