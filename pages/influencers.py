"""Influencers: who pays back and at what size; and one person's profile."""

from __future__ import annotations

from components.cards import data_grid
from components.charts.ranking import ranking
from components.elements import controls
from components.page import layout
from components.page.links import influencer_link
from components.page.mark_states import with_selection_state
from components.page.model import Card, CardContent, Context, Figure, Page, Rows
from components.page.view import Switch
from data.queries.estimates import breakdown_with_intervals
from data.queries.export_tables import influencer_table
from data.store import ALL_METRICS
from metrics.catalog import metric
from metrics.catalog.dimensions import BY_KEY
from pages import influencer
from pages.cards import funnel, opening_sentences, what_if
from pages.cards.empty import empty_state
from pages.cards.influencer_scatter import people_scatter
from pages.grid_rows import describes, grid_rows
from pages.periods import span

RANKED = 24
BY = Switch("by", ("roi", "incremental_roas", "net_return", "revenue", "cost_per_order"))


def draw_ranking(context: Context) -> CardContent:
    """The influencers with the most payout, ranked by one metric."""
    store, view = context.store, context.view
    by = metric(view.choice("by"))
    keys = tuple(dict.fromkeys((by.key, "payout", "revenue", "roi", "net_return", "posts")))
    frame = breakdown_with_intervals(store, "influencer", context.without("influencer"), keys)
    frame = frame.at(frame["payout"] > 0).known(by.key)
    extra = controls.controls(
        controls.choice("by", [(k, metric(k).label) for k in BY.choices], by.key, "Rank by")
    )
    if not frame:
        return CardContent(title="Who returns most", body=empty_state(context), extra=extra)
    order = by.key if by.good == "down" else f"-{by.key}"
    ranked = frame.largest(RANKED, "payout").ordered(order, "influencer")
    rows = with_selection_state(ranked, ("influencer",), view.filters)
    threshold = store.assumptions.break_even if by.unit == "ratio" else None
    drawn = ranking(rows, metric=by.key, threshold=threshold, period=span(store, view.filters))
    best = ranked["label"][0]
    word = "lowest" if by.good == "down" else "highest"
    few = len(frame) > RANKED
    among = f"Of the {RANKED} paid most, " if few else ""
    return CardContent(
        title=f"{among}{best} has the {word} {by.label}",
        subtitle=f"{by.label}{' on a log scale around break-even' if threshold else ''}",
        body=Figure(drawn, drawn["layout"]["height"]),
        extra=extra,
    )


def every_row(context: Context) -> list[dict]:
    """All influencers with every metric, as the export has them, dearest first."""
    store, filters = context.store, context.view.filters
    frame = influencer_table(store, filters).ordered("-payout", "influencer")
    rows = grid_rows(frame.first(data_grid.MOST_ROWS), every_column(), "influencer", "name")
    most = max((row["revenue"] or 0 for row in rows), default=0)
    for row in rows:
        row |= {
            "id": row["influencer"],
            "label": row.pop("name"),
            "about": describes(store, row["influencer"]),
            "href": influencer_link(row["influencer"], filters.query()),
            "most": most,
            "threshold": store.assumptions.break_even,
        }
    return rows


def metric_columns() -> list[dict]:
    """A column for every metric of the catalogue; those not for the first look are hidden."""
    special = {
        "revenue": data_grid.revenue_column(),
        "roi": data_grid.ratio_column(),
        "net_return": data_grid.net_column(),
    }
    return [
        special.get(key, data_grid.number_column(metric(key), hide=not metric(key).table))
        for key in ALL_METRICS
    ]


def every_column() -> list[dict]:
    """Who somebody is, the verdict, and every metric."""
    attributes = [
        data_grid.text_column(key, BY_KEY[key].label, hide=True)
        for key in ("platform", "category", "tier", "basis")
    ]
    columns = [data_grid.name_column("Influencer"), *attributes, *metric_columns()]
    columns.insert(1, data_grid.verdict_column())
    return columns


def every_grid(name: str, rows: list[dict]) -> layout.Children:
    """The grid of all influencers."""
    return data_grid.grid(name, rows, every_column(), page_size=15, label="All influencers")


def draw_table(context: Context) -> CardContent:
    """Every influencer of the selection."""
    rows = every_row(context)
    total = len(context.store.groups("influencer", context.view.filters, ("payout",)))
    cut = f"the {data_grid.MOST_ROWS:,} with the most payout of {total:,}; the export has all"
    return CardContent(
        title="All influencers",
        subtitle=cut if total > len(rows) else "Every influencer with a post, an order or a payout",
        body=Rows(rows, every_grid) if rows else empty_state(context),
        extra=controls.controls(
            controls.columns_button("all"),
            controls.download("influencers", context.view.filters.query()),
        ),
    )


INFLUENCERS = Page(
    name="influencers",
    path="/influencers",
    title="Influencers",
    icon="people",
    lead=opening_sentences.influencers,
    switches=(BY, what_if.SHARE),
    picks=frozenset({"influencer"}),
    cards=(
        Card("scatter", people_scatter, span=6),
        Card("ranking", draw_ranking, span=6),
        funnel.FUNNEL,
        what_if.WHAT_IF,
        Card("all", draw_table, span=12, tools=()),
    ),
)
INFLUENCER = influencer.INFLUENCER
