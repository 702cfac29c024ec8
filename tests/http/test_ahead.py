"""What a mouse that rests on a mark makes the server do, and what it must not."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from data.source import Source
from pages import PAGES
from pages.assembly import render


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
