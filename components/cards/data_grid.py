"""Tables of the dashboard: columns straight from the catalogue, drawn by AG Grid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_ag_grid as dag
from dash.development.base_component import Component

import formats
from components import ids
from metrics.catalog import BY_KEY, Metric, metric

ROW_HEIGHT, HEADER_HEIGHT = 48, 40
PAGE_SIZES = (8, 10, 25, 50)
MOST_ROWS = 1_000
"""Rows sent to a browser; an export has all of them."""

OF_CELLS = {"label", "about", "href", "verdict", "posts_to_tell", "roi_low", "roi_high"}
"""What cells say beside their own figure (``assets/grid.js``)."""

AROUND, CHARACTER = 28, 8
"""Px that a cell needs beside its text, and a figure's characters each."""
BESIDE = {"BarCell": 54, "NetCell": 8}
"""Px of what some cells show beside the figure: a bar, a plus sign."""

GRID_SCRIPT = "dash_ag_grid.min.js"


def grid_script() -> str:
    """Leave the grid's code out of the first load; the address it is fetched from when needed.

    ``assets/grid-later.js`` stands in for it until a table comes near the window.
    """
    for script in dag._js_dist:
        if script["relative_package_path"] == GRID_SCRIPT:
            script["dynamic"] = True
    return f"/_dash-component-suites/dash_ag_grid/{GRID_SCRIPT}?v={dag.__version__}"


def fields(columns: Sequence[dict[str, Any]]) -> set[str]:
    """What the cells of these columns read of a row."""
    return {column["field"] for column in columns} | OF_CELLS


def number_column(one: Metric, **more: Any) -> dict[str, Any]:
    """A column of a metric: right-aligned, formatted by its unit, undefined sorted last."""
    return {
        "field": one.key,
        "headerName": one.label,
        "headerTooltip": one.meaning,
        "type": "rightAligned",
        "filter": "agNumberColumnFilter",
        "valueFormatter": {"function": f"tables.text(params, '{one.unit}')"},
        "comparator": {"function": "tables.undefinedLast"},
        "sortingOrder": ["desc", "asc"] if one.good != "down" else ["asc", "desc"],
        "cellDataType": False,
        "minWidth": max(104, 44 + 8 * len(more.get("headerName", one.label))),
        "flex": 1,
        **more,
    }


def text_column(field: str, label: str, **more: Any) -> dict[str, Any]:
    """A column of plain text."""
    return {
        "field": field,
        "headerName": label,
        "filter": "agTextColumnFilter",
        "cellDataType": False,
        "minWidth": 110,
        "flex": 1,
        **more,
    }


def name_column(label: str, **more: Any) -> dict[str, Any]:
    """The first column: initials, name as a link, and one line about it."""
    return text_column(
        "label", label, cellRenderer="NameCell", minWidth=236, flex=2.6, pinned=None, **more
    )


def revenue_column(**more: Any) -> dict[str, Any]:
    """Revenue with a bar at the left that compares the rows."""
    return number_column(metric("revenue"), cellRenderer="BarCell", minWidth=148, flex=1.3, **more)


def ratio_column(key: str = "roi", **more: Any) -> dict[str, Any]:
    """A ratio with its place on a log strip around break-even."""
    return number_column(metric(key), cellRenderer="RatioCell", minWidth=168, flex=2.4, **more)


def verdict_column(**more: Any) -> dict[str, Any]:
    """Losing, Unclear or Earning, with the interval that says so; never colour alone."""
    column = text_column("verdict", "Verdict", cellRenderer="VerdictCell", minWidth=108, **more)
    return {
        **column,
        "headerTooltip": "Losing: fewer than one in ten listed are wrong. Unclear: the 90% "
        "interval of ROI holds break-even. Earning: the rest.",
    }


def net_column(**more: Any) -> dict[str, Any]:
    """Net return, signed and coloured by its sign."""
    return number_column(metric("net_return"), cellRenderer="NetCell", minWidth=124, **more)


def line_column(field: str = "months", label: str = "12 months", **more: Any) -> dict[str, Any]:
    """A small line of a list of numbers."""
    column = text_column(field, label, cellRenderer="LineCell", minWidth=96, **more)
    return {**column, "sortable": False, "filter": False}


def day_column(field: str, label: str, **more: Any) -> dict[str, Any]:
    """A day, sent as ISO text so that it sorts, read as 12 Aug 2025."""
    column = text_column(field, label, minWidth=124, **more)
    return {**column, "valueFormatter": {"function": "tables.day(params)"}, "filter": False}


def link_column(field: str, label: str, **more: Any) -> dict[str, Any]:
    """A link from the data, already made safe; empty text shows nothing."""
    return text_column(field, label, cellRenderer="LinkCell", sortable=False, filter=False, **more)


def fit_width(column: dict[str, Any], rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The column, wide enough for the longest rupees of its rows: a cut figure is a wrong one."""
    known = BY_KEY.get(column["field"])
    values = [row[column["field"]] for row in rows if row.get(column["field"]) is not None]
    if not known or known.unit != "rupees" or not values:
        return column
    longest = max(len(formats.rupees(value)) for value in (min(values), max(values)))
    needed = AROUND + CHARACTER * longest + BESIDE.get(column.get("cellRenderer", ""), 0)
    return {**column, "minWidth": max(column["minWidth"], needed)}


def grid(
    name: str,
    rows: list[dict[str, Any]],
    columns: Sequence[dict[str, Any]],
    *,
    page_size: int = 10,
    label: str = "",
) -> Component:
    """The grid around its rows; each row has a string ``id``."""
    return dag.AgGrid(
        id=ids.grid(name),
        rowData=rows,
        columnDefs=[fit_width(column, rows) for column in columns],
        defaultColDef={
            "sortable": True,
            "resizable": True,
            "suppressHeaderMenuButton": False,
            "suppressMovable": True,
        },
        getRowId="params.data.id",
        className=f"data-grid data-grid--{name}",
        dashGridOptions={
            "rowHeight": ROW_HEIGHT,
            "headerHeight": HEADER_HEIGHT,
            "domLayout": "autoHeight",
            "pagination": len(rows) > page_size,
            "paginationPageSize": page_size,
            "paginationPageSizeSelector": False,
            "suppressCellFocus": False,
            "enableCellTextSelection": True,
            "animateRows": False,
            "tooltipShowDelay": 300,
            "suppressCsvExport": True,
            "localeText": {"noRowsToShow": "No rows match these filters"},
            "autoSizePadding": 8,
        },
        style=None,
        dangerously_allow_code=False,
    )
