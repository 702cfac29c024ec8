"""Campaigns: which work, how their money ran; and one campaign from the inside."""

from __future__ import annotations

from components.cards import data_grid, kpis
from components.charts.campaign_lines import campaign_lines
from components.charts.mix import mix
from components.elements import card_states, controls
from components.page import layout
from components.page.links import campaign_link
from components.page.mark_states import marked
from components.page.model import Card, Context, Drawn, Figure, Page, Rows
from data.queries.export_tables import every
from data.store import Store
from metrics import formats
from metrics.catalog.dimensions import named
from metrics.change.periods import grain as grain_for
from metrics.filters import Filters
from metrics.frames import Frame
from pages import changes, kpi_row, leads, overview, pacing, profile, shared
from pages.influencers import metric_columns

SHOWN = 8


def draw_dots(context: Context) -> Drawn:
    """ROI of every campaign."""
    return shared.ratio_dots(context, ("campaign",), keep=20)


def draw_lines(context: Context) -> Drawn:
    """Revenue and payout of each campaign over time, on the same axes."""
    store, filters = context.store, context.without("campaign")
    title = "Revenue and payout of each campaign"
    totals = store.groups("campaign", filters, ("payout", "revenue"))
    totals = totals.at(named(totals["campaign"])).largest(SHOWN, "payout")
    if not totals or store.first is None:
        return Drawn(title=title, body=shared.nothing(context))
    period = leads.period_of(store, filters)
    grain = grain_for(period.days) if period else "week"
    frames = []
    for name in totals["campaign"]:
        one = store.steps(grain, filters.replaced("campaign", [name]), ("revenue", "payout"))
        frames.append(one.beside(campaign=name, label=name))
    steps = marked(Frame.stacked(frames), ("campaign",), context.view.filters)
    drawn = campaign_lines(steps, grain=grain, period=leads.span(store, filters))
    return Drawn(
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
    frame = every("campaign", store, filters).ordered("-payout", "campaign")
    rows = shared.sent(frame.first(data_grid.MOST_ROWS), every_column(), "campaign")
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


def draw_table(context: Context) -> Drawn:
    """Every campaign of the selection."""
    rows = every_row(context.store, context.view.filters)
    return Drawn(
        title="All campaigns",
        subtitle="(unassigned) holds payouts that no campaign can be told for",
        body=Rows(rows, every_grid) if rows else shared.nothing(context),
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
    lead=leads.campaigns,
    picks=frozenset({"campaign"}),
    cards=(
        Card("dots", draw_dots, span=6),
        pacing.PACING,
        Card("lines", draw_lines, span=6),
        changes.CHANGES,
        Card("all", draw_table, span=12, tools=()),
    ),
)


def own(context: Context) -> Context:
    """The same view, for this campaign alone."""
    filters = context.view.filters.replaced("campaign", [context.subject])
    return Context(context.store, context.view.filtered(filters), context.subject)


def draw_figures(context: Context) -> Drawn:
    """The six figures of this campaign."""
    store, filters = context.store, own(context).view.filters
    before = leads.earlier(store, filters)
    return Drawn(body=kpis.row([kpi_row.kpi(store, filters, before, k) for k in kpi_row.FIGURES]))


def draw_trend(context: Context) -> Drawn:
    """Revenue and payout of this campaign over time."""
    return overview.draw_trend(own(context), alone=True)


def draw_mix(context: Context) -> Drawn:
    """Each platform's share of payout against its share of revenue."""
    mine = own(context)
    frame = mine.store.groups("platform", mine.without("platform"), shared.MONEY)
    title = "What each platform took and brought"
    if len(frame) < 2 or not frame["payout"].sum() or not frame["revenue"].sum():
        return Drawn(title=title, body=card_states.too_little("One platform alone has no mix."))
    rows = marked(frame, ("platform",), mine.view.filters)
    drawn = mix(rows, period=leads.span(mine.store, mine.view.filters))
    share = frame["revenue"] / frame["revenue"].sum() - frame["payout"] / frame["payout"].sum()
    best, worst = frame["label"][share.argmax()], frame["label"][share.argmin()]
    return Drawn(
        title=f"{best} brought more than its share, {worst} less" if share.max() > 0.02 else title,
        subtitle="Share of payout on the left, share of revenue on the right",
        body=Figure(drawn, drawn["layout"]["height"]),
    )


def draw_people(context: Context) -> Drawn:
    """The people in this campaign, most net return first."""
    mine = own(context)
    rows = overview.leaders(mine.store, mine.view.filters, "net_return", worst=False)
    return Drawn(
        title="People",
        subtitle="Most net return first",
        body=Rows(rows, overview.leaderboard_grid) if rows else shared.nothing(mine),
        extra=controls.controls(controls.download("influencers", mine.view.filters.query())),
    )


def draw_products(context: Context) -> Drawn:
    """ROI of each product and platform in this campaign."""
    return shared.ratio_dots(own(context), ("product",), keep=14)


def draw_posts(context: Context) -> Drawn:
    """The posts of this campaign."""
    return profile.draw_posts_of(own(context))


def known(store: Store, subject: str) -> bool:
    """Whether there is such a campaign."""
    return subject in store.values("campaign") and not subject.startswith("(")


CAMPAIGN = Page(
    name="campaign",
    path="/campaigns",
    title="Campaign",
    lead=lambda context: leads.overview(own(context)),
    knows=known,
    heading=lambda context: context.subject,
    picks=frozenset({"platform", "product"}),
    scope=lambda context: own(context).view.filters,
    cards=(
        Card("figures", draw_figures, plain=True),
        Card("trend", draw_trend, span=12),
        Card("products", draw_products, span=6),
        Card("mix", draw_mix, span=6),
        Card("people", draw_people, span=12, tools=()),
        Card("posts", draw_posts, span=12, tools=()),
    ),
)
