"""Campaigns: which work, and how their money ran."""

from __future__ import annotations

import formats
from components.cards import data_grid
from components.charts.campaign_lines import campaign_lines
from components.elements import controls
from components.page import layout
from components.page.links import campaign_link
from components.page.mark_states import with_selection_state
from components.page.model import Card, CardContent, Context, Figure, Page, Rows
from data.queries.export_tables import dimension_table
from data.store import Store
from metrics.catalog.dimensions import has_name
from metrics.change.periods import grain as grain_for
from metrics.filters import Filters
from metrics.frames import Frame
from pages.cards import campaign_slopes, opening_sentences, pacing
from pages.cards.empty import empty_state
from pages.cards.ratio_dots import draw_ratio_dots
from pages.grid_rows import grid_rows
from pages.influencers import metric_columns
from pages.periods import period_of, span

SHOWN = 8


def draw_dots(context: Context) -> CardContent:
    """ROI of every campaign."""
    return draw_ratio_dots(context, ("campaign",), keep=20)


def draw_lines(context: Context) -> CardContent:
    """Revenue and payout of each campaign over time, on the same axes."""
    store, filters = context.store, context.without("campaign")
    title = "Revenue and payout of each campaign"
    totals = store.groups("campaign", filters, ("payout", "revenue"))
    totals = totals.at(has_name(totals["campaign"])).largest(SHOWN, "payout")
    if not totals or store.first is None:
        return CardContent(title=title, body=empty_state(context))
    period = period_of(store, filters)
    grain = grain_for(period.days) if period else "week"
    frames = []
    for name in totals["campaign"]:
        one = store.steps(grain, filters.replaced("campaign", [name]), ("revenue", "payout"))
        frames.append(one.beside(campaign=name, label=name))
    steps = with_selection_state(Frame.stacked(frames), ("campaign",), context.view.filters)
    drawn = campaign_lines(steps, grain=grain, period=span(store, filters))
    return CardContent(
        title=_dearest(totals),
        subtitle=f"₹ a {grain}, same axes · solid is revenue, dashed is payout",
        body=Figure(drawn, drawn["layout"]["height"]),
    )


def _dearest(totals: Frame) -> str:
    top = totals.row(0)
    share = top["payout"] / totals["payout"].sum() if totals["payout"].sum() else 0
    if len(totals) < 2 or not share:
        return "Revenue and payout of each campaign"
    return f"{top['label']} took {formats.percent(share)} of campaign payout"


def every_row(store: Store, filters: Filters) -> list[dict]:
    """All campaigns with every metric."""
    frame = dimension_table("campaign", store, filters).ordered("-payout", "campaign")
    rows = grid_rows(frame.first(data_grid.MOST_ROWS), every_column(), "campaign")
    most = max((row["revenue"] or 0 for row in rows), default=0)
    for row in rows:
        name = row["campaign"]
        row |= {
            "id": name,
            "label": name,
            "plain": True,
            "href": "" if name.startswith("(") else campaign_link(name, filters.query()),
            "most": most,
            "threshold": store.assumptions.break_even,
        }
    return rows


def every_column() -> list[dict]:
    """The campaign, its verdict, and every metric."""
    return [data_grid.name_column("Campaign"), data_grid.verdict_column(), *metric_columns()]


def every_grid(name: str, rows: list[dict]) -> layout.Children:
    """The grid of all campaigns."""
    return data_grid.grid(name, rows, every_column(), page_size=15, label="All campaigns")


def draw_table(context: Context) -> CardContent:
    """Every campaign of the selection."""
    rows = every_row(context.store, context.view.filters)
    return CardContent(
        title="All campaigns",
        subtitle="(unassigned) holds payouts that no campaign can be told for",
        body=Rows(rows, every_grid) if rows else empty_state(context),
        extra=controls.controls(
            controls.columns_button("all"),
            controls.download("campaigns", context.view.filters.query()),
        ),
    )


CAMPAIGNS = Page(
    name="campaigns",
    path="/campaigns",
    title="Campaigns",
    icon="megaphone",
    lead=opening_sentences.campaigns,
    picks=frozenset({"campaign"}),
    cards=(
        Card("dots", draw_dots, span=6),
        pacing.PACING,
        Card("lines", draw_lines, span=6),
        campaign_slopes.CHANGES,
        Card("all", draw_table, span=12, tools=()),
    ),
)
