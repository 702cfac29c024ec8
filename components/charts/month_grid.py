"""Segments month by month: below break-even or not, how often, and what was lost."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

import formats
from components.charts.parts import data_table, figure, ratio_axis, row_layout, time_steps
from components.charts.parts.data_table import Column
from components.charts.parts.figure import Figure, Trace, var
from metrics.frames import Frame

ROW = 35
PHONE_ROW = 40
MARGIN = (150, 138, 26, 40)
PHONE_MARGIN = (88, 106, 26, 40)
COUNT_COLUMN, LOST_COLUMN = 62, 134
PHONE_COUNT, PHONE_LOST = 40, 102
MOST_MONTHS, PHONE_MONTHS = 24, 6

COLUMNS = (
    Column("Segment", "label"),
    Column("Months below break-even", "below", "count"),
    Column("Months with spend", "active", "count"),
    Column("Net return", "net_return", "rupees"),
)


def month_grid(
    strips: Frame,
    every: Sequence[date],
    *,
    threshold: float = 1.0,
    period: str = "",
) -> Figure:
    """Rows: label, pick, state, net_return, below, active, and ``course``, ROI by month start.

    ``every`` are the first days of all months in order; the last 24 are drawn. A month that
    ``course`` lacks had no spend.
    """
    shown = list(every)[-MOST_MONTHS:]
    strips = Frame.of(strips)
    height = MARGIN[2] + MARGIN[3] + ROW * len(strips)
    return figure.figure(
        [_tiles(strips, shown, threshold), *_blanks(strips, shown)],
        height=height,
        margin=MARGIN,
        described=data_table.data_table(
            *_table(strips, shown),
            caption="ROI of each segment by month",
            period=period,
            rows=[[at, pick] for at, pick in enumerate(figure.texts(strips, "pick"))],
            phone=_phone(strips, shown),
        ),
        bargap=0,
        barmode="overlay",
        annotations=_headings(COUNT_COLUMN, LOST_COLUMN),
        xaxis=_months_axis(shown),
        yaxis=row_layout.beside([figure.shorten(label, 22) for label in strips["label"]]),
        **_columns(strips, COUNT_COLUMN, LOST_COLUMN),
    )


def _table(strips: Frame, shown: Sequence[date]) -> tuple[Frame, list[Column]]:
    """The strips with a column of ROI for each month."""
    names = [formats.month(month) for month in shown]
    courses = [[course.get(month, math.nan) for course in strips["course"]] for month in shown]
    columns = [*COLUMNS, *(Column(name, name, "ratio") for name in names)]
    return strips.beside(dict(zip(names, courses))), columns


def _tiles(strips: Frame, shown: Sequence[date], threshold: float) -> Trace:
    """A bar of width 1 a month: the ramp below break-even, sunken at or above it."""
    months_with = [
        (at, x, row, ratio)
        for at, row in enumerate(strips.records())
        for x, month in enumerate(shown)
        if (ratio := row["course"].get(month, math.nan)) == ratio
    ]
    each = strips.at([at for at, *_ in months_with])
    outline = figure.outlines(each, "surface", 3)
    outline["width"] = [3] * len(months_with)
    return {
        "type": "bar",
        "orientation": "h",
        "base": [x for _, x, *_ in months_with],
        "x": [1] * len(months_with),
        "y": [at for at, *_ in months_with],
        "width": 1,
        "marker": {
            "color": [
                ratio_axis.ramp(ratio, threshold) if ratio < threshold else var("sunken")
                for *_, ratio in months_with
            ],
            "opacity": figure.opacities(each),
            "cornerradius": 4,
            "line": outline,
        },
        "customdata": figure.selection_data(each),
        "hovertext": [
            figure.hover(row["label"], f"ROI {formats.ratio(ratio)}", formats.month(shown[x]))
            for _, x, row, ratio in months_with
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _blanks(strips: Frame, shown: Sequence[date]) -> list[Trace]:
    """A dot for a month without spend. Each column of text needs a trace on its axis."""
    free = [
        (x + 0.5, at)
        for at, course in enumerate(strips["course"])
        for x, month in enumerate(shown)
        if math.isnan(course.get(month, math.nan))
    ]
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [x for x, _ in places] or [None],
            "y": [y for _, y in places] or [None],
            "yaxis": axis,
            "marker": {"size": 3, "color": var("control")},
            "hoverinfo": "skip",
        }
        for places, axis in ((free, "y2"), ([], "y3"))
    ]


def _months_axis(shown: Sequence[date]) -> dict[str, Any]:
    days: list[date] = [month.date() for month in shown]
    every = 1 if len(days) <= 15 else 2
    return figure.fixed_axis(
        range=[0, len(shown)],
        tickmode="array",
        tickvals=[at + 0.5 for at in range(0, len(shown), every)],
        ticktext=time_steps.month_ticks(days[::every]),
        anchor="y",
    )


def _columns(strips: Frame, count: int, lost: int) -> dict[str, Any]:
    """Two axes whose ticks are columns of text: how many months, and what was lost."""
    often = [
        f"{figure.strong(str(below), 'text')} of {active}"
        for below, active in zip(strips["below"].tolist(), strips["active"].tolist())
    ]
    money = [figure.inked(formats.rupees_short(v), "loss") for v in strips["net_return"].tolist()]
    return {
        name: figure.text_column(list(range(len(strips))), words, shift)
        for name, words, shift in (("yaxis2", often, count), ("yaxis3", money, lost))
    }


def _headings(count: int, lost: int) -> list[dict[str, Any]]:
    return [row_layout.heading("Months", count), row_layout.heading("Lost", lost)]


def _phone(strips: Frame, shown: Sequence[date]) -> dict[str, Any]:
    """The last months and short names."""
    first = max(0, len(shown) - PHONE_MONTHS)
    names = time_steps.month_ticks(shown[first::2])
    tight = [f"{b}/{a}" for b, a in zip(strips["below"].tolist(), strips["active"].tolist())]
    return {
        "layout": {
            "xaxis": {
                "range": [first, len(shown)],
                "tickvals": [at + 0.5 for at in range(first, len(shown), 2)],
                "ticktext": names,
            },
            "yaxis": {"ticktext": [figure.shorten(label, 12) for label in strips["label"]]},
            "yaxis2": {"ticklabelstandoff": -PHONE_COUNT, "ticktext": tight},
            "yaxis3": {"ticklabelstandoff": -PHONE_LOST},
            "annotations": _headings(PHONE_COUNT, PHONE_LOST),
            "margin": dict(zip("lrtb", PHONE_MARGIN)),
        },
        "height": PHONE_MARGIN[2] + PHONE_MARGIN[3] + PHONE_ROW * len(strips),
    }
