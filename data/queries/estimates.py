"""Breakdowns with their evidence: intervals, verdicts, and what was measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from data.store import Store
from data.store.column_cache import needed_columns
from metrics.catalog import BY_KEY, METRICS, evaluate
from metrics.catalog.columns import EVIDENCE
from metrics.filters import Filters
from metrics.frames import Frame
from metrics.roi.posterior import LEVELS, Posterior, posterior
from metrics.roi.verdicts import UNCLEAR, posts_to_tell, verdicts

PRIOR_ATTRIBUTES = ("platform", "category", "tier")
"""What tells influencers apart before their own results."""
COMMON = (
    "revenue", "payout", "roi", "net_return", "orders", "posts", "average_order_value",
    "incremental_roas", "incremental_roas_measured", "incremental_revenue",
)  # fmt: skip
"""What most cards ask of a breakdown: they share one frame that has it all."""
NORMAL = {0.80: 1.2816, 0.90: 1.6449, 0.95: 1.9600}


def breakdown_with_intervals(
    store: Store,
    by: str | tuple[str, ...],
    filters: Filters,
    keys: Iterable[str] | None = None,
) -> Frame:
    """A breakdown with its evidence; one row per group, as `Store.groups` gives, at least the
    metrics of ``keys``.

    Beside each uncertain metric stand ``_low`` and ``_high`` (90%), and for ROI also ``_low80``,
    ``_high80``, ``_low95``, ``_high95``. Further columns: ``roi_estimate`` (posterior median),
    ``loss_probability``, ``verdict`` (Losing, Unclear, Earning, empty without a payout) and
    ``posts_to_tell``. An interval is for the deal repeated; the metric is what happened.
    """
    by = (by,) if isinstance(by, str) else by
    wanted = tuple(BY_KEY) if keys is None else tuple(dict.fromkeys(keys))
    wanted = COMMON if set(wanted) <= set(COMMON) else wanted
    return store.cached(
        ("judgements", by, filters, wanted), lambda: _judged(store, by, filters, wanted)
    )


def judged(
    store: Store,
    by: str | tuple[str, ...],
    filters: Filters,
    keys: Iterable[str] | None = None,
) -> pd.DataFrame:
    """`judgements` as a data frame."""
    found = breakdown_with_intervals(store, by, filters, keys)
    question = ("judged", (by,) if isinstance(by, str) else by, filters, tuple(found.names))
    return store.cached(question, found.pandas)


def total_with_intervals(
    store: Store, filters: Filters, keys: Iterable[str] | None = None
) -> dict[str, Any]:
    """A selection as one judged row; one influencer alone is judged among all others."""
    chosen = filters.values("influencer")
    if len(chosen) == 1:
        everyone = breakdown_with_intervals(
            store, "influencer", filters.without("influencer"), keys
        )
        mine = np.flatnonzero(everyone["influencer"] == chosen[0])
        if len(mine):
            return everyone.row(int(mine[0]))
    return breakdown_with_intervals(store, (), filters, keys).row(0)


def _judged(store: Store, by: tuple[str, ...], filters: Filters, wanted: tuple[str, ...]) -> Frame:
    frame = store.groups(by, filters, wanted)
    always = {"revenue", "payout", "orders", "posts", "incremental", *EVIDENCE}
    columns = store.sums(by, filters, always | needed_columns(wanted))
    found = store.cached(("posterior", by, filters), lambda: _posterior(store, by, frame, columns))
    break_even = store.assumptions.break_even
    verdict = verdicts(found, break_even)
    evidence = {
        "roi_estimate": found.estimate,
        "loss_probability": found.loss_probability,
        "verdict": verdict,
        "posts_to_tell": np.where(
            verdict == UNCLEAR, posts_to_tell(found, columns["posts"], break_even), np.nan
        ),
        "log_mean": found.log_mean,
        "log_spread": found.log_spread,
    }
    if "roi" not in wanted:
        return frame.beside(_bounds(store, columns, found, wanted))
    for level in LEVELS:
        suffix = "" if level == 0.90 else f"{round(level * 100)}"
        evidence[f"roi_low{suffix}"] = found.low[level]
        evidence[f"roi_high{suffix}"] = found.high[level]
    evidence |= _bounds(store, columns, found, wanted)
    return frame.beside(evidence)


def _posterior(
    store: Store, by: tuple[str, ...], frame: Frame, columns: Mapping[str, np.ndarray]
) -> Posterior:
    if by == ("influencer",):
        attributes = [store.attribute(key, frame["influencer"]) for key in PRIOR_ATTRIBUTES]
    else:
        attributes = [_numbered(frame[key]) for key in by] if len(by) > 1 else []
    return posterior(
        evaluate(columns, store.assumptions, ("roi",))["roi"],
        columns["expected_revenue"],
        columns["revenue_variance"],
        store.assumptions.break_even,
        attributes,
    )


def _numbered(values: np.ndarray) -> np.ndarray:
    """Each value as a number, in the order in which values first stand."""
    numbers: dict[object, int] = {}
    return np.array([numbers.setdefault(one, len(numbers)) for one in values.tolist()], np.int64)


def _bounds(
    store: Store,
    columns: Mapping[str, np.ndarray],
    found: Posterior,
    wanted: tuple[str, ...],
) -> dict[str, np.ndarray]:
    """Each uncertain metric at both ends of its column's interval."""
    ends = {
        "revenue": (found.low[0.90] * columns["payout"], found.high[0.90] * columns["payout"]),
        "order_value": _order_value_ends(columns),
        "incremental": (columns["incremental_low"], columns["incremental_high"]),
    }
    result: dict[str, np.ndarray] = {}
    for metric in METRICS:
        if not metric.uncertain or metric.key not in wanted or metric.key == "roi":
            continue
        replaced = "revenue" if metric.uncertain == "order_value" else metric.uncertain
        both = [
            evaluate({**columns, replaced: end}, store.assumptions, (metric.key,))[metric.key]
            for end in ends[metric.uncertain]
        ]
        result[f"{metric.key}_low"] = np.minimum(*both)
        result[f"{metric.key}_high"] = np.maximum(*both)
    return result


def _order_value_ends(columns: Mapping[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """₹ revenue of the same number of orders at both ends of what their value may be (90%).

    The linearised variance of a ratio of sums (Cochran 1977, 2.11). NaN under two orders.
    """
    revenue, orders = columns["revenue"], columns["orders"]
    with np.errstate(divide="ignore", invalid="ignore"):
        value = revenue / orders
        variance = columns["order_value_squares"] - 2 * value * columns["order_value_products"]
        variance = variance + value**2 * columns["order_squares"]
        half = NORMAL[0.90] * np.sqrt(np.maximum(variance, 0.0))
    half = np.where(orders >= 2, half, np.nan)
    return np.maximum(revenue - half, 0.0), revenue + half
