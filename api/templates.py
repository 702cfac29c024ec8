"""Templates of the input files, to fill in with one's own rows."""

from __future__ import annotations

import csv
import io

from flask import Flask, Response

from api.exports import safe
from api.responses import Refused
from data.ingest.templates import BY_KEY, template


def as_csv(rows: list[list[str]]) -> bytes:
    """UTF-8 with a byte order mark; no cell that a spreadsheet would run."""
    text = io.StringIO(newline="")
    lines = ([safe(cell) for cell in row] for row in rows)
    csv.writer(text, lineterminator="\r\n").writerows(lines)
    return text.getvalue().encode("utf-8-sig")


def register(server: Flask) -> None:
    """Add /templates/<table>.csv."""

    @server.get("/templates/<table>.csv", endpoint="template")
    def answer(table: str) -> Response:
        if table not in BY_KEY:
            raise Refused(404, f"Templates are: {', '.join(BY_KEY)}, as .csv.")
        response = Response(as_csv(template(BY_KEY[table])), mimetype="text/csv")
        name = BY_KEY[table].file
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
