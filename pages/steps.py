"""From reach to order, and whether it is the platform or the product."""

from __future__ import annotations

import numpy as np

from components.cards import titles
from components.charts.funnel import funnel
from components.charts.ratio_dots import dots
from components.page.mark_states import marked
from components.page.model import Card, Context, Drawn, Figure
from data.queries.estimates import judgements
from metrics.catalog.dimensions import named
from metrics.filters import Filters
from pages import shared
from pages.leads import span

PANELS, ROWS = 4, 8
SUMS = ("reach", "likes", "comments", "orders", "revenue")


def draw_funnel_of(context: Context, filters: Filters) -> Drawn:
    """Reach, engagement, orders and revenue of a selection with the rates between."""
    sums = context.store.summary(filters, SUMS)
    title = "From reach to order"
    if not sums["reach"] or sums["reach"] != sums["reach"]:
        return Drawn(title=title, body=shared.nothing(context, "posts with a known reach"))
    drawn = funnel(sums, period=span(context.store, filters))
    return Drawn(
        title=titles.funnel(sums) or title,
        subtitle="Bars on a log scale, the rate from each to the next between them",
        body=Figure(drawn, drawn["layout"]["height"]),
    )


def draw_funnel(context: Context) -> Drawn:
    """The funnel of the selection."""
    return draw_funnel_of(context, context.view.filters)


def draw_own_funnel(context: Context) -> Drawn:
    """The funnel of one influencer."""
    filters = context.view.filters.replaced("influencer", [context.subject])
    return draw_funnel_of(context, filters)


def draw_multiples(context: Context) -> Drawn:
    """ROI of products, a panel for each platform, on one axis."""
    store, by = context.store, ("platform", "product")
    frame = judgements(store, by, context.without(*by), shared.MONEY)
    known = np.all([named(frame[key], "(un") for key in by], axis=0)
    frame = frame.at(known & (frame["payout"] > 0))
    title = "ROI of products on each platform"
    if not frame:
        return Drawn(title=title, body=shared.nothing(context, "spend"))
    platforms = sorted(frame.groups("platform"), key=lambda pair: -pair[1]["payout"].sum())
    groups = []
    for platform, rows in platforms[:PANELS]:
        mine = rows.beside(label=rows["product"]).largest(ROWS, "payout").ordered("-roi")
        groups.append((platform, marked(mine, by, context.view.filters)))
    threshold = store.assumptions.break_even
    drawn = dots(groups, threshold=threshold, period=span(store, context.view.filters))
    return Drawn(
        title=titles.multiples(groups, threshold) or title,
        subtitle=f"One axis for all, the {ROWS} products with the most payout each, with what ROI "
        "would be if repeated · hollow where that holds break-even",
        body=Figure(drawn, drawn["layout"]["height"]),
    )


FUNNEL = Card("funnel", draw_funnel, span=12)
OWN_FUNNEL = Card("funnel", draw_own_funnel, span=12)
MULTIPLES = Card("multiples", draw_multiples, span=12)
