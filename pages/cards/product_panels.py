"""Is it the platform or the product? ROI of products, a panel for each platform."""

from __future__ import annotations

import numpy as np

from components.cards import titles
from components.charts.ratio_dots import ratio_dots
from components.page.mark_states import with_selection_state
from components.page.model import Card, CardContent, Context, Figure
from data.queries.estimates import breakdown_with_intervals
from metrics.catalog.dimensions import has_name
from pages.cards.empty import empty_state
from pages.cards.ratio_dots import MONEY
from pages.periods import span

PANELS, ROWS = 4, 8


def draw_multiples(context: Context) -> CardContent:
    """ROI of products, a panel for each platform, on one axis."""
    store, by = context.store, ("platform", "product")
    frame = breakdown_with_intervals(store, by, context.without(*by), MONEY)
    known = np.all([has_name(frame[key], "(un") for key in by], axis=0)
    frame = frame.at(known & (frame["payout"] > 0))
    title = "ROI of products on each platform"
    if not frame:
        return CardContent(title=title, body=empty_state(context, "spend"))
    platforms = sorted(frame.groups("platform"), key=lambda pair: -pair[1]["payout"].sum())
    groups = []
    for platform, rows in platforms[:PANELS]:
        mine = rows.beside(label=rows["product"]).largest(ROWS, "payout").ordered("-roi")
        groups.append((platform, with_selection_state(mine, by, context.view.filters)))
    threshold = store.assumptions.break_even
    drawn = ratio_dots(groups, threshold=threshold, period=span(store, context.view.filters))
    return CardContent(
        title=titles.multiples(groups, threshold) or title,
        subtitle=f"One axis for all, the {ROWS} products with the most payout each, with what ROI "
        "would be if repeated · hollow where that holds break-even",
        body=Figure(drawn, drawn["layout"]["height"]),
    )


MULTIPLES = Card("multiples", draw_multiples, span=12)
