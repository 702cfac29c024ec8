"""The quick way into a file and the careful one read the same, whatever the file holds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from unittest import mock

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.ingest import csv_arrow, load
from data.ingest.csv_arrow import read_csv_arrow
from data.ingest.csv_tolerant import read_csv_tolerant
from data.ingest.load import load_folder
from data.ingest.quality import UnusableFile
from data.ingest.schema import TABLES
from data.simulate import main as simulate

HEADER = ["source", "campaign", "influencer_id", "user_id", "product", "date", "orders", "revenue"]
COLUMNS = next(t for t in TABLES if t.key == "tracking").columns
CELLS = st.sampled_from(
    ["", " ", "INF1", "inf 1 ", "42.0", "NA", "2025-02-03", "2025-02-03T10:00", "03/02/2025", "1",
     "1.0", "2", "0", "-1", "1.5", "5.", ".5", "1e3", "1e400", "inf", "nan", "₹1,200",
     "12345678901", "99999999999999999999", "10.25", "0010.10", "+7", "\ufeff", "=SUM(A1)", "अ",
     "\u2028", "\x0b", "\x85", "a\tb", "x" * 300]
)  # fmt: skip
GOOD = st.tuples(
    *(st.sampled_from(pool) for pool in (
        ["Instagram", "X"], ["Diwali", ""], ["INF1", "INF2", ""], ["U1", "U2", ""], ["Whey", "Bar"],
        ["2025-02-03", "2025-02-04"], ["1", "2"], ["10", "20.50"])),
).map(list)  # fmt: skip
ROWS = st.one_of(GOOD, GOOD, st.lists(CELLS, min_size=8, max_size=8),
                 st.lists(CELLS, min_size=0, max_size=10))  # fmt: skip


def both(folder: Path, content: bytes) -> tuple[load.Tables, load.Tables]:
    """The folder read as it is, and read the careful way alone."""
    (folder / "tracking_data.csv").write_bytes(content)
    quick = load_folder(folder)
    with mock.patch.object(load, "read_csv_arrow", lambda *_: None):
        return quick, load_folder(folder)


def compared(quick: load.Tables, careful: load.Tables) -> None:
    assert quick.quality == careful.quality
    for table in TABLES:
        one, other = getattr(quick, table.key), getattr(careful, table.key)
        pd.testing.assert_frame_equal(as_texts(one), as_texts(other))


def as_texts(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with its texts as such, however they are held."""
    return frame.assign(
        **{
            name: pd.Series(column.tolist(), dtype="str")
            for name, column in frame.items()
            if isinstance(column.dtype, pd.CategoricalDtype | pd.ArrowDtype | pd.StringDtype)
        }
    )


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rows=st.lists(ROWS, min_size=1, max_size=12),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    mark=st.sampled_from([",", ";", "\t"]),
    bom=st.booleans(),
    closed=st.booleans(),
    blank=st.sampled_from(["", "\n", " \n\n", "sep=;\n"]),
)
def test_both_ways_read_the_same(
    make_folder: Callable[..., Path], rows: list[list[str]], end: str, mark: str, bom: bool,
    closed: bool, blank: str,
) -> None:  # fmt: skip
    lines = [mark.join(cells) for cells in ([HEADER, ["S"] * 5 + ["2025-01-01", "1", "1"], *rows])]
    text = blank + end.join(lines) + (end if closed else "")
    content = (b"\xef\xbb\xbf" if bom else b"") + text.encode()
    try:
        quick, careful = both(make_folder(), content)
    except UnusableFile as error:
        assert "header" in str(error) or "column" in str(error)
        return
    compared(quick, careful)


@pytest.mark.parametrize("block", [64, 1 << 12])
def test_lines_that_are_no_rows_keep_their_numbers_over_blocks(
    monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(csv_arrow, "BLOCK", block)
    dice = np.random.default_rng(3)
    good = "S,C,I,U,P,2025-01-01,1,10"
    kinds = dice.choice(["good", "short", "long", "blank"], 600, p=[0.85, 0.05, 0.05, 0.05])
    lines = [{"good": good, "short": "a,b", "long": good + ",1", "blank": ""}[k] for k in kinds]
    content = (",".join(HEADER) + "\n" + "\n".join(lines)).encode()
    quick = read_csv_arrow("f", content, COLUMNS)
    careful = read_csv_tolerant("f", content)
    assert quick is not None and quick.lines.tolist() == careful.lines
    assert quick.broken == careful.broken and quick.read == careful.read
    assert [quick.row(at) for at in (0, -1)] == [careful.rows[at] for at in (0, -1)]
    every = np.ones(len(quick.lines), bool)
    assert quick.repeats(every) == careful.repeats(every)


@pytest.mark.parametrize(
    "content",
    [b'a,b\n"x",1\n', b"a,b\n\0,1\n", b"a,b\n\xff,1\n", b"a,b\n", b"\xff\xfea\0,\0b\0\n\0"],
    ids=["quotes", "NUL", "not UTF-8", "header only", "UTF-16"],
)
def test_what_is_not_plain_is_left_to_the_careful_way(content: bytes) -> None:
    assert read_csv_arrow("f", content, ()) is None


def test_a_simulated_brand_is_plain_and_reads_the_same(tmp_path: Path) -> None:
    simulate(["--out", str(tmp_path), "--rows", "5000", "--seed", "8"])
    content = (tmp_path / "tracking_data.csv").read_bytes()
    assert read_csv_arrow("tracking_data.csv", content, COLUMNS) is not None
    compared(*both(tmp_path, content))
