"""From reach to revenue: four aligned bars on a log scale, with the rates between them."""

from __future__ import annotations

import math

import numpy as np

import formats
from components.charts.parts import data_table, figure
from components.charts.parts.data_table import Column
from components.charts.parts.figure import Figure, Trace, var
from metrics.frames import Frame

HEIGHT = 232
MARGIN = (126, 104, 10, 14)
PHONE_MARGIN = (106, 72, 10, 14)
INSIDE = 8
"""Px between the amounts and the right edge."""
STEPS = (
    ("reach", "People reached", "neutral"),
    ("engagement", "Likes, comments", "neutral"),
    ("orders", "Orders", "revenue"),
    ("revenue", "Revenue", "revenue"),
)
COLUMNS = (Column("Step", "label"), Column("Amount", "amount", "count"), Column("Rate", "rate"))


def funnel(sums: dict[str, float], *, period: str = "") -> Figure:
    """``sums``: reach, likes, comments, orders, revenue of a selection; reach above 0."""
    rows = _rows(sums)
    high = max(float(rows["length"].max()), 1.0)
    return figure.figure(
        [_bars(rows, high), _rates(rows, high)],
        height=HEIGHT,
        margin=MARGIN,
        described=data_table.data_table(
            rows,
            COLUMNS,
            caption="From reach to revenue",
            period=period,
            phone={
                "layout": {
                    "margin": dict(zip("lrtb", PHONE_MARGIN)),
                    "yaxis2": {"ticklabelstandoff": INSIDE - PHONE_MARGIN[1]},
                }
            },
        ),
        bargap=0,
        xaxis=figure.fixed_axis(range=[0, high], showticklabels=False),
        yaxis=figure.fixed_axis(
            range=[len(STEPS) - 0.5, -0.5],
            tickmode="array",
            tickvals=list(range(len(STEPS))),
            ticktext=[figure.plain(label) for label in rows["label"]],
            tickfont={"size": 12.5, "color": var("text2")},
            ticklabelstandoff=4,
        ),
        yaxis2=figure.text_column(
            list(range(len(STEPS))),
            [figure.strong(t, "text") for t in rows["text"]],
            MARGIN[1] - INSIDE,
        ),
    )


def _rows(sums: dict[str, float]) -> Frame:
    engagement = sums["likes"] + sums["comments"]
    amounts = {**sums, "engagement": engagement}
    orders = sums["orders"]
    rates = (
        f"{formats.percent(engagement / sums['reach'])} of them engage",
        f"{formats.ratio_tight(orders / sums['reach'] * 1000).rstrip('×')} orders for each 1,000 "
        "reached",
        f"{formats.rupees(sums['revenue'] / orders)} an order" if orders else "no orders",
        "",
    )
    rows = [
        {
            "label": label,
            "amount": amounts[key],
            "rate": rate,
            "text": formats.rupees_short(amounts[key])
            if key == "revenue"
            else formats.followers(amounts[key]),
            # Reach is a thousand times the orders: only a log scale shows both.
            "length": math.log10(max(amounts[key], 1.0)),
            "token": token,
        }
        for (key, label, token), rate in zip(STEPS, rates)
    ]
    return Frame.of_rows(rows)


def _bars(rows: Frame, high: float) -> Trace:
    return {
        "type": "bar",
        "orientation": "h",
        "y": list(range(len(rows))),
        "x": figure.numbers(np.maximum(rows["length"], high * 0.01)),
        "yaxis": "y2",
        "width": 0.5,
        "marker": {"color": [var(token) for token in rows["token"]], "cornerradius": 3},
        "customdata": [["", "plain"]] * len(rows),
        "hovertext": [
            figure.hover(label, text) for label, text in zip(rows["label"], rows["text"])
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _rates(rows: Frame, high: float) -> Trace:
    """The rate that leads from each bar to the next, between the two."""
    rates = [rate for rate in rows["rate"] if rate]
    return {
        "type": "scatter",
        "mode": "text",
        "x": [high * 0.015] * len(rates),
        "y": [at + 0.5 for at in range(len(rates))],
        "text": [f"↓ {figure.plain(rate)}" for rate in rates],
        "textposition": "middle right",
        "textfont": {"size": 12, "color": var("text3")},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
