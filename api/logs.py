"""Logs: one JSON line an event, so that a line break in somebody's input can't forge one."""

from __future__ import annotations

import logging
import sys
import traceback
from datetime import UTC, datetime

import orjson

STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """A log record as one line of JSON: when, level, what, and its extra fields."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; an exception becomes its type, message and innermost place."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "what": record.getMessage(),
        }
        line |= {k: v for k, v in vars(record).items() if k not in STANDARD}
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            frames = traceback.extract_tb(error.__traceback__)
            place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
            line["error"] = {"type": type(error).__name__, "text": str(error), "place": place}
        return orjson.dumps(line, default=str).decode()


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
