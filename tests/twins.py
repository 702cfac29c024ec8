"""A chart's twin as rows, as the browser makes them of its columns."""

from __future__ import annotations

from typing import Any

import formats


def table_of(meta: dict[str, Any]) -> list[list[str]]:
    """The rows of the table: values as their unit says, words as they are."""
    twin = meta["twin"]
    shown = [
        [formats.formatted(unit, value) for value in column] if unit else column
        for unit, column in zip(twin["units"], twin["columns"])
    ]
    return [list(row) for row in zip(*shown)][: twin["most"]]


def csv_of(meta: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of the CSV: raw values by key."""
    twin = meta["twin"]
    return [dict(zip(twin["keys"], row)) for row in zip(*twin["columns"])]
