"""The six figures at the top: what they are now, what they were before, how they moved."""

from __future__ import annotations

from typing import Any

import numpy as np

import formats
from components.cards import kpis
from components.page.model import Card, CardContent, Context
from data.queries.estimates import breakdown_with_intervals, total_with_intervals
from data.store import Store
from metrics.catalog import Metric, metric
from metrics.filters import Filters
from metrics.incrementality.incrementality import grade_of
from metrics.roi.verdicts import LOSING, UNCLEAR
from pages.periods import earlier

FIGURES = ("roi", "incremental_roas", "revenue", "payout", "orders", "losing_influencers")
MEASURED = "incremental_roas_measured"
TONES = {
    "revenue": "revenue",
    "orders": "revenue",
    "payout": "payout",
    "losing_influencers": "loss",
}


def change(one: Metric, now: float, before: float) -> tuple[str | None, str, str | None]:
    """The change in words, whether it is better, and the way it points."""
    if now != now or before != before:
        return None, "neutral", None
    if one.key == "losing_influencers":
        text, moved = formats.signed_count(now - before), now - before
    elif before:
        moved = now / before - 1
        text = formats.signed_percent(moved)
    else:
        return None, "neutral", None
    if one.good == "neither" or not moved:
        role = "neutral"
    else:
        role = "better" if (moved > 0) == (one.good == "up") else "worse"
    return text, role, "up" if moved > 0 else "down" if moved < 0 else None


def kpi(
    store: Store,
    filters: Filters,
    before: Filters | None,
    key: str,
    figures: tuple[str, ...] = FIGURES,
) -> kpis.Kpi:
    """One figure with its earlier value and its course by month."""
    shown = shown_for(key, store)
    one = metric(shown)
    now = value(store, filters, shown, figures)
    was = value(store, before, shown, figures) if before is not None else float("nan")
    text, role, arrow = change(one, now, was)
    course = store.steps("month", filters.without("since", "until"), figures)[key].tolist()
    label = "Incremental ROAS" if key == "incremental_roas" else one.label
    said = formats.formatted(one.unit, was, short=True)
    return kpis.Kpi(
        key=key,
        label=label,
        value_text=formats.formatted(one.unit, now, short=True),
        change_text=text,
        change_role=role,
        arrow=arrow,
        earlier_text=f"from {said}" if text else rule(store, filters, key),
        spark=[None if v != v else v for v in course],
        tone=TONES.get(key, "gain"),
        meaning=_meaning(one, store),
        formula=one.formula,
        evidence=evidence(store, filters, key),
    )


def shown_for(key: str, store: Store) -> str:
    """The measured incremental ROAS wherever it can be measured, else the one by the setting."""
    measured = store.evidence.incrementality.measured
    return MEASURED if key == "incremental_roas" and measured else key


def value(store: Store, filters: Filters, key: str, figures: tuple[str, ...]) -> float:
    """A figure of a selection; who loses is a verdict, not a bare ratio."""
    if key == "losing_influencers":
        return float((_verdicts(store, filters) == LOSING).sum())
    return store.summary(filters, tuple(dict.fromkeys((*figures, key))))[key]


def rule(store: Store, filters: Filters, key: str) -> str:
    """What the simpler rule says, with its name; empty for figures that have none."""
    baseline = f"₹{store.assumptions.baseline_order_value:g}"
    if key == "incremental_roas":
        found = store.summary(filters, ("incremental_roas",))["incremental_roas"]
        measured = store.evidence.incrementality.measured
        grade = grade_of(store.evidence.incrementality.checks)
        rule = f"{baseline} rule {formats.ratio(found)} · {grade}"
        return rule if measured else f"{baseline} baseline · {grade}"
    if key == "losing_influencers":
        found = store.summary(filters, ("losing_influencers",))["losing_influencers"]
        return f"{formats.count(found)} by ROI < 1"
    return ""


def _verdicts(store: Store, filters: Filters) -> np.ndarray:
    return breakdown_with_intervals(store, "influencer", filters, ("roi", "net_return", "payout"))[
        "verdict"
    ]


def evidence(store: Store, filters: Filters, key: str) -> str:
    """How sure a figure is, or what stands behind it, in one short line."""
    if key == "losing_influencers":
        return f"{int((_verdicts(store, filters) == UNCLEAR).sum())} more unclear"
    row = total_with_intervals(store, filters, EVIDENT)
    if key in ("roi", "net_return"):
        return _interval("Likely", row, key)
    if key == "incremental_roas":
        measured = store.evidence.incrementality.measured
        return _interval("Likely", row, MEASURED) if measured else "Not measurable here"
    if key == "revenue":
        share = row["incremental_share"]
        return f"{formats.percent(share)} of it is extra" if share == share else ""
    if key == "payout" and row["influencers"]:
        count = row["influencers"]
        return f"to {formats.count(count)} {'influencer' if count == 1 else 'influencers'}"
    if key == "orders" and row["average_order_value"] == row["average_order_value"]:
        return f"{formats.rupees(row['average_order_value'])} each"
    return ""


EVIDENT = (
    "roi", "net_return", "incremental_roas", MEASURED, "incremental_share", "influencers",
    "average_order_value", "payout",
)  # fmt: skip


def _interval(words: str, row: dict[str, Any], key: str) -> str:
    low, high, unit = row[f"{key}_low"], row[f"{key}_high"], metric(key).unit
    if low != low:
        return ""
    ends = [formats.formatted(unit, end, short=True) for end in (low, high)]
    return f"{words} {(' to ' if low < 0 else '–').join(ends)}".strip()


def _meaning(one: Metric, store: Store) -> str:
    baseline = formats.rupees(store.assumptions.baseline_order_value)
    if one.key == "incremental_roas":
        return f"{one.meaning} Baseline now: {baseline} an order."
    if one.key == MEASURED:
        return (
            f"{one.meaning} With its 90% interval; the {baseline} rule stands beside it. Whether "
            "the data allows it (PASS, REVIEW, FAIL) is checked on the Method page."
        )
    if one.key in ("roi", "net_return"):
        return (
            f"{one.meaning} Likely: where it would lie in 9 of 10 cases if the deals were repeated."
        )
    return one.meaning


def draw(context: Context) -> CardContent:
    """The row of six."""
    store, filters = context.store, context.view.filters
    before = earlier(store, filters)
    return CardContent(body=kpis.row([kpi(store, filters, before, key) for key in FIGURES]))


KPIS = Card("kpis", draw, span=12, plain=True)
