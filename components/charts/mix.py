"""Each group's share of payout against its share of revenue, as pairs joined by a slope."""

from __future__ import annotations

from collections.abc import Sequence

import formats
from components.charts.parts import data_table, end_labels, figure
from components.charts.parts.data_table import Column
from components.charts.parts.figure import Figure, Trace, var
from metrics.frames import Frame

HEIGHT = 330
MARGIN = (150, 150, 30, 14)
PHONE_MARGIN = (112, 112, 30, 14)
MOST = 7
EVEN = 0.005
"""Difference of shares below which a slope is called level."""

COLUMNS = (
    Column("Name", "label"),
    Column("Share of payout", "paid", "percent"),
    Column("Share of revenue", "brought", "percent"),
    Column("Payout", "payout", "rupees"),
    Column("Revenue", "revenue", "rupees"),
    Column("ROI", "roi", "ratio"),
)


def mix(groups: Frame, *, period: str = "") -> Figure:
    """Rows: label, pick, state, payout, revenue. The total of both must be above 0.

    A rising slope brought more than its share; beyond seven groups the rest is "Other".
    """
    rows = _shares(Frame.of(groups))
    high = max(figure.together(rows, "paid", "brought")) * 1.08
    roles = [_role(a, b) for a, b in zip(rows["paid"].tolist(), rows["brought"].tolist())]
    return figure.figure(
        [*_slopes(rows, roles), *_labels(rows, roles, high)],
        height=HEIGHT,
        margin=MARGIN,
        described=data_table.data_table(
            rows,
            COLUMNS,
            caption="Share of payout and share of revenue",
            period=period,
            phone={"layout": {"margin": dict(zip("lrtb", PHONE_MARGIN))}},
        ),
        shapes=[figure.line(at, at, 0, 1, "grid", yref="paper", layer="below") for at in (0, 1)],
        xaxis=figure.fixed_axis(
            range=[-0.02, 1.02],
            tickmode="array",
            tickvals=[0, 1],
            ticktext=["Share of payout", "Share of revenue"],
            side="top",
        ),
        yaxis=figure.fixed_axis(range=[-0.02 * high, high], showticklabels=False),
    )


def _shares(groups: Frame) -> Frame:
    rows = groups.ordered("-payout")
    if len(rows) > MOST + 1:
        rest = rows.at(slice(MOST, None))
        other = {"label": "Other", "pick": "", "state": "plain"}
        other |= {key: rest[key].sum() for key in ("payout", "revenue")}
        rows = Frame.stacked([rows.first(MOST), Frame(other, 1)])
    paid = rows["payout"] / rows["payout"].sum()
    brought = rows["revenue"] / rows["revenue"].sum()
    return rows.beside(paid=paid, brought=brought)


def _role(paid: float, brought: float) -> str:
    if abs(brought - paid) < EVEN:
        return "neutral"
    return "gain" if brought > paid else "loss"


def _slopes(rows: Frame, roles: Sequence[str]) -> list[Trace]:
    """One trace a group: two marks joined by a line."""
    shapes = {"gain": "circle", "loss": "diamond", "neutral": "circle-open"}
    found = []
    for row, role in zip(rows.records(), roles):
        picked, dimmed = row["state"] == "picked", row["state"] == "dimmed"
        fade = figure.DIMMED if dimmed else 1.0
        text = figure.hover(
            row["label"],
            f"{formats.points(row['brought'] - row['paid'])}",
            f"{formats.percent(row['paid'])} of payout, {formats.rupees_short(row['payout'])}",
            f"{formats.percent(row['brought'])} of revenue, {formats.rupees_short(row['revenue'])}",
        )
        found.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "x": [0, 1],
                "y": figure.numbers([row["paid"], row["brought"]]),
                "line": {"color": var(role), "width": 2.25},
                "opacity": fade,
                "marker": {
                    "color": var(role),
                    "symbol": shapes[role],
                    "size": 11,
                    "line": {"color": var("accent" if picked else "surface"), "width": 2},
                },
                "cliponaxis": False,
                "customdata": [[row["pick"], row["state"]]] * 2,
                "hovertext": [text] * 2,
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        )
    return found


def _labels(rows: Frame, roles: Sequence[str], high: float) -> list[Trace]:
    """Names and shares at both ends, kept apart."""
    room = HEIGHT - MARGIN[2] - MARGIN[3]
    found: list[Trace] = []
    for key, x, side in (("paid", -0.02, "middle left"), ("brought", 1.02, "middle right")):
        words = []
        for label, value, role in zip(rows["label"], rows[key].tolist(), roles):
            ink = "text2" if key == "paid" or role == "neutral" else role
            share = figure.strong(formats.percent(value), ink)
            name = figure.shorten(label, 14)
            words.append(f"{name}  {share}  " if key == "paid" else f"  {share}  {name}")
        places = end_labels.spread_labels(rows[key].tolist(), end_labels.LINE / room * high)
        found.append(end_labels.words(x, places, words, side))
    return found
