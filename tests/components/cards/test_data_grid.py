"""Columns of tables: wide enough for the figures of their rows."""

from __future__ import annotations

from typing import Any

import pytest

from components.cards import data_grid
from components.cards.data_grid import (
    fit_width,
    net_column,
    number_column,
    ratio_column,
    revenue_column,
)
from metrics.catalog import metric


def width(column: dict[str, Any], *values: float | None) -> int:
    rows = [{column["field"]: value} for value in values]
    return fit_width(column, rows)["minWidth"]


@pytest.mark.parametrize(
    "column", [revenue_column(), net_column(), number_column(metric("payout"))]
)
def test_a_longer_figure_gets_a_wider_column(column: dict[str, Any]) -> None:
    assert width(column, 1.0, None) == width(column) == column["minWidth"]
    lakhs, crores, hundreds = (width(column, 2.0, value) for value in (4e6, 4e8, -4e10))
    assert column["minWidth"] <= lakhs < crores < hundreds
    assert hundreds >= data_grid.AROUND + data_grid.CHARACTER * len("−₹40,00,00,00,000")


def test_other_columns_stay_as_they_are() -> None:
    ratio, text = ratio_column(), data_grid.text_column("label", "Name")
    assert fit_width(ratio, [{"roi": 1e12}]) == ratio
    assert fit_width(text, [{"label": "a long name"}]) == text
