"""A chart's twin: the table for reading and the CSV for reckoning."""

from __future__ import annotations

import math

import pandas as pd

from components.charts.parts import data_table
from tests.twins import csv_of, table_of


def test_the_table_is_for_reading_and_the_csv_for_reckoning() -> None:
    frame = pd.DataFrame({"label": ["A"], "roi": [math.nan], "payout": [123456.0]})
    columns = [
        data_table.Column("Name", "label"),
        data_table.Column("ROI", "roi", "ratio"),
        data_table.Column("Payout", "payout", "rupees"),
        data_table.Column("Posts", "posts", "count"),
    ]
    meta = data_table.data_table(frame, columns, caption="Things", period="Aug 2025")
    assert meta["twin"]["labels"] == ["Name", "ROI", "Payout"]
    assert table_of(meta) == [["A", "–", "₹1,23,456"]]
    assert csv_of(meta) == [{"label": "A", "roi": None, "payout": 123456.0}]
    assert meta["period"] == "Aug 2025" and "phone" not in meta
