"""Intervals of ratios: what they let a mark claim, and how they are drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence

from components.charts.parts import figure, ratio_axis
from components.charts.parts.figure import Trace, var
from metrics.frames import Frame

WIDTHS = (("low95", "high95", 55, 0.09), ("low80", "high80", 42, 0.3))
"""Ends, share of the colour in its tint, and thickness in rows: 95% thin, 80% thick."""


def rename_interval(rows: Frame, metric: str) -> Frame:
    """The rows with low95, high95, low80 and high80 of a metric; NaN where there is no interval.

    A verdict judges ROI alone: with any other metric it is left out.
    """
    rows = rows if metric == "roi" else rows.without("verdict")
    ends = ("low95", "high95", "low80", "high80")
    return rows.beside({end: figure.column(rows, f"{metric}_{end}") for end in ends})


def sides(rows: Frame, threshold: float) -> list[str]:
    """The colour role of each row: gain, loss, or neutral where its verdict is unclear."""
    verdicts = figure.texts(rows, "verdict")
    return [figure.side(v, threshold, one) for v, one in zip(rows["value"].tolist(), verdicts)]


def bars(rows: Frame, ends: tuple[float, float], roles: Sequence[str]) -> list[Trace]:
    """The 95% interval thin, the 80% interval thick, in solid tints; none where none is known."""
    found = []
    for low_key, high_key, tint, width in WIDTHS:
        spans = [
            (ratio_axis.clamped(a, ends), ratio_axis.clamped(b, ends))
            if math.isfinite(a + b)
            else (None, None)
            for a, b in zip(rows[low_key].tolist(), rows[high_key].tolist())
        ]
        if all(a is None for a, _ in spans):
            continue
        found.append(
            {
                "type": "bar",
                "orientation": "h",
                "y": rows["line"].tolist(),
                "base": [a for a, _ in spans],
                "x": [None if a is None else b - a for a, b in spans],
                "width": width,
                "marker": {
                    "color": [var(f"{role}-{tint}") for role in roles],
                    "opacity": figure.opacities(rows),
                    "cornerradius": 2,
                },
                "hoverinfo": "skip",
            }
        )
    return found
