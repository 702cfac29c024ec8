"""Hostile requests get a quick 4xx or a page, one line in the log at most, and leave no trace."""

from __future__ import annotations

import http.client
import json
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from api.request_guard import CALLBACKS
from app import create_app, start_worker
from settings import Settings
from tests.faults.servers import Server, rss, serving, settled
from tests.http import hostile

LONGEST = 2.0
"""Seconds that an answer may take: a page may be drawn for it on a busy machine."""


class Lines(logging.Handler):
    """Everything that is logged, with what was raised."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def taken(self) -> list[logging.LogRecord]:
        """The lines since the last time."""
        found, self.records = self.records, []
        return found


@pytest.fixture(scope="module")
def target(folder: Path) -> FlaskClient:
    """A client of an application that is ready, as every worker is before its first request."""
    server = create_app(Settings(data_dir=folder, watch_seconds=0)).server
    start_worker(server)
    return server.test_client()


@pytest.fixture
def lines() -> Iterator[Lines]:
    """What the whole process logs meanwhile."""
    handler = Lines()
    loggers = [logging.getLogger(), logging.getLogger("dashboard")]
    for one in loggers:
        one.addHandler(handler)
    yield handler
    for one in loggers:
        one.removeHandler(handler)


def tried(
    target: FlaskClient, lines: Lines, name: str, body: bytes, kind: str = "application/json"
) -> int:
    """Send a body to the callbacks; the status, once everything about the answer is as it must."""
    lines.taken()
    began = time.perf_counter()
    answer = target.post(CALLBACKS, data=body, content_type=kind)
    spent = time.perf_counter() - began
    logged = lines.taken()
    assert 200 <= answer.status_code < 500, f"{name}: {answer.status_code}"
    assert spent < LONGEST, f"{name}: {spent:.1f} s"
    assert b"Traceback" not in answer.data and b"site-packages" not in answer.data, name
    assert len({id(one) for one in logged}) <= 1, f"{name}: {[one.getMessage() for one in logged]}"
    assert not any(one.exc_info for one in logged), f"{name}: {logged[0].exc_info}"
    if answer.status_code >= 400:
        assert answer.json["error"].endswith("."), name
    return answer.status_code


def declared(target: FlaskClient) -> list[dict[str, Any]]:
    """The callbacks, as anybody can learn them."""
    return target.get("/_dash-dependencies").json


def test_every_hostile_value_in_every_input_and_state(target: FlaskClient, lines: Lines) -> None:
    assert len(hostile.VALUES) >= 28
    statuses = set()
    for one in declared(target):
        for name, body in hostile.values(one):
            statuses.add(tried(target, lines, name, json.dumps(body).encode()))
    assert statuses <= {200, 204, 400, 404}


@pytest.mark.parametrize("path", [*hostile.PLACES, "/influencers/{}", "/campaigns/{}"])
def test_hostile_values_on_every_page(target: FlaskClient, lines: Lines, path: str) -> None:
    for one in declared(target):
        places = [s for s in one["state"] if s["id"] == "place"]
        for name, value in hostile.VALUES.items():
            body = hostile.call(one)
            for place in body["state"]:
                if places and place["id"] == "place":
                    place["value"] = {"path": path.format(value), "version": value}
            for place in body["inputs"]:
                place["value"] = path.format(value) if place["property"] == "pathname" else value
            tried(target, lines, f"{path}: {name}", json.dumps(body).encode())


def test_every_wrong_shape_is_refused(target: FlaskClient, lines: Lines) -> None:
    for one in declared(target):
        for name, body in hostile.shapes(one):
            status = tried(target, lines, name, json.dumps(body).encode())
            assert status in (400, 404) or (name, one["state"]) == ("without state", []), name


def test_bodies_that_are_no_callback(target: FlaskClient, lines: Lines) -> None:
    for name, body in hostile.texts():
        assert tried(target, lines, name, body) == 400, name
    for kind in ("text/plain", "", "application/x-www-form-urlencoded", "multipart/form-data"):
        assert tried(target, lines, kind, b'{"output": "a.b"}', kind) == 415
    assert tried(target, lines, "large", b" " * 2_100_000) == 413


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, 403),
        (
            {
                "Sec-Fetch-Site": "cross-site",
                "Sec-Fetch-Mode": "navigate",
                "Sec-Fetch-Dest": "iframe",
            },
            403,
        ),
        (
            {
                "Sec-Fetch-Site": "cross-site",
                "Sec-Fetch-Mode": "navigate",
                "Sec-Fetch-Dest": "document",
            },
            200,
        ),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({}, 200),
    ],
)
def test_only_a_link_leads_here_from_another_site(
    target: FlaskClient, headers: dict[str, str], status: int
) -> None:
    for path in ("/", "/api/summary", "/influencers"):
        assert target.get(path, headers=headers).status_code == status
    for site in ("cross-site", "same-site"):
        sent = {**headers, "Sec-Fetch-Site": site}
        assert target.post(CALLBACKS, json={}, headers=sent).status_code == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "POST", "TRACE"])
def test_other_methods_are_refused_everywhere(target: FlaskClient, method: str) -> None:
    for path in ("/", "/influencers", "/api/summary", "/export/posts.csv", "/_dash-layout"):
        answer = target.open(path, method=method)
        assert answer.status_code == 405 and answer.json["error"]
    if method != "POST":
        assert target.open(CALLBACKS, method=method).status_code == 405


QUERIES = ("utm_source=x", "%", "=&=&", "a" * 3000, "subject=1&subject=2", "since=%ff&platform[]=1",
           "self=1&store=2", "platform=%00", "x=<script>", ";;;",
           "since=0001-01-01&until=9999-12-31")  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
def test_any_query_on_any_page_is_200_and_drawn(
    target: FlaskClient, lines: Lines, query: str
) -> None:
    one = next(c for c in declared(target) if "_pages_content" in c["output"])
    known = target.get("/api/breakdown?by=influencer").json["rows"][0]["key"]
    for path in (*hostile.PLACES, f"/influencers/{known}"):
        assert target.get(f"{path}?{query}").status_code == 200
        body = hostile.call(one)
        for place in body["inputs"]:
            place["value"] = path if place["property"] == "pathname" else f"?{query}"
        assert tried(target, lines, query, json.dumps(body).encode()) == 200


def test_resources_that_are_not_there_are_404(target: FlaskClient, lines: Lines) -> None:
    for path in ("/_dash-component-suites/nothing/x.js", "/_dash-component-suites/dash/../../x",
                 "/_dash-component-suites/dash/dcc/none.js", "/assets/../app.py", "/assets/x.js",
                 "/static/x", "/export/../../x.csv", "/templates/none.csv"):  # fmt: skip
        answer = target.get(path)
        assert answer.status_code == 404 and b"Traceback" not in answer.data, path
        assert not any(one.exc_info for one in lines.taken()), path


# --- a real process -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    """One worker of its own."""
    with serving(folder, WEB_CONCURRENCY="1") as one:
        yield one


def sent(
    server: Server, body: Iterator[bytes] | bytes, headers: dict[str, str], path: str = CALLBACKS
) -> tuple[int, bytes]:
    """Post a body as it comes; status and answer."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        chunked = not isinstance(body, bytes) and "Content-Length" not in headers
        connection.request("POST", path, body, headers, encode_chunked=chunked)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_50_mb_are_refused_quickly_and_forgotten(server: Server) -> None:
    kind = {"Content-Type": "application/json"}
    piece = b'{"a":{"b":1}},' * 75_000
    whole = b"[" + piece * 50 + b"{}]"
    assert len(whole) > 50_000_000
    known = len(server.lines())
    before = 0
    for turn in range(4):
        # The first turn finds out how much room a worker needs; the others must not need more.
        before = settled(server.workers()[0]) if turn == 1 else before
        status, answer = sent(server, whole, kind)
        assert status == 413 and b"too large" in answer
        pieces = (whole[at : at + 1_000_000] for at in range(0, len(whole), 1_000_000))
        assert sent(server, pieces, {**kind, "Transfer-Encoding": "chunked"})[0] == 413
        assert sent(server, b"[" * 1_900_000, kind)[0] == 400
        assert sent(server, whole, kind, "/api/summary")[0] == 405
    assert rss(server.workers()[0]) - before < 20_000_000
    logged = server.lines()[known:]
    assert len(logged) <= 16 and not any("error" in line for line in logged)
    assert server.ask("/api/summary")[0] == 200


def test_no_version_and_no_cookie_in_any_answer(server: Server) -> None:
    for path in ("/", "/_dash-layout", "/api/summary", "/nowhere", "/export/posts.csv"):
        _, headers, _ = server.ask(path)
        given = {name.lower(): value for name, value in headers.items()}
        assert not any(sign.isdigit() for sign in given.get("server", ""))
        assert "set-cookie" not in given and "x-powered-by" not in given


def test_a_long_selection_has_an_address(server: Server) -> None:
    query = "&".join(f"influencer={n}" for n in range(480))
    assert len(query) > 7_000 and server.ask(f"/?{query}")[0] == 200
