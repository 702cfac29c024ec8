"""One influencer over time: revenue as bars, payout as steps, posts as dots below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import numpy as np

import formats
from components.charts.parts import data_table, figure, time_steps
from components.charts.parts.data_table import Column
from components.charts.parts.figure import Figure, Trace, var
from metrics.frames import Frame

HEIGHT = 330
MARGIN = (52, 72, 16, 44)
PHONE_MARGIN = (52, 14, 16, 44)
MONEY, STRIP = (0.24, 1.0), (0.0, 0.16)
MOST_POSTS = 300
PHONE_STEPS = 30
SMALL, LARGE = 8.0, 20.0

COLUMNS = (
    Column("Period", "when"),
    Column("Revenue", "revenue", "rupees"),
    Column("Payout", "payout", "rupees"),
    Column("Orders", "orders", "count"),
    Column("Posts", "posts", "count"),
)


def timeline(series: Frame, posts: Frame, *, grain: str, period: str = "") -> Figure:
    """``series`` has calendar steps: start, revenue, payout, orders, posts. ``posts`` has date,
    and perhaps reach, campaign, product, revenue; a dot is larger the more people it reached.
    """
    series, posts = Frame.of(series), Frame.of(posts)
    days = time_steps.days(series["start"])
    ends = time_steps.span(days, grain)
    revenue, payout = figure.column(series, "revenue", 0.0), figure.column(series, "payout", 0.0)
    table = series.beside(when=[time_steps.words(day, grain) for day in days])
    return figure.figure(
        [_bars(series, days, grain), _payouts(days, payout, grain), _posts(posts)],
        height=HEIGHT,
        margin=MARGIN,
        described=data_table.data_table(
            table,
            COLUMNS,
            caption=f"Revenue, payout and posts by {grain}",
            period=period,
            phone=_phone(days, ends, grain),
        ),
        annotations=_labels(),
        bargap=0.3,
        **_axes(ends, max(revenue.max(initial=0), payout.max(initial=0)), grain),
    )


def _bars(series: Frame, days: Sequence[date], grain: str) -> Trace:
    hovers = [
        figure.hover(
            time_steps.words(day, grain),
            f"{formats.rupees_short(row.get('revenue'))} revenue",
            f"{formats.rupees_short(row.get('payout'))} payout",
            f"{formats.count(row.get('orders'))} orders, {formats.count(row.get('posts'))} posts",
        )
        for day, row in zip(days, series.records())
    ]
    return {
        "type": "bar",
        "x": [time_steps.stamp(time_steps.middle(day, grain)) for day in days],
        "y": figure.numbers(figure.column(series, "revenue", 0.0)),
        "width": time_steps.width(grain, 0.7),
        "marker": {"color": var("revenue"), "cornerradius": 2},
        "customdata": [[time_steps.pick(day, grain)] for day in days],
        "hovertext": hovers,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _payouts(days: Sequence[date], payout: np.ndarray, grain: str) -> Trace:
    """What was paid in each step, level over its days."""
    edges = [*(time_steps.midnight(day) for day in days), time_steps.span(days, grain)[1]]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [time_steps.stamp(edge) for edge in edges],
        "y": figure.numbers([*payout, payout[-1]]),
        "line": {"color": var("text"), "width": 1.5, "shape": "hv"},
        "hoverinfo": "skip",
    }


def _posts(posts: Frame) -> Trace:
    """A dot a post in the strip below; its area grows with reach."""
    rows = posts.beside(seen=np.nan_to_num(figure.column(posts, "reach")))
    rows = rows.largest(MOST_POSTS, "seen").ordered("date")
    reach = rows["seen"]
    share = np.sqrt(reach / reach.max()) if len(reach) and reach.max() > 0 else reach * 0
    return {
        "type": "scatter",
        "mode": "markers",
        "yaxis": "y2",
        "x": [
            time_steps.stamp(time_steps.middle(day, "day")) for day in time_steps.days(rows["date"])
        ],
        "y": [0] * len(rows),
        "marker": {
            "size": (SMALL + (LARGE - SMALL) * share).round(1).tolist(),
            "color": var("neutral"),
            "opacity": 0.85,
            "line": {"color": var("surface"), "width": 1.5},
        },
        "cliponaxis": False,
        "customdata": [["", "plain"]] * len(rows),
        "hovertext": [_post(row) for row in rows.records()],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _post(row: dict) -> str:
    about = [figure.plain(row[k]) for k in ("campaign", "product") if row.get(k)]
    lines = [" · ".join(about)] if about else []
    if row.get("revenue") is not None:
        lines.append(f"{formats.rupees_short(row['revenue'])} until the next post")
    reach = formats.followers(row.get("reach"))
    said = "Reach not known" if reach == formats.UNDEFINED else f"{reach} reached"
    return figure.hover(f"Post of {formats.date(row['date'])}", said, *lines)


def _labels() -> list[dict[str, Any]]:
    place = {"xref": "paper", "yref": "paper", "xanchor": "left", "xshift": 8}
    return [
        figure.note(figure.strong("Revenue", "revenue"), 1, 0.92, **place),
        figure.note(figure.strong("— Payout", "text"), 1, 0.84, **place),
        figure.note("Posts", 1, sum(STRIP) / 2, **place),
    ]


def _axes(ends: tuple[datetime, datetime], highest: float, grain: str) -> dict[str, Any]:
    highest = float(highest)
    marks = figure.rounded_steps(highest)
    places, names = time_steps.ticks(ends[0].date(), ends[1].date(), grain=grain)
    return {
        "xaxis": figure.fixed_axis(
            type="date",
            range=[time_steps.stamp(end) for end in ends],
            tickmode="array",
            tickvals=places,
            ticktext=names,
            anchor="y2",
        ),
        "yaxis": figure.fixed_axis(
            domain=list(MONEY),
            range=[0, highest * 1.06 or 1],
            tickmode="array",
            tickvals=marks,
            ticktext=[formats.rupees_tick(v) for v in marks],
            showgrid=True,
        ),
        "yaxis2": figure.fixed_axis(domain=list(STRIP), range=[-1, 1], showticklabels=False),
    }


def _phone(days: Sequence[date], ends: tuple[datetime, datetime], grain: str) -> dict[str, Any]:
    """The last steps, without labels at the ends."""
    start = time_steps.midnight(days[-PHONE_STEPS]) if len(days) > PHONE_STEPS else ends[0]
    places, names = time_steps.ticks(start.date(), ends[1].date(), 5, grain)
    axis = {"range": [time_steps.stamp(start), time_steps.stamp(ends[1])]}
    axis |= {"tickvals": places, "ticktext": names}
    margin = dict(zip("lrtb", PHONE_MARGIN))
    return {"layout": {"xaxis": axis, "annotations": [], "margin": margin}}
