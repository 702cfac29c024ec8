"""Revenue and payout of each campaign over time: small plots that share their axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

import formats
from components.charts.parts import data_table, figure, time_steps
from components.charts.parts.data_table import Column
from components.charts.parts.figure import Figure, Trace, var
from metrics.frames import Frame

PANEL, TITLE = 72, 36
MARGIN = (52, 10, 4, 44)
"""Below stand two lines: the month and its year."""
MOST = 8
GAP = 0.05

COLUMNS = (
    Column("Campaign", "label"),
    Column("Period", "when"),
    Column("Revenue", "revenue", "rupees"),
    Column("Payout", "payout", "rupees"),
)


def campaign_lines(series: Frame, *, grain: str, period: str = "") -> Figure:
    """Rows are steps of campaigns: start, label, pick, state, revenue, payout.

    Campaigns keep their order; beyond eight those with the least payout are one "Other".
    """
    series = _largest(Frame.of(series))
    parts = [part for _, part in series.groups("label")]
    highest = max(figure.together(series, "revenue", "payout"))
    across = 2 if len(parts) > 1 else 1
    days = time_steps.days(series["start"])
    table = series.beside(when=[time_steps.words(day, grain) for day in days])
    span = (min(days), time_steps.end(max(days), grain))
    data = [trace for at, part in enumerate(parts) for trace in _lines(part, at, grain)]
    return figure.figure(
        data,
        height=_height(len(parts), across),
        margin=MARGIN,
        described=data_table.data_table(
            table,
            COLUMNS,
            caption=f"Revenue and payout of each campaign by {grain}",
            period=period,
            phone={
                "layout": _panels(parts, 1, highest, span, grain),
                "height": _height(len(parts), 1),
            },
        ),
        hovermode="x",
        hoverdistance=-1,
        **_panels(parts, across, highest, span, grain),
    )


def _height(panels: int, across: int) -> int:
    return MARGIN[2] + MARGIN[3] + -(-panels // across) * (PANEL + TITLE)


def _largest(series: Frame) -> Frame:
    paid = {label: part["payout"].sum() for label, part in series.groups("label")}
    if len(paid) <= MOST + 1:
        return series
    kept = sorted(paid, key=paid.__getitem__, reverse=True)[:MOST]
    inside = np.array([label in kept for label in series["label"].tolist()])
    rest = series.at(~inside)
    starts, at = np.unique(rest["start"], return_inverse=True)
    sums = {key: np.bincount(at, rest[key]) for key in ("revenue", "payout")}
    other = {"start": starts, "label": "Other", "pick": "", "state": "plain", **sums}
    return Frame.stacked([series.at(inside), Frame(other)])


def _lines(part: Frame, at: int, grain: str) -> list[Trace]:
    """Payout dashed, then revenue with the picks."""
    days = time_steps.days(part["start"])
    fade = figure.DIMMED if part["state"][0] == "dimmed" else 1.0
    shared = {
        "type": "scatter",
        "mode": "lines" if len(part) > 1 else "markers",
        "x": [time_steps.stamp(time_steps.middle(day, grain)) for day in days],
        "xaxis": _axis("x", at),
        "yaxis": _axis("y", at),
        "opacity": fade,
    }
    name = part["label"][0]
    hovers = [
        figure.hover(
            f"{name}, {time_steps.words(day, grain)}",
            f"{formats.rupees_short(revenue)} revenue",
            f"{formats.rupees_short(payout)} payout",
        )
        for day, revenue, payout in zip(days, part["revenue"].tolist(), part["payout"].tolist())
    ]
    return [
        {
            **shared,
            "y": _active(part, "payout"),
            "line": {"color": var("payout"), "width": 1.5, "dash": "4px,3px"},
            "marker": {"color": var("payout"), "symbol": "diamond", "size": 8},
            "hoverinfo": "skip",
        },
        {
            **shared,
            "y": _active(part, "revenue"),
            "line": {"color": var("revenue"), "width": 2},
            "marker": {"color": var("revenue"), "size": 8},
            "customdata": figure.selection_data(part),
            "hovertext": hovers,
            "hovertemplate": "%{hovertext}<extra></extra>",
        },
    ]


def _active(part: Frame, key: str) -> list[float | None]:
    """The values from the first to the last step with any money; nothing is drawn outside."""
    some = (part["revenue"] > 0) | (part["payout"] > 0)
    at = some.nonzero()[0]
    inside = range(at[0], at[-1] + 1) if len(at) else range(0)
    values = figure.numbers(part[key])
    return [value if place in inside else None for place, value in enumerate(values)]


def _axis(letter: str, at: int) -> str:
    return letter if at == 0 else f"{letter}{at + 1}"


def _panels(
    parts: Sequence[Frame], across: int, highest: float, span: tuple, grain: str
) -> dict[str, Any]:
    """The axes of all panels and their names, for so many panels side by side."""
    down = -(-len(parts) // across)
    wide = (1 - GAP * (across - 1)) / across
    tall, head = PANEL / (PANEL + TITLE) / down, 1 / down
    places, names = time_steps.ticks(*span, 5 if across == 1 else 4, grain)
    top = figure.rounded_steps(highest, 3)
    layout: dict[str, Any] = {"annotations": [], "shapes": []}
    for at, part in enumerate(parts):
        row, col = divmod(at, across)
        left, bottom = col * (wide + GAP), 1 - (row + 1) * head
        lowest = at + across >= len(parts)
        layout[_axis("xaxis", at)] = figure.fixed_axis(
            type="date",
            domain=[round(left, 4), round(left + wide, 4)],
            range=[time_steps.stamp(time_steps.midnight(day)) for day in span],
            tickmode="array",
            tickvals=places,
            ticktext=names,
            showticklabels=lowest,
            ticklabelstandoff=6,
            anchor=_axis("y", at),
        )
        layout[_axis("yaxis", at)] = figure.fixed_axis(
            domain=[round(max(bottom, 0), 4), round(bottom + tall, 4)],
            range=[0, highest * 1.05 or 1],
            tickmode="array",
            tickvals=top,
            ticktext=[formats.rupees_tick(v) for v in top],
            showgrid=True,
            showticklabels=col == 0,
            anchor=_axis("x", at),
        )
        layout["annotations"].append(_name(part, left, bottom + tall))
        if part["state"][0] == "picked":
            layout["shapes"].append(_ring(at))
    return layout


def _name(part: Frame, left: float, top: float) -> dict[str, Any]:
    """The campaign above its panel, with what it cost and brought."""
    dim = part["state"][0] == "dimmed"
    name = figure.strong(figure.shorten(part["label"][0], 20), "text3" if dim else "text")
    money = f"{formats.rupees_short(part['payout'].sum())} → "
    money += formats.rupees_short(part["revenue"].sum())
    place = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
    return figure.note(f"{name}  {figure.inked(money, 'text3')}", left, top, yshift=1, **place)


def _ring(at: int) -> dict[str, Any]:
    """The outline of a picked panel."""
    refs = {"xref": f"{_axis('x', at)} domain", "yref": f"{_axis('y', at)} domain"}
    return {
        "type": "rect",
        "x0": 0,
        "x1": 1,
        "y0": 0,
        "y1": 1,
        "line": {"color": var("accent"), "width": 2},
        **refs,
    }
