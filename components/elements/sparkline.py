"""Sparklines drawn with CSS: clipped boxes for the line and the area under it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import hypot, inf

from components.elements import tags
from components.elements.tags import Element

MOST_POINTS = 40
WIDTH, HEIGHT = 180, 38
"""The box in px, about; only the evenness of the stroke depends on it."""
TOP, BOTTOM = 12.0, 90.0
STROKE, STEEPEST = 1.75, 4.5

Point = tuple[float, float]


def spark(values: Sequence[float | None], tone: str) -> Element:
    """The course of a figure, decoration only; missing steps leave a gap where they are."""
    runs = [run for run in _runs(values[-MOST_POINTS:]) if len(run) > 1]
    return tags.Div(
        [box for run in runs for box in _drawn(run)],
        className=f"spark spark--{tone}",
        **{"aria-hidden": "true"},
    )


def _runs(values: Sequence[float | None]) -> Iterator[list[Point]]:
    """Unbroken runs of points in percent of the box."""
    known = [v for v in values if v is not None]
    low, high = min(known, default=0.0), max(known, default=0.0)
    reach, last = (high - low) or inf, max(len(values) - 1, 1)
    for there, group in groupby(enumerate(values), key=lambda pair: pair[1] is not None):
        if there:
            yield [(100 * i / last, BOTTOM - (BOTTOM - TOP) * (v - low) / reach) for i, v in group]


def _drawn(run: list[Point]) -> list[Element]:
    """The area and the line of a run."""
    half = [thickness / 2 for thickness in _thicknesses(run)]
    over = [f"{x:.1f}% calc({y:.1f}% - {t:.2f}px)" for (x, y), t in zip(run, half)]
    under = [f"{x:.1f}% calc({y:.1f}% + {t:.2f}px)" for (x, y), t in zip(run, half)]
    edge = [f"{x:.1f}% {y:.1f}%" for x, y in run]
    floor = [f"{run[-1][0]:.1f}% 100%", f"{run[0][0]:.1f}% 100%"]
    return [
        _clipped("spark__area", [*edge, *floor]),
        _clipped("spark__line", [*over, *under[::-1]]),
    ]


def _thicknesses(run: list[Point]) -> list[float]:
    """How tall the stroke is at each point, so that steep parts look as strong as flat ones."""
    tall = [hypot(1, (y - b) * HEIGHT / ((a - x) * WIDTH)) for (x, y), (a, b) in zip(run, run[1:])]
    sides = zip([tall[0], *tall], [*tall, tall[-1]])
    return [min(STROKE * (one + other) / 2, STEEPEST) for one, other in sides]


def _clipped(name: str, points: list[str]) -> Element:
    return tags.Div(className=name, style=dict(clipPath=f"polygon({', '.join(points)})"))  # noqa: C408
