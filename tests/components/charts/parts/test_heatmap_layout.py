"""The board under tiles: where its cells and margins stand."""

from __future__ import annotations

from components.charts.parts.heatmap_layout import heatmap_layout, place_tiles
from metrics.frames import Frame
from tests.components.charts.frames import NAMES, OTHERS, cells, groups


def test_margins_stand_apart_from_the_cells() -> None:
    rows, columns = Frame.of(groups(NAMES)), Frame.of(groups(OTHERS, by="category"))
    on = heatmap_layout(rows, columns, "platform", "category", phone=False)
    found = place_tiles(Frame.of(cells(NAMES, OTHERS)), rows, columns, "platform", "category", on)
    assert found["x"].max() == len(OTHERS) + 0.25 and found["y"].max() == len(NAMES) + 0.25
    assert on.wide == len(OTHERS) + 1.25 and on.high == len(NAMES) + 1.25
    assert list(zip(found["y"], found["x"])) == sorted(zip(found["y"], found["x"]))


def test_long_column_names_break_over_two_lines() -> None:
    columns = groups(("Home & Kitchen Appliances", "Food"), by="category")
    on = heatmap_layout(
        Frame.of(groups(NAMES)), Frame.of(columns), "platform", "category", phone=False
    )
    assert any("<br>" in name for name in on.column_names)


def test_names_of_narrow_columns_stand_on_two_levels() -> None:
    rows, columns = Frame.of(groups(NAMES)), Frame.of(groups(OTHERS, by="category"))
    on = heatmap_layout(rows, columns, "platform", "category", phone=True)
    assert [name.count("<br>") for name in on.column_names] == [0, 1, 0, 1]
