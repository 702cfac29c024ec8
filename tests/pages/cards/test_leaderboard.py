"""The small lines of tables: a year of months to the end of the selection, from the files."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from data.ingest.load import load_folder
from data.store import Store
from pages.grid_rows import months_of
from pages.overview import leaders
from tests import oracle
from tests.worlds import World, written


def sold(folder: Path, months: list[str], until: str, product: str = "") -> dict[str, list[int]]:
    """Revenue of each influencer in each month, to a day, by csv and Decimal."""
    known = {row["ID"] for row in oracle.read(folder, "influencers")}
    sums: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * len(months))
    for row in oracle.read(folder, "tracking"):
        day, one = row["date"], row["influencer_id"]
        if (
            one in known
            and day <= until
            and day[:7] in months
            and row["product"].startswith(product)
        ):
            sums[one][months.index(day[:7])] += Decimal(row["revenue"])
    return {one: [int(round(value)) for value in values] for one, values in sums.items()}


@pytest.mark.parametrize(
    ("query", "months", "until"),
    [
        ("", [f"2025-{m:02d}" for m in range(6, 13)] + [f"2026-{m:02d}" for m in range(1, 6)], "3"),
        ("?since=2026-01-10&until=2026-02-14",
         [f"2025-{m:02d}" for m in range(3, 13)] + ["2026-01", "2026-02"], "2026-02-14"),
        ("?until=2025-03-10", ["2025-01", "2025-02", "2025-03"], "2025-03-10"),
        ("?product=Creatine&until=2025-02-28", ["2025-01", "2025-02"], "2025-02-28"),
    ],
)  # fmt: skip
def test_a_line_is_the_year_to_the_end_of_the_selection(
    tmp_path: Path, query: str, months: list[str], until: str
) -> None:
    folder = written(World(days=500, rows=3000), tmp_path)
    store = Store(load_folder(folder))
    found = months_of(store, store.filters(query))
    expected = sold(folder, months, until, "Creatine" if "Creatine" in query else "")
    assert {one: line for one, line in found.items() if any(line)} == expected
    assert all(len(line) == len(months) for line in found.values())


def test_the_leaderboard_of_one_month_shows_the_year_before(tmp_path: Path) -> None:
    store = Store(load_folder(written(World(days=500, rows=3000), tmp_path)))
    rows = leaders(store, store.filters("?since=2026-02-01&until=2026-02-28"), "net_return", False)
    assert rows and all(len(row["months"]) == 12 for row in rows)


def test_a_selection_before_the_data_has_no_line(tmp_path: Path) -> None:
    store = Store(load_folder(written(World(), tmp_path)))
    assert months_of(store, store.filters("?until=2001-01-31")) == {}
