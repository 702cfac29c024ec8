"""Logs: one JSON line an event, so that a line break in somebody's input can't forge one."""

from __future__ import annotations

import logging
import secrets
import sys
import time
import traceback
from datetime import UTC, datetime

import orjson
from flask import Flask, Response, g, has_request_context

from data.sources.live import LiveSource

STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """A log record as one line of JSON: when, level, what, its request and its extra fields."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; an exception becomes its type, message and innermost place."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "what": record.getMessage(),
            "request": request_id(),
            **during_request(),
        }
        line |= {k: v for k, v in vars(record).items() if k not in STANDARD}
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            frames = traceback.extract_tb(error.__traceback__)
            place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
            line["error"] = {"type": type(error).__name__, "text": str(error), "place": place}
        return orjson.dumps(line, default=str).decode()


def request_id() -> str:
    """A name for the request being answered, the same in all its lines; "" outside of one."""
    if not has_request_context():
        return ""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(8)
    return g.request_id


def during_request() -> dict[str, object]:
    """Milliseconds since the request came and the data version it met; nothing outside of one."""
    if not has_request_context() or "started" not in g:
        return {}
    millis = round((time.perf_counter() - g.started) * 1000, 1)
    return {"ms": millis, "version": g.met.store.version if g.met.store else ""}


def register_request_ids(server: Flask, source: LiveSource) -> None:
    """Name the request in its answer, so that a reader's report leads to the log."""

    @server.before_request
    def came() -> None:
        g.started, g.met = time.perf_counter(), source.whole

    @server.after_request
    def named(response: Response) -> Response:
        response.headers["X-Request-Id"] = request_id()
        return response


def configure_logs() -> None:
    """Send the dashboard's own events to stderr as JSON lines."""
    logger = logging.getLogger("dashboard")
    if logger.handlers:
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
