"""Log lines: JSON, one a line, whatever is in them."""

from __future__ import annotations

import json
import logging

from api.logs import JsonLines


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
