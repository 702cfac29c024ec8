"""Revenue against payout over time, with the posts below and the selected period shaded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import numpy as np

import formats
from components.charts.parts import data_table, figure, gap_area, time_annotations, time_steps
from components.charts.parts.data_table import Column
from components.charts.parts.figure import Figure, Trace, var
from components.charts.parts.time_annotations import Event
from metrics.frames import Frame

HEIGHT = 330
MARGIN = (52, 96, 44, 44)
PHONE_MARGIN = (52, 12, 44, 44)
PHONE_STEPS = 30
MONEY = (0.2, 1.0)
STRIP = (0.0, 0.11)

READ_ACROSS = {"hovermode": "x", "hoverdistance": -1, "bargap": 0.3, "selectdirection": "h"}
"""The nearest step is read wherever the pointer is; a drag selects along time."""

Days = tuple[date | None, date | None]

COLUMNS = (
    Column("Period", "when"),
    Column("Revenue", "revenue", "rupees"),
    Column("Payout", "payout", "rupees"),
    Column("ROI", "roi", "ratio"),
    Column("Orders", "orders", "count"),
    Column("Posts", "posts", "count"),
)


def trend(
    series: Frame,
    *,
    grain: str,
    first: date | None = None,
    last: date | None = None,
    since: date | None = None,
    until: date | None = None,
    events: Sequence[Event] = (),
    period: str = "",
    height: int = HEIGHT,
) -> Figure:
    """Rows are calendar steps in order: start, revenue, payout, and perhaps posts, orders, roi.

    ``first`` and ``last`` are the days the data has; ``since`` and ``until`` the selected period,
    shaded; ``events`` (day, name) are dotted lines; ``height`` px is for wide windows.
    """
    series = Frame.of(series)
    ends = time_steps.span(days := time_steps.days(series["start"]), grain)
    said = [time_steps.described_step(day, grain, first, last) for day in days]
    shown = [one for one in events if ends[0] <= time_steps.midnight(one[0]) < ends[1]]
    notes, lines = time_annotations.events(shown, ends, MONEY)
    hovers = _hovers(series, days, grain, said, shown)
    return figure.figure(
        _traces(series, days, grain, _picks(days, grain, (first, last), (since, until)), hovers),
        height=height,
        margin=MARGIN,
        described=data_table.data_table(
            series.beside(when=said),
            COLUMNS,
            caption=f"Revenue, payout and posts by {grain}",
            period=period,
            brush=True,
            phone=_phone(ends, days, shown, grain),
        ),
        shapes=[*time_annotations.shade(since, until, ends, MONEY), *lines],
        annotations=[*notes, *_end_labels(*_money(series), height)],
        **READ_ACROSS,
        **_axes(ends, series, grain),
    )


def _money(series: Frame) -> tuple[np.ndarray, np.ndarray]:
    return figure.column(series, "revenue", 0.0), figure.column(series, "payout", 0.0)


def _traces(
    series: Frame,
    days: list[date],
    grain: str,
    picks: list[list[str]],
    hovers: list[str],
) -> list[Trace]:
    """The tinted gap, both lines above it, and the posts in the strip below."""
    places = [time_steps.middle(day, grain) for day in days]
    revenue, payout = _money(series)
    return [
        *gap_area.gaps(places, revenue, payout),
        _payout_line(places, payout),
        _revenue_line(revenue, places, picks, hovers),
        _posts(series, places, grain),
    ]


def _payout_line(places: list[datetime], payout: np.ndarray) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines" if len(places) > 1 else "markers",
        "x": [time_steps.stamp(place) for place in places],
        "y": figure.numbers(payout),
        "line": {"color": var("payout"), "width": 1.75, "dash": "4px,3px"},
        "marker": {"color": var("payout"), "symbol": "diamond", "size": 9},
        "hoverinfo": "skip",
    }


def _revenue_line(
    revenue: np.ndarray, places: list[datetime], picks: list[list[str]], hovers: list[str]
) -> Trace:
    """The line that carries the picks and the hover labels of its steps."""
    return {
        "type": "scatter",
        "mode": "lines" if len(places) > 1 else "markers",
        "x": [time_steps.stamp(place) for place in places],
        "y": figure.numbers(revenue),
        "line": {"color": var("revenue"), "width": 2.25},
        "marker": {"color": var("revenue"), "size": 9},
        "customdata": picks,
        "hovertext": hovers,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "meta": "walk",
    }


def _picks(days: list[date], grain: str, data: Days, chosen: Days) -> list[list[str]]:
    """The days of each step, inside those the data has, and whether they are selected."""
    since, until = (day or extreme for day, extreme in zip(chosen, (date.min, date.max)))
    some = chosen != (None, None)
    inside = [some and since <= day and time_steps.end(day, grain) <= until for day in days]
    return [
        [time_steps.pick(day, grain, *data), "picked" if picked else "plain"]
        for day, picked in zip(days, inside)
    ]


def _hovers(
    series: Frame, days: list[date], grain: str, said: list[str], events: Sequence[Event]
) -> list[str]:
    """What each step held, and what began in it."""
    found = []
    for day, when, row in zip(days, said, series.records()):
        revenue, payout, posts = (row.get(key) for key in ("revenue", "payout", "posts"))
        lines = [f"{formats.rupees_short(payout)} payout"]
        if payout and payout == payout:
            net = (revenue or 0.0) - payout
            lines.append(f"{formats.signed_rupees_short(net)} net return")
        if posts is not None:
            lines.append(f"{formats.count(posts)} {'post' if posts == 1 else 'posts'}")
        begun = [name for at, name in events if day <= at <= time_steps.end(day, grain)]
        lines += [f"{figure.shorten(name)} started" for name in begun[:3]]
        found.append(figure.hover(when, f"{formats.rupees_short(revenue)} revenue", *lines))
    return found


def _posts(series: Frame, places: list[datetime], grain: str) -> Trace:
    return {
        "type": "bar",
        "x": [time_steps.stamp(place) for place in places],
        "y": figure.numbers(figure.column(series, "posts", 0.0)),
        "yaxis": "y2",
        "width": time_steps.width(grain, 0.7),
        "marker": {"color": var("neutral"), "opacity": 0.55, "cornerradius": 1},
        "hoverinfo": "skip",
    }


def _end_labels(revenue: np.ndarray, payout: np.ndarray, height: int) -> list[dict]:
    """Names and last values at the right end of both lines, kept apart."""
    top = max(revenue.max(initial=0), payout.max(initial=0)) * 1.06 or 1.0
    room = (height - MARGIN[2] - MARGIN[3]) * (MONEY[1] - MONEY[0])
    places = [float(revenue[-1] / top * room), float(payout[-1] / top * room)]
    lower = 0 if places[0] < places[1] else 1
    missing = 36 - abs(places[0] - places[1])
    if missing > 0:
        places[lower] -= missing / 2
        places[1 - lower] += missing / 2
    pushed = max(0.0, 12 - places[lower])
    places = [place + pushed for place in places]
    bottom = MONEY[0]
    found = []
    for name, token, value, place in (
        ("Revenue", "revenue", revenue[-1], places[0]),
        ("Payout", "text2", payout[-1], places[1]),
    ):
        text = f"{figure.strong(name, token)}<br>{formats.rupees_short(value)}"
        anchors = {"xref": "paper", "yref": "paper", "xanchor": "left", "xshift": 8}
        found.append(figure.note(text, 1, bottom, yshift=place, align="left", **anchors))
    anchors = {"xref": "paper", "yref": "paper", "xanchor": "left", "xshift": 8}
    return [*found, figure.note("Posts", 1, sum(STRIP) / 2, **anchors)]


def _axes(ends: tuple[datetime, datetime], series: Frame, grain: str) -> dict:
    highest = float(max(money.max(initial=0) for money in _money(series)))
    marks = figure.rounded_steps(highest)
    places, names = time_steps.ticks(ends[0].date(), ends[1].date(), grain=grain)
    return {
        "xaxis": figure.fixed_axis(
            type="date",
            range=[time_steps.stamp(ends[0]), time_steps.stamp(ends[1])],
            tickmode="array",
            tickvals=places,
            ticktext=names,
            anchor="y2",
            showspikes=True,
            spikesnap="hovered data",
        ),
        "yaxis": figure.fixed_axis(
            domain=list(MONEY),
            range=[0, highest * 1.06 or 1],
            tickmode="array",
            tickvals=marks,
            ticktext=[formats.rupees_tick(v) for v in marks],
            showgrid=True,
        ),
        "yaxis2": figure.fixed_axis(
            domain=list(STRIP),
            range=[0, float(figure.column(series, "posts", 0.0).max(initial=0)) or 1],
            showticklabels=False,
        ),
    }


def _phone(
    ends: tuple[datetime, datetime], days: list[date], events: Sequence[Event], grain: str
) -> dict:
    """The last steps, the last two events, no labels at the ends."""
    start = time_steps.midnight(days[-PHONE_STEPS:][0])
    recent = [event for event in events if time_steps.midnight(event[0]) >= start][-2:]
    notes, lines = time_annotations.events(recent, (start, ends[1]), MONEY, 280)
    names = time_steps.ticks(start.date(), ends[1].date(), 5, grain)
    axis = {"range": [time_steps.stamp(start), time_steps.stamp(ends[1])]}
    axis |= {"tickvals": names[0], "ticktext": names[1]}
    left, right, top, bottom = PHONE_MARGIN
    margin = {"l": left, "r": right, "t": top, "b": bottom}
    layout = {"xaxis": axis, "annotations": notes, "margin": margin}
    return {"height": HEIGHT, "layout": layout}
