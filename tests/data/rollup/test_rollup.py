"""Rolled up or not, by whatever engine: the same numbers everywhere."""

from __future__ import annotations

import csv
import json
import math
import random
import shutil
from collections.abc import Iterator
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import simulate
from data.ingest.load import load_folder
from data.measure import report
from data.rollup import __main__ as rollup
from data.rollup import input as rollup_input
from data.rollup.engines import EMBEDDED
from data.store import Store
from metrics.filters import Filters
from tests.oracle import totals
from tests.worlds import World, written

ENGINES = [name for name in EMBEDDED if name in ("pandas", "pyarrow") or find_spec(name)]
HEADER = [
    "source", "campaign", "influencer_id", "user_id", "product", "date", "orders", "revenue",
]  # fmt: skip


def roll(folder: Path, out: Path, *more: str) -> Path:
    assert rollup.main(["--input", str(folder), "--output", str(out), *more]) == 0
    return out


def differences(one: Any, other: Any, place: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Leaves that differ; numbers by more than the last bits."""
    if isinstance(one, dict):
        assert one.keys() == other.keys(), place
        for key in one.keys() - {"quality"}:
            yield from differences(one[key], other[key], f"{place}.{key}")
    elif isinstance(one, list | tuple):
        assert len(one) == len(other), place
        for at, pair in enumerate(zip(one, other)):
            yield from differences(*pair, f"{place}[{at}]")
    elif isinstance(one, float) or isinstance(other, float):
        if not math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9):
            yield place, one, other
    elif one != other:
        yield place, one, other


def assert_alike(folder: Path, rolled: Path) -> None:
    """Every judgement, and every metric of every group of every dimension."""
    plain, few = Store(load_folder(folder)), Store(load_folder(rolled))
    assert not list(differences(report(plain), report(few)))
    assert (plain.first, plain.last, plain.known) == (few.first, few.last, few.known)
    for by in ("month", "week", *(d.key for d in plain.dimensions)):
        frames = [s.breakdown(by, Filters()).to_dict("list") for s in (plain, few)]
        texts = [
            {k: [str(v) if not isinstance(v, float) else v for v in vs] for k, vs in f.items()}
            for f in frames
        ]
        for key in texts[0]:
            for a, b in zip(texts[0][key], texts[1][key], strict=True):
                same = a == b or (isinstance(a, float) and math.isnan(a) and math.isnan(b))
                assert same or math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9), (by, key, a, b)


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("market") / "in"
    assert simulate.main(["--out", str(folder), "--rows", "30000", "--days", "200"]) == 0
    return folder


@pytest.fixture(scope="module")
def rolled(market: Path) -> Path:
    return roll(market, market.parent / "out")


def rows(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_every_number_stays(market: Path, rolled: Path) -> None:
    assert_alike(market, rolled)
    account = json.loads((rolled / "rollup.json").read_text())
    read = len(rows(market / "tracking_data.csv")) - 1
    assert account["read"] == account["rolled"] == read
    assert account["groups"] < 0.6 * read
    assert account["kept"] == account["broken"] == 0


@pytest.mark.parametrize("engine", ENGINES)
def test_engines_write_the_same_bytes(
    engine: str, market: Path, rolled: Path, tmp_path: Path
) -> None:
    out = roll(market, tmp_path / "out", "--engine", engine)
    assert (out / "tracking_data.csv").read_bytes() == (rolled / "tracking_data.csv").read_bytes()


def test_parts_in_any_order_are_one_table(market: Path, rolled: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    shutil.copytree(market, folder)
    header, *data = rows(folder / "tracking_data.csv")
    (folder / "tracking_data.csv").unlink()
    random.Random(1).shuffle(data)
    for at in range(5):
        part = folder / "tracking_data" / f"day={at}" / "part.csv"
        part.parent.mkdir(parents=True)
        with part.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([header, *data[at::5]])
    out = roll(folder, tmp_path / "out")
    assert (out / "tracking_data.csv").read_bytes() == (rolled / "tracking_data.csv").read_bytes()


@pytest.mark.parametrize("engine", ENGINES)
def test_typed_parquet_is_read_as_its_text(
    engine: str, market: Path, rolled: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    shutil.copytree(market, folder)
    typed = pa.csv.read_csv(folder / "tracking_data.csv")
    assert pa.types.is_date(typed.schema.field("date").type)
    pa.parquet.write_table(typed, folder / "tracking_data.parquet")
    (folder / "tracking_data.csv").unlink()
    out = roll(folder, tmp_path / "out", "--engine", engine)
    assert (out / "tracking_data.csv").read_bytes() == (rolled / "tracking_data.csv").read_bytes()


def test_parquet_out_holds_the_same_cells(market: Path, rolled: Path, tmp_path: Path) -> None:
    out = roll(market, tmp_path / "out", "--format", "parquet")
    table = pa.parquet.read_table(out / "tracking_data.parquet")
    header, *data = rows(rolled / "tracking_data.csv")
    assert table.column_names == header
    assert [list(row.values()) for row in table.to_pylist()] == data


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_it_says_how_far_it_is(
    market: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    source = tmp_path / "in"
    shutil.copytree(market, source)
    (source / "tracking_data.csv").unlink()
    (source / "tracking_data").mkdir()
    table = pa.csv.read_csv(market / "tracking_data.csv")
    half = table.num_rows // 2
    for at, part in enumerate((table.slice(0, half), table.slice(half))):
        if kind == "csv":
            pa.csv.write_csv(part, source / "tracking_data" / f"{at}.csv")
        else:
            pa.parquet.write_table(part, source / "tracking_data" / f"{at}.parquet")
    told: list[tuple[str, float]] = []
    monkeypatch.setattr(rollup_input, "BLOCK_BYTES", 20_000)
    monkeypatch.setattr(rollup_input, "BATCH_ROWS", 500)
    monkeypatch.setattr(rollup, "BATCH_ROWS", 500)
    for module in (rollup, rollup_input):
        monkeypatch.setattr(module, "announce", lambda what, at, of: told.append((what, at / of)))
    roll(source, tmp_path / "out")
    for stage in ("Rolling up", "Writing"):
        shares = [share for what, share in told if what == stage]
        assert len(shares) > 2 and shares == sorted(shares)
        assert shares[0] < 0.5 and shares[-1] == pytest.approx(1, abs=0.02)


def test_a_small_world_of_mixed_payouts_and_orphans(tmp_path: Path) -> None:
    folder = written(World(seed=3, rows=2_000), tmp_path)
    out = roll(folder, tmp_path / "out")
    assert_alike(folder, out)
    told = Store(load_folder(out)).summary(Filters(), ("revenue", "orders", "customers"))
    for key, value in told.items():
        assert Decimal(str(value)).quantize(Decimal("0.01")) == totals(folder)[key]


NAMES = st.sampled_from(["", "A", "B", " B", "É", "a,b", 'q"q', "two\nlines", "=1+1", "क"])
IDS = st.sampled_from(["", "1", "1.0", "01", " 1", "2", "ghost", "1 "])
USERS = st.sampled_from(["", "u1", "u2", "u2 ", "7", "7.0", "üser", "u3"])
DATES = st.sampled_from(
    ["2025-01-01", "2025-01-02", "2025-04-20", "2025-02-29", "2024-02-29", "2025-01-02T10:00:00",
     "01/02/2025", "", "2025-13-01", "1969-12-31", "2100-12-31", "2025-01-01\n"]
)  # fmt: skip
ORDERS = st.sampled_from(["0", "1", "2", "22.0", "007", "-1", "1.5", "", "nan", "9999999", "1,234"])
MONEY = st.sampled_from(
    ["0", "0.5", "1.5", "2.50", "99.99", "₹1,234.50", "1e3", "-5", "0.001", "9999999.99",
     "90000000000000", "inf", "", "12."]
)  # fmt: skip
ROWS = st.lists(
    st.tuples(NAMES, NAMES, IDS, USERS, NAMES, DATES, ORDERS, MONEY), min_size=1, max_size=40
)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=ROWS)
def test_hostile_rows_are_accepted_or_rejected_as_before(
    data: list[tuple[str, ...]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    base = tmp_path_factory.mktemp("hostile")
    (base / "in").mkdir()
    folder = written(World(seed=5), base / "in")
    with (folder / "tracking_data.csv").open("a", newline="", encoding="utf-8") as file:
        columns = rows(folder / "tracking_data.csv")[0]
        for row in data:
            cells = dict(zip(HEADER, row))
            csv.writer(file).writerow([cells.get(name, "") for name in columns])
    outs = [roll(folder, base / e, "--engine", e) / "tracking_data.csv" for e in ENGINES]
    assert len({out.read_bytes() for out in outs}) == 1
    plain, few = load_folder(folder).quality, load_folder(outs[0].parent).quality
    assert few.rejected == plain.rejected
    assert few.total_revenue == pytest.approx(plain.total_revenue, rel=1e-12)
    assert_alike(folder, outs[0].parent)
    shutil.rmtree(base)


def test_broken_records_are_shown_by_the_dashboard(tmp_path: Path) -> None:
    folder = written(World(seed=5), tmp_path)
    with (folder / "tracking_data.csv").open("ab") as file:
        file.write("é,é,1,u,é,2025-01-05,1,10\n".encode())
        file.write(b"only,three,fields\nbytes,Summer \xff Shred,1,u,Fish Oil,2025-01-05,1,10\n")
    for engine in ENGINES:
        out = roll(folder, tmp_path / "out", "--engine", engine)
        quality = load_folder(out).quality
        account = json.loads((out / "rollup.json").read_text())
        assert account["broken"] == quality.rejected == 2
        assert {issue.value for issue in quality.issues if issue.kind == "rejected"} == {
            "only,three,fields", "bytes,Summer \ufffd Shred,1,u,Fish Oil,2025-01-05,1,10",
        }  # fmt: skip
        assert load_folder(folder).quality.total_revenue == quality.total_revenue


def test_the_output_is_swapped_whole_and_the_one_before_is_kept(
    folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "served"
    seen = []
    for _ in range(3):
        roll(folder, out)
        seen.append(out.resolve())
        assert out.is_symlink() and load_folder(out).quality.status == "ok"
    assert len(set(seen)) == 3
    assert [path.exists() for path in seen] == [False, True, True]


def test_what_cannot_be_rolled_up_is_said_and_leaves_no_trace(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ours = tmp_path / "ours"
    ours.mkdir()
    assert rollup.main(["--input", str(folder), "--output", str(ours)]) == 2
    assert "is not an output of a rollup" in capsys.readouterr().err
    assert rollup.main(["--input", str(tmp_path / "none"), "--output", str(tmp_path / "o")]) == 2
    assert "none: cannot be read" in capsys.readouterr().err
    latin = tmp_path / "latin"
    shutil.copytree(folder, latin)
    with (latin / "tracking_data.csv").open("a", encoding="utf-16") as file:
        file.write("x")
    (latin / "tracking_data.csv").write_bytes("source,campaign\n".encode("utf-16"))
    assert rollup.main(["--input", str(latin), "--output", str(tmp_path / "o")]) == 2
    assert "save it as UTF-8" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["latin", "ours"]
