"""What every chart shares: safe texts, the state of marks, axes and the shape of a figure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from metrics.frames import Frame

Figure = dict[str, Any]
Trace = dict[str, Any]
Shape = dict[str, Any]

DIMMED = 0.35
REPEATED = 4_096
"""Names that are kept as they were escaped: every page draws the same ones."""
NAME = 28
"""Characters of a name that an axis has room for."""


def var(token: str) -> str:
    """A colour by the name of its token; the browser puts in the value of its theme."""
    return f"var(--{token})"


# --- texts ---------------------------------------------------------------------------------


@lru_cache(REPEATED, typed=True)
def plain(text: object) -> str:
    """Text from data, safe in Plotly's labels, which interpret tags, entities and ``%{``."""
    safe = str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return " ".join(safe.replace("%{", "%&#123;").split())


@lru_cache(REPEATED, typed=True)
def shorten(text: object, length: int = NAME) -> str:
    """A name short enough for an axis, escaped; the whole one stands in the hover label."""
    words = " ".join(str(text).split())
    return plain(words if len(words) <= length else f"{words[: length - 1].rstrip()}…")


def strong(text: str, token: str = "") -> str:
    """Already safe text, semibold, in the colour of a token if one is named."""
    colour = f";fill:{var(token)}" if token else ""
    return f'<span style="font-weight:600{colour}">{text}</span>'


def inked(text: str, token: str) -> str:
    """Already safe text in the colour of a token."""
    return f'<span style="fill:{var(token)}">{text}</span>'


def hover(name: object, figure: str, *lines: str) -> str:
    """A hover label: the name, the main figure and further lines, each ready text."""
    return "<br>".join([f"<b>{plain(name)}</b>", f"<b>{figure}</b>", *lines])


# --- numbers -------------------------------------------------------------------------------


def numbers(values: Iterable[Any]) -> list[float | None]:
    """Plain floats for JSON; what is undefined is None."""
    found = np.asarray(values if hasattr(values, "dtype") else list(values), dtype=float)
    return [round(v, 6) if math.isfinite(v) else None for v in found.tolist()]


def column(frame: Frame, key: str, default: float = math.nan) -> np.ndarray:
    """A column as floats, or a constant where the frame has none."""
    if key not in frame:
        return np.full(len(frame), default)
    return frame[key].astype(float, copy=False)


def together(frame: Frame, *keys: str) -> list[float]:
    """The numbers of several columns, for ends that hold them all."""
    return [value for key in keys for value in column(frame, key).tolist()]


def texts(frame: Frame, key: str, default: str = "") -> list[str]:
    """A column as plain texts, or a constant where the frame has none."""
    return [str(v) for v in frame[key].tolist()] if key in frame else [default] * len(frame)


def rounded_steps(highest: float, at_most: int = 5) -> list[float]:
    """Ticks from 0 in steps of 1, 2, 2.5 or 5 × 10ⁿ."""
    highest = float(highest)
    if not highest > 0:
        return [0.0]
    rough = highest / (at_most - 1)
    scale = 10 ** math.floor(math.log10(rough))
    step = next(s * scale for s in (1, 2, 2.5, 5, 10) if s * scale >= rough * 0.999)
    return [i * step for i in range(int(highest / step + 1e-9) + 1)]


# --- marks ---------------------------------------------------------------------------------


def selection_data(frame: Frame) -> list[list[str]]:
    """What a click on each mark picks, and whether it is picked, as a trace's customdata."""
    return [list(pair) for pair in zip(texts(frame, "pick"), texts(frame, "state", "plain"))]


def opacities(frame: Frame) -> list[float]:
    """Dimmed marks step back; the others stay."""
    return [DIMMED if state == "dimmed" else 1.0 for state in texts(frame, "state")]


def outlines(
    frame: Frame, ring: str | Sequence[str] = "surface", width: float = 1.5
) -> dict[str, Any]:
    """Marker lines: 2 px of accent around what is picked, else the given ring and width."""
    states = texts(frame, "state")
    tokens = [ring] * len(states) if isinstance(ring, str) else ring
    picked = [state == "picked" for state in states]
    return {
        "color": [var("accent" if p else t) for p, t in zip(picked, tokens)],
        "width": [2.0 if p else width for p in picked],
    }


VERDICT_SIDES = {"Losing": "loss", "Unclear": "neutral", "Earning": "gain"}
"""What a verdict lets a mark claim: an unclear one claims neither colour."""


def side(ratio: float, threshold: float, verdict: str = "") -> str:
    """The colour role of a ratio: gain, loss, or neutral where there is nothing to claim."""
    if not math.isfinite(ratio):
        return "neutral"
    return VERDICT_SIDES.get(verdict, "loss" if ratio < threshold else "gain")


# --- figures -------------------------------------------------------------------------------


def figure(
    data: list[Trace],
    *,
    height: int,
    margin: tuple[int, int, int, int],
    described: Mapping[str, Any],
    **layout: Any,
) -> Figure:
    """A figure as the browser gets it; ``margin`` is left, right, top, bottom in px."""
    left, right, top, bottom = margin
    return {
        "data": data,
        "layout": {
            "height": height,
            "margin": {"l": left, "r": right, "t": top, "b": bottom},
            "uirevision": "kept",
            "dragmode": False,
            "hovermode": "closest",
            "showlegend": False,
            "meta": dict(described),
            **layout,
        },
    }


def fixed_axis(**axis: Any) -> dict[str, Any]:
    """An axis that neither zooms nor pans, without lines of its own."""
    return {"fixedrange": True, "showgrid": False, "zeroline": False, **axis}


def line(x0: Any, x1: Any, y0: Any, y1: Any, token: str, width: float = 1, **more: Any) -> Shape:
    """A straight line as a shape."""
    stroke = {"color": var(token), "width": width, **more.pop("stroke", {})}
    return {"type": "line", "x0": x0, "x1": x1, "y0": y0, "y1": y1, "line": stroke, **more}


def area(x0: Any, x1: Any, y0: Any, y1: Any, token: str, **more: Any) -> Shape:
    """A filled rectangle as a shape, below the marks."""
    return {
        "type": "rect",
        "x0": x0,
        "x1": x1,
        "y0": y0,
        "y1": y1,
        "fillcolor": var(token),
        "line": {"width": 0},
        "layer": "below",
        **more,
    }


def note(text: str, x: Any, y: Any, **more: Any) -> dict[str, Any]:
    """A label at a place; ``text`` is already safe."""
    return {"text": text, "x": x, "y": y, "showarrow": False, **more}


def text_column(lines: Sequence[float], words: Sequence[str], shift: int) -> dict[str, Any]:
    """An axis over the first whose ticks are a column of text, right-aligned.

    Its right edge is ``shift`` px right of the plot. Ticks are far cheaper to draw than labels.
    It needs a trace of its own; ``range`` follows the first axis.
    """
    return fixed_axis(
        overlaying="y",
        matches="y",
        tickmode="array",
        tickvals=list(lines),
        ticktext=list(words),
        tickfont={"size": 12.5, "color": var("text3")},
        side="left",
        anchor="free",
        position=1,
        ticklabelstandoff=-shift,
    )
