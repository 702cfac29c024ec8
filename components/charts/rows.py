"""Charts of rows: names at the left, texts at the right, and a click anywhere in a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from components.charts import base
from components.charts.base import Trace, var

HEIGHT, GAP, LEAST = 23, 0.35, 70
"""Px of a row, the share of one that stands free above a heading, px of all rows at least."""

Groups = Sequence[tuple[str, pd.DataFrame]]


def joined(groups: Groups) -> pd.DataFrame:
    """All rows with their ``group`` and the ``line`` they stand on; headings take lines too."""
    lines: list[float] = []
    at = 0.0
    for index, (heading, frame) in enumerate(groups):
        at += (1 if heading else 0) + (GAP if index else 0)
        lines += [at + n for n in range(len(frame))]
        at += len(frame)
    rows = pd.concat([frame.assign(group=heading) for heading, frame in groups])
    return rows.reset_index(drop=True).assign(line=lines)


def height(rows: pd.DataFrame) -> int:
    """Px that all lines need; a label must fit even over a single one."""
    return max(LEAST, round(HEIGHT * (float(rows["line"].max()) + 1)))


def picks(rows: pd.DataFrame) -> list[list[Any]]:
    """(line, pick) of each row, for clicks on names and texts beside the plot."""
    return [list(pair) for pair in zip(rows["line"].tolist(), base.texts(rows, "pick"))]


def names(rows: pd.DataFrame, length: int, left: int) -> dict[str, Any]:
    """The axis of names, at the left edge of a margin of ``left`` px, headings among them."""
    places: list[float] = []
    words: list[str] = []
    for heading, own in rows.groupby("group", sort=False):
        if heading:
            places.append(float(own["line"].iloc[0]) - 1)
            words.append(base.strong(base.cut(heading, length), "text"))
        places += own["line"].tolist()
        words += [base.cut(label, length) for label in own["label"]]
    return base.still(
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
    return base.still(
        range=[len(words) - 0.5, -0.5],
        tickmode="array",
        tickvals=list(range(len(words))),
        ticktext=list(words),
        tickfont={"size": 12.5, "color": var("text2")},
        ticklabelstandoff=4,
    )


def reach(
    rows: pd.DataFrame, tips: Sequence[float], ends: tuple[float, float], hovers: Sequence[str]
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
            "customdata": base.marked(rows),
            "hovertext": list(hovers),
            "hovertemplate": "%{hovertext}<extra></extra>",
            "meta": "hit",
        }
        for end, axis in zip(ends, ("y2", "y3"))
    ]


def heading(text: str, shift: int) -> dict[str, Any]:
    """The heading of a column of text whose right edge is ``shift`` px right of the plot."""
    place = {"xref": "paper", "yref": "paper", "xanchor": "right", "yanchor": "bottom"}
    return base.note(base.inked(base.plain(text), "text3"), 1, 1, xshift=shift, yshift=4, **place)
