"""The key below tiles: the ramp around break-even, and what hatching says."""

from __future__ import annotations

from typing import Any

from components.charts.parts import figure
from components.charts.parts.figure import Shape, var

STEPS = 33
WIDTH, HEIGHT = 132, 8
LEFT, BELOW = 40, 30


def _box(left: float, width: float, **more: Any) -> Shape:
    """A rectangle in px below the plot's left edge."""
    return {
        "type": "rect",
        "xref": "paper",
        "yref": "paper",
        "xsizemode": "pixel",
        "ysizemode": "pixel",
        "xanchor": 0,
        "yanchor": 0,
        "x0": left,
        "x1": left + width,
        "y0": -BELOW,
        "y1": -BELOW - HEIGHT,
        "line": {"width": 0},
        **more,
    }


def shapes() -> list[Shape]:
    """The ramp in quarter stops, and the tick of break-even in its middle."""
    step = WIDTH / STEPS
    found = [
        _box(LEFT + at * step, step + 0.5, fillcolor=var(f"div-{at / 4:g}")) for at in range(STEPS)
    ]
    middle = LEFT + WIDTH / 2
    return [
        *found,
        _box(middle - 1, 2, fillcolor=var("text"), y0=3 - BELOW, y1=-BELOW - HEIGHT - 3),
    ]


def words(threshold: float, *, hatched: bool) -> list[dict[str, Any]]:
    """The ends of the ramp, and the meaning of tick and hatch."""
    y = -BELOW - HEIGHT / 2
    place = {"xref": "paper", "yref": "paper", "yanchor": "middle", "yshift": y}
    said = "tick = break-even"
    if hatched:
        said += " · hatched = weak evidence"
    low, high = (f"{threshold * share:.3g}×" for share in (0.25, 4))
    return [
        figure.note(figure.inked(low, "text3"), 0, 0, xanchor="left", **place),
        figure.note(
            figure.inked(f"{high} · {said}", "text3"),
            0,
            0,
            xanchor="left",
            xshift=LEFT + WIDTH + 8,
            **place,
        ),
    ]
