"""ROI of every combination of two dimensions as tiles, with both margins set apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import formats
from components.charts.parts import colour_key, data_table, figure, ratio_axis
from components.charts.parts.data_table import Column
from components.charts.parts.figure import Figure, Trace, var
from components.charts.parts.heatmap_layout import APART, HeatmapLayout
from components.charts.parts.heatmap_layout import heatmap_layout as board_of
from components.charts.parts.heatmap_layout import place_tiles as placed_on
from metrics.frames import Frame

MARGIN = (112, 8, 40, 52)
PHONE_MARGIN = (88, 4, 40, 8)
PHONE_COLUMNS = 6

COLUMNS = (
    Column("Row", "row"),
    Column("Column", "column"),
    Column("ROI", "roi", "ratio"),
    Column("95% from", "roi_low95", "ratio"),
    Column("95% to", "roi_high95", "ratio"),
    Column("Payout", "payout", "rupees"),
    Column("Revenue", "revenue", "rupees"),
    Column("Net return", "net_return", "rupees"),
    Column("Posts", "posts", "count"),
)


def heatmap(
    cells: Frame,
    rows: Frame,
    columns: Frame,
    *,
    rows_by: str,
    columns_by: str,
    threshold: float = 1.0,
    period: str = "",
) -> Figure:
    """``cells`` have both dimensions as columns, ``rows`` and ``columns`` one each; all have
    pick, state, roi, payout; margins a label. Rows and columns are sorted by ROI, best first.

    A tile is hatched when its verdict is unclear, or when it has one and one influencer only.
    """
    cells, rows, columns = map(Frame.of, (cells, rows, columns))
    desk = _drawing(cells, rows, columns, rows_by, columns_by, threshold, phone=False)
    most = columns.largest(PHONE_COLUMNS, "payout") if len(columns) > len(rows) else columns
    # The phone gets rows and columns swapped where that is narrower.
    small = (rows, most, rows_by, columns_by)
    if len(rows) <= len(most):
        small = (most, rows.largest(PHONE_COLUMNS, "payout"), columns_by, rows_by)
    hand = _drawing(cells, *small, threshold, phone=True)
    return figure.figure(
        desk["data"],
        height=desk["layout"].pop("height"),
        margin=MARGIN,
        described=data_table.data_table(
            _table(cells, rows, columns, rows_by, columns_by),
            COLUMNS,
            caption="ROI of every combination, and payout",
            period=period,
            phone={
                "data": hand["data"],
                "layout": {**hand["layout"], "margin": dict(zip("lrtb", PHONE_MARGIN))},
                "height": hand["layout"].pop("height"),
            },
        ),
        **desk["layout"],
    )


def _drawing(
    cells: Frame,
    rows: Frame,
    columns: Frame,
    rows_by: str,
    columns_by: str,
    threshold: float,
    *,
    phone: bool,
) -> dict[str, Any]:
    """The traces and the layout of one variant."""
    board = board_of(rows, columns, rows_by, columns_by, phone=phone)
    placed = placed_on(cells, rows, columns, rows_by, columns_by, board)
    margin = PHONE_MARGIN if phone else MARGIN
    data = [_tiles(placed, board, threshold), *_blanks(placed, board)]
    return {
        "data": data,
        "layout": {
            "height": margin[2] + margin[3] + round(board.row_height * board.high),
            "bargap": 0,
            "barmode": "overlay",
            "shapes": [] if phone else colour_key.shapes(),
            "annotations": [] if phone else colour_key.words(threshold, hatched="verdict" in cells),
            **_axes(board),
        },
    }


def _weak(placed: Frame) -> list[bool]:
    verdicts = figure.texts(placed, "verdict")
    people = figure.column(placed, "influencers", 2.0)
    return [one == "Unclear" or (bool(one) and n <= 1) for one, n in zip(verdicts, people.tolist())]


def _tiles(placed: Frame, board: HeatmapLayout, threshold: float) -> Trace:
    """Tiles as bars of width 1, since heat maps know neither hatch nor round corners."""
    weak, ratio = _weak(placed), figure.column(placed, "roi").tolist()
    known = [v if v == v else threshold for v in ratio]
    colours = [ratio_axis.ramp(v, threshold, weak=w) for v, w in zip(known, weak)]
    inks = [
        var("text") if state == "dimmed" else ratio_axis.ramp(v, threshold, weak=w, ink=True)
        for v, w, state in zip(known, weak, figure.texts(placed, "state"))
    ]
    line = figure.outlines(placed, "surface", 3)
    line["width"] = [3] * len(placed)
    return {
        "type": "bar",
        "orientation": "h",
        "base": placed["x"].tolist(),
        "x": [1] * len(placed),
        "y": placed["y"].tolist(),
        "width": 1,
        "marker": {
            "color": colours,
            "opacity": figure.opacities(placed),
            "cornerradius": 5,
            "line": line,
            **({"pattern": _hatch(weak, inks)} if any(weak) else {}),
        },
        "text": _texts(placed, board),
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        "insidetextfont": {"size": 12, "color": inks},
        "customdata": figure.selection_data(placed),
        "hovertext": _hovers(placed, weak),
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _hatch(weak: Sequence[bool], inks: Sequence[str]) -> dict[str, Any]:
    """Lines over weak tiles; the default mode would drop their fill."""
    return {
        "shape": ["/" if w else "" for w in weak],
        "fillmode": "overlay",
        "bgcolor": var("surface"),
        "fgcolor": list(inks),
        "fgopacity": 0.22,
        "size": 8,
        "solidity": 0.12,
    }


def _texts(placed: Frame, board: HeatmapLayout) -> list[str]:
    found = []
    for ratio, payout in zip(*(figure.column(placed, key).tolist() for key in ("roi", "payout"))):
        text = figure.strong(formats.ratio_tight(ratio))
        found.append(f"{text}<br>{formats.rupees_short(payout)}" if board.money else text)
    return found


def _hovers(placed: Frame, weak: Sequence[bool]) -> list[str]:
    found = []
    for row, unsure in zip(placed.records(), weak):
        lines = [
            f"{formats.rupees_short(row.get('payout'))} payout, "
            f"{formats.rupees_short(row.get('revenue'))} revenue"
        ]
        low, high = row.get("roi_low95"), row.get("roi_high95")
        if low is not None and low == low:
            lines.append(f"95% interval {formats.interval(low, high)}")
        people, posts = row.get("influencers"), row.get("posts")
        counts = [
            f"{formats.count(n)} {word if n == 1 else f'{word}s'}"
            for n, word in ((posts, "post"), (people, "influencer"))
            if n is not None and n == n
        ]
        lines += [", ".join(counts)] if counts else []
        if unsure:
            lines.append("One influencer only" if people == 1 else "Interval holds break-even")
        found.append(figure.hover(row["label"], f"ROI {formats.ratio(row['roi'])}", *lines))
    return found


def _blanks(placed: Frame, board: HeatmapLayout) -> list[Trace]:
    """A dash where nothing was spent."""
    taken = set(zip(placed["x"].tolist(), placed["y"].tolist()))
    free = [
        (x, y) for y in board.rows.values() for x in board.columns.values() if (x, y) not in taken
    ]
    if not free:
        return []
    return [
        {
            "type": "scatter",
            "mode": "text",
            "x": [x + 0.5 for x, _ in free],
            "y": [y for _, y in free],
            "text": [formats.UNDEFINED] * len(free),
            "textfont": {"color": var("text3")},
            "hoverinfo": "skip",
        }
    ]


def _axes(board: HeatmapLayout) -> dict[str, Any]:
    edge_x, edge_y = len(board.columns) + APART, len(board.rows) + APART
    every = figure.strong("All", "text")
    font = {"size": 12.5, "color": var("text2")}
    return {
        "xaxis": figure.fixed_axis(
            range=[0, board.wide],
            side="top",
            tickmode="array",
            tickvals=[*(at + 0.5 for at in board.columns.values()), edge_x + 0.5],
            ticktext=[*board.column_names, every],
            tickfont=font,
            tickangle=0,
        ),
        "yaxis": figure.fixed_axis(
            range=[board.high - 0.5, -0.5],
            tickmode="array",
            tickvals=[*board.rows.values(), edge_y],
            ticktext=[*board.row_names, every],
            tickfont=font,
            ticklabelstandoff=4,
        ),
    }


def _table(cells: Frame, rows: Frame, columns: Frame, rows_by: str, columns_by: str) -> Frame:
    return Frame.stacked(
        [
            cells.beside(row=cells[rows_by], column=cells[columns_by]),
            rows.beside(row=rows["label"], column="All"),
            columns.beside(row="All", column=columns["label"]),
        ]
    )
