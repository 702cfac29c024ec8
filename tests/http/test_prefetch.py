"""What a mouse that rests on a mark makes the server do, and what it must not."""

from __future__ import annotations

import re
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import brotli
import pytest
from flask.testing import FlaskClient

from api.login import INSIDE
from app import create_app
from callbacks.prefetch import ASKED, SILENCE, draw_clicks_ahead
from data.sources.live import LiveSource
from pages import PAGES
from pages.rendering.render import render_page
from settings import Settings
from startup import fetch_ahead


@pytest.fixture
def store(client: FlaskClient) -> Any:
    client.get("/healthz")  # Dash draws every page for itself before the first request
    source: LiveSource = client.application.extensions["dashboard"][1]
    return source.state.store


def rest(client: FlaskClient, **given: str) -> int:
    """The status of a guess; it never has a body."""
    answer = client.get(f"/ahead?{urlencode(given)}")
    assert answer.data == b""
    return answer.status_code


def questions(store: Any) -> set[Any]:
    return set(store.drawn._answers)


def test_a_guess_leaves_the_page_that_a_click_would_show(client: FlaskClient, store: Any) -> None:
    before = questions(store)
    pick = {"query": "?gender=Male&since=2025-02-03", "pick": "platform=YouTube"}
    assert rest(client, path="/patterns", **pick) == 204
    (question,) = questions(store) - before
    page, _ = PAGES.at({"path": "/patterns"})
    wanted = page.view("?gender=Male&platform=YouTube&since=2025-02-03", store)
    assert question == (page.name, wanted, "")
    kept = store.drawn._answers[question]
    assert render_page(page, store, wanted, "").parts and store.drawn._answers[question] is kept


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"path": "/nowhere", "pick": "platform=YouTube"},
        {"path": "/influencers/nobody", "pick": "platform=YouTube"},
        {"path": "/", "pick": "platform=Nowhere"},
        {"path": "/", "pick": "%{y}<b>"},
        {"path": "/", "query": "?" + "&" * 500, "pick": "since=x"},
    ],
)
def test_what_is_no_guess_draws_nothing(
    client: FlaskClient, store: Any, given: dict[str, str]
) -> None:
    before = questions(store)
    assert rest(client, **given) == 204
    assert questions(store) == before


def test_a_guess_does_not_queue_behind_a_reader(client: FlaskClient, store: Any) -> None:
    before = questions(store)
    with store.drawn._turn:
        assert rest(client, path="/campaigns", pick="tier=Micro") == 204
    assert questions(store) == before


def test_files_of_a_first_visit_are_compressed_before_anybody_asks(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(Settings(data_dir=folder, watch_seconds=0))
    worked: list[int] = []
    compress = brotli.compress
    monkeypatch.setattr(
        "api.compression.brotli.compress",
        lambda body, quality: worked.append(quality) or compress(body, quality=quality),
    )
    fetch_ahead(app, {INSIDE: True})
    assert worked.count(9) > 20
    worked.clear()
    page = app.server.test_client().get("/").get_data(as_text=True)
    for path in re.findall(r'(?:src|href)="(/(?:assets|_dash)[^"]*\.js[^"]*)"', page):
        answer = app.server.test_client().get(path, headers={"Accept-Encoding": "br"})
        assert answer.status_code == 200, path
    assert 9 not in worked


def test_the_first_clicks_of_most_readers_are_drawn_while_nobody_asks(
    client: FlaskClient, store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("callbacks.prefetch.FEW", len(store.values("influencer")) - 1)
    before = questions(store)
    server = client.application
    monkeypatch.setitem(server.extensions, ASKED, 0.0)
    draw_clicks_ahead(server, server.extensions["dashboard"][1], PAGES, render_page)
    drawn = questions(store)
    for path, keys in (("/", ("platform", "category")), ("/patterns", ("platform", "tier"))):
        page, _ = PAGES.at({"path": path})
        for key in keys:
            for value in store.values(key):
                view = page.view(urlencode({key: value}), store)
                assert ((page.name, view, "") in drawn) == (not value.startswith("(")), value
    assert not [one for one in drawn - before if one[1].filters.values("influencer")], "too many"


def test_what_is_drawn_ahead_ends_with_the_data_it_is_for(
    client: FlaskClient, store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, made = SimpleNamespace(state=SimpleNamespace(store=store)), []

    def drawing(*question: Any) -> None:
        made.append(question)
        source.state = SimpleNamespace(store=None)

    server = SimpleNamespace(extensions={ASKED: 0.0})
    draw_clicks_ahead(server, source, PAGES, drawing)
    assert len(made) == 1
    draw_clicks_ahead(server, source, PAGES, drawing)
    assert len(made) == 1, "without data there is nothing to draw"


def test_what_is_drawn_ahead_waits_for_who_asks(
    client: FlaskClient, store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    busy = iter([True, True, False])
    asked = SimpleNamespace(
        dimensions=store.dimensions[:1], values=store.values, known=store.known,
        drawn=type("Drawn", (), {"computing": property(lambda self: next(busy, False))})(),
    )  # fmt: skip
    server = SimpleNamespace(extensions={ASKED: time.monotonic()})

    def rest(seconds: float) -> None:
        done.append("rest")
        server.extensions[ASKED] -= SILENCE

    monkeypatch.setattr("callbacks.prefetch.time.sleep", rest)
    source = SimpleNamespace(state=SimpleNamespace(store=asked))
    draw_clicks_ahead(server, source, PAGES, lambda *question: done.append("draw"))
    assert done[:5] == ["rest", "rest", "draw", "draw", "draw"]


def test_a_reader_is_heard_and_a_probe_is_not(client: FlaskClient, store: Any) -> None:
    server = client.application
    server.extensions[ASKED] = 0.0
    client.get("/healthz")
    assert server.extensions[ASKED] == 0.0
    client.get("/_dash-layout")
    assert server.extensions[ASKED] > 0.0


def test_a_page_that_cannot_be_drawn_ahead_leaves_the_others(
    client: FlaskClient, store: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    tried = []

    def failing(*question: Any) -> None:
        tried.append(question)
        raise RuntimeError("no")

    source = SimpleNamespace(state=SimpleNamespace(store=store))
    draw_clicks_ahead(SimpleNamespace(extensions={ASKED: 0.0}), source, PAGES, failing)
    assert len(tried) > 5 and "click not drawn ahead" in caplog.text
