"""ROI of each group in two periods: two points joined by a line, on one log axis."""

from __future__ import annotations

import math
from collections.abc import Sequence

import formats
from components.charts.parts import data_table, end_labels, figure, ratio_axis
from components.charts.parts.data_table import Column
from components.charts.parts.figure import Figure, Trace, var
from metrics.frames import Frame

HEIGHT = 340
MARGIN = (168, 168, 30, 14)
PHONE_MARGIN = (120, 120, 30, 14)
NAME, PHONE_NAME = 16, 10
MOST = 8
SAME = 0.05
"""Relative change of a ratio below which a slope claims no direction."""
SHAPES = {"gain": "circle", "loss": "diamond", "neutral": "circle-open"}

COLUMNS = (
    Column("Name", "label"),
    Column("ROI before", "before", "ratio"),
    Column("ROI now", "after", "ratio"),
    Column("Payout before", "payout_before", "rupees"),
    Column("Payout now", "payout", "rupees"),
)


def role(before: float, after: float) -> str:
    """Gain for a ratio that rose, loss for one that fell, neutral for about the same."""
    if abs(after / before - 1) < SAME:
        return "neutral"
    return "gain" if after > before else "loss"


def slope(
    groups: Frame, periods: tuple[str, str], *, threshold: float = 1.0, period: str = ""
) -> Figure:
    """Rows: label, pick, state, payout, and the ratios before and after, both above 0.

    ``periods`` are the words over both ends. Those with the most payout are drawn.
    """
    rows = Frame.of(groups).largest(MOST, "payout").ordered("after", "label")
    limits = ratio_axis.limits(figure.together(rows, "before", "after"), threshold)
    roles = [role(a, b) for a, b in zip(rows["before"].tolist(), rows["after"].tolist())]
    axis = ratio_axis.axis(limits, showticklabels=False)
    drawn = _slopes(rows, roles, limits)
    return figure.figure(
        [*drawn, *_labels(rows, roles, limits, NAME)],
        height=HEIGHT,
        margin=MARGIN,
        described=data_table.data_table(
            rows,
            COLUMNS,
            caption="ROI in two periods",
            period=period,
            phone=_phone([*drawn, *_labels(rows, roles, limits, PHONE_NAME)]),
        ),
        shapes=[
            figure.area(0, 1, limits[0], threshold, "loss-wash"),
            figure.line(0, 1, threshold, threshold, "text", 1.25, layer="below"),
            *(figure.line(at, at, 0, 1, "grid", yref="paper", layer="below") for at in (0, 1)),
        ],
        xaxis=figure.fixed_axis(
            range=[-0.02, 1.02],
            tickmode="array",
            tickvals=[0, 1],
            ticktext=[figure.plain(words) for words in periods],
            side="top",
        ),
        yaxis=axis,
    )


def _phone(drawn: Sequence[Trace]) -> dict[str, object]:
    """Shorter names, and short words over both ends: the subtitle tells the periods."""
    axis = {"ticktext": ["Before", "Now"]}
    return {
        "data": list(drawn),
        "layout": {"margin": dict(zip("lrtb", PHONE_MARGIN)), "xaxis": axis},
    }


def _slopes(rows: Frame, roles: Sequence[str], limits: tuple[float, float]) -> list[Trace]:
    """One trace a group, in the colour of its direction."""
    found = []
    for row, side in zip(rows.records(), roles):
        change = formats.signed_percent(row["after"] / row["before"] - 1)
        text = figure.hover(
            row["label"],
            f"{formats.ratio(row['before'])} to {formats.ratio(row['after'])}",
            f"{change}, {formats.rupees_short(row['payout'])} payout now",
        )
        ring = "accent" if row["state"] == "picked" else "surface"
        found.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "x": [0, 1],
                "y": [ratio_axis.clamped(row[key], limits) for key in ("before", "after")],
                "line": {"color": var(side), "width": 2.25},
                "opacity": figure.DIMMED if row["state"] == "dimmed" else 1.0,
                "marker": {
                    "color": var(side),
                    "symbol": SHAPES[side],
                    "size": 11,
                    "line": {"color": var(ring), "width": 2},
                },
                "cliponaxis": False,
                "customdata": [[row["pick"], row["state"]]] * 2,
                "hovertext": [text] * 2,
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        )
    return found


def _labels(
    rows: Frame, roles: Sequence[str], limits: tuple[float, float], name_length: int
) -> list[Trace]:
    """Names and ratios at both ends, kept apart on the log axis."""
    room, low = HEIGHT - MARGIN[2] - MARGIN[3], math.log10(limits[0])
    gap = end_labels.LINE / room * (math.log10(limits[1]) - low)
    found: list[Trace] = []
    for key, x, side in (("before", -0.02, "middle left"), ("after", 1.02, "middle right")):
        places = [math.log10(ratio_axis.clamped(v, limits)) - low for v in rows[key].tolist()]
        words = []
        for label, value, direction in zip(rows["label"], rows[key].tolist(), roles):
            ink = "text2" if key == "before" or direction == "neutral" else direction
            number, name = (
                figure.strong(formats.ratio(value), ink),
                figure.shorten(label, name_length),
            )
            words.append(f"{name}  {number}  " if key == "before" else f"  {number}  {name}")
        apart = [round(10 ** (place + low), 6) for place in end_labels.spread_labels(places, gap)]
        found.append(end_labels.words(x, apart, words, side))
    return found
