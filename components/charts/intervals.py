"""Intervals of ratios: what they let a mark claim, and how they are drawn."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from components.charts import base, ratios
from components.charts.base import Trace, var


def sides(rows: pd.DataFrame, threshold: float) -> list[str]:
    """The colour role of each row: gain, loss, or neutral where its interval holds both."""
    low, high = base.column(rows, "roi_low"), base.column(rows, "roi_high")
    return [base.side(*one[:1], threshold, *one[1:]) for one in zip(rows["roi"], low, high)]


def bars(rows: pd.DataFrame, ends: tuple[float, float], roles: Sequence[str]) -> list[Trace]:
    """The 95% interval thin, the 80% interval thick, in solid tints."""
    found = []
    for low_key, high_key, tint, width in (
        ("roi_low", "roi_high", 55, 0.09),
        ("roi_low80", "roi_high80", 42, 0.3),
    ):
        if low_key not in rows or high_key not in rows:
            continue
        low = [ratios.clamped(v, ends) if v == v else None for v in base.column(rows, low_key)]
        high = [ratios.clamped(v, ends) if v == v else None for v in base.column(rows, high_key)]
        missing = [a is None or b is None for a, b in zip(low, high)]
        found.append(
            {
                "type": "bar",
                "orientation": "h",
                "y": rows["line"].tolist(),
                "base": [None if gone else a for gone, a in zip(missing, low)],
                "x": [None if gone else b - a for gone, a, b in zip(missing, low, high)],
                "width": width,
                "marker": {
                    "color": [var(f"{side}-{tint}") for side in roles],
                    "opacity": base.opacities(rows),
                    "cornerradius": 2,
                },
                "hoverinfo": "skip",
            }
        )
    return found
