"""What a mouse that rests on a mark makes the server do, and what it must not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import brotli
import pytest
from flask.testing import FlaskClient

from api.access import INSIDE
from app import create_app
from callbacks.warming import fetch_ahead
from data.source import Source
from pages import PAGES
from pages.assembly import render
from settings import Settings


@pytest.fixture
def store(client: FlaskClient) -> Any:
    client.get("/healthz")  # Dash draws every page for itself before the first request
    source: Source = client.application.extensions["dashboard"][1]
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
    assert render(page, store, wanted, "").parts and store.drawn._answers[question] is kept


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
        "api.travel.brotli.compress",
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
