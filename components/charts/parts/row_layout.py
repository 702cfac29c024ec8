"""Charts of rows: names at the left, texts at the right, and a click anywhere in a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from components.charts.parts import figure
from components.charts.parts.figure import Trace, var
from metrics.frames import Frame

HEIGHT, GAP, LEAST = 23, 0.35, 70
"""Px of a row, the share of one that stands free above a heading, px of all rows at least."""

Groups = Sequence[tuple[str, Frame]]
"""Headings and their rows; tables of pandas will do as well."""


def join_groups(groups: Groups) -> Frame:
    """All rows with their ``group`` and the ``line`` they stand on; headings take lines too."""
    placed = []
    at = 0.0
    for index, (heading, frame) in enumerate(groups):
        at += (1 if heading else 0) + (GAP if index else 0)
        lines = at + np.arange(len(frame))
        placed.append(Frame.of(frame).beside(group=heading, line=lines))
        at += len(frame)
    return Frame.stacked(placed)


def height(rows: Frame) -> int:
    """Px that all lines need; a label must fit even over a single one."""
    return max(LEAST, round(HEIGHT * (float(rows["line"].max()) + 1)))


def picks(rows: Frame) -> list[list[Any]]:
    """(line, pick) of each row, for clicks on names and texts beside the plot."""
    return [list(pair) for pair in zip(rows["line"].tolist(), figure.texts(rows, "pick"))]


def names(rows: Frame, length: int, left: int) -> dict[str, Any]:
    """The axis of names, at the left edge of a margin of ``left`` px, headings among them."""
    places: list[float] = []
    words: list[str] = []
    last = ""
    for heading, line, label in zip(*(rows[k].tolist() for k in ("group", "line", "label"))):
        if heading != last:
            places.append(line - 1)
            words.append(figure.strong(figure.shorten(heading, length), "text"))
        places.append(line)
        words.append(figure.shorten(label, length))
        last = heading
    return figure.fixed_axis(
        range=[float(rows["line"].max()) + 0.5, -0.5],
        tickmode="array",
        tickvals=places,
        ticktext=words,
        tickfont={"size": 12.5, "color": var("text2")},
        side="right",
        anchor="free",
        position=0,
        ticklabelstandoff=-left,
    )


def beside(words: Sequence[str]) -> dict[str, Any]:
    """The axis of ready names that stand right before their rows, from top to bottom."""
    return figure.fixed_axis(
        range=[len(words) - 0.5, -0.5],
        tickmode="array",
        tickvals=list(range(len(words))),
        ticktext=list(words),
        tickfont={"size": 12.5, "color": var("text2")},
        ticklabelstandoff=4,
    )


def hit_areas(
    rows: Frame, tips: Sequence[float], ends: tuple[float, float], hovers: Sequence[str]
) -> list[Trace]:
    """Unseen bars across each row, so that a click needs no aim; their tips meet at the mark.

    They also carry two columns of text, the ticks of the axes y2 and y3.
    """
    return [
        {
            "type": "bar",
            "orientation": "h",
            "y": rows["line"].tolist(),
            "base": [end] * len(rows),
            "x": [tip - end for tip in tips],
            "width": 1,
            "yaxis": axis,
            "marker": {"color": var("surface"), "opacity": 0},
            "customdata": figure.selection_data(rows),
            "hovertext": list(hovers),
            "hovertemplate": "%{hovertext}<extra></extra>",
            "meta": "hit",
        }
        for end, axis in zip(ends, ("y2", "y3"))
    ]


def heading(text: str, shift: int) -> dict[str, Any]:
    """The heading of a column of text whose right edge is ``shift`` px right of the plot."""
    place = {"xref": "paper", "yref": "paper", "xanchor": "right", "yanchor": "bottom"}
    return figure.note(
        figure.inked(figure.plain(text), "text3"), 1, 1, xshift=shift, yshift=4, **place
    )
