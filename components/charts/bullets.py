"""Campaigns against their plans: spend and revenue as bars, the time gone as a tick."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

import formats
from components.charts.parts import data_table, figure
from components.charts.parts import row_layout as lines
from components.charts.parts.data_table import Column
from components.charts.parts.figure import Figure, Trace, var
from metrics.frames import Frame

MARGIN = (138, 132, 26, 30)
PHONE_MARGIN = (112, 92, 26, 30)
STATUS_COLUMN, PHONE_COLUMN = 126, 88
ROW = 34
FARTHEST = 2.0
"""Twice the plan is the end of the axis; what is more stands there."""
BARS = (("budget_spent", "payout", -0.17), ("target_reached", "revenue", 0.17))

COLUMNS = (
    Column("Campaign", "label"),
    Column("Plan", "dates"),
    Column("Time gone", "time_elapsed", "percent"),
    Column("Budget spent", "budget_spent", "percent"),
    Column("Target reached", "target_reached", "percent"),
    Column("Spent", "spent", "rupees"),
    Column("Budget", "budget", "rupees"),
    Column("Revenue", "revenue", "rupees"),
    Column("Target", "target", "rupees"),
    Column("Status", "status"),
)


def bullets(campaigns: Frame, *, period: str = "") -> Figure:
    """Rows in their order: label, pick, state, time_elapsed, budget_spent, target_reached
    (shares of the plan, NaN where there is none), status in words and the ``role`` of its colour.
    """
    rows = lines.join_groups([("", campaigns)])
    shares = figure.together(rows, "time_elapsed", "budget_spent", "target_reached")
    high = min(max([1.1, *(one for one in shares if one == one)]) * 1.04, FARTHEST)
    hovers = [_hover(row) for row in rows.records()]
    return figure.figure(
        [
            *lines.hit_areas(rows, [high / 2] * len(rows), (0.0, high), hovers),
            *(_bars(rows, key, token, shift, high) for key, token, shift in BARS),
            _ticks(rows, high),
        ],
        height=MARGIN[2] + MARGIN[3] + max(lines.LEAST, ROW * len(rows)),
        margin=MARGIN,
        described=data_table.data_table(
            rows,
            COLUMNS,
            caption="Spend, revenue and time against the plans",
            period=period,
            rows=lines.picks(rows),
            phone=_phone(rows),
        ),
        bargap=0,
        barmode="overlay",
        shapes=[figure.line(1, 1, 0, 1, "text", 1.25, yref="paper", layer="below")],
        annotations=_notes(STATUS_COLUMN),
        xaxis=_axis(high),
        yaxis=lines.names(rows, 20, MARGIN[0]),
        yaxis2=figure.text_column(rows["line"].tolist(), _words(rows), STATUS_COLUMN),
        yaxis3=figure.text_column(rows["line"].tolist(), [""] * len(rows), STATUS_COLUMN),
    )


def _notes(column: int) -> list[dict]:
    """What the line and the column of words at the right are."""
    plan = figure.note(figure.strong("The plan", "text"), 1, 1, yref="paper", yanchor="bottom")
    return [plan, lines.heading("Status", column)]


def _axis(high: float) -> dict:
    marks = [v for v in (0.0, 0.5, 1.0, 1.5, 2.0) if v <= high]
    return figure.fixed_axis(
        range=[0, high],
        tickmode="array",
        tickvals=marks,
        ticktext=[f"{v:.0%}" for v in marks],
        showgrid=True,
    )


def _hover(row: dict) -> str:
    said = [f"{formats.percent(row['time_elapsed'])} of the time gone"]
    if not math.isnan(row["budget_spent"]):
        said.append(f"{formats.percent(row['budget_spent'])} of the budget spent")
    if not math.isnan(row["target_reached"]):
        said.append(f"{formats.percent(row['target_reached'])} of the target reached")
    return figure.hover(row["label"], figure.plain(row["status"]), *said)


def _bars(rows: Frame, key: str, token: str, shift: float, high: float) -> Trace:
    values = [None if math.isnan(v) else round(min(v, high), 6) for v in rows[key].tolist()]
    return {
        "type": "bar",
        "orientation": "h",
        "y": [line + shift for line in rows["line"].tolist()],
        "x": values,
        "width": 0.26,
        "marker": {"color": var(token), "opacity": figure.opacities(rows), "cornerradius": 2},
        "hoverinfo": "skip",
    }


def _ticks(rows: Frame, high: float) -> Trace:
    """The share of the time that is gone, as an upright tick over both bars."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": figure.numbers(np.minimum(rows["time_elapsed"], high)),
        "y": rows["line"].tolist(),
        "marker": {
            "symbol": "line-ns-open",
            "size": 24,
            "color": var("text"),
            "opacity": figure.opacities(rows),
            "line": {"color": var("text"), "width": 2.5},
        },
        "cliponaxis": False,
        "customdata": figure.selection_data(rows),
        "hovertext": [_hover(row) for row in rows.records()],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _words(rows: Frame) -> Sequence[str]:
    inks = figure.texts(rows, "role", "text2")
    return [figure.strong(figure.shorten(word, 20), ink) for word, ink in zip(rows["status"], inks)]


def _phone(rows: Frame) -> dict:
    short = lines.names(rows, 15, PHONE_MARGIN[0])
    inks = figure.texts(rows, "role", "text2")
    said = [figure.shorten(word.removesuffix(" its target"), 12) for word in rows["status"]]
    words = [figure.strong(word, ink) for word, ink in zip(said, inks)]
    return {
        "layout": {
            "margin": dict(zip("lrtb", PHONE_MARGIN)),
            "yaxis": {key: short[key] for key in ("ticktext", "ticklabelstandoff")},
            "annotations": _notes(PHONE_COLUMN),
            "yaxis2": {"ticktext": words, "ticklabelstandoff": -PHONE_COLUMN},
        }
    }
