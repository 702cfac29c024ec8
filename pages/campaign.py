"""One campaign from the inside."""

from __future__ import annotations

from components.cards.kpis import row as kpi_row
from components.charts.mix import mix
from components.elements import card_states, controls
from components.page.mark_states import with_selection_state
from components.page.model import Card, CardContent, Context, Figure, Page, Rows
from data.store import Store
from pages import influencer, overview
from pages.cards import kpis, opening_sentences
from pages.cards.empty import empty_state
from pages.cards.ratio_dots import MONEY, draw_ratio_dots
from pages.periods import earlier, span


def own(context: Context) -> Context:
    """The same view, for this campaign alone."""
    filters = context.view.filters.replaced("campaign", [context.subject])
    return Context(context.store, context.view.with_filters(filters), context.subject)


def draw_figures(context: Context) -> CardContent:
    """The six figures of this campaign."""
    store, filters = context.store, own(context).view.filters
    before = earlier(store, filters)
    return CardContent(body=kpi_row([kpis.kpi(store, filters, before, k) for k in kpis.FIGURES]))


def draw_trend(context: Context) -> CardContent:
    """Revenue and payout of this campaign over time."""
    return overview.draw_trend(own(context), alone=True)


def draw_mix(context: Context) -> CardContent:
    """Each platform's share of payout against its share of revenue."""
    mine = own(context)
    frame = mine.store.groups("platform", mine.without("platform"), MONEY)
    title = "What each platform took and brought"
    if len(frame) < 2 or not frame["payout"].sum() or not frame["revenue"].sum():
        return CardContent(
            title=title, body=card_states.too_little("One platform alone has no mix.")
        )
    rows = with_selection_state(frame, ("platform",), mine.view.filters)
    drawn = mix(rows, period=span(mine.store, mine.view.filters))
    share = frame["revenue"] / frame["revenue"].sum() - frame["payout"] / frame["payout"].sum()
    best, worst = frame["label"][share.argmax()], frame["label"][share.argmin()]
    return CardContent(
        title=f"{best} brought more than its share, {worst} less" if share.max() > 0.02 else title,
        subtitle="Share of payout on the left, share of revenue on the right",
        body=Figure(drawn, drawn["layout"]["height"]),
    )


def draw_people(context: Context) -> CardContent:
    """The people in this campaign, most net return first."""
    mine = own(context)
    rows = overview.leaders(mine.store, mine.view.filters, "net_return", worst=False)
    return CardContent(
        title="People",
        subtitle="Most net return first",
        body=Rows(rows, overview.leaderboard_grid) if rows else empty_state(mine),
        extra=controls.controls(controls.download("influencers", mine.view.filters.query())),
    )


def draw_products(context: Context) -> CardContent:
    """ROI of each product and platform in this campaign."""
    return draw_ratio_dots(own(context), ("product",), keep=14)


def draw_posts(context: Context) -> CardContent:
    """The posts of this campaign."""
    return influencer.draw_posts_of(own(context))


def known(store: Store, subject: str) -> bool:
    """Whether there is such a campaign."""
    return subject in store.values("campaign") and not subject.startswith("(")


CAMPAIGN = Page(
    name="campaign",
    path="/campaigns",
    title="Campaign",
    lead=lambda context: opening_sentences.overview(own(context)),
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
