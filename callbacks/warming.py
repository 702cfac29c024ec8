"""Everything that is lazy at the first request, done before a worker takes one."""

from __future__ import annotations

import dash

from data.source import Source


def warm(app: dash.Dash, source: Source) -> None:
    """Ask for the index, the layout, the callbacks and every page once, as a browser would."""
    client = app.server.test_client()
    for path in ("/", "/_dash-layout", "/_dash-dependencies", "/readyz"):
        client.get(path, headers={"Accept-Encoding": "br"})
    for page in list(dash.page_registry.values()):
        if callable(page["layout"]) and source.state.store is not None:
            page["layout"]()
