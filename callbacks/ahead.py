"""What a click would show, drawn while the mouse still rests on the mark."""

from __future__ import annotations

from typing import Any

from dash import Dash
from dash.exceptions import PreventUpdate
from flask import request

from callbacks.crossfilter import Render, asked
from components.intent import decided
from data.source import Source

Answer = tuple[str, int]
NOTHING: Answer = ("", 204)


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
