"""Overview: do influencers pay back, where, who, and what needs attention."""

from __future__ import annotations

from components import controls, findings, page, table
from components.charts.trend import trend
from components.drawing import Card, Context, Drawn, Figure, Page, Rows
from components.links import influencer_link
from components.view import Switch
from data.judged import judged
from data.store import Store
from metrics.catalog import metric
from metrics.filters import Filters
from metrics.periods import grain as grain_for
from pages import attention, kpi_row, leads, moved, shared

RANKS = ("net_return", "roi", "incremental_roas")
RANK = Switch("rank", RANKS)
ORDER = Switch("order", ("best", "worst"))
GRAIN_WORDS = {"day": "a day", "week": "a week", "month": "a month"}
LEADERS = 40


def campaign_starts(store: Store, filters: Filters) -> list[tuple[object, str]]:
    """(day, name) of when each campaign's first tracked order or post was."""
    weeks = store.breakdown(("campaign", "day"), filters, ("revenue", "payout"))
    weeks = weeks[~weeks["campaign"].str.startswith("(")].dropna(subset=["day"])
    first = weeks.groupby("campaign")["day"].min().sort_values()
    return [(day.date(), name) for name, day in first.items()]


def draw_trend(context: Context, *, events: bool = True) -> Drawn:
    """Revenue against payout over the whole data; the selected period is shaded."""
    store, filters = context.store, context.view.filters
    free = filters.without("since", "until")
    if store.first is None:
        return Drawn(title="Revenue and payout over time", body=shared.nothing(context))
    grain = grain_for((store.last - store.first).days + 1)
    steps = store.calendar(grain, free, ("revenue", "payout", "posts", "orders"))
    if not steps[["revenue", "payout"]].to_numpy().any():
        return Drawn(title="Revenue and payout over time", body=shared.nothing(context))
    drawn = trend(
        steps,
        grain=grain,
        first=store.first,
        last=store.last,
        since=filters.since,
        until=filters.until,
        events=campaign_starts(store, free) if events else [],
        period=leads.span(store, filters),
    )
    shaded = " · violet is the selected period" if filters.since or filters.until else ""
    return Drawn(
        title=findings.trend(steps, grain),
        subtitle=f"₹ {GRAIN_WORDS[grain]} · bars count posts · dotted lines are campaign starts"
        f"{shaded} · drag to choose a period",
        body=Figure(drawn, drawn["layout"]["height"]),
    )


def draw_dots(context: Context) -> Drawn:
    """ROI by platform, category and product."""
    return shared.ratio_dots(context, ("platform", "category", "product"))


def leaders(store: Store, filters: Filters, rank: str, worst: bool) -> list[dict]:
    """The rows of the leaderboard, best or worst first by one metric."""
    keys = ("revenue", "payout", "roi", "incremental_roas", "net_return", "posts")
    keys += ("incremental_roas_measured",)
    frame = judged(store, "influencer", filters, keys)
    frame = frame.dropna(subset=[rank]) if rank != "net_return" else frame
    frame = frame.sort_values([rank, "influencer"], ascending=[worst, True]).head(LEADERS)
    months = shared.months_of(store, filters)
    rows = shared.undefined_as_none(frame)
    most = max((row["revenue"] or 0 for row in rows), default=0)
    for row in rows:
        one = row["influencer"]
        row |= {
            "id": one,
            "about": shared.describes(store, one),
            "href": influencer_link(one, filters.query()),
            "months": months.get(one, []),
            "most": most,
            "threshold": store.assumptions.break_even,
        }
    return rows


def leaderboard_grid(name: str, rows: list[dict]) -> page.Children:
    """The leaderboard's grid: money, ratio, net return and the last months."""
    number = table.number_column
    columns = [
        table.name_column("Influencer"),
        table.revenue_column(),
        number(metric("payout")),
        table.ratio_column(),
        number(metric("incremental_roas_measured"), headerName="Incr. ROAS"),
        table.net_column(),
        table.verdict_column(),
        table.line_column(),
    ]
    return table.grid(name, rows, columns, page_size=8, label="Influencer leaderboard")


def draw_leaderboard(context: Context) -> Drawn:
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
    return Drawn(
        title="Influencer leaderboard",
        subtitle=f"{metric(rank).label}, {sides} first · {leads.span(store, view.filters)}",
        body=Rows(rows, leaderboard_grid) if rows else shared.nothing(context),
        extra=extra,
    )


OVERVIEW = Page(
    name="overview",
    path="/",
    title="Overview",
    icon="columns-gap",
    lead=leads.overview,
    switches=(RANK, ORDER, moved.MEASURE, moved.SPLIT),
    picks=frozenset({"platform", "category", "product", "influencer", "campaign"}),
    cards=(
        kpi_row.KPIS,
        Card("trend", draw_trend, span=8),
        attention.ATTENTION,
        moved.MOVED,
        Card("dots", draw_dots, span=6),
        Card("scatter", shared.people_scatter, span=6),
        Card("leaderboard", draw_leaderboard, span=12, tools=()),
    ),
)
