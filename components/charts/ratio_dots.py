"""A ratio of every group as a dot on a log axis around break-even, its interval and the money."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

import formats
from components.charts.parts import data_table, figure, interval_bars, ratio_axis
from components.charts.parts import row_layout as lines
from components.charts.parts.data_table import Column
from components.charts.parts.figure import Figure, Trace, var
from components.charts.parts.row_layout import Groups
from metrics import catalog
from metrics.frames import Frame

MARGIN = (138, 128, 26, 30)
PHONE_MARGIN = (112, 66, 26, 30)
RATIO_COLUMN, PAYOUT_COLUMN = 56, 118
SYMBOLS = {"gain": "circle", "loss": "diamond", "neutral": "circle"}
ARROWS = {-1: "triangle-left", 1: "triangle-right"}
INKS = {"gain": "gain", "loss": "loss", "neutral": "text"}


def ratio_dots(
    groups: Groups, *, metric: str = "roi", threshold: float = 1.0, period: str = ""
) -> Figure:
    """``groups`` are (heading, rows) from top to bottom; rows: label, pick, state, payout and the
    metric, a ratio.

    Optional for ROI: verdict, roi_low95 and roi_high95, roi_low80 and roi_high80. A row whose
    verdict is unclear is hollow and claims neither colour. A click anywhere in a row picks it.
    """
    label = catalog.metric(metric).label
    rows = lines.join_groups(groups)
    rows = interval_bars.rename_interval(rows.beside(value=figure.column(rows, metric)), metric)
    ends = ratio_axis.limits(figure.together(rows, "value", "low95", "high95"), threshold)
    sides = interval_bars.sides(rows, threshold)
    places, hovers = _places(rows, ends, threshold), _hovers(rows, label)
    return figure.figure(
        [
            *lines.hit_areas(rows, places, ends, hovers),
            ratio_axis.even(threshold, -0.5, float(rows["line"].max()) + 0.5),
            *interval_bars.bars(rows, ends, sides),
            _marks(rows, ends, places, sides, hovers),
        ],
        height=MARGIN[2] + MARGIN[3] + lines.height(rows),
        margin=MARGIN,
        described=data_table.data_table(
            rows,
            _columns(metric, label, bool(groups[0][0])),
            caption=f"{label} and payout by {_subject(groups)}",
            period=period,
            rows=lines.picks(rows),
            phone=_phone(rows),
        ),
        bargap=0,
        barmode="overlay",
        shapes=[figure.area(ends[0], threshold, 0, 1, "loss-wash", yref="paper")],
        annotations=_headings(threshold, label),
        xaxis=ratio_axis.axis(ends),
        yaxis=lines.names(rows, 20, MARGIN[0]),
        **_texts(rows, sides),
    )


def _subject(groups: Groups) -> str:
    return ", ".join(heading.lower() for heading, _ in groups if heading) or "influencer"


def _columns(metric: str, label: str, grouped: bool) -> list[Column]:
    return [
        Column("Name", "label"),
        *([Column("Group", "group")] if grouped else []),
        Column(label, metric, "ratio"),
        Column("95% from", f"{metric}_low95", "ratio"),
        Column("95% to", f"{metric}_high95", "ratio"),
        Column("Payout", "payout", "rupees"),
        Column("Revenue", "revenue", "rupees"),
        Column("Net return", "net_return", "rupees"),
        Column("Posts", "posts", "count"),
    ]


def _places(rows: Frame, ends: tuple[float, float], threshold: float) -> list[float]:
    """Where each mark stands; rows without a ratio at break-even, for the reach of a click."""
    return [ratio_axis.clamped(v if v == v else threshold, ends) for v in rows["value"].tolist()]


def _hovers(rows: Frame, label: str) -> list[str]:
    found = []
    wanted = ("label", "value", "payout", "revenue", "posts", "low95", "high95")
    for row in rows.records(*wanted):
        said = [f"{formats.rupees_short(row.get('payout'))} payout"]
        if "revenue" in row:
            said[0] += f", {formats.rupees_short(row['revenue'])} revenue"
        if row["low95"] == row["low95"]:
            said.append(f"95% interval {formats.interval(row['low95'], row['high95'])}")
        if row.get("posts") is not None:
            said.append(f"{formats.count(row['posts'])} {'post' if row['posts'] == 1 else 'posts'}")
        found.append(figure.hover(row["label"], f"{label} {formats.ratio(row['value'])}", *said))
    return found


def _marks(
    rows: Frame,
    ends: tuple[float, float],
    places: Sequence[float],
    sides: Sequence[str],
    hovers: Sequence[str],
) -> Trace:
    """The dots: filled above, diamonds below, hollow when the verdict is unclear."""
    past = [ratio_axis.beyond(v, ends) for v in rows["value"].tolist()]
    undefined = np.isnan(rows["value"]).tolist()
    hollow = [side == "neutral" and not gone for side, gone in zip(sides, undefined)]
    ring = figure.outlines(rows, ["neutral" if h else "surface" for h in hollow])
    ring["width"] = [2.0 if h else w for h, w in zip(hollow, ring["width"])]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [None if gone else place for place, gone in zip(places, undefined)],
        "y": rows["line"].tolist(),
        "marker": {
            "size": [13 if side == "loss" or p else 11.5 for side, p in zip(sides, past)],
            "symbol": [ARROWS.get(p, SYMBOLS[side]) for side, p in zip(sides, past)],
            "color": [var("surface" if h else side) for side, h in zip(sides, hollow)],
            "opacity": figure.opacities(rows),
            "line": ring,
        },
        "cliponaxis": False,
        "customdata": figure.selection_data(rows),
        "hovertext": list(hovers),
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _headings(threshold: float, label: str) -> list[dict[str, Any]]:
    """Words above the plot: the break-even line and the columns of text."""
    even = figure.strong(ratio_axis.break_even(threshold), "text")
    place = {"yref": "paper", "yanchor": "bottom", "yshift": 4}
    return [
        figure.note(even, float(np.log10(threshold)), 1, **place),
        lines.heading(label if len(label) < 6 else "", RATIO_COLUMN),
        lines.heading("Payout", PAYOUT_COLUMN),
    ]


def _texts(rows: Frame, sides: Sequence[str]) -> dict[str, Any]:
    """Two axes whose ticks are the columns of text at the right: the ratio and payout."""
    ratio = [
        figure.strong(formats.ratio(v), INKS[s]) for v, s in zip(rows["value"].tolist(), sides)
    ]
    payout = [formats.rupees_short(v) for v in figure.column(rows, "payout").tolist()]
    places = rows["line"].tolist()
    return {
        "yaxis2": figure.text_column(places, ratio, RATIO_COLUMN),
        "yaxis3": figure.text_column(places, payout, PAYOUT_COLUMN),
    }


def _phone(rows: Frame) -> dict[str, Any]:
    """Without the payout column, names shorter."""
    short = lines.names(rows, 15, PHONE_MARGIN[0])
    return {
        "layout": {
            "margin": dict(zip("lrtb", PHONE_MARGIN)),
            "yaxis": {key: short[key] for key in ("ticktext", "ticklabelstandoff")},
            "yaxis3": {"showticklabels": False},
        }
    }
