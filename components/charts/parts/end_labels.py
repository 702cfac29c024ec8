"""Labels at both ends of slopes: near their values, and never over each other."""

from __future__ import annotations

from collections.abc import Sequence

from components.charts.parts.figure import Trace, var

LINE = 17
"""Px between two labels at least."""


def spread_labels(values: Sequence[float], gap: float) -> list[float]:
    """Places of labels near their values, at least ``gap`` apart; values from 0 upwards."""
    order = sorted(range(len(values)), key=lambda i: values[i])
    placed = [max(values[i], 0.0) for i in order]
    for _ in range(60):
        for at in range(1, len(placed)):
            missing = gap - (placed[at] - placed[at - 1])
            if missing > 1e-9:
                placed[at - 1] -= missing / 2
                placed[at] += missing / 2
        placed = [max(v, at * gap * 0.2) for at, v in enumerate(placed)]
    result = [0.0] * len(values)
    for at, place in zip(order, placed):
        result[at] = place
    return result


def words(x: float, y: Sequence[float], texts: Sequence[str], side: str) -> Trace:
    """Ready texts at one end; ``side`` is where they stand of their places."""
    return {
        "type": "scatter",
        "mode": "text",
        "x": [x] * len(texts),
        "y": list(y),
        "text": list(texts),
        "textposition": side,
        "textfont": {"size": 12.5, "color": var("text2")},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
