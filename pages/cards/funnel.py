"""From reach to order."""

from __future__ import annotations

from components.cards import titles
from components.charts.funnel import funnel
from components.page.model import Card, CardContent, Context, Figure
from metrics.filters import Filters
from pages.cards.empty import empty_state
from pages.periods import span

SUMS = ("reach", "likes", "comments", "orders", "revenue")


def draw_funnel_of(context: Context, filters: Filters) -> CardContent:
    """Reach, engagement, orders and revenue of a selection with the rates between."""
    sums = context.store.summary(filters, SUMS)
    title = "From reach to order"
    if not sums["reach"] or sums["reach"] != sums["reach"]:
        return CardContent(title=title, body=empty_state(context, "posts with a known reach"))
    drawn = funnel(sums, period=span(context.store, filters))
    return CardContent(
        title=titles.funnel(sums) or title,
        subtitle="Bars on a log scale, the rate from each to the next between them",
        body=Figure(drawn, drawn["layout"]["height"]),
    )


def draw_funnel(context: Context) -> CardContent:
    """The funnel of the selection."""
    return draw_funnel_of(context, context.view.filters)


def draw_own_funnel(context: Context) -> CardContent:
    """The funnel of one influencer."""
    filters = context.view.filters.replaced("influencer", [context.subject])
    return draw_funnel_of(context, filters)


FUNNEL = Card("funnel", draw_funnel, span=12)
OWN_FUNNEL = Card("funnel", draw_own_funnel, span=12)
