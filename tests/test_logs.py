"""Log lines: JSON, one a line, whatever is in them."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from api.logs import JsonLines
from app import create_app
from settings import Settings


def test_a_line_break_cannot_forge_a_line() -> None:
    record = logging.makeLogRecord({"msg": 'a\r\n{"what":"forged"}', "levelname": "INFO"})
    line = JsonLines().format(record)
    assert "\n" not in line and json.loads(line)["what"].startswith("a\r\n")


def test_an_error_is_named_with_its_place() -> None:
    try:
        raise ValueError("bad\nnews")
    except ValueError as error:
        info = (type(error), error, error.__traceback__)
        record = logging.makeLogRecord({"msg": "card failed", "exc_info": info, "card": "dots"})
    line = json.loads(JsonLines().format(record))
    assert line["error"]["type"] == "ValueError" and line["card"] == "dots"
    assert __file__ in line["error"]["place"]


def test_an_event_in_a_request_says_which_when_and_on_what_data(folder: Path) -> None:
    app = create_app(Settings(data_dir=folder, watch_seconds=0))
    lines: list[dict] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(json.loads(JsonLines().format(record)))
    logger = logging.getLogger("dashboard")
    level, logger.level = logger.level, logging.INFO
    logger.addHandler(handler)
    try:
        client = app.server.test_client()
        version = client.get("/readyz").get_json()["version"]
        answer = client.get("/", headers={"Sec-Fetch-Site": "cross-site"})
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
    (line,) = [line for line in lines if line["what"] == "refused"]
    assert line["request"] == answer.headers["X-Request-Id"]
    assert line["version"] == version and 0 <= line["ms"] < 60_000
