"""The area between revenue and payout, tinted by which of them is higher."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from components.charts.parts import figure, time_steps
from components.charts.parts.figure import Trace, var


def gaps(places: list[datetime], revenue: np.ndarray, payout: np.ndarray) -> list[Trace]:
    """The area between the lines, tinted by which of them is higher; split where they cross."""
    times, upper, lower = [], [], []
    gap = revenue - payout
    for i, place in enumerate(places):
        if i and gap[i - 1] * gap[i] < 0:
            share = gap[i - 1] / (gap[i - 1] - gap[i])
            times.append(places[i - 1] + (place - places[i - 1]) * share)
            level = revenue[i - 1] + (revenue[i] - revenue[i - 1]) * share
            upper.append(level)
            lower.append(level)
        times.append(place)
        upper.append(revenue[i])
        lower.append(payout[i])
    when = [time_steps.stamp(time) for time in times]
    above = np.maximum(upper, lower)
    return [
        _fill(when, above, np.asarray(lower), "revenue-10"),
        _fill(when, above, np.asarray(upper), "loss-45"),
    ]


def _fill(when: list[str], top: np.ndarray, bottom: np.ndarray, token: str) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [*when, *reversed(when)],
        "y": figure.numbers([*top, *reversed(bottom)]),
        "fill": "toself",
        "fillcolor": var(token),
        "line": {"width": 0},
        "hoverinfo": "skip",
    }
