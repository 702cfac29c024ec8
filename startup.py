"""Everything that is lazy at the first request, done before a worker takes one."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import dash
from dash.development.base_component import Component

from data.sources.live import LiveSource

log = logging.getLogger("dashboard.warming")
_FILES = re.compile(r'(?:src|href)="(/(?:assets|_dash-component-suites)/[^"]+\.(?:js|css)[^"]*)"')


def warm(app: dash.Dash, places: Component, inside: Mapping[str, Any]) -> None:
    """Ask for the index, the layout and the callbacks once, as a browser would.

    ``places`` replaces the layout that Dash would check callbacks against in the browser;
    ``inside`` marks the requests as the server's own, which need no login.
    """
    client = app.server.test_client()
    with without_layouts():
        client.get("/healthz", environ_overrides=inside)
    app.validation_layout = places
    # A breakdown is asked for too: pandas imports what writes its rows when it first does.
    answers = ("/readyz", "/api/breakdown?by=platform")
    for path in ("/", "/_dash-layout", "/_dash-dependencies", *answers):
        client.get(path, headers={"Accept-Encoding": "br"}, environ_overrides=inside)


def prepare(app: dash.Dash, source: LiveSource, inside: Mapping[str, Any]) -> None:
    """What readers will need soon: files and pages. Done beside their first requests."""
    fetch_ahead(app, inside)
    draw_ahead(source)


def fetch_ahead(app: dash.Dash, inside: Mapping[str, Any]) -> None:
    """Ask once for every file of a first visit: to compress them well takes a second in all."""
    client = app.server.test_client()
    page = client.get("/", environ_overrides=inside).get_data(as_text=True)
    for path in dict.fromkeys(_FILES.findall(page)):
        client.get(path, headers={"Accept-Encoding": "br"}, environ_overrides=inside).close()


@contextmanager
def without_layouts() -> Iterator[None]:
    """While Dash, at its first request, asks every page for its layout to check callbacks."""
    layouts = {name: page["layout"] for name, page in dash.page_registry.items()}
    for page in dash.page_registry.values():
        page["layout"] = dash.html.Div()
    try:
        yield
    finally:
        for name, layout in layouts.items():
            dash.page_registry[name]["layout"] = layout


def draw_ahead(source: LiveSource) -> None:
    """Draw every page as it is opened first, so that no reader waits for it.

    Workers begin with different pages: what one has drawn the others find.
    """
    layouts = [one["layout"] for one in dash.page_registry.values() if callable(one["layout"])]
    first = os.getpid() % max(len(layouts), 1)
    for layout in (*layouts[first:], *layouts[:first]):
        if source.state.store is None:
            return
        try:
            layout()
        except Exception:
            # Whoever opens the page is told; the others are still drawn.
            log.exception("page not drawn ahead")
