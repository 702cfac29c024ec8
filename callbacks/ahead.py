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
from flask import request

from callbacks.crossfilter import Render, asked
from components.drawing import Page
from components.intent import decided
from data.source import Source
from data.store import Store
from metrics.dimensions import named

Answer = tuple[str, int]
NOTHING: Answer = ("", 204)
FEW = 12
"""Values of a dimension up to which the click on each is drawn ahead."""
SPREAD = 7_919
"""A prime: workers, whose numbers follow each other, begin far apart."""
log = logging.getLogger("dashboard.warming")


def register(app: Dash, source: Source, pages: Any, render: Render) -> None:
    """``GET /ahead?path=…&query=…&pick=…`` has no answer: it leaves a drawn page behind.

    A guess never costs a reader anything: while this process draws for somebody, it does nothing.
    """

    @app.server.get("/ahead")
    def ahead() -> Answer:
        given = request.args
        try:
            store, page, subject = asked(source.state.store, pages, {"path": given.get("path", "")})
        except PreventUpdate:
            return NOTHING
        view = page.view(given.get("query", ""), store)
        wanted = decided(view, {"kind": "pick", "pick": given.get("pick", "")}, store.known)
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
                for value, real in zip(values, named(values).tolist())
                if real
            )


def draw_clicks_ahead(source: Source, pages: Any, render: Render) -> None:
    """Draw what most readers click first, each page under one value, as long as nobody asks.

    What one worker has drawn the others find. It rests as long as it draws, waits while its
    process draws for somebody, and ends when other data comes.
    """
    store = source.state.store
    every = pages.navigation if store else ()
    wanted = [(page, query) for page in every for query in first_clicks(page, store)]
    first = os.getpid() * SPREAD % max(len(wanted), 1)
    for page, query in (*wanted[first:], *wanted[:first]):
        while source.state.store is store and store.drawn.computing:
            time.sleep(0.05)
        if source.state.store is not store:
            return
        started = time.monotonic()
        try:
            render(page, store, page.view(query, store), "")
        except Exception:
            # Whoever clicks is told; the others are still drawn.
            log.exception("click not drawn ahead")
        time.sleep(time.monotonic() - started)
