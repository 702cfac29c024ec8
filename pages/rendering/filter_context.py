"""What frames every page: the filter bar, its chips and its status, made from the view."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import orjson

import formats
from components.filters import bar as filter_bar
from components.filters.chips import Chip
from components.filters.period import Period
from components.page import print_footer
from components.page.model import Context, Page, SerializedPage, to_json
from data.store import Store
from metrics.catalog import METRICS, Metric
from metrics.catalog.dimensions import Dimension
from metrics.change.periods import presets, selected_period
from metrics.filters import Filters


def controls(store: Store, filters: Filters) -> list[filter_bar.Control]:
    """One control per dimension: its values with posts and orders under every other filter."""
    return [_control(store, filters, dim) for dim in store.dimensions]


def _control(store: Store, filters: Filters, dim: Dimension) -> filter_bar.Control:
    counted = store.groups(dim.key, filters.without(dim.key), ("posts", "orders"))
    posts = dict(zip(counted[dim.key].tolist(), counted["posts"].tolist()))
    picked = set(filters.values(dim.key))
    options = [
        filter_bar.Option(
            value, store.label(dim.key, value), int(posts.get(value, 0)), value in picked
        )
        for value in store.values(dim.key)
    ]
    return filter_bar.Control(dim.key, dim.label, options, front=dim.front)


def chips(store: Store, filters: Filters, drawn: frozenset[str]) -> list[Chip]:
    """One chip per filter; one that a chart of this page shows is marked as picked there."""
    found = []
    for dim in store.dimensions:
        values = filters.values(dim.key)
        if not values:
            continue
        words = ", ".join(store.label(dim.key, v) for v in values[:2])
        every = len(store.values(dim.key))
        text = words if len(values) <= 2 else f"{len(values)} of {every}"
        found.append(Chip(dim.key, f"{dim.label}: {text}", dim.key in drawn))
    return found


def period(store: Store, filters: Filters) -> Period:
    """The period control: what is selected, what the data has, and the presets."""
    found = selected_period(filters.since, filters.until, store.first, store.last)
    text = formats.date_range(found.since, found.until) if found else "No data"
    ready = presets(store.first, store.last) if store.first and store.last else ()
    return Period(
        since=filters.since,
        until=filters.until,
        first=store.first,
        last=store.last,
        text=text,
        presets=ready,
    )


def status(store: Store, filters: Filters) -> str:
    """How much of the data the selection holds, in words."""
    now = store.summary(filters, ("influencers", "posts"))
    every = store.summary(Filters(), ("influencers",))
    people = f"{formats.count(now['influencers'])} of {formats.count(every['influencers'])}"
    posts = formats.count(now["posts"])
    return f"{people} influencers · {posts} {'post' if now['posts'] == 1 else 'posts'}"


def bar(context: Context, drawn: frozenset[str], scope: Filters) -> Any:
    """The whole filter bar of a view.

    ``drawn`` are the dimensions the page's charts pick, ``scope`` what the page is about.
    """
    store, filters = context.store, context.view.filters
    return filter_bar.filter_bar(
        controls(store, filters),
        chips(store, filters, drawn),
        period(store, filters),
        status(store, scope),
        query=filters.query(),
    )


def address(page: Page, subject: str) -> str:
    """The path of a page, with what it is about."""
    return f"{page.path}/{quote(subject, safe='')}" if page.knows else page.path


def selection(page: Page, context: Context, scope: Filters) -> Any:
    """What a sheet of paper must say of itself: period, filters, data version, address."""
    store, filters = context.store, context.view.filters
    data = f"version {store.version}"
    if store.last:
        data += f", to {formats.date(store.last)}"
    rows = [("Data", data), ("Address", address(page, context.subject) + context.view.query())]
    if page.filtered:
        chosen = [
            f"{dim.label}: " + ", ".join(store.label(dim.key, value) for value in values)
            for dim in store.dimensions
            if (values := filters.values(dim.key))
        ]
        selected_days = period(store, filters).text
        rows = [
            ("Period", selected_days),
            ("Filters", "; ".join(chosen) or "None"),
            ("Selection", status(store, scope)),
            *rows,
        ]
    return print_footer.facts(rows)


def named_metrics(page: Page, drawn: SerializedPage) -> list[Metric]:
    """The measures that a page's words, charts and tables name."""
    if not page.filtered:
        return []
    words = [text for (card, _), text in drawn.parts.items() if card != "frame"]
    words += [to_json(orjson.loads(one).get("layout")) for one in drawn.figures.values()]
    text = b" ".join(words).decode()
    columns = [
        column["field"]
        for name, grid in drawn.grids.items()
        for column in grid(name, []).columnDefs
        if not column.get("hide")
    ]
    return [one for one in METRICS if one.label in text or one.key in columns]
