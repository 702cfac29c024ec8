"""Losses, largest first, step by step to their total."""

from __future__ import annotations

from typing import Any

import formats
from components.charts.parts import data_table, figure
from components.charts.parts import row_layout as lines
from components.charts.parts.data_table import Column
from components.charts.parts.figure import Figure, Shape, Trace, var
from metrics.frames import Frame

ROW = 46
MARGIN = (122, 12, 6, 28)
PHONE_MARGIN = (112, 12, 6, 28)
INSIDE, LEFT = 0.5, 0.45

COLUMNS = (
    Column("Segment", "label"),
    Column("Lost", "lost", "rupees"),
    Column("Payout", "payout", "rupees"),
    Column("Revenue", "revenue", "rupees"),
    Column("ROI", "roi", "ratio"),
)


def waterfall(
    losses: Frame, *, most: int = 6, total: str = "All losses", period: str = ""
) -> Figure:
    """Rows that lost, largest loss first: label, pick, state, net_return below 0.

    Beyond ``most`` rows the rest is one step, "3 others". Drawn as bars: their start is the sum
    of the losses before them.
    """
    losses = Frame.of(losses)
    table = losses.beside(lost=-losses["net_return"])
    rows = _steps(table, most)
    every = float(table["lost"].sum())
    height = MARGIN[2] + MARGIN[3] + ROW * (len(rows) + 1)
    return figure.figure(
        [_bars(rows, every, total), _labels(rows, every)],
        height=height,
        margin=MARGIN,
        described=data_table.data_table(
            table,
            COLUMNS,
            caption="Money lost by each segment",
            period=period,
            rows=[[at, pick] for at, pick in enumerate(rows["pick"].tolist())],
            phone=_phone(rows, total),
        ),
        shapes=_connectors(rows),
        xaxis=_axis(every),
        yaxis=lines.beside(_names(rows, total, 18)),
    )


def _axis(every: float) -> dict[str, Any]:
    marks = figure.rounded_steps(every, 5)
    return figure.fixed_axis(
        range=[0, every * 1.02],
        tickmode="array",
        tickvals=marks,
        ticktext=[formats.rupees_tick(-v) for v in marks],
        showgrid=True,
    )


def _phone(rows: Frame, total: str) -> dict[str, Any]:
    margin = dict(zip("lrtb", PHONE_MARGIN))
    return {"layout": {"margin": margin, "yaxis": {"ticktext": _names(rows, total, 15)}}}


def _names(rows: Frame, total: str, length: int) -> list[str]:
    return [
        *(figure.shorten(label, length) for label in rows["label"]),
        figure.strong(total, "text"),
    ]


def _steps(table: Frame, most: int) -> Frame:
    """The rows that get a bar: the largest, and one for all others."""
    rows = table.only("label", "pick", "state", "lost")
    if len(table) > most + 1:
        others = rows.at(slice(most, None))
        rest = {"label": f"{len(others)} others", "pick": "", "state": "plain"}
        rest["lost"] = others["lost"].sum()
        rows = Frame.stacked([rows.first(most), Frame(rest, 1)])
    return rows.beside(before=rows["lost"].cumsum() - rows["lost"])


def _bars(rows: Frame, every: float, total: str) -> Trace:
    """One bar a step; the last is the total, in the colour of text."""
    outline = figure.outlines(rows, "surface", 0)
    hovers = [
        figure.hover(
            row["label"],
            f"Lost {formats.rupees_short(row['lost'])}",
            f"{formats.percent(row['lost'] / every)} of all losses",
        )
        for row in rows.records()
    ]
    return {
        "type": "bar",
        "orientation": "h",
        "y": list(range(len(rows) + 1)),
        "base": [*figure.numbers(rows["before"]), 0],
        "x": [*figure.numbers(rows["lost"]), round(every, 6)],
        "width": 0.6,
        "marker": {
            "color": [*[var("loss")] * len(rows), var("text2")],
            "opacity": [*figure.opacities(rows), 1.0],
            "cornerradius": 3,
            "line": {key: [*value, value[-1] if key == "color" else 0]
                     for key, value in outline.items()},
        },
        "customdata": [*figure.selection_data(rows), ["", "plain"]],
        "hovertext": [*hovers, figure.hover(total, formats.rupees_short(every))],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }  # fmt: skip


def _labels(rows: Frame, every: float) -> Trace:
    """Amounts beside the bars, where there is room: right of them, left of them, or inside."""
    x, text, place = [], [], []
    for lost, before in [*zip(rows["lost"].tolist(), rows["before"].tolist()), (every, 0.0)]:
        words = formats.rupees_short(-lost)
        if lost / every >= INSIDE:
            x.append(before + lost)
            text.append(figure.strong(words, "surface"))
            place.append("middle left")
        elif before / every >= LEFT:
            x.append(before)
            text.append(figure.strong(words, "loss"))
            place.append("middle left")
        else:
            x.append(before + lost)
            text.append(figure.strong(words, "loss"))
            place.append("middle right")
    return {
        "type": "scatter",
        "mode": "text",
        "x": figure.numbers(x),
        "y": list(range(len(rows) + 1)),
        "text": [f"\u2002{t}\u2002" for t in text],
        "textposition": place,
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _connectors(rows: Frame) -> list[Shape]:
    """A thin line from the end of each bar to the start of the next."""
    ends: list[Any] = figure.numbers(rows["before"] + rows["lost"])
    return [
        figure.line(end, end, at + 0.3, at + 0.7, "control", 1, layer="between")
        for at, end in enumerate(ends)
    ]
