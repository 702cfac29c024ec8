"""Influencers by what they cost and what they brought, both on log axes; the diagonal is even."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

import formats
from components.charts.parts import data_table, equal_roi_lines, figure
from components.charts.parts.data_table import Column
from components.charts.parts.figure import Figure, Trace, var
from metrics.frames import Frame

HEIGHT = 460
MARGIN = (56, 44, 50, 46)
PHONE_MARGIN = (52, 40, 66, 46)
PHONE_HEIGHT = 340
MOST = 1_000
"""Marks that are drawn; more would only hide each other and slow the page."""
CROWD = 400
"""Marks from which on they are smaller."""
TIERS = {"nano": 1, "micro": 2, "mid": 3, "macro": 4, "mega": 5}
SIZES = {1: 9.0, 2: 10.5, 3: 12.0, 4: 13.5, 5: 15.0}
SMALLEST = 100.0
"""Rupees below which nothing is told apart: such marks stand at the edge."""

COLUMNS = (
    Column("Influencer", "label"),
    Column("Platform", "platform"),
    Column("Category", "category"),
    Column("Tier", "tier"),
    Column("Payout", "payout", "rupees"),
    Column("Revenue", "revenue", "rupees"),
    Column("ROI", "roi", "ratio"),
    Column("Net return", "net_return", "rupees"),
)


def shown_influencers(people: Frame, most: int = MOST) -> Frame:
    """The influencers that are drawn: all, or those with the most money and every picked one."""
    if len(people) <= most:
        return people
    ranks = np.argsort(np.argsort(-_money(people), kind="stable"), kind="stable")
    return people.at((ranks < most) | (people["state"] == "picked"))


def _money(people: Frame) -> np.ndarray:
    return np.nan_to_num(people["payout"] + people["revenue"])


def scatter(
    people: Frame, *, threshold: float = 1.0, period: str = "", height: int = HEIGHT
) -> Figure:
    """Rows: label, pick, state, payout, revenue, and perhaps roi, net_return, tier, platform.

    Where there is a verdict, an unclear one is hollow. Who was paid or brought nothing stands as
    an arrow at the edge. ``meta.note`` says how many are drawn where it is not all.
    """
    people = Frame.of(people)
    rows = shown_influencers(people).ordered("payout", "label")
    wide = _ends(rows["payout"], 1.0)
    high = _ends(rows["revenue"], 1.0)
    said = _note(len(rows), len(people))
    notes = [_legend(rows), *equal_roi_lines.names(wide, high, threshold), *_titles(said)]
    return figure.figure(
        [_marks(rows, wide, high)],
        height=height,
        margin=(*MARGIN[:3], MARGIN[3] + (16 if said else 0)),
        described=data_table.data_table(
            rows.at(np.argsort(-_money(rows), kind="stable")),
            COLUMNS,
            caption="Payout and revenue of each influencer",
            period=period,
            note=said,
            phone=_phone(notes, said),
        ),
        shapes=equal_roi_lines.ground(wide, high, threshold),
        annotations=notes,
        xaxis=_axis(wide),
        yaxis=_axis(high),
    )


def _note(drawn: int, every: int) -> str:
    if drawn == every:
        return ""
    return (
        f"{formats.count(drawn)} of {formats.count(every)} influencers, those with the most money"
    )


def _ends(values: np.ndarray, pad: float) -> tuple[float, float]:
    """Both ends of a log axis around the positive values, at least a decade and a half apart."""
    real = values[values > 0]
    low = math.log10(max(real.min(), SMALLEST)) if len(real) else 3.0
    high = math.log10(max(real.max(), SMALLEST)) if len(real) else 5.0
    missing = max(0.0, 1.5 - (high - low)) / 2
    pad *= 0.08 * (high - low + 2 * missing)
    return 10 ** (low - missing - pad), 10 ** (high + missing + pad)


def _axis(ends: tuple[float, float]) -> dict[str, Any]:
    """Ticks at 1 and 3 of every decade, or at decades alone where there are many."""
    low, high = (math.log10(end) for end in ends)
    decades = range(math.floor(low), math.ceil(high) + 1)
    steps = (1, 3) if high - low < 4 else (1,)
    marks = [s * 10.0**d for d in decades for s in steps if ends[0] <= s * 10.0**d <= ends[1]]
    return figure.fixed_axis(
        type="log",
        range=[low, high],
        tickmode="array",
        tickvals=marks,
        ticktext=[formats.rupees_tick(v) for v in marks],
        showgrid=True,
    )


def _marks(rows: Frame, wide: tuple[float, float], high: tuple[float, float]) -> Trace:
    tiers = [TIERS.get(tier.lower(), 0) for tier in figure.texts(rows, "tier", "mid")]
    left = rows["payout"] < wide[0]
    below = rows["revenue"] < high[0]
    size, ring = (0.6, 0.5) if len(rows) > CROWD else (1.0, 1.0)
    unclear = [one == "Unclear" for one in figure.texts(rows, "verdict")]
    colours = [f"tier-{tier}" if tier else "neutral" for tier in tiers]
    rings = ["control" if t == 1 else "surface" for t in tiers]
    rings = [colour if u else one for u, colour, one in zip(unclear, colours, rings)]
    line = figure.outlines(rows, rings, ring)
    line["width"] = [2.0 if u else width for u, width in zip(unclear, line["width"])]
    symbols = np.where(left, "triangle-left", np.where(below, "triangle-down", "circle"))
    return {
        "type": "scatter",
        "mode": "markers",
        "x": np.clip(np.nan_to_num(rows["payout"]), *wide).round(2).tolist(),
        "y": np.clip(np.nan_to_num(rows["revenue"]), *high).round(2).tolist(),
        "marker": {
            "symbol": symbols.tolist(),
            "size": [SIZES.get(tier, 10.5) * size for tier in tiers],
            "color": [var("surface" if u else one) for u, one in zip(unclear, colours)],
            "opacity": figure.opacities(rows),
            "line": line,
        },
        "cliponaxis": False,
        "customdata": figure.selection_data(rows),
        "hovertext": _hovers(rows),
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _hovers(rows: Frame) -> list[str]:
    kinds = [key for key in ("platform", "category", "tier") if key in rows]
    found = []
    for row in rows.records("label", "payout", "revenue", "roi", "verdict", *kinds):
        about = " · ".join(figure.plain(str(row[k]).capitalize()) for k in kinds if row[k])
        money = (
            f"{formats.rupees_short(row['payout'])} payout, "
            f"{formats.rupees_short(row['revenue'])} revenue"
        )
        lines = [about, money] if about else [money]
        if row.get("verdict"):
            lines.append(str(row["verdict"]))
        found.append(figure.hover(row["label"], f"ROI {formats.ratio(row.get('roi'))}", *lines))
    return found


def _titles(said: str) -> list[dict[str, Any]]:
    """What the axes are, as notes: beside a title plotly would measure every label."""
    paper = {"xref": "paper", "yref": "paper"}
    up = {**paper, "xanchor": "left", "yanchor": "bottom", "xshift": -PHONE_MARGIN[0], "yshift": 4}
    along = {**paper, "yanchor": "top", "yshift": -22}
    words = f"Payout<br>{said}" if said else "Payout"
    return [
        figure.note(figure.inked("Revenue", "text3"), 0, 1, **up),
        figure.note(figure.inked(words, "text3"), 0.5, 0, **along),
    ]


def _legend(rows: Frame) -> dict[str, Any]:
    """The tiers that are drawn, smallest first, as one line of text."""
    present = {tier.lower() for tier in figure.texts(rows, "tier")}
    parts = [
        f"{figure.inked('●', f'tier-{step}')} {name.capitalize()}"
        for name, step in TIERS.items()
        if name in present
    ]
    anchors = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
    return figure.note("\u2002".join(parts), 0, 1, **anchors, xshift=-MARGIN[0] + 4, yshift=28)


def _phone(notes: Sequence[dict[str, Any]], said: str) -> dict[str, Any]:
    """Lower, and the legend closer to the edge."""
    margin = dict(zip("lrtb", PHONE_MARGIN))
    margin["b"] += 16 if said else 0
    every = {"annotations": list(notes), "margin": margin}
    return {"layout": every, "height": PHONE_HEIGHT}
