"""What a click would show, drawn while the mouse still rests on the mark, or nobody asks at all."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from dash import Dash
from dash.exceptions import PreventUpdate
from flask import Flask, request

from callbacks.crossfilter import Render, page_at
from components.page.actions import reduce
from components.page.model import Page
from data.sources.live import LiveSource
from data.store import Store
from metrics.catalog.dimensions import has_name

Answer = tuple[str, int]
NOTHING: Answer = ("", 204)
FEW = 12
"""Values of a dimension up to which the click on each is drawn ahead."""
SPREAD = 7_919
"""A prime: workers, whose numbers follow each other, begin far apart."""
SILENCE = 3.0
"""Seconds without a reader in this process after which it draws for the next one."""
ASKED = "last asked"
log = logging.getLogger("dashboard.warming")


def register(app: Dash, source: LiveSource, pages: Any, render: Render) -> None:
    """``GET /ahead?path=…&query=…&pick=…`` has no answer: it leaves a drawn page behind.

    A guess never costs a reader anything: while this process draws for somebody, it does nothing.
    """

    app.server.extensions[ASKED] = time.monotonic()

    @app.server.before_request
    def heard() -> None:
        if request.path.startswith("/_dash-"):
            app.server.extensions[ASKED] = time.monotonic()

    @app.server.get("/ahead")
    def ahead() -> Answer:
        given = request.args
        try:
            store, page, subject = page_at(
                source.state.store, pages, {"path": given.get("path", "")}
            )
        except PreventUpdate:
            return NOTHING
        view = page.view(given.get("query", ""), store)
        wanted = reduce(view, {"kind": "pick", "pick": given.get("pick", "")}, store.known)
        if wanted != view and not store.drawn.computing:
            render(page, store, wanted, subject)
        return NOTHING


def first_clicks(page: Page, store: Store) -> Iterator[str]:
    """The queries of one pick on the whole data, of dimensions with few values."""
    for one in store.dimensions:
        values = store.values(one.key)
        if one.key in page.picks and len(values) <= FEW:
            yield from (
                urlencode({one.key: value})
                for value, real in zip(values, has_name(values).tolist())
                if real
            )


def draw_clicks_ahead(server: Flask, source: LiveSource, pages: Any, render: Render) -> None:
    """Draw what most readers click first, each page under one value, while nobody asks.

    What one worker has drawn the others find. It ends when other data comes.
    """
    store = source.state.store
    every = pages.navigation if store else ()
    wanted = [(page, query) for page in every for query in first_clicks(page, store)]
    first = os.getpid() * SPREAD % max(len(wanted), 1)
    for page, query in (*wanted[first:], *wanted[:first]):
        while source.state.store is store and (
            store.drawn.computing or time.monotonic() - server.extensions[ASKED] < SILENCE
        ):
            time.sleep(0.25)
        if source.state.store is not store:
            return
        try:
            render(page, store, page.view(query, store), "")
        except Exception:
            # Whoever clicks is told; the others are still drawn.
            log.exception("click not drawn ahead")
