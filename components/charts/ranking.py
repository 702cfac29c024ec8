"""Influencers ranked by one metric: ratios as dots around break-even, amounts as bars from zero."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

import formats
from components.charts.parts import data_table, figure
from components.charts.parts import row_layout as lines
from components.charts.parts.data_table import Column
from components.charts.parts.figure import Figure, Trace, var
from components.charts.ratio_dots import ratio_dots
from metrics import catalog
from metrics.frames import Frame

MARGIN = (138, 134, 26, 30)
PHONE_MARGIN = (112, 74, 26, 30)
VALUE_COLUMN, PAYOUT_COLUMN = 64, 126


def ranking(
    people: Frame, *, metric: str = "roi", threshold: float | None = None, period: str = ""
) -> Figure:
    """Rows in their order: label, pick, state, payout and the metric, any of the catalogue.

    ``threshold`` is the break-even of ratios; other units have none.
    """
    shown = catalog.metric(metric)
    if shown.unit == "ratio":
        return ratio_dots([("", people)], metric=metric, threshold=threshold or 1.0, period=period)
    rows = lines.join_groups([("", people)])
    rows = rows.beside(value=figure.column(rows, metric))
    ends, hovers = _ends(rows["value"]), _hovers(rows, shown)
    return figure.figure(
        [
            *lines.hit_areas(rows, np.nan_to_num(rows["value"]).tolist(), ends, hovers),
            _bars(rows, shown),
        ],
        height=MARGIN[2] + MARGIN[3] + lines.height(rows),
        margin=MARGIN,
        described=data_table.data_table(
            rows,
            _table(shown),
            caption=f"Influencers by {shown.label}",
            period=period,
            rows=lines.picks(rows),
            phone=_phone(rows),
        ),
        bargap=0,
        barmode="overlay",
        shapes=[figure.line(0, 0, 0, 1, "control", yref="paper")],
        xaxis=_axis(ends, shown),
        yaxis=lines.names(rows, 20, MARGIN[0]),
        **_columns(rows, shown),
    )


def _columns(rows: Frame, shown: catalog.Metric) -> dict[str, Any]:
    """The metric and payout as columns of text, with their headings."""
    words = [
        figure.strong(_word(v, shown), _role(v, shown, "text")) for v in rows["value"].tolist()
    ]
    money = [formats.rupees_short(v) for v in figure.column(rows, "payout").tolist()]
    places = rows["line"].tolist()
    return {
        "annotations": [
            lines.heading(shown.label if len(shown.label) < 11 else "", VALUE_COLUMN),
            lines.heading("Payout", PAYOUT_COLUMN),
        ],
        "yaxis2": figure.text_column(places, words, VALUE_COLUMN),
        "yaxis3": figure.text_column(places, money, PAYOUT_COLUMN),
    }


def _table(shown: catalog.Metric) -> list[Column]:
    own = Column(shown.label, shown.key, shown.unit)
    others = [
        Column("Payout", "payout", "rupees"),
        Column("Revenue", "revenue", "rupees"),
        Column("ROI", "roi", "ratio"),
        Column("Posts", "posts", "count"),
    ]
    return [Column("Influencer", "label"), own, *(c for c in others if c.key != shown.key)]


def _ends(values: np.ndarray) -> tuple[float, float]:
    low, high = (float(end(values, initial=0.0)) for end in (np.nanmin, np.nanmax))
    room = (high - low) * 0.04 or 1.0
    return (low - room if low else 0.0), high + room


def _word(value: float, shown: catalog.Metric) -> str:
    if shown.key == "net_return":
        return formats.signed_rupees_short(value)
    return formats.formatted(shown.unit, value, short=True)


def _role(value: float, shown: catalog.Metric, otherwise: str) -> str:
    """Money gained or lost has a colour; all other amounts have none that judges."""
    if shown.key != "net_return" or value != value:
        return otherwise
    return "loss" if value < 0 else "gain"


def _bars(rows: Frame, shown: catalog.Metric) -> Trace:
    plain = "revenue" if shown.key == "revenue" else "neutral"
    return {
        "type": "bar",
        "orientation": "h",
        "y": rows["line"].tolist(),
        "x": figure.numbers(rows["value"]),
        "width": 0.6,
        "marker": {
            "color": [var(_role(v, shown, plain)) for v in rows["value"].tolist()],
            "opacity": figure.opacities(rows),
            "cornerradius": 3,
            "line": figure.outlines(rows, "surface", 0),
        },
        "customdata": figure.selection_data(rows),
        "hovertext": _hovers(rows, shown),
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _hovers(rows: Frame, shown: catalog.Metric) -> list[str]:
    found = []
    for row in rows.records():
        said: Sequence[str] = (
            f"{formats.rupees_short(row.get('payout'))} payout, "
            f"{formats.rupees_short(row.get('revenue'))} revenue",
            f"ROI {formats.ratio(row.get('roi'))}",
        )
        found.append(
            figure.hover(row["label"], f"{shown.label} {_word(row['value'], shown)}", *said)
        )
    return found


def _axis(ends: tuple[float, float], shown: catalog.Metric) -> dict[str, Any]:
    longest = max(ends[1], -ends[0])
    marks = figure.rounded_steps(longest, 4)
    both = [-m for m in reversed(marks[1:]) if -m >= ends[0]] + [m for m in marks if m <= ends[1]]
    tick = formats.rupees_tick if shown.unit == "rupees" else lambda v: _word(v, shown)
    return figure.fixed_axis(
        range=list(ends),
        tickmode="array",
        tickvals=both,
        ticktext=[tick(v) for v in both],
        showgrid=True,
    )


def _phone(rows: Frame) -> dict[str, Any]:
    short = lines.names(rows, 15, PHONE_MARGIN[0])
    return {
        "layout": {
            "margin": dict(zip("lrtb", PHONE_MARGIN)),
            "yaxis": {key: short[key] for key in ("ticktext", "ticklabelstandoff")},
            "yaxis3": {"showticklabels": False},
        }
    }
