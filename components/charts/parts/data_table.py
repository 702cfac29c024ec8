"""A chart's twin: the drawn numbers as a table for reading and as a CSV for reckoning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import formats
from components.charts.parts import figure
from metrics.frames import Frame

LONG = 300
"""Rows from which on a table ends; nobody reads further."""


@dataclass(frozen=True)
class Column:
    """A column of a chart's twin as a table: its heading, its key in the rows, its unit."""

    label: str
    key: str
    unit: str = ""


def data_table(
    frame: Frame,
    columns: Sequence[Column],
    *,
    caption: str,
    period: str = "",
    phone: Mapping[str, Any] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """The chart's twin: its columns of raw values and words, and its phone variant.

    The browser makes a table of them, each value as its unit says, and a CSV, when asked. A table
    is for reading: it ends after ``LONG`` rows and says so; the CSV has them all.
    """
    known = [c for c in columns if c.key in frame]
    if len(frame) > LONG:
        caption = f"{caption}, the first {LONG} of {formats.count(len(frame))}"
    return {
        "twin": {
            "caption": caption,
            "most": LONG,
            "labels": [c.label for c in known],
            "keys": [c.key for c in known],
            "units": [c.unit for c in known],
            "columns": [
                figure.numbers(frame[c.key]) if c.unit else figure.texts(frame, c.key)
                for c in known
            ],
        },
        "period": period,
        **({"phone": dict(phone)} if phone else {}),
        **more,
    }
