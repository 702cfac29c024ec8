"""What breaks inside the program stays small, is named to the reader and stands in the log."""

from __future__ import annotations

import dataclasses
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dash
import pytest
from flask.testing import FlaskClient

import app as composition
import data.sources.folder
import data.sources.live
from api.logs import JsonLines
from components import ids
from components.page.model import Card, CardContent, Context
from data.sources.live import LiveSource
from pages import PAGES, Pages
from settings import Settings
from startup import draw_ahead
from tests.faults.servers import click, until

WORDS = "This card could not be drawn"


class Breaking:
    """A card's function that raises as long as it is told to."""

    def __init__(self, card: Card) -> None:
        self.card, self.broken = card, True

    def __call__(self, context: Context) -> CardContent:
        if self.broken:
            raise RuntimeError("a chart\nfails")
        return self.card.draw(context)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the dashboard writes to its log."""
    out, logger = io.StringIO(), logging.getLogger("dashboard")
    handler, level = logging.StreamHandler(out), logger.level
    handler.setFormatter(JsonLines())
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield out
    logger.removeHandler(handler)
    logger.setLevel(level)


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def clients(
    monkeypatch: pytest.MonkeyPatch, folder: Path, name: str
) -> tuple[FlaskClient, Breaking]:
    """An application whose overview has one card that raises."""
    overview = PAGES.all[0]
    breaking = Breaking(next(card for card in overview.cards if card.name == name))
    cards = tuple(dataclasses.replace(card, draw=breaking) if card.name == name else card
                  for card in overview.cards)  # fmt: skip
    pages = Pages((dataclasses.replace(overview, cards=cards), *PAGES.all[1:]))
    monkeypatch.setattr(composition, "PAGES", pages)
    app = composition.create_app(Settings(data_dir=folder, watch_seconds=0))
    return warmed(app), breaking


def warmed(app: dash.Dash) -> FlaskClient:
    """A client of an application that is as warm as a worker's: each page was drawn once."""
    draw_ahead(composition.warm_parent(app.server))
    return app.server.test_client()


def content(client: FlaskClient, path: str = "/") -> Any:
    """The answer with which Dash puts a page into the browser."""
    one = next(c for c in client.get("/_dash-dependencies").json if "_pages_content" in c["output"])
    values = {"pathname": path, "search": ""}
    return client.post("/_dash-update-component", json={
        "output": one["output"],
        "outputs": [dict(zip(("id", "property"), part.rsplit(".", 1)))
                    for part in one["output"].strip(".").split("...")],
        "inputs": [{**i, "value": values[i["property"]]} for i in one["inputs"]],
        "changedPropIds": [f"{i['id']}.{i['property']}" for i in one["inputs"]],
        "state": [{**s, "value": None} for s in one["state"]],
    })  # fmt: skip


@pytest.mark.parametrize("name", [card.name for card in PAGES.all[0].cards])
def test_a_failing_card_fails_alone(
    name: str, folder: Path, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    client, _ = clients(monkeypatch, folder, name)
    before = len(lines(log))
    answer = content(client)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200 and text.count('"state__title"') == 1 and WORDS in text
    for card in PAGES.all[0].cards:
        assert f'"card":"{card.name}"' in text
    failed = [line for line in lines(log)[before:] if line["level"] == "error"]
    assert [(line["what"], line["card"]) for line in failed] == [("card failed", name)]
    assert failed[0]["reference"] in text
    assert failed[0]["request"] == answer.headers["X-Request-Id"]
    assert failed[0]["error"]["text"] == "a chart\nfails"


def test_try_again_draws_the_failed_card_and_an_ordinary_click_logs_no_more(
    folder: Path, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    client, breaking = clients(monkeypatch, folder, "scatter")
    every = client.get("/_dash-dependencies").json
    output = next(c["output"] for c in every if ids.INTENT in json.dumps(c["inputs"]))
    version = client.get("/readyz").json["version"]

    def sent(intent: Any) -> str:
        body = click(output, intent, version)
        return client.post("/_dash-update-component", json=body).get_data(as_text=True)

    before = len(lines(log))
    assert WORDS in sent({"kind": "retry"})
    assert len(lines(log)) == before + 1
    sent({"kind": "nothing"})
    assert len(lines(log)) == before + 1
    breaking.broken = False
    assert WORDS not in sent({"kind": "retry"})
    assert WORDS not in content(client).get_data(as_text=True)


def test_a_failing_opening_sentence_leaves_the_cards_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    def lead(context: Context) -> str:
        raise RuntimeError("no words")

    pages = Pages((dataclasses.replace(PAGES.all[0], lead=lead), *PAGES.all[1:]))
    monkeypatch.setattr(composition, "PAGES", pages)
    app = composition.create_app(Settings(data_dir=folder, watch_seconds=0))
    client, before = warmed(app), len(lines(log))
    answer = content(client)
    text = answer.get_data(as_text=True)
    failed = [line for line in lines(log)[before:] if line["level"] == "error"]
    assert answer.status_code == 200 and WORDS not in text
    assert [line["card"] for line in failed] == ["lead"] and failed[0]["reference"] in text


def test_a_failing_route_is_one_json_line_with_its_request(
    folder: Path, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    def failing(*_: Any) -> dict:
        raise RuntimeError("broken\nroute")

    monkeypatch.setattr("api.json_api.summary", failing)
    server = composition.create_app(Settings(data_dir=folder, watch_seconds=0)).server
    server.config["PROPAGATE_EXCEPTIONS"] = False
    before = len(lines(log))
    answer = server.test_client().get("/api/summary?a=%0d%0aforged")
    assert answer.status_code == 500 and b"Traceback" not in answer.data
    (line,) = lines(log)[before:]
    assert line["error"]["type"] == "RuntimeError"
    assert line["request"] == answer.headers["X-Request-Id"] != ""


def test_an_unexpected_failure_of_loading_does_not_end_the_watch(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    for path in folder.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    source = LiveSource(tmp_path, watch_seconds=0.02)
    version = source.follow().store.version
    working = data.sources.folder.load_folder

    def failing(*_: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(data.sources.folder, "load_folder", failing)
    source.watch()
    posts = tmp_path / "posts_data.csv"
    posts.write_bytes(b"".join(posts.read_bytes().splitlines(True)[:-3]))
    assert until(lambda: source.state.problems)
    assert source.state.problems == ((tmp_path.name, "could not be loaded: MemoryError"),)
    assert source.state.store.version == version
    assert [x["error"]["type"] for x in lines(log) if x["level"] == "error"] == ["MemoryError"]
    monkeypatch.setattr(data.sources.folder, "load_folder", working)
    monkeypatch.setattr(data.sources.live, "RETRY_SECONDS", 0.05)
    assert until(lambda: not source.state.problems)
    assert source.state.store.version != version


def test_files_that_change_while_they_are_read_are_not_shown(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in folder.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    working, changes = data.sources.folder.load_folder, iter(range(100))

    def changing(*given: Any) -> Any:
        tables = working(*given)
        with (tmp_path / "posts_data.csv").open("ab") as file:
            file.write(f"1,Instagram,2025-01-0{next(changes) % 9 + 1},,,,,\n".encode())
        return tables

    source = LiveSource(tmp_path)
    first = source.load().store.version
    monkeypatch.setattr(data.sources.folder, "load_folder", changing)
    assert source.load().store.version == first
    monkeypatch.setattr(data.sources.folder, "load_folder", working)
    source.refresh()
    assert source.state.store.version != first
    assert source.state.store.quality.files[1].read == 60 + data.sources.live.READINGS
