"""Command line: rolls a folder of tables up to one that the dashboard serves as its DATA_DIR."""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet

from data.ingest.quality import UnusableFile
from data.ingest.schema import Rules
from data.progress import announce, listening
from data.rollup.engines import ENGINES, RollupResult, runner
from data.rollup.input import BATCH_ROWS, SUFFIXES, TRACKING, Tracking, tracking
from data.sources.atomic_replace import table_of
from data.sources.live import declared_extras

DONE, REFUSED = 0, 2
REPORT = "rollup.json"
HEADERS = {column.name: column.header for column in TRACKING.columns}
SUMS = {
    "rolled_rows": ("rows", 1),
    "rolled_buyers": ("buyers", 1),
    "rolled_firsts": ("firsts", 1),
    "rolled_revenue_squares": ("paise_squares", 10_000),
    "rolled_revenue_orders": ("paise_orders", 100),
    "rolled_orders_squares": ("orders_squares", 1),
    "rolled_rupee_squares": ("rupee_squares", 1),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when the output is written, 2 when the input cannot be used or the output is not ours."""
    options = _parser().parse_args(arguments)
    rules = Rules(extra_dimensions=declared_extras())
    conf = dict(pair.partition("=")[::2] for pair in options.conf)
    started = time.perf_counter()
    stamp = f"{time.strftime('%Y%m%dT%H%M%S')}-{secrets.token_hex(3)}"
    box = Path(f"{options.output.absolute()}.{stamp}")
    work = box / ".work"
    try:
        _refuse_foreign(options.output)
        rows = tracking(options.input, rules)
        work.mkdir(parents=True)
        with listening(sys.stderr):
            found = runner(options.engine, options.master, conf)(rows, work)
            report = {"engine": options.engine, **_written(found, rows, box, options.format)}
        _copied(options.input, box)
        shutil.rmtree(work)
        report["seconds"] = round(time.perf_counter() - started, 1)
        (box / REPORT).write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
        _swapped(options.output.absolute(), box)
    except (UnusableFile, ModuleNotFoundError) as error:
        shutil.rmtree(box, ignore_errors=True)
        sys.stderr.write(f"{error}\n")
        return REFUSED
    except BaseException:
        shutil.rmtree(box, ignore_errors=True)
        raise
    sys.stdout.write(
        f"{options.output}: {report['read']:,} rows read; {report['rolled']:,} became"
        f" {report['groups']:,}, {report['kept']:,} are kept as they are, {report['broken']:,} are"
        f" broken; {report['seconds']} s\n"
    )
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m data.rollup", description=__doc__)
    add = parser.add_argument
    add("--input", type=Path, required=True, metavar="DIR", help="tables; tracking may be parts")
    add("--output", type=Path, required=True, metavar="DIR", help="what DATA_DIR may point to")
    add("--engine", choices=ENGINES, default="pyarrow", help="default pyarrow")
    add("--master", default="local[*]", help="of Spark, as spark://host:7077; default local[*]")
    add(
        "--conf",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a setting of Spark or DuckDB",
    )
    add("--format", choices=("csv", "parquet"), default="csv", help="default csv")
    return parser


def _written(found: RollupResult, rows: Tracking, box: Path, kind: str) -> dict[str, int]:
    """Writes the tracking table and returns the account of every row."""
    counts = {"read": 0, "rolled": 0, "groups": 0, "kept": 0, "broken": 0}
    names = {name: HEADERS.get(name, name) for name in (*found.labels, "date", "orders", "revenue")}
    writer = (_Parquet if kind == "parquet" else _Csv)(box, [*names.values(), *SUMS])
    for groups in _pieces(found.groups):
        frame = _measured(groups.to_pandas(), names)
        counts["rolled"] += int(frame["rolled_rows"].sum())
        counts["groups"] += len(frame)
        writer.add(frame)
    for singles in _pieces(found.singles):
        counts["kept"] += singles.num_rows
        writer.add(singles.to_pandas().rename(columns=names))
    # A broken record stands in one cell, too few for a row: the dashboard rejects and shows it.
    broken = sorted(rows.broken)
    counts["broken"] = len(broken)
    writer.end(broken)
    counts["read"] = counts["rolled"] + counts["kept"] + counts["broken"]
    return counts


def _pieces(tables: Iterable[pa.Table]) -> Iterator[pa.RecordBatch]:
    for table in tables:
        written = 0
        for piece in table.to_batches(max_chunksize=BATCH_ROWS):
            yield piece
            written += piece.num_rows
            if table.num_rows > BATCH_ROWS:
                announce("Writing", written, table.num_rows)


def _measured(groups: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Groups in the columns of the file: ₹ instead of paise."""
    groups = groups.assign(revenue=groups["paise"] / 100)
    sums = {}
    for header, (name, by) in SUMS.items():
        whole = by == 1 and groups[name].max() < 2**53
        sums[header] = groups[name].astype("int64") if whole else groups[name] / by
    return groups[list(names)].rename(columns=names).assign(**sums)


class _Csv:
    """Appends frames to tracking_data.csv; columns that a frame lacks stay empty."""

    def __init__(self, box: Path, columns: list[str]) -> None:
        self._path, self._columns = box / TRACKING.file, columns
        pd.DataFrame(columns=columns).to_csv(self._path, index=False)

    def add(self, frame: pd.DataFrame) -> None:
        """More rows."""
        frame = frame.reindex(columns=self._columns)
        frame.to_csv(self._path, mode="a", header=False, index=False, lineterminator="\n")

    def end(self, broken: list[str]) -> None:
        """Records that are no rows, last."""
        frame = pd.DataFrame({"record": broken})
        frame.to_csv(self._path, mode="a", header=False, index=False, lineterminator="\n")


class _Parquet:
    """Writes tracking_data.parquet, all columns as text: rows kept as they are stand in it too."""

    def __init__(self, box: Path, columns: list[str]) -> None:
        self._columns = columns
        self._schema = pa.schema([(name, pa.string()) for name in columns])
        self._writer = pa.parquet.ParquetWriter(
            box / f"{Path(TRACKING.file).stem}.parquet", self._schema, compression="zstd"
        )

    def add(self, frame: pd.DataFrame) -> None:
        """More rows."""
        frame = frame.reindex(columns=self._columns).astype("str").fillna("")
        self._writer.write_table(pa.Table.from_pandas(frame, self._schema, preserve_index=False))

    def end(self, broken: list[str]) -> None:
        """Records that are no rows, last: they have no date, so that they are rejected."""
        if broken:
            self.add(pd.DataFrame({self._columns[0]: broken}))
        self._writer.close()


def _copied(folder: Path, box: Path) -> None:
    """The other tables as they are."""
    for path in sorted(folder.iterdir()):
        table = table_of(f"{path.stem}.csv")
        if table and table.key != TRACKING.key and path.suffix.lower() in SUFFIXES:
            shutil.copyfile(path, box / path.name)


def _refuse_foreign(output: Path) -> None:
    if output.is_symlink() or not output.exists():
        return
    raise UnusableFile(output.name, "is not an output of a rollup; name one that does not exist")


def _swapped(output: Path, box: Path) -> None:
    """Points the output at the new folder in one step; the one before stays for who reads it."""
    link = box.with_name(f"{box.name}.link")
    link.symlink_to(box.name)
    before = output.resolve() if output.is_symlink() else None
    os.replace(link, output)  # noqa: PTH105
    for old in _outdated(output, {box, before}):
        with suppress(OSError):
            shutil.rmtree(old)


def _outdated(output: Path, kept: set[Path | None]) -> Iterable[Path]:
    """Earlier outputs of the same name, each with its report."""
    others = output.parent.glob(f"{output.name}.*-*")
    return [p for p in others if p.is_dir() and (p / REPORT).exists() and p not in kept]


if __name__ == "__main__":
    sys.exit(main())
