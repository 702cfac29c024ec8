"""One influencer: the figures, the course of it, the posts, the products, the peers."""

from __future__ import annotations

import formats
from components.cards import data_grid
from components.cards.kpis import row as kpi_row
from components.charts.strip import strip
from components.charts.timeline import timeline
from components.elements import card_states, controls
from components.page import layout
from components.page.links import safe_url
from components.page.mark_states import with_selection_state
from components.page.model import Card, CardContent, Context, Figure, Page, Rows
from data.queries.estimates import total_with_intervals
from data.store import Store
from metrics.catalog import metric
from metrics.change.periods import grain as grain_for
from metrics.filters import Filters
from metrics.roi.verdicts import EARNING, LOSING, UNCLEAR
from pages.cards import funnel, kpis, opening_sentences, price_advice
from pages.cards.empty import empty_state
from pages.cards.ratio_dots import MONEY, draw_ratio_dots
from pages.grid_rows import describes, grid_rows
from pages.periods import earlier, span

FIGURES = ("roi", "net_return", "revenue", "payout", "orders", "engagement_rate")
MOST_POSTS = 300


def own(context: Context) -> Filters:
    """The reader's selection, for this person alone."""
    return context.view.filters.replaced("influencer", [context.subject])


def lead(context: Context) -> opening_sentences.Sentence:
    """What each rupee paid to this person returned, and what was left."""
    store, filters = context.store, own(context)
    now = store.summary(filters, ("roi", "net_return", "posts", "payout"))
    about = describes(store, context.subject)
    posts = f"{formats.count(now['posts'])} {'post' if now['posts'] == 1 else 'posts'}"
    if now["roi"] != now["roi"]:
        return [f"{about}. Nothing was paid for {posts} in {span(store, filters)}."]
    net = now["net_return"]
    result = "left" if net >= 0 else "cost"
    sentence: opening_sentences.Sentence = [
        f"{about}. Every ₹1 paid returned ",
        (f"₹{now['roi']:.2f}", opening_sentences.role(now["roi"], store.assumptions.break_even)),
        f" over {posts}; that {result} ",
        (formats.rupees_short(abs(net)), "gain" if net >= 0 else "loss"),
        f" in {span(store, filters)}.",
    ]
    return [*sentence, *_verdict(store, filters)]


def _verdict(store: Store, filters: Filters) -> opening_sentences.Sentence:
    """Whether it is luck: the verdict, how sure it is, and what would tell."""
    row = total_with_intervals(store, filters, ("roi", "posts"))
    chance = formats.chance(row["loss_probability"])
    if row["verdict"] == LOSING:
        return [" ", (LOSING, "loss"), f": the same again would lose with a chance of {chance}."]
    if row["verdict"] == EARNING:
        return [" ", (EARNING, "gain"), f": the same again would lose with a chance of {chance}."]
    if row["verdict"] != UNCLEAR:
        return []
    more = row["posts_to_tell"]
    told = f" About {formats.count(more)} more posts would tell." if more == more else ""
    return [
        " ",
        (UNCLEAR, "plain"),
        f": it may be luck. The same again would lose with a chance of {chance}.{told}",
    ]


def draw_figures(context: Context) -> CardContent:
    """Six figures of this person against the period before."""
    store, filters = context.store, own(context)
    before = earlier(store, filters)
    row = [kpis.kpi(store, filters, before, key, FIGURES) for key in FIGURES]
    return CardContent(body=kpi_row(row))


def draw_timeline(context: Context) -> CardContent:
    """Revenue by step, the posts on the axis, what was paid."""
    store = context.store
    filters = own(context).without("since", "until")
    if store.first is None:
        return CardContent(title="Revenue and posts over time", body=empty_state(context))
    grain = grain_for((store.last - store.first).days + 1)
    steps = store.steps(grain, filters, ("revenue", "payout", "orders", "posts"))
    posts = store.posts(filters)
    if not any(steps[key].any() for key in ("revenue", "payout", "posts")):
        return CardContent(title="Revenue and posts over time", body=empty_state(context))
    drawn = timeline(steps, posts, grain=grain, period=span(store, filters))
    best = steps.row(int(steps["revenue"].argmax()))
    title = f"Best {grain}: {formats.rupees_short(best['revenue'])} of revenue"
    return CardContent(
        title=title if best["revenue"] else "No sales tracked to this influencer",
        subtitle=f"Revenue a {grain} · steps are payouts · a dot is a post, larger reached more",
        body=Figure(drawn, drawn["layout"]["height"]),
    )


