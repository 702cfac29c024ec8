"""Tables as files: CSV and XLSX with full precision that no spreadsheet runs as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date

import pandas as pd
import xlsxwriter
from flask import Flask, Response

from api.responses import Refused, query, with_etag
from data.queries.export_tables import LISTINGS
from data.sources.live import LiveSource
from data.store import Store
from metrics.filters import Filters

RISKY = ("=", "+", "-", "@", "\t", "\r")
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSX_ROWS = 1_048_575
XLSX_CELL = 32_767


def safe(text: str) -> str:
    """Text that a spreadsheet shows and does not run: a leading = + - @ tab or CR is quoted."""
    return f"'{text}" if text.startswith(RISKY) else text


def cell(value: object) -> object:
    """A value as it is written: whole numbers whole, ISO days, empty for undefined."""
    if isinstance(value, str):
        return safe(value)
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, (pd.Timestamp, date)):
        return value.strftime("%Y-%m-%d")
    number = float(value)
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def rows(frame: pd.DataFrame) -> Iterator[list[object]]:
    """The header, then each row, cell by cell."""
    yield [safe(str(c)) for c in frame.columns]
    for values in frame.itertuples(index=False, name=None):
        yield [cell(value) for value in values]


def as_csv(frame: pd.DataFrame) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read ₹ and names as they are."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows(frame))
    return text.getvalue().encode("utf-8-sig", "replace")


def as_xlsx(frame: pd.DataFrame, name: str) -> bytes:
    """One sheet; text is never a formula or a link.

    Written row by row in bounded memory, or without a file where none can be written.
    """
    try:
        return _as_xlsx(frame, name, constant_memory=True)
    except (OSError, xlsxwriter.exceptions.XlsxWriterException):
        return _as_xlsx(frame, name, in_memory=True)


def _as_xlsx(frame: pd.DataFrame, name: str, **how: bool) -> bytes:
    buffer = io.BytesIO()
    options = {
        **how,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet(name[:31])
        sheet.freeze_panes(1, 0)
        for line, values in enumerate(rows(frame.head(XLSX_ROWS))):
            for column, value in enumerate(values):
                if isinstance(value, str):
                    sheet.write_string(line, column, value[:XLSX_CELL])
                else:
                    sheet.write_number(line, column, value)
    return buffer.getvalue()


def file_name(table: str, store: Store, filters: Filters, kind: str) -> str:
    """The table and the period it covers: influencers_2025-06-01_2025-08-31.csv."""
    days = (filters.since or store.first, filters.until or store.last)
    return "_".join([table, *(day.isoformat() for day in days if day)]) + f".{kind}"


def register(server: Flask, source: LiveSource) -> None:
    """Add /export/<table>.csv and .xlsx."""

    @server.get("/export/<table>.<kind>")
    def export(table: str, kind: str) -> Response:
        store = source.state.store
        if table not in LISTINGS or kind not in ("csv", "xlsx"):
            raise Refused(404, f"Exports are: {', '.join(LISTINGS)}, as .csv or .xlsx.")
        if store is None:
            raise Refused(503, "No data is loaded yet.")
        filters = store.filters(query())
        frame = LISTINGS[table](store, filters)
        body = as_csv(frame) if kind == "csv" else as_xlsx(frame, table)
        mimetype = "text/csv" if kind == "csv" else XLSX_TYPE
        response = Response(body, mimetype=mimetype)
        name = file_name(table, store, filters, kind)
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return with_etag(response, store.version)
