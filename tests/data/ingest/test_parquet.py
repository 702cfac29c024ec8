"""Parquet files and folders of parts are read by the rules of CSV, and to the same tables."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from data.ingest.load import UnusableFiles, load_folder
from data.ingest.schema import TABLES
from data.simulate import main as simulate
from data.sources.folder import Folder
from data.sources.live import LiveSource
from data.store import Store
from metrics.filters import Filters

TEXT = pa.csv.ConvertOptions(strings_can_be_null=False)


@pytest.fixture(scope="module")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("brand")
    simulate(["--out", str(folder), "--rows", "4000", "--seed", "12"])
    return folder


def typed(path: Path) -> pa.Table:
    """A CSV file with the types that a warehouse gives its columns."""
    options = pa.csv.ParseOptions(newlines_in_values=True)
    return pa.csv.read_csv(path, parse_options=options, convert_options=TEXT)


def as_parquet(folder: Path, target: Path, parts: int = 1) -> Path:
    """The same files as Parquet, tracking in so many parts."""
    target.mkdir()
    for path in folder.glob("*.csv"):
        table = typed(path)
        if parts > 1 and path.stem == "tracking_data":
            (target / path.stem).mkdir()
            size = -(-table.num_rows // parts)
            for part in range(parts):
                cut = table.slice(part * size, size)
                pq.write_table(cut, target / path.stem / f"part-{part:03d}.parquet")
        else:
            pq.write_table(table, target / f"{path.stem}.parquet")
    return target


@pytest.mark.parametrize("parts", [1, 3])
def test_typed_parquet_reads_as_the_csv_it_was(brand: Path, tmp_path: Path, parts: int) -> None:
    one = load_folder(brand)
    other = load_folder(as_parquet(brand, tmp_path / "parquet", parts))
    for table in TABLES:
        mine, theirs = getattr(one, table.key), getattr(other, table.key)
        codes = mine.select_dtypes("category").columns
        pd.testing.assert_frame_equal(
            mine.astype(dict.fromkeys(codes, "str")), theirs.astype(dict.fromkeys(codes, "str"))
        )
    assert other.quality.total_revenue == one.quality.total_revenue
    assert [f.accepted for f in other.quality.files] == [f.accepted for f in one.quality.files]
    assert all(report.encoding == "Parquet" for report in other.quality.files)
    first, second = (Store(tables).summary(Filters()) for tables in (one, other))
    assert str(first) == str(second)


def tracking(**columns: list) -> pa.Table:
    rows = len(next(iter(columns.values())))
    usual = {
        "source": ["S"] * rows, "campaign": ["C"] * rows, "influencer_id": ["INF1"] * rows,
        "user_id": ["U1"] * rows, "product": ["P"] * rows, "date": [date(2025, 2, 3)] * rows,
        "orders": [1] * rows, "revenue": [10.0] * rows,
    }  # fmt: skip
    return pa.table({**usual, **columns})


def swapped(folder: Path, table: pa.Table) -> Path:
    (folder / "tracking_data.csv").unlink()
    pq.write_table(table, folder / "tracking_data.parquet")
    return folder


def test_every_type_is_read_by_its_value(make_folder: Callable[..., Path]) -> None:
    folder = swapped(make_folder(), tracking(
        date=[datetime(2025, 2, 3), datetime(2025, 2, 4), datetime(2025, 2, 5)],
        orders=pa.array([1.0, 2.0, 3.0]),
        revenue=pa.array([Decimal("10.10"), Decimal("20.25"), Decimal("0.00")]),
        user_id=pa.array(["U1", None, "U3"]).dictionary_encode(),
        influencer_id=pa.array(["INF1", "INF1", None]),
    ))  # fmt: skip
    frame = load_folder(folder).tracking
    assert frame["revenue"].tolist() == [10.1, 20.25, 0.0]
    assert frame["orders"].tolist() == [1, 2, 3]
    assert frame["user"].tolist() == ["U1", "", "U3"]
    assert frame["influencer"].tolist() == ["INF1", "INF1", ""]
    assert frame["date"].dt.day.tolist() == [3, 4, 5]


def test_bad_rows_are_listed_with_their_number(make_folder: Callable[..., Path]) -> None:
    folder = swapped(make_folder(), tracking(
        revenue=pa.array([10.0, -1.0, float("nan"), 10.0]), product=["P", "P", "P", "a\0b"],
    ))  # fmt: skip
    quality = load_folder(folder).quality
    report = next(one for one in quality.files if one.key == "tracking")
    assert (report.read, report.accepted, report.rejected) == (4, 1, 3)
    told = [(i.line, i.column, i.code) for i in quality.issues if i.kind == "rejected"]
    assert told == [(2, "revenue", "negative"), (3, "revenue", "missing"), (4, "", "nul")]


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (lambda path: path.write_bytes(b"PAR1 and no more"), "can't be read as Parquet"),
        (lambda path: pq.write_table(tracking(revenue=[[1.0]]), path), "is of type list"),
        (lambda path: pq.write_table(tracking(orders=[1]).drop("revenue"), path), "is missing"),
    ],
    ids=["no parquet", "nested", "without a column"],
)
def test_what_is_no_table_is_named(
    make_folder: Callable[..., Path], break_it: Callable[[Path], None], words: str
) -> None:
    folder = swapped(make_folder(), tracking(orders=[1]))
    break_it(folder / "tracking_data.parquet")
    with pytest.raises(UnusableFiles, match=words) as error:
        load_folder(folder)
    assert error.value.problems[0].file == "tracking_data.parquet"


def test_csv_and_parquet_of_one_table_are_there_twice(make_folder: Callable[..., Path]) -> None:
    folder = make_folder()
    pq.write_table(tracking(orders=[1]), folder / "tracking.parquet")
    with pytest.raises(UnusableFiles, match="is there twice"):
        load_folder(folder)
    (folder / "tracking.parquet").unlink()
    (folder / "posts").mkdir()
    (folder / "posts_data.csv").unlink()
    with pytest.raises(UnusableFiles, match="folder without Parquet files"):
        load_folder(folder)


def test_a_changed_part_is_seen(brand: Path, tmp_path: Path) -> None:
    folder = as_parquet(brand, tmp_path / "parquet", 2)
    source = LiveSource(folder)
    before, seen = source.load().store, Folder(folder).fingerprint()
    shutil.copy(folder / "tracking_data" / "part-000.parquet",
                folder / "tracking_data" / "part-002.parquet")  # fmt: skip
    assert Folder(folder).fingerprint() != seen
    source.refresh()
    assert source.state.store.version != before.version
    rows = source.state.store.quality.files[2].read
    assert rows > before.quality.files[2].read
