"""The six figures at the top: what they are now, what they were before, how they moved."""

from __future__ import annotations

from components import kpis
from components.drawing import Card, Context, Drawn
from data.store import Store
from metrics import formats
from metrics.catalog import Metric, metric
from metrics.filters import Filters
from pages.leads import earlier

FIGURES = ("roi", "incremental_roas", "revenue", "payout", "orders", "losing_influencers")
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
    one = metric(key)
    now = store.summary(filters, figures)[key]
    was = store.summary(before, figures)[key] if before is not None else float("nan")
    text, role, arrow = change(one, now, was)
    course = store.calendar("month", filters.without("since", "until"), figures)[key]
    label = "Incremental ROAS" if key == "incremental_roas" else one.label
    said = formats.formatted(one.unit, was, short=True)
    return kpis.Kpi(
        key=key,
        label=label,
        value_text=formats.formatted(one.unit, now, short=True),
        change_text=text,
        change_role=role,
        arrow=arrow,
        earlier_text=f"from {said}" if text else _without_earlier(key, store),
        spark=[None if v != v else float(v) for v in course],
        tone=TONES.get(key, "gain"),
        meaning=_meaning(one, store),
        formula=one.formula,
    )


def _without_earlier(key: str, store: Store) -> str:
    if key == "incremental_roas":
        return f"₹{store.assumptions.baseline_order_value:g} baseline"
    return ""


def _meaning(one: Metric, store: Store) -> str:
    baseline = store.assumptions.baseline_order_value
    if one.key == "incremental_roas":
        return f"{one.meaning} Baseline now: {formats.rupees(baseline)} an order."
    return one.meaning


def draw(context: Context) -> Drawn:
    """The row of six."""
    store, filters = context.store, context.view.filters
    before = earlier(store, filters)
    return Drawn(body=kpis.row([kpi(store, filters, before, key) for key in FIGURES]))


KPIS = Card("kpis", draw, span=12, plain=True)
