"""ROI of groups as dots around break-even."""

from __future__ import annotations

from collections.abc import Sequence

from components.cards import titles
from components.charts.ratio_dots import ratio_dots
from components.page.mark_states import with_selection_state
from components.page.model import CardContent, Context, Figure
from data.queries.estimates import breakdown_with_intervals
from data.store import Store
from metrics.catalog.dimensions import has_name
from metrics.frames import Frame
from pages.cards.empty import empty_state
from pages.periods import span

MONEY = ("revenue", "payout", "roi", "net_return", "orders", "posts")


def ratio_groups(context: Context, keys: Sequence[str], keep: int = 12) -> list[tuple[str, Frame]]:
    """(heading, rows) per dimension, each free of its own pick; best ROI first."""
    store: Store = context.store
    found = []
    for key in keys:
        frame = breakdown_with_intervals(store, key, context.without(key), MONEY)
        frame = frame.at((frame["payout"] > 0) & has_name(frame[key], "(un"))
        if not frame:
            continue
        shown = frame.largest(keep, "payout") if len(frame) > keep else frame
        ranked = shown.ordered("-roi", key)
        label = next(d.label for d in store.dimensions if d.key == key)
        found.append((label, with_selection_state(ranked, (key,), context.view.filters)))
    return found


def draw_ratio_dots(context: Context, keys: Sequence[str], keep: int = 12) -> CardContent:
    """ROI of every group on a log axis around break-even, with the money beside it."""
    groups = ratio_groups(context, keys, keep)
    if not groups:
        return CardContent(title="ROI by group", body=empty_state(context, "spend"))
    threshold = context.store.assumptions.break_even
    drawn = ratio_dots(
        groups, threshold=threshold, period=span(context.store, context.view.filters)
    )
    return CardContent(
        title=titles.ratios([frame for _, frame in groups], threshold),
        subtitle="ROI on a log scale around break-even, with what it would be if repeated (80 and "
        "95%) · hollow where that holds break-even",
        body=Figure(drawn, drawn["layout"]["height"]),
    )
