"""A chart's twin: the drawn numbers as a table for reading and as a CSV for reckoning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from components.charts import base
from metrics import formats
from metrics.frames import Frame

LONG = 300
"""Rows from which on a table ends; nobody reads further."""


@dataclass(frozen=True)
class Column:
    """A column of a chart's twin as a table: its heading, its key in the rows, its unit."""

    label: str
    key: str
    unit: str = ""


def meta(
    frame: Frame,
    columns: Sequence[Column],
    *,
    caption: str,
    period: str = "",
    phone: Mapping[str, Any] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """The chart's twin: a table of ready texts, a CSV of raw values, and its phone variant.

    A table is for reading: it ends after ``LONG`` rows and says so; the CSV has them all.
    """
    known = [c for c in columns if c.key in frame]
    shown, raw = [], []
    for c in known:
        if c.unit:
            values = base.numbers(frame[c.key])
            raw.append(values)
            shown.append([formats.formatted(c.unit, value) for value in values[:LONG]])
        else:
            words = base.texts(frame, c.key)
            raw.append(words)
            shown.append(words[:LONG])
    if len(frame) > LONG:
        caption = f"{caption}, the first {LONG} of {formats.count(len(frame))}"
    return {
        "table": {
            "caption": caption,
            "columns": [c.label for c in known],
            "rows": [list(row) for row in zip(*shown)],
        },
        "csv": {"columns": [c.key for c in known], "rows": [list(row) for row in zip(*raw)]},
        "period": period,
        **({"phone": dict(phone)} if phone else {}),
        **more,
    }
