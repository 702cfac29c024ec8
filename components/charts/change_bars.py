"""What a change is made of: bars from zero, to the right what added, to the left what took."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

import formats
from components.charts.parts import data_table, figure
from components.charts.parts import row_layout as lines
from components.charts.parts.data_table import Column
from components.charts.parts.figure import Figure, Trace, var
from components.charts.parts.row_layout import Groups
from metrics.frames import Frame

MARGIN = (168, 142, 26, 30)
PHONE_MARGIN = (132, 70, 26, 30)
MOST = 7
"""Rows of a block that get a line of their own."""
PART_COLUMN, BEFORE_COLUMN = 64, 134
UNITS = {"revenue": "rupees", "payout": "rupees", "roi": "ratio"}


def change_bars(groups: Groups, *, measure: str, label: str, period: str = "") -> Figure:
    """``groups`` are (heading, rows), each adding up to the same change; rows: label, pick, state,
    part, and before and after where a row has them. ``measure`` is revenue, payout or roi. Beyond
    ``MOST`` rows the rest of a block is one, "3 others"; the twin has them all.
    """
    unit = UNITS[measure]
    rows = lines.join_groups([(heading, _largest_parts(frame, unit)) for heading, frame in groups])
    ends, hovers = _ends(rows["part"]), _hovers(rows, unit)
    return figure.figure(
        [*lines.hit_areas(rows, rows["part"].tolist(), ends, hovers), _bars(rows, measure)],
        height=MARGIN[2] + MARGIN[3] + lines.height(rows),
        margin=MARGIN,
        described=data_table.data_table(
            lines.join_groups(groups),
            _columns(unit),
            caption=f"What the change of {label} is made of",
            period=period,
            rows=lines.picks(rows),
            phone=_phone(rows),
        ),
        bargap=0,
        barmode="overlay",
        shapes=[figure.line(0, 0, 0, 1, "control", yref="paper")],
        annotations=[
            lines.heading("Change", PART_COLUMN),
            lines.heading("Before", BEFORE_COLUMN),
        ],
        xaxis=_axis(ends, unit),
        yaxis=lines.names(rows, 24, MARGIN[0]),
        **_texts(rows, measure),
    )


def _largest_parts(frame: Frame, unit: str) -> Frame:
    frame = Frame.of(frame)
    others = frame.at(slice(MOST, None))
    if len(others) < 2:
        return frame
    rest = {"label": f"{formats.count(len(others))} others", "pick": "", "state": "plain"}
    rest |= {"part": float(others["part"].sum()), "most": ""}
    # Ratios of groups do not add up.
    for key in ("before", "after"):
        rest[key] = float(others[key].sum()) if unit == "rupees" else float("nan")
    return Frame.stacked([frame.first(MOST), Frame(rest, 1)])


def signed_part(unit: str, value: float) -> str:
    """A part of a change with its sign: +₹6.44 L, −0.12×."""
    if unit == "rupees":
        return formats.signed_rupees_short(value)
    text = formats.ratio(value)
    return f"+{text}" if value > 0 and any(c in "123456789" for c in text) else text


def role(measure: str, value: float) -> str:
    """The colour of a part: paying more is neither better nor worse."""
    if measure == "payout" or not value:
        return "payout"
    return "gain" if value > 0 else "loss"


def _columns(unit: str) -> list[Column]:
    return [
        Column("Name", "label"),
        Column("Split by", "group"),
        Column("Part of the change", "part", unit),
        Column("Before", "before", unit),
        Column("After", "after", unit),
    ]


def _ends(parts: np.ndarray) -> tuple[float, float]:
    low, high = min(0.0, float(parts.min())), max(0.0, float(parts.max()))
    room = 0.04 * (high - low) or 1.0
    return low - room, high + room


def _axis(ends: tuple[float, float], unit: str) -> dict[str, Any]:
    """Ticks in round steps on both sides of zero."""
    widest = max(-ends[0], ends[1])
    steps = figure.rounded_steps(widest, 3)
    marks = [v for v in sorted({*steps, *(-v for v in steps)}) if ends[0] <= v <= ends[1]]
    words = [formats.rupees_tick(v) if unit == "rupees" else formats.ratio(v) for v in marks]
    return figure.fixed_axis(
        range=list(ends), tickmode="array", tickvals=marks, ticktext=words, showgrid=True
    )


def _hovers(rows: Frame, unit: str) -> list[str]:
    found = []
    for row in rows.records():
        said = []
        if row["before"] == row["before"] or row["after"] == row["after"]:
            was, now = (formats.formatted(unit, row[k], short=True) for k in ("before", "after"))
            said.append(f"{was} before, {now} now")
        if row.get("most"):
            said.append(figure.plain(row["most"]))
        found.append(figure.hover(row["label"], signed_part(unit, row["part"]), *said))
    return found


def _bars(rows: Frame, measure: str) -> Trace:
    return {
        "type": "bar",
        "orientation": "h",
        "y": rows["line"].tolist(),
        "x": figure.numbers(rows["part"]),
        "width": 0.62,
        "marker": {
            "color": [var(role(measure, v)) for v in rows["part"].tolist()],
            "opacity": figure.opacities(rows),
            "cornerradius": 3,
            "line": figure.outlines(rows, "surface", 0),
        },
        "customdata": figure.selection_data(rows),
        "hovertext": _hovers(rows, UNITS[measure]),
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _texts(rows: Frame, measure: str) -> dict[str, Any]:
    """The part and what was before as columns of text."""
    unit, places = UNITS[measure], rows["line"].tolist()
    inks = [role(measure, v) if measure != "payout" else "text" for v in rows["part"].tolist()]
    parts = [
        figure.strong(signed_part(unit, v), ink) for v, ink in zip(rows["part"].tolist(), inks)
    ]
    return {
        "yaxis2": figure.text_column(places, parts, PART_COLUMN),
        "yaxis3": figure.text_column(places, _before(rows["before"].tolist(), unit), BEFORE_COLUMN),
    }


def _before(values: Sequence[float], unit: str) -> list[str]:
    return [formats.formatted(unit, v, short=True) if v == v else "" for v in values]


def _phone(rows: Frame) -> dict[str, Any]:
    """Without what was before, names shorter."""
    short = lines.names(rows, 18, PHONE_MARGIN[0])
    return {
        "layout": {
            "margin": dict(zip("lrtb", PHONE_MARGIN)),
            "yaxis": {key: short[key] for key in ("ticktext", "ticklabelstandoff")},
            "yaxis3": {"showticklabels": False},
        }
    }