def draw_peers(context: Context) -> CardContent:
    """This person's ROI among those of the same follower tier."""
    store: Store = context.store
    tier = str((store.influencer(context.subject) or {}).get("tier", ""))
    free = context.without("influencer", "tier").replaced("tier", [tier] if tier else [])
    frame = store.groups("influencer", free, MONEY).known("roi")
    peers = with_selection_state(
        frame, ("influencer",), Filters.of({"influencer": [context.subject]})
    )
    me = frame.at(frame["influencer"] == context.subject)
    title = f"ROI among {tier or 'all'} accounts"
    if not me or len(frame) < 2:
        return CardContent(
            title=title, body=card_states.too_little("Nobody else of this tier was paid.")
        )
    ahead = int((frame["roi"] < me["roi"][0]).sum())
    drawn = strip(peers, threshold=store.assumptions.break_even, period=span(store, free))
    return CardContent(
        title=f"Ahead of {ahead} of {len(frame) - 1} {tier} accounts",
        subtitle="Each dot is an influencer of the same tier · log scale around break-even",
        body=Figure(drawn, drawn["layout"]["height"]),
    )


def draw_products(context: Context) -> CardContent:
    """What this person's audience bought, and what it cost."""
    mine = Context(context.store, context.view.with_filters(own(context)), context.subject)
    return draw_ratio_dots(mine, ("product", "campaign"), keep=8)


def post_rows(store: Store, filters: Filters) -> list[dict]:
    """The newest posts, with safe links and what was sold until the next one."""
    frame = store.posts(filters).first(MOST_POSTS)
    rows = grid_rows(frame, post_columns())
    most = max((row["revenue"] or 0 for row in rows), default=0)
    for number, row in enumerate(rows):
        text = " ".join(row["caption"].split())
        row |= {
            "id": str(number),
            "caption": text if len(text) <= 120 else f"{text[:119]}…",
            "url": safe_url(row["url"]) or "",
            "most": most,
            "threshold": store.assumptions.break_even,
        }
    return rows


def post_columns() -> list[dict]:
    """When, what, how far it reached, what it brought and cost."""
    number = data_grid.number_column
    return [
        data_grid.day_column("date", "Date"),
        data_grid.text_column("caption", "Caption", flex=2, minWidth=150),
        data_grid.text_column("campaign", "Campaign", minWidth=148),
        data_grid.text_column("product", "Product", minWidth=116),
        number(metric("reach"), minWidth=84),
        number(metric("engagement_rate"), headerName="Engagement", minWidth=120),
        number(metric("revenue"), minWidth=98),
        number(metric("payout"), minWidth=96),
        number(metric("roi"), minWidth=78),
        data_grid.link_column("url", "Link", minWidth=98),
    ]


def post_grid(name: str, rows: list[dict]) -> layout.Children:
    """The grid of posts."""
    return data_grid.grid(name, rows, post_columns(), page_size=10, label="Posts")


def draw_posts(context: Context) -> CardContent:
    """This person's posts."""
    return draw_posts_of(Context(context.store, context.view.with_filters(own(context))))


def draw_posts_of(context: Context) -> CardContent:
    """The posts of a selection."""
    filters = context.view.filters
    rows = post_rows(context.store, filters)
    return CardContent(
        title="Posts",
        subtitle="Newest first · revenue is that of the orders until the next post",
        body=Rows(rows, post_grid) if rows else empty_state(context),
        extra=controls.controls(controls.download("posts", filters.query())),
    )


def known(store: Store, subject: str) -> bool:
    """Whether there is such an influencer."""
    return store.influencer(subject) is not None


def heading(context: Context) -> str:
    """The person's name."""
    return context.store.label("influencer", context.subject)


INFLUENCER = Page(
    name="influencer",
    path="/influencers",
    title="Influencer",
    lead=lead,
    knows=known,
    heading=heading,
    picks=frozenset({"product", "campaign"}),
    scope=own,
    cards=(
        Card("figures", draw_figures, plain=True),
        Card("timeline", draw_timeline, span=8),
        Card("peers", draw_peers, span=4),
        price_advice.PRICES,
        funnel.OWN_FUNNEL,
        Card("products", draw_products, span=12),
        Card("posts", draw_posts, span=12, tools=()),
    ),
)
