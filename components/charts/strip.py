"""One person's ROI among the peers of the same tier: a swarm of dots on a log axis."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

import formats
from components.charts.parts import data_table, figure, ratio_axis
from components.charts.parts.data_table import Column
from components.charts.parts.figure import Figure, Trace, var
from metrics.frames import Frame

HEIGHT = 230
MARGIN = (14, 14, 48, 32)
MOST = 600
PLOT = 320
"""Px of plot that dots are kept apart on; wider plots only have more room."""
DOT, SELF = 9.0, 15.0

COLUMNS = (
    Column("Influencer", "label"),
    Column("ROI", "roi", "ratio"),
    Column("Payout", "payout", "rupees"),
    Column("Revenue", "revenue", "rupees"),
)


def strip(peers: Frame, *, threshold: float = 1.0, period: str = "") -> Figure:
    """Rows with a defined roi: label, pick, state; the one that is picked is this person."""
    rows = _sample(Frame.of(peers))
    ends = ratio_axis.limits(rows["roi"].tolist(), threshold)
    places = [ratio_axis.clamped(v, ends) for v in rows["roi"].tolist()]
    me = next(
        (at for at, state in enumerate(figure.texts(rows, "state")) if state == "picked"), None
    )
    levels = swarm([math.log(p) for p in places], math.log(ends[1] / ends[0]), me)
    reach = max(6.0, max(map(abs, levels)) + 1.0)
    return figure.figure(
        [ratio_axis.even(threshold, -reach, reach), _marks(rows, ends, places, levels, threshold)],
        height=HEIGHT,
        margin=MARGIN,
        described=data_table.data_table(
            rows, COLUMNS, caption="ROI of this person and of peers", period=period
        ),
        shapes=[
            figure.area(ends[0], threshold, 0, 1, "loss-wash", yref="paper"),
        ],
        annotations=_words(rows, places, threshold),
        xaxis=ratio_axis.axis(ends),
        yaxis=figure.fixed_axis(range=[-reach, reach], showticklabels=False),
    )


def _sample(peers: Frame) -> Frame:
    """All peers in the order of their ROI, or evenly chosen ones, and always the person."""
    ranked = peers.ordered("roi")
    if len(ranked) <= MOST:
        return ranked
    every = math.ceil(len(ranked) / MOST)
    chosen = np.arange(len(ranked)) % every == 0
    return ranked.at(chosen | (ranked["state"] == "picked"))


def swarm(places: Sequence[float], length: float, me: int | None = None) -> list[float]:
    """Levels around 0 for ascending places, so that dots of one level do not touch.

    The dot at index ``me`` stands on level 0, with room for its size.
    """
    apart = length * (DOT + 1.5) / PLOT
    latest: dict[int, float] = {}
    levels: list[float] = []
    for at, place in enumerate(places):
        near = me is not None and abs(place - places[me]) < apart * 1.4
        level = 1 if near and at != me else 0
        while at != me and place - latest.get(level, -math.inf) < apart:
            level = -level if level > 0 else 1 - level
        latest[level] = place
        levels.append(float(level))
    return levels


def _marks(
    rows: Frame,
    ends: tuple[float, float],
    places: Sequence[float],
    levels: Sequence[float],
    threshold: float,
) -> Trace:
    me = (rows["state"] == "picked").tolist()
    sides = [figure.side(v, threshold) for v in rows["roi"].tolist()]
    shapes = {"gain": "circle", "loss": "diamond", "neutral": "circle"}
    arrows = {-1: "triangle-left", 1: "triangle-right"}
    past = [ratio_axis.beyond(v, ends) for v in rows["roi"].tolist()]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": list(places),
        "y": list(levels),
        "marker": {
            "size": [SELF if one else DOT for one in me],
            "symbol": [arrows.get(p, shapes[s]) for p, s in zip(past, sides)],
            "color": [var(s if one else f"{s}-55") for one, s in zip(me, sides)],
            "line": {
                "color": [var("accent" if one else "surface") for one in me],
                "width": [2.0 if one else 1.0 for one in me],
            },
        },
        "cliponaxis": False,
        "customdata": figure.selection_data(rows),
        "hovertext": [
            figure.hover(
                row["label"],
                f"ROI {formats.ratio(row['roi'])}",
                f"{formats.rupees_short(row.get('payout'))} payout, "
                f"{formats.rupees_short(row.get('revenue'))} revenue",
            )
            for row in rows.records()
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _words(rows: Frame, places: Sequence[float], threshold: float) -> list[dict[str, Any]]:
    """The break-even line's name, and on a higher level this person's."""
    place = {"yref": "paper", "yanchor": "bottom"}
    even = figure.strong(ratio_axis.break_even(threshold), "text3")
    notes = [figure.note(even, math.log10(threshold), 1, yshift=2, **place)]
    for at in np.flatnonzero(rows["state"] == "picked").tolist():
        text = f"{figure.shorten(rows['label'][at], 22)} {formats.ratio(rows['roi'][at])}"
        notes.append(
            figure.note(
                figure.strong(text, "accent"), math.log10(places[at]), 1, yshift=20, **place
            )
        )
    return notes
