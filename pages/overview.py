"""Overview: do influencers pay back, where, who, and what needs attention."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from components.cards import data_grid, titles
from components.charts.trend import HEIGHT, trend
from components.elements import controls
from components.page import layout
from components.page.links import influencer_link
from components.page.model import Card, CardContent, Context, Figure, Page, Rows
from components.page.view import Switch
from data.queries.estimates import breakdown_with_intervals
from data.store import Store
from metrics.catalog import metric
from metrics.catalog.dimensions import has_name
from metrics.change.periods import grain as grain_for
from metrics.filters import Filters
from pages.cards import alerts, kpis, opening_sentences, period_change
from pages.cards.empty import empty_state
from pages.cards.influencer_scatter import people_scatter
from pages.cards.ratio_dots import draw_ratio_dots
from pages.grid_rows import describes, grid_rows, months_of
from pages.periods import span

RANKS = ("net_return", "roi", "incremental_roas")
RANK = Switch("rank", RANKS)
ORDER = Switch("order", ("best", "worst"))
GRAIN_WORDS = {"day": "a day", "week": "a week", "month": "a month"}
LEADERS = 40
BESIDE_CONCERNS = 412
"""Px of the trend where it stands beside the list of what needs attention: as tall as that."""


def campaign_starts(store: Store, filters: Filters) -> list[tuple[object, str]]:
    """(day, name) of when each campaign's first tracked order or post was."""
    days = store.groups(("campaign", "day"), filters, ("revenue", "payout")).known("day")
    days = days.at(has_name(days["campaign"])).ordered("day", "campaign")
    first: dict[str, date] = {}
    for name, day in zip(days["campaign"].tolist(), days["day"].astype("datetime64[D]").tolist()):
        first.setdefault(name, day)
    return [(day, name) for name, day in first.items()]


def activity(store: Store, filters: Filters) -> tuple[date, date]:
    """The first and last day of the data on which a selection has money or posts, and a week."""
    days = store.steps("day", filters, ("revenue", "payout", "posts"))
    busy = days["start"][np.any([days[key] for key in ("revenue", "payout", "posts")], axis=0)]
    if not len(busy):
        return store.first, store.last
    first, last = (busy[end].astype("datetime64[D]").item() for end in (0, -1))
    week = timedelta(7)
    return (max(first - week, store.first), min(last + week, store.last))


def draw_trend(context: Context, *, alone: bool = False) -> CardContent:
    """Revenue against payout over the whole data; the selected period is shaded.

    ``alone``: the days of one campaign only, without the starts of others.
    """
    store, filters = context.store, context.view.filters
    free = filters.without("since", "until")
    if store.first is None:
        return CardContent(title="Revenue and payout over time", body=empty_state(context))
    first, last = activity(store, free) if alone else (store.first, store.last)
    grain = grain_for((last - first).days + 1)
    within = free.within(first, last) if alone else free
    steps = store.steps(grain, within, ("revenue", "payout", "posts", "orders"))
    if not (steps["revenue"].any() or steps["payout"].any()):
        return CardContent(title="Revenue and payout over time", body=empty_state(context))
    drawn = trend(
        steps,
        grain=grain,
        first=first,
        last=last,
        since=filters.since,
        until=filters.until,
        events=[] if alone else campaign_starts(store, free),
        period=span(store, filters),
        height=HEIGHT if alone else BESIDE_CONCERNS,
    )
    starts = "" if alone else " · dotted lines are campaign starts"
    shaded = " · violet is the selected period" if filters.since or filters.until else ""
    return CardContent(
        title=titles.trend(steps, grain),
        subtitle=f"₹ {GRAIN_WORDS[grain]} · bars count posts{starts}{shaded}"
        " · drag to choose a period",
        body=Figure(drawn, drawn["layout"]["height"]),
    )


def draw_dots(context: Context) -> CardContent:
    """ROI by platform, category and product."""
    return draw_ratio_dots(context, ("platform", "category", "product"))


def leaders(store: Store, filters: Filters, rank: str, worst: bool) -> list[dict]:
    """The rows of the leaderboard, best or worst first by one metric."""
    keys = ("revenue", "payout", "roi", "incremental_roas", "net_return", "posts")
    keys += ("incremental_roas_measured",)
    frame = breakdown_with_intervals(store, "influencer", filters, keys)
    frame = frame.known(rank) if rank != "net_return" else frame
    frame = frame.ordered(rank if worst else f"-{rank}", "influencer").first(LEADERS)
    months = months_of(store, filters)
    rows = grid_rows(frame, leaderboard_columns(), "influencer")
    most = max((row["revenue"] or 0 for row in rows), default=0)
    for row in rows:
        one = row["influencer"]
        row |= {
            "id": one,
            "about": describes(store, one),
            "href": influencer_link(one, filters.query()),
            "months": months.get(one, []),
            "most": most,
            "threshold": store.assumptions.break_even,
        }
    return rows


def leaderboard_columns() -> list[dict]:
    """Money, ratio, net return and the last months."""
    number = data_grid.number_column
    return [
        data_grid.name_column("Influencer"),
        data_grid.revenue_column(),
        number(metric("payout"), minWidth=104),
        data_grid.ratio_column(),
        number(metric("incremental_roas_measured"), headerName="Incr. ROAS", minWidth=104),
        data_grid.net_column(),
        data_grid.verdict_column(),
        data_grid.line_column(),
    ]


def leaderboard_grid(name: str, rows: list[dict]) -> layout.Children:
    """The grid of the leaderboard."""
    return data_grid.grid(
        name, rows, leaderboard_columns(), page_size=8, label="Influencer leaderboard"
    )


def draw_leaderboard(context: Context) -> CardContent:
    """Who returned most or least, by the metric the reader chose."""
    store, view = context.store, context.view
    rank, worst = view.choice("rank"), view.choice("order") == "worst"
    rows = leaders(store, view.filters, rank, worst)
    extra = controls.controls(
        controls.segmented("rank", [(key, metric(key).label) for key in RANKS], rank, "Rank by"),
        controls.segmented(
            "order", [("best", "Best"), ("worst", "Worst")], view.choice("order"), "Show"
        ),
        controls.download("influencers", view.filters.query()),
    )
    sides = "lowest" if worst else "highest"
    return CardContent(
        title="Influencer leaderboard",
        subtitle=f"{metric(rank).label}, {sides} first · {span(store, view.filters)}",
        body=Rows(rows, leaderboard_grid) if rows else empty_state(context),
        extra=extra,
    )


OVERVIEW = Page(
    name="overview",
    path="/",
    title="Overview",
    icon="columns-gap",
    lead=opening_sentences.overview,
    switches=(RANK, ORDER, period_change.MEASURE, period_change.SPLIT),
    picks=frozenset({"platform", "category", "product", "influencer", "campaign"}),
    cards=(
        kpis.KPIS,
        Card("trend", draw_trend, span=8),
        alerts.ATTENTION,
        period_change.MOVED,
        Card("dots", draw_dots, span=6),
        Card("scatter", people_scatter, span=6),
        Card("leaderboard", draw_leaderboard, span=12, tools=()),
    ),
)
