"""One wiring for every chart, control, chip and link: an intent in, the changed places out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import orjson
from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from components import ids
from components.page.actions import reduce
from components.page.model import SerializedPage, same_kind, to_json
from data.sources.live import LiveSource
from data.store import Store

Render = Callable[..., SerializedPage]
Written = Mapping[str, bytes]


def changes(
    old: SerializedPage | None, new: SerializedPage, outputs: dict[str, list]
) -> dict[str, list]:
    """What each place on the page must become; places that stay the same are left alone."""

    def body(place: dict[str, str]) -> Any:
        card = place["card"]
        if old and same_kind(old, new, card):
            return no_update
        return orjson.Fragment(to_json(new.body(card)))

    def part(place: dict[str, str]) -> Any:
        card, slot = place["card"], place["slot"]
        if slot == "body" and not (old and same_kind(old, new, card)):
            return no_update
        same = old and old.parts.get((card, slot)) == new.parts.get((card, slot))
        return no_update if same else new.part(card, slot)

    def content(place: dict[str, str], before: Written, now: Written) -> Any:
        name = place["name"]
        if not old or not same_kind(old, new, name) or name not in now:
            return no_update
        return no_update if now[name] == before[name] else orjson.Fragment(now[name])

    figures, rows = (old.figures, old.rows) if old else ({}, {})
    return {
        "bodies": [body(o["id"]) for o in outputs["bodies"]],
        "parts": [part(o["id"]) for o in outputs["parts"]],
        "figures": [content(o["id"], figures, new.figures) for o in outputs["figures"]],
        "rows": [content(o["id"], rows, new.rows) for o in outputs["rows"]],
    }


def page_at(store: Store | None, pages: Any, place: Any) -> tuple[Store, Any, str]:
    """The data, the page and its subject that a reader is at; PreventUpdate where one is not."""
    found = pages.at(place) if isinstance(place, dict) else None
    if store is None or found is None:
        raise PreventUpdate
    page, subject = found
    if page.knows and not page.knows(store, subject):
        raise PreventUpdate
    return store, page, subject


def is_retry(intent: Any) -> bool:
    """Whether the reader asked for everything to be drawn again."""
    return isinstance(intent, dict) and intent.get("kind") == "retry"


def register(app: Dash, source: LiveSource, pages: Any, render: Render) -> None:
    """Wire the pages; ``pages.at(path)`` finds a page and its subject, ``render`` draws one."""

    @app.callback(
        output={
            "bodies": Output(ids.body(ALL), "children"),
            "parts": Output(ids.part(ALL, ALL), "content"),
            "figures": Output(ids.chart(ALL), "figure"),
            "rows": Output(ids.grid(ALL), "rowData"),
            "query": Output(ids.QUERY, "data"),
            "place": Output(ids.PLACE, "data"),
        },
        inputs={"intent": Input(ids.INTENT, "data")},
        state={"query": State(ids.QUERY, "data"), "place": State(ids.PLACE, "data")},
        prevent_initial_call=True,
    )
    def crossfilter(intent: Any, query: Any, place: Any) -> dict[str, Any]:
        store, page, subject = page_at(source.state.store, pages, place)
        view = page.view(query if isinstance(query, str) else "", store)
        wanted = reduce(view, intent, store.known)
        known = place.get("version") == store.version and not is_retry(intent)
        old = render(page, store, view, subject) if known else None
        new = render(page, store, wanted, subject, is_retry(intent))
        changed = changes(old, new, ctx.outputs_grouping)
        return {**changed, "query": wanted.query(), "place": {**place, "version": store.version}}

    app.clientside_callback(
        ClientsideFunction("navigation", "carry"),
        Output(ids.CARRIED, "data"),
        Input(ids.QUERY, "data"),
        State(ids.PLACE, "data"),
    )
