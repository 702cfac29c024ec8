"""Everything that is lazy at the first request, done before a worker takes one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dash
from dash.development.base_component import Component

from data.source import Source


def warm(app: dash.Dash, source: Source, places: Component, inside: Mapping[str, Any]) -> None:
    """Ask for the index, the layout, the callbacks and every page once, as a browser would.

    ``places`` replaces the layout that Dash would check callbacks against in the browser;
    ``inside`` marks the requests as the server's own, which need no login.
    """
    client = app.server.test_client()
    client.get("/healthz", environ_overrides=inside)
    app.validation_layout = places
    for path in ("/", "/_dash-layout", "/_dash-dependencies", "/readyz"):
        client.get(path, headers={"Accept-Encoding": "br"}, environ_overrides=inside)
    for page in list(dash.page_registry.values()):
        if callable(page["layout"]) and source.state.store is not None:
            page["layout"]()
