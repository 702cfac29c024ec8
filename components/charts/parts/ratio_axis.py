"""Ratio axes: logarithmic, around break-even, and the colours of the ramp around it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import formats
from components.charts.parts import figure

LOWEST, HIGHEST = 1 / 16, 64.0
RAMP_STOPS = 8


def limits(values: Iterable[float], threshold: float = 1.0) -> tuple[float, float]:
    """The lowest and highest ratio an axis shows: what is drawn, but never beyond ¹⁄₁₆ and 64."""
    real = [float(v) for v in values if math.isfinite(v) and v > 0]
    low = min([*real, threshold / 2])
    high = max([*real, threshold * 4])
    low = max(low, min(LOWEST, threshold / 4)) / 1.22
    return low, min(high, max(HIGHEST, threshold * 4)) * 1.22


def clamped(value: float, ends: tuple[float, float]) -> float:
    """A ratio on the axis: what lies beyond an end, 0 included, stands at the end."""
    low, high = ends[0] * 1.06, ends[1] / 1.06
    return min(max(value, low), high)


def beyond(value: float, ends: tuple[float, float]) -> int:
    """Minus one for a ratio that is left of the axis, one for right of it, else zero."""
    if not math.isfinite(value):
        return 0
    return -1 if value < ends[0] else 1 if value > ends[1] else 0


def ticks(ends: tuple[float, float], at_most: int = 5) -> list[float]:
    """Doublings inside the ends, thinned to every second or third where there are many."""
    first, last = math.ceil(math.log2(ends[0])), math.floor(math.log2(ends[1]))
    every = next(n for n in range(1, 20) if (last // n) - math.ceil(first / n) + 1 <= at_most)
    return [2.0**n for n in range(first, last + 1) if n % every == 0]


def tick_text(value: float) -> str:
    """A doubling as a reader writes it: 0.25×, 4×."""
    return f"{value:g}×" if value >= 0.25 else f"{value:.2f}×"


def axis(ends: tuple[float, float], **more: Any) -> dict[str, Any]:
    """A log axis with its doublings as ticks and grid."""
    marks = ticks(ends)
    return figure.fixed_axis(
        type="log",
        range=[math.log10(ends[0]), math.log10(ends[1])],
        tickmode="array",
        tickvals=marks,
        ticktext=[tick_text(v) for v in marks],
        **{"showgrid": True, **more},
    )


def break_even(threshold: float) -> str:
    """The label of the break-even line; its value only where it is not 1."""
    if math.isclose(threshold, 1.0):
        return "Break-even"
    return f"Break-even {formats.ratio_tight(threshold)}"


def place(ratio: float, threshold: float = 1.0) -> float:
    """Where a ratio stands on the ramp from 0 to 8, 4 being break-even, in quarter steps."""
    if ratio <= 0:
        return 0.0
    doublings = min(max(math.log2(ratio / threshold), -2.0), 2.0)
    return round((doublings + 2) * RAMP_STOPS) / 4


def ramp(ratio: float, threshold: float = 1.0, *, weak: bool = False, ink: bool = False) -> str:
    """A ratio's colour on the diverging ramp as a token name.

    The browser mixes between the nine stops; ``weak`` ones are mixed with the surface, and
    ``ink`` is the black or white that contrasts more.
    """
    kind = f"{'soft' if weak else ''}{'ink' if ink else ''}"
    return figure.var(f"div-{place(ratio, threshold):g}{f'-{kind}' if kind else ''}")


def even(threshold: float, low: float, high: float) -> figure.Trace:
    """The break-even line across rows. As a trace it stands above the grid of every axis."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [threshold, threshold],
        "y": [low, high],
        "line": {"color": figure.var("text"), "width": 1.25},
        "hoverinfo": "skip",
    }
