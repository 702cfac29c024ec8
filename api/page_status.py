"""The status of a page: 404 where nobody and nothing stands behind an address."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, request

from data.sources.live import LiveSource


def register_status(server: Flask, source: LiveSource, pages: Any) -> None:
    """Answer unknown pages, influencers and campaigns with 404 around the page that says so."""

    @server.after_request
    def status(response: Response) -> Response:
        rule = request.url_rule.rule if request.url_rule else ""
        a_page = rule in ("/", "/<path:path>") and response.mimetype == "text/html"
        if a_page and response.status_code == 200 and not exists(request.path):
            response.status_code = 404
        return response

    def exists(path: str) -> bool:
        found = pages.at({"path": path})
        if found is None:
            return False
        page, subject = found
        store = source.state.store
        return not page.knows or store is None or page.knows(store, subject)
