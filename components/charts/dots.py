"""ROI of every group as a dot on a log axis around break-even, with its interval and the money."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from components.charts import base, intervals, ratios
from components.charts.base import Column, Figure, Trace, var
from metrics import formats

ROW, GAP = 23, 0.35
MARGIN = (138, 128, 26, 30)
PHONE_MARGIN = (112, 66, 26, 30)
PAYOUT_COLUMN = 118
RATIO_COLUMN = 56
SYMBOLS = {"gain": "circle", "loss": "diamond", "neutral": "circle"}

Groups = Sequence[tuple[str, pd.DataFrame]]

COLUMNS = (
    Column("Group", "group"),
    Column("Name", "label"),
    Column("ROI", "roi", "ratio"),
    Column("95% from", "roi_low", "ratio"),
    Column("95% to", "roi_high", "ratio"),
    Column("Payout", "payout", "rupees"),
    Column("Revenue", "revenue", "rupees"),
    Column("Net return", "net_return", "rupees"),
    Column("Posts", "posts", "count"),
)


def dots(groups: Groups, *, threshold: float = 1.0, period: str = "") -> Figure:
    """``groups`` are (heading, rows) from top to bottom; rows: label, pick, state, roi, payout.

    Optional: roi_low and roi_high (95%), roi_low80 and roi_high80. A row whose interval holds the
    threshold is hollow and claims neither colour. A click anywhere in a row picks it.
    """
    rows = pd.concat([frame.assign(group=heading) for heading, frame in groups])
    rows = rows.reset_index(drop=True).assign(line=_lines(groups))
    ends = ratios.limits(_drawn_values(rows), threshold)
    last = float(rows["line"].max())
    height = MARGIN[2] + MARGIN[3] + round(ROW * (last + 1))
    sides = intervals.sides(rows, threshold)
    return base.figure(
        [
            *_reach(rows, ends, threshold),
            *intervals.bars(rows, ends, sides),
            _marks(rows, ends, threshold, sides),
        ],
        height=height,
        margin=MARGIN,
        described=base.meta(
            rows,
            COLUMNS,
            caption="ROI with break-even, and payout",
            period=period,
            rows=_picks_by_line(rows),
            phone=_phone(groups, rows),
        ),
        bargap=0,
        barmode="overlay",
        shapes=_ground(ends, threshold),
        annotations=_headings(threshold),
        xaxis=ratios.axis(ends),
        yaxis=_names(groups, last),
        **_columns(rows, sides),
    )


def _lines(groups: Groups) -> list[float]:
    """The line of each row; a heading takes one, with a gap above all but the first."""
    lines: list[float] = []
    at = 0.0
    for index, (heading, frame) in enumerate(groups):
        at += (1 if heading else 0) + (GAP if index else 0)
        lines += [at + n for n in range(len(frame))]
        at += len(frame)
    return lines


def _drawn_values(rows: pd.DataFrame) -> list[float]:
    keys = ("roi", "roi_low", "roi_high")
    return [float(v) for key in keys for v in base.column(rows, key)]


def _picks_by_line(rows: pd.DataFrame) -> list[list[Any]]:
    return [list(pair) for pair in zip(rows["line"], base.texts(rows, "pick"))]


def _places(rows: pd.DataFrame, ends: tuple[float, float], threshold: float) -> list[float]:
    """Where each mark stands; rows without a ratio at break-even, for the reach of a click."""
    found = base.column(rows, "roi")
    return [ratios.clamped(v if v == v else threshold, ends) for v in found]


def _hovers(rows: pd.DataFrame) -> list[str]:
    found = []
    for row in rows.to_dict("records"):
        lines = [f"{formats.rupees_short(row.get('payout'))} payout"]
        if "revenue" in row:
            lines[0] += f", {formats.rupees_short(row['revenue'])} revenue"
        low, high = row.get("roi_low"), row.get("roi_high")
        if low is not None and low == low:
            lines.append(f"95% interval {formats.interval(low, high)}")
        if row.get("posts") is not None:
            lines.append(f"{formats.count(row['posts'])} posts")
        found.append(base.hover(row["label"], f"ROI {formats.ratio(row['roi'])}", *lines))
    return found


def _reach(rows: pd.DataFrame, ends: tuple[float, float], threshold: float) -> list[Trace]:
    """Unseen bars across each row, so that a click needs no aim; their tips meet at the dot.

    They also carry the two columns of text as the ticks of their axes.
    """
    tips, hovers = _places(rows, ends, threshold), _hovers(rows)
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
            "hovertext": hovers,
            "hovertemplate": "%{hovertext}<extra></extra>",
            "meta": "hit",
        }
        for end, axis in zip(ends, ("y2", "y3"))
    ]


def _marks(
    rows: pd.DataFrame, ends: tuple[float, float], threshold: float, sides: Sequence[str]
) -> Trace:
    """The dots: filled above, diamonds below, hollow when the interval holds the threshold."""
    ratio = base.column(rows, "roi")
    past = [ratios.beyond(v, ends) for v in ratio]
    arrows = {-1: "triangle-left", 1: "triangle-right"}
    undefined = ~np.isfinite(ratio)
    hollow = [side == "neutral" and not gone for side, gone in zip(sides, undefined)]
    lines = base.outlines(rows, ["neutral" if h else "surface" for h in hollow])
    lines["width"] = [2.0 if h else w for h, w in zip(hollow, lines["width"])]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [
            None if gone else place
            for place, gone in zip(_places(rows, ends, threshold), undefined)
        ],
        "y": rows["line"].tolist(),
        "marker": {
            "size": [13 if side == "loss" or p else 11.5 for side, p in zip(sides, past)],
            "symbol": [arrows.get(p, SYMBOLS[side]) for side, p in zip(sides, past)],
            "color": [var("surface" if h else side) for side, h in zip(sides, hollow)],
            "opacity": base.opacities(rows),
            "line": lines,
        },
        "cliponaxis": False,
        "customdata": base.marked(rows),
        "hovertext": _hovers(rows),
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _ground(ends: tuple[float, float], threshold: float) -> list[dict[str, Any]]:
    return [
        base.area(ends[0], threshold, 0, 1, "loss-wash", yref="paper"),
        base.line(threshold, threshold, 0, 1, "text", 1.25, yref="paper", layer="between"),
    ]


def _headings(threshold: float, *, payout: bool = True) -> list[dict[str, Any]]:
    """Words above the plot: the break-even line and the columns of text."""
    top = {"yref": "paper", "yanchor": "bottom", "yshift": 4}
    text = base.strong(ratios.break_even(threshold), "text")
    right = {"xref": "paper", "xanchor": "right"}
    found = [
        base.note(text, float(np.log10(threshold)), 1, **top),
        base.note("ROI", 1, 1, xshift=RATIO_COLUMN, **right, **top),
    ]
    if payout:
        found.append(base.note("Payout", 1, 1, xshift=PAYOUT_COLUMN, **right, **top))
    return found


def _names(groups: Groups, last: float, length: int = 20, left: int = MARGIN[0]) -> dict[str, Any]:
    """Names at the left edge of the card, headings among them."""
    words: list[str] = []
    lines, at = [], iter(_lines(groups))
    for heading, frame in groups:
        own = [next(at) for _ in range(len(frame))]
        if heading:
            lines.append(own[0] - 1)
            words.append(base.strong(base.cut(heading, length), "text"))
        lines += own
        words += [base.cut(label, length) for label in frame["label"]]
    return base.still(
        range=[last + 0.5, -0.5],
        tickmode="array",
        tickvals=lines,
        ticktext=words,
        tickfont={"size": 12.5, "color": var("text2")},
        side="right",
        anchor="free",
        position=0,
        ticklabelstandoff=-left,
    )


def _columns(rows: pd.DataFrame, sides: Sequence[str]) -> dict[str, Any]:
    """Two axes whose ticks are the columns of text at the right: ROI and payout."""
    tokens = {"gain": "gain", "loss": "loss", "neutral": "text"}
    ratio = [base.strong(formats.ratio(v), tokens[s]) for v, s in zip(rows["roi"], sides)]
    payout = [formats.rupees_short(v) for v in base.column(rows, "payout")]
    lines = rows["line"].tolist()
    return {
        "yaxis2": base.text_column(lines, ratio, RATIO_COLUMN),
        "yaxis3": base.text_column(lines, payout, PAYOUT_COLUMN),
    }


def _phone(groups: Groups, rows: pd.DataFrame) -> dict[str, Any]:
    """Without the payout column, names shorter."""
    left, right, top, bottom = PHONE_MARGIN
    short = _names(groups, float(rows["line"].max()), 15, left)
    return {
        "layout": {
            "margin": {"l": left, "r": right, "t": top, "b": bottom},
            "yaxis": {"ticktext": short["ticktext"], "ticklabelstandoff": -left},
            "yaxis3": {"showticklabels": False},
        }
    }
