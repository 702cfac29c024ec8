"""Lines of equal ROI in a plot of payout and revenue, both on log axes."""

from __future__ import annotations

import math
from typing import Any

from components.charts.parts import figure
from components.charts.parts.figure import Shape, var

EQUAL_RATIOS = (0.5, 2.0, 4.0)
Ends = tuple[float, float]


def _crossing(ratio: float, wide: Ends, high: Ends) -> list | None:
    """Where the line of one ratio enters and leaves the plot; None when it does not cross it."""
    start = max(wide[0], high[0] / ratio)
    end = min(wide[1], high[1] / ratio)
    return None if start >= end else [start, end, start * ratio, end * ratio]


def lines(threshold: float) -> list[float]:
    """The ratios that are drawn as lines; those next to break-even give way to it."""
    return [r for r in EQUAL_RATIOS if abs(math.log2(r / threshold)) > 0.5] + [threshold]


def ground(wide: Ends, high: Ends, threshold: float) -> list[Shape]:
    """The region that loses, thin lines of equal ROI, and the diagonal of break-even."""
    shapes = [_wash(wide, high, threshold)]
    for ratio in lines(threshold):
        ends = _crossing(ratio, wide, high)
        if ends:
            main = ratio == threshold
            shapes.append(
                figure.line(
                    *ends, "text" if main else "border", 1.25 if main else 1, layer="between"
                )
            )
    return [shape for shape in shapes if shape]


def _wash(wide: Ends, high: Ends, threshold: float) -> Shape | None:
    """The polygon below the diagonal."""
    corners = [(wide[1], high[0])]
    ends = _crossing(threshold, wide, high)
    if ends is None:
        if wide[0] * threshold < high[1]:
            return None
        corners = [(wide[0], high[0]), (wide[0], high[1]), (wide[1], high[1]), *corners]
    else:
        x0, x1, y0, y1 = ends
        corners = [(x0, high[0]), (x0, y0), (x1, y1), *([(wide[1], high[1])]), *corners]
        if y0 > high[0] * 1.0001:
            corners = [(wide[0], high[0]), *corners[1:]]
        if x1 >= wide[1] * 0.9999:
            corners.remove((wide[1], high[1]))
    path = "M" + "L".join(f"{x:.6g},{y:.6g}" for x, y in corners) + "Z"
    return {
        "type": "path",
        "path": path,
        "fillcolor": var("loss-wash"),
        "line": {"width": 0},
        "layer": "below",
    }


def names(wide: Ends, high: Ends, threshold: float) -> list[dict[str, Any]]:
    """The ratio of each line where it leaves the plot, at the top or at the right."""
    found = []
    for ratio in lines(threshold):
        ends = _crossing(ratio, wide, high)
        if ends is None:
            continue
        main = ratio == threshold
        text = f"{ratio:.3g}×"
        top = ends[1] < wide[1] * 0.999
        anchor = {"xanchor": "center", "yanchor": "bottom"} if top else {"xanchor": "left"}
        shift = {"yshift": 2} if top else {"xshift": 6}
        found.append(
            figure.note(
                figure.strong(text, "text") if main else figure.inked(text, "text3"),
                math.log10(ends[1]),
                math.log10(ends[3]),
                **anchor,
                **shift,
            )
        )
    return found
