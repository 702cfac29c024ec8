"""Cards that several pages show: ROI dots, the influencer scatter, tables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from components.cards import data_grid, titles
from components.charts.ratio_dots import dots
from components.charts.scatter import scatter
from components.elements import card_states
from components.page import layout
from components.page.mark_states import marked
from components.page.model import Context, Drawn, Figure
from data.queries.estimates import judgements
from data.store import Store
from metrics.catalog.dimensions import named
from metrics.filters import Filters
from metrics.frames import Frame
from pages.leads import span

MONEY = ("revenue", "payout", "roi", "net_return", "orders", "posts")
SCATTER_HEIGHT = 560
SCATTERED = (*MONEY, "incremental_roas")


def nothing(context: Context, what: str = "posts") -> layout.Children:
    """The empty state: which filter to take away first, and a way to clear all."""
    store, filters = context.store, context.view.filters
    words, smallest = [], None
    for dim in store.dimensions:
        values = filters.values(dim.key)
        if not values:
            continue
        text = f"{dim.label}: {', '.join(store.label(dim.key, v) for v in values[:2])}"
        words.append(text)
        freed = store.summary(filters.without(dim.key), ("influencers",))["influencers"]
        if freed and smallest is None:
            smallest = (text, {"kind": "remove", "dimension": dim.key})
    if (filters.since or filters.until) and smallest is None:
        smallest = ("the period", {"kind": "remove", "dimension": "period"})
    said = titles.listed(words) if words else "This period"
    return card_states.empty(f"{said}: nothing here has {what}, {span(store, filters)}.", smallest)


def ratio_groups(context: Context, keys: Sequence[str], keep: int = 12) -> list[tuple[str, Frame]]:
    """(heading, rows) per dimension, each free of its own pick; best ROI first."""
    store: Store = context.store
    found = []
    for key in keys:
        frame = judgements(store, key, context.without(key), MONEY)
        frame = frame.at((frame["payout"] > 0) & named(frame[key], "(un"))
        if not frame:
            continue
        shown = frame.largest(keep, "payout") if len(frame) > keep else frame
        ranked = shown.ordered("-roi", key)
        label = next(d.label for d in store.dimensions if d.key == key)
        found.append((label, marked(ranked, (key,), context.view.filters)))
    return found


def ratio_dots(context: Context, keys: Sequence[str], keep: int = 12) -> Drawn:
    """ROI of every group on a log axis around break-even, with the money beside it."""
    groups = ratio_groups(context, keys, keep)
    if not groups:
        return Drawn(title="ROI by group", body=nothing(context, "spend"))
    threshold = context.store.assumptions.break_even
    drawn = dots(groups, threshold=threshold, period=span(context.store, context.view.filters))
    return Drawn(
        title=titles.ratios([frame for _, frame in groups], threshold),
        subtitle="ROI on a log scale around break-even, with what it would be if repeated (80 and "
        "95%) · hollow where that holds break-even",
        body=Figure(drawn, drawn["layout"]["height"]),
    )


def people_scatter(context: Context) -> Drawn:
    """Every influencer: payout against revenue, the diagonal is break-even."""
    store: Store = context.store
    frame = judgements(store, "influencer", context.without("influencer"), SCATTERED)
    frame = frame.at((frame["payout"] > 0) | (frame["revenue"] > 0))
    if not frame:
        return Drawn(title="What each influencer cost and brought", body=nothing(context))
    about = [store.influencer(one) or {} for one in frame["influencer"]]
    told = {key: [one.get(key, "") for one in about] for key in ("tier", "platform", "category")}
    people = marked(frame.beside(told), ("influencer",), context.view.filters)
    drawn = scatter(
        people,
        threshold=store.assumptions.break_even,
        period=span(store, context.view.filters),
        height=SCATTER_HEIGHT,
    )
    return Drawn(
        title=titles.sizes(people),
        subtitle="Each dot is an influencer, hollow where it may be luck · the diagonal is "
        "break-even, thin lines equal ROI",
        body=Figure(drawn, drawn["layout"]["height"]),
        foot=titles.tier_shares(people),
    )


def describes(store: Store, influencer: str) -> str:
    """Platform, category and tier of an influencer in one line."""
    about = store.influencer(influencer) or {}
    words = [str(about.get(key, "")) for key in ("platform", "category", "tier")]
    return " · ".join(word.capitalize() if word.islower() else word for word in words if word)


def months_of(store: Store, filters: Filters) -> dict[str, list[float]]:
    """Revenue by month of every influencer, for the small lines of tables.

    Twelve months, or as many as the data has, to the one in which the selection ends. Where its
    period begins does not matter: the line is there to show what was before, too.
    """
    if store.first is None:
        return {}
    last = min(filters.until or store.last, store.last)
    months = np.arange(np.datetime64(last, "M") - 11, np.datetime64(last, "M") + 1)
    months = months[months >= np.datetime64(store.first, "M")]
    year = (
        filters.within(months[0].astype("datetime64[D]").item(), last) if len(months) else filters
    )

    def compute() -> dict[str, list[float]]:
        frame = store.groups(("influencer", "month"), year, ("revenue",)).known("month")
        at = np.searchsorted(months, frame["month"].astype("datetime64[M]"))
        people = {one: row for row, one in enumerate(dict.fromkeys(frame["influencer"].tolist()))}
        wide = np.zeros((len(people), len(months)), int)
        rows = [people[one] for one in frame["influencer"].tolist()]
        wide[rows, at] = np.rint(np.nan_to_num(frame["revenue"]))
        return dict(zip(people, wide.tolist()))

    return store.remembered(("months", year), compute)


def sent(frame: Frame, columns: Sequence[dict], *also: str) -> list[dict]:
    """Rows of a grid for the browser, no more of them than its columns read.

    Undefined numbers are null, days text; ``also`` names what the caller makes something of.
    """
    wanted = data_grid.fields(columns) | set(also)
    kept = {key: _plain(frame[key]) for key in frame.names if key in wanted}
    return [dict(zip(kept, row)) for row in zip(*kept.values())]


def _plain(column: np.ndarray) -> list:
    """Values as JSON has them; more digits than a cell can tell apart would weigh half of all."""
    if column.dtype.kind == "M":
        return column.astype("datetime64[D]").astype(str).tolist()
    if column.dtype.kind != "f":
        return column.tolist()
    rounded = np.where(np.abs(column) < 100, np.round(column, 6), np.round(column, 2))
    return [None if one != one else one for one in rounded.tolist()]
