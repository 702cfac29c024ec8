"""A chart's twin: the table for reading and the CSV for reckoning."""

from __future__ import annotations

import math

import pandas as pd

from components.charts import twin


def test_the_table_is_for_reading_and_the_csv_for_reckoning() -> None:
    frame = pd.DataFrame({"label": ["A"], "roi": [math.nan], "payout": [123456.0]})
    columns = [
        twin.Column("Name", "label"),
        twin.Column("ROI", "roi", "ratio"),
        twin.Column("Payout", "payout", "rupees"),
        twin.Column("Posts", "posts", "count"),
    ]
    meta = twin.meta(frame, columns, caption="Things", period="Aug 2025")
    assert meta["table"]["columns"] == ["Name", "ROI", "Payout"]
    assert meta["table"]["rows"] == [["A", "–", "₹1,23,456"]]
    assert meta["csv"]["rows"] == [["A", None, 123456.0]]
    assert meta["period"] == "Aug 2025" and "phone" not in meta
