"""Where tiles stand: rows and columns in order, margins apart, and how their names read."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from components.charts.parts import figure
from metrics.frames import Frame

ROW, PHONE_ROW = 52, 46
APART = 0.25
LETTERS = 66
"""Characters of column names that fit over all tiles together."""


@dataclass(frozen=True)
class HeatmapLayout:
    """Where tiles stand: the values of rows and columns in order, and how their names read."""

    rows: Mapping[str, float]
    columns: Mapping[str, float]
    row_names: Sequence[str]
    column_names: Sequence[str]
    row_height: int
    money: bool

    @property
    def wide(self) -> float:
        """Units from the left edge to the right edge of the margin."""
        return len(self.columns) + APART + 1

    @property
    def high(self) -> float:
        """Units from the upper edge to the lower edge of the margin."""
        return len(self.rows) + APART + 1


def heatmap_layout(
    rows: Frame, columns: Frame, rows_by: str, columns_by: str, *, phone: bool
) -> HeatmapLayout:
    """The places of the values of both margins, best ROI first."""
    down = rows.ordered("-roi")
    across = columns.ordered("-roi")
    width = LETTERS // (len(across) + 1)
    return HeatmapLayout(
        rows={value: float(at) for at, value in enumerate(down[rows_by])},
        columns={value: float(at) for at, value in enumerate(across[columns_by])},
        row_names=[figure.shorten(label, 12 if phone else 17) for label in down["label"]],
        column_names=_stagger(across["label"])
        if phone
        else [_break_name(label, max(width, 5)) for label in across["label"]],
        row_height=PHONE_ROW if phone else ROW,
        money=not phone,
    )


def _stagger(names: Iterable[object]) -> list[str]:
    """Names on two levels in turn, where a column has less room than a word."""
    raised = "<br>\u00a0"
    return [
        f"{figure.shorten(name, 11)}{raised if at % 2 else ''}" for at, name in enumerate(names)
    ]


def _break_name(name: object, width: int) -> str:
    """A name over at most two lines of so many characters."""
    words = str(name).split()
    first = words[0] if words else ""
    for at in range(1, len(words)):
        if len(f"{first} {words[at]}") > width:
            return (
                f"{figure.shorten(first, width)}<br>{figure.shorten(' '.join(words[at:]), width)}"
            )
        first = f"{first} {words[at]}"
    return figure.shorten(first, width + 1)


def place_tiles(
    cells: Frame,
    rows: Frame,
    columns: Frame,
    rows_by: str,
    columns_by: str,
    on: HeatmapLayout,
) -> Frame:
    """All tiles with their place: the cells, then the margin of rows, then that of columns."""
    edge_x, edge_y = float(len(on.columns) + APART), float(len(on.rows) + APART)
    parts = [
        cells.beside(x=_on(cells[columns_by], on.columns), y=_on(cells[rows_by], on.rows)),
        rows.beside(x=edge_x, y=_on(rows[rows_by], on.rows)),
        columns.beside(x=_on(columns[columns_by], on.columns), y=edge_y),
    ]
    return Frame.stacked(parts).known("x").known("y").ordered("y", "x")


def _on(values: np.ndarray, places: Mapping[str, float]) -> np.ndarray:
    """The place of each value; NaN for those that have none on this board."""
    return np.array([places.get(value, math.nan) for value in values.tolist()], float)
