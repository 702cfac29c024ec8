"""Moments on a time axis: the selected period as a shade, named days as dotted lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from components.charts.parts import figure, time_steps
from components.charts.parts.figure import Shape

LETTER = 6.4
NARROW_PLOT = 560
"""Px of plot that names of events are fitted into; wider plots only have more room."""

Event = tuple[date, str]
Ends = tuple[datetime, datetime]


def shade(
    since: date | None, until: date | None, ends: Ends, domain: tuple[float, float]
) -> list[Shape]:
    """The selected period: a light ground and a foot; nothing when all is selected."""
    if since is None and until is None:
        return []
    left = max(time_steps.midnight(since), ends[0]) if since else ends[0]
    right = ends[1]
    if until and time_steps.midnight(until) < right:
        right = min(time_steps.midnight(until) + timedelta(1), right)
    if left >= right:
        return []
    span = (time_steps.stamp(left), time_steps.stamp(right))
    return [
        figure.area(*span, *domain, "accent-7", yref="paper"),
        figure.line(*span, domain[0], domain[0], "accent", 3, yref="paper"),
    ]


def events(
    named: Sequence[Event], ends: Ends, domain: tuple[float, float], plot: int = NARROW_PLOT
) -> tuple[list[dict], list[Shape]]:
    """Dotted lines, with names on two levels where they fit; hover labels have all names."""
    notes, free = [], [-1e9, -1e9]
    days = (ends[1] - ends[0]).days or 1
    for day, name in sorted(named):
        text = figure.shorten(name, 22)
        left = (time_steps.midnight(day) - ends[0]).days / days * plot
        size = len(text) * LETTER
        left = min(left, plot - size)
        level = next((n for n in (0, 1) if free[n] <= left), None)
        if level is None:
            continue
        free[level] = left + size + 10
        anchor = "left" if left < plot - size else "right"
        shift = {"yshift": 4 + 15 * (1 - level), "xanchor": anchor, "yanchor": "bottom"}
        notes.append(figure.note(text, day.isoformat(), 1, yref="paper", **shift))
    lines = [
        figure.line(
            *[day.isoformat()] * 2, *domain, "control", yref="paper", stroke={"dash": "dot"}
        )
        for day, _ in named
    ]
    return notes, lines
