"""Patterns: which combinations lose, whether they do it again, and how much is at stake."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import numpy as np

import formats
from components.cards import titles
from components.charts.heatmap import heatmap
from components.charts.month_grid import month_grid
from components.charts.parts.time_steps import midnight, next_month
from components.charts.waterfall import waterfall
from components.elements import card_states, controls, plain_table
from components.page import layout
from components.page.mark_states import with_selection_state
from components.page.model import Card, CardContent, Context, Figure, Page
from components.page.view import Switch
from data.queries.estimates import breakdown_with_intervals
from data.store import Store
from metrics.catalog.dimensions import has_name
from metrics.filters import Filters
from metrics.frames import Frame
from pages.cards import opening_sentences, recurring_patterns
from pages.cards.empty import empty_state
from pages.cards.product_panels import MULTIPLES
from pages.periods import span

PAIRABLE = ("platform", "category", "product", "campaign", "tier", "basis", "gender", "source")
ROWS = Switch("rows", PAIRABLE)
COLUMNS = Switch("columns", ("category", *(k for k in PAIRABLE if k != "category")))
KEYS = ("revenue", "payout", "roi", "net_return", "posts", "influencers", "orders")
MOST_TILES, STRIPS, BARS = 12, 8, 6


def pair(context: Context) -> tuple[str, str]:
    """The two dimensions of the tiles; equal ones fall back to another for the columns."""
    rows, columns = context.view.choice("rows"), context.view.choice("columns")
    if rows == columns:
        columns = "category" if rows != "category" else "platform"
    return rows, columns


def cells(context: Context, *, own: bool = False) -> Frame:
    """The cells of the two dimensions with spend; free of their own picks unless ``own``."""
    by = pair(context)
    filters = context.view.filters if own else context.without(*by)
    frame = breakdown_with_intervals(context.store, by, filters, KEYS)
    known = np.all([has_name(frame[key], "(un") for key in by], axis=0)
    return with_selection_state(frame.at(known & (frame["payout"] > 0)), by, context.view.filters)


Course = dict[datetime, float]


def recurrence(
    store: Store, by: tuple[str, str], filters: Filters
) -> Mapping[tuple[str, str], Course]:
    """ROI by month of every cell, the months in which there was spend."""

    def compute() -> Mapping[tuple[str, str], Course]:
        frame = store.groups((*by, "month"), filters, ("roi", "payout", "net_return"))
        frame = frame.at(frame["payout"] > 0).known("month")
        found: dict[tuple[str, str], Course] = {}
        for *cell, month, roi in zip(*(frame[key].tolist() for key in (*by, "month", "roi"))):
            found.setdefault(tuple(cell), {})[month] = roi
        return found

    return store.cached(("recurrence", by, filters), compute)


def losing(context: Context) -> Frame:
    """Cells that lost money, largest loss first, with how often they were below break-even."""
    by = pair(context)
    found = recurrence(context.store, by, context.without(*by))
    lost = cells(context)
    lost = lost.at(lost["net_return"] < 0).ordered("net_return", *by)
    even = context.store.assumptions.break_even
    courses = [found.get(cell, {}) for cell in zip(*(lost[key].tolist() for key in by))]
    below = [sum(roi < even for roi in course.values()) for course in courses]
    return lost.beside(course=courses, active=[len(one) for one in courses], below=below)


def switches(context: Context) -> layout.Children:
    """The two choices of dimensions."""
    rows, columns = pair(context)
    names = [(d.key, d.label) for d in context.store.dimensions if d.key in PAIRABLE]
    return controls.controls(
        controls.choice("rows", names, rows, "Rows"),
        controls.choice("columns", names, columns, "Columns"),
    )


def draw_tiles(context: Context) -> CardContent:
    """ROI of every combination as tiles, payout below it, margins apart."""
    store, by = context.store, pair(context)
    frame = cells(context)
    extra = switches(context)
    if not frame:
        return CardContent(
            title="ROI by combination", body=empty_state(context, "spend"), extra=extra
        )
    margins = []
    for key in by:
        one = store.groups(key, context.without(*by), KEYS)
        largest = one.at(one["payout"] > 0).largest(MOST_TILES, "payout")
        margins.append(with_selection_state(largest, (key,), context.view.filters))
    kept = np.all([np.isin(frame[key], one[key]) for key, one in zip(by, margins)], axis=0)
    threshold = store.assumptions.break_even
    drawn = heatmap(
        frame.at(kept),
        *margins,
        rows_by=by[0],
        columns_by=by[1],
        threshold=threshold,
        period=span(store, context.view.filters),
    )
    names = {d.key: d.label.lower() for d in store.dimensions}
    return CardContent(
        title=titles.cells(frame, threshold),
        subtitle=f"ROI of each {names[by[0]]} × {names[by[1]]}, payout below it · "
        "colour steps double or halve around break-even",
        body=Figure(drawn, drawn["layout"]["height"]),
        extra=extra,
    )


def draw_losses(context: Context) -> CardContent:
    """The losses, largest first, to their total."""
    lost = losing(context)
    if not lost:
        return CardContent(
            title="Nothing lost money in this selection",
            body=card_states.too_little("Every combination returned at least what it cost."),
        )
    drawn = waterfall(lost, most=BARS, period=span(context.store, context.view.filters))
    every = cells(context)["net_return"].sum()
    without = every - lost["net_return"].sum()
    return CardContent(
        title=titles.losses(lost),
        subtitle="Largest first · loss = payout − revenue",
        body=Figure(drawn, drawn["layout"]["height"]),
        foot=[
            "Net return was ",
            (formats.rupees_short(every), "plain"),
            ". Without these losses it would have been ",
            (formats.rupees_short(without), "plain"),
            ".",
        ],
    )


def draw_months(context: Context) -> CardContent:
    """Month by month, the segments that lost most."""
    lost = losing(context)
    lost = lost.at(lost["active"] > 0).first(STRIPS)
    title = "Month by month"
    if not lost:
        return CardContent(title=title, body=card_states.too_little("No segment lost money."))
    every = sorted({month for course in lost["course"] for month in course})
    steps = [every[0]]
    while steps[-1] < every[-1]:
        steps.append(midnight(next_month(steps[-1])))
    threshold = context.store.assumptions.break_even
    period = span(context.store, context.view.filters)
    drawn = month_grid(lost, steps, threshold=threshold, period=period)
    rows = list(zip(*(lost[key].tolist() for key in ("label", "below", "active"))))
    return CardContent(
        title=titles.months(rows),
        subtitle="Each square is a month: orange is below break-even (stronger is worse), grey is "
        "at or above, a dot is no spend",
        body=Figure(drawn, drawn["layout"]["height"]),
    )


def draw_counts(context: Context) -> CardContent:
    """The original count: losing influencers by platform, category and product."""
    store, filters = context.store, context.view.filters
    sections = []
    for key in ("platform", "category", "product"):
        frame = store.groups(key, filters, ("losing_influencers", "influencers"))
        ranked = frame.at(frame["losing_influencers"] > 0).ordered("-losing_influencers", key)
        rows = [
            (
                row["label"],
                formats.count(row["losing_influencers"]),
                formats.count(row["influencers"]),
            )
            for row in ranked.records()
        ]
        sections.append((key.capitalize(), rows))
    return CardContent(
        title="Influencers below break-even, by where they post and what they sell",
        subtitle="ROI < 1 / margin or incremental ROAS < 0, each influencer counted in each group",
        body=plain_table.counts(sections, ("Losing", "Of")),
        extra=controls.controls(controls.download("recurring", filters.query())),
    )


PATTERNS = Page(
    name="patterns",
    path="/patterns",
    title="Patterns",
    icon="diagram-3",
    lead=opening_sentences.patterns,
    switches=(ROWS, COLUMNS),
    picks=frozenset(PAIRABLE),
    cards=(
        recurring_patterns.CARDS,
        Card("tiles", draw_tiles, span=8),
        Card("losses", draw_losses, span=4),
        Card("months", draw_months, span=12),
        MULTIPLES,
        Card("counts", draw_counts, span=12, tools=()),
    ),
)
