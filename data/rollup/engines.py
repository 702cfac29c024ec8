"""The engines that can run the rollup: embedded ones by the batch, or a Spark cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import narwhals as nw
import pyarrow as pa
import pyarrow.parquet

from data.ingest.cell_parsers import identifier
from data.rollup.expressions import (
    LABELS,
    SQUARES,
    WHOLE,
    combine_groups,
    group_plain_rows,
    plain,
    roll_up,
)
from data.rollup.input import BATCH_ROWS, Tracking, batches

NUMBERS = ("date", "orders", "revenue")
MOST_SINGLE_BUYERS = 100_000
"""More buyers than this among rows passed on as they are: then nobody's name is dropped."""


@dataclass(frozen=True)
class RollupResult:
    """What an engine found: groups with their sums, and rows passed on as they are, in order."""

    groups: Iterable[pa.Table]
    singles: Iterable[pa.Table]
    labels: tuple[str, ...]


def labels_of(columns: Iterable[str]) -> tuple[str, ...]:
    """The columns rows are grouped by: the known ones first, then those of this data alone."""
    extra = [c for c in columns if c not in (*LABELS, *NUMBERS) and not c.startswith("rolled_")]
    return (*LABELS, *extra)


def split(frame: Any, labels: tuple[str, ...]) -> tuple[Any, Any]:
    """Plain rows, and those that need the dashboard's own rules; absent labels are empty."""
    there = set(frame.collect_schema().names())
    absent = [nw.lit("").alias(name) for name in labels if name not in there]
    frame = frame.with_columns(*absent, plain(labels).alias("plain"))
    return frame.filter(nw.col("plain")).drop("plain"), frame.filter(~nw.col("plain")).drop("plain")


def buyers_of(users: Iterable[str]) -> list[str] | None:
    """The buyers that rows passed on name, as the dashboard reads them; None for too many."""
    found = sorted({identifier(text.strip())[0] for text in users} - {""})
    return found if len(found) <= MOST_SINGLE_BUYERS else None


def finish(groups: Any, labels: tuple[str, ...], buyers: list[str] | None) -> Any:
    """The groups in their final form and one canonical order."""
    if buyers is None:
        whole = groups.with_columns(nw.lit(0).cast(nw.Int64).alias("firsts"))
    else:
        whole = roll_up(groups, labels, buyers)
    # Engines widen sums of whole numbers in their own ways.
    whole = whole.with_columns(nw.col(*WHOLE).cast(nw.Int64), nw.col(*SQUARES).cast(nw.Float64))
    return whole.sort(*labels, "date", "sold")


# --- embedded, by the batch
def _eager(native: Callable[[pa.Table], Any]) -> Callable[[Tracking, Path], RollupResult]:
    def run(rows: Tracking, box: Path) -> RollupResult:
        labels, parts, singles = labels_of(rows.columns), [], []
        for batch in batches(rows):
            fit, rest = split(nw.from_native(native(batch)), labels)
            parts.append(group_plain_rows(fit, labels))
            singles.append(rest.to_arrow())
        if not parts:
            return RollupResult((), (), labels)
        single = pa.concat_tables(singles, promote_options="permissive")
        buyers = buyers_of(single.column("user").to_pylist())
        groups = finish(combine_groups(nw.concat(parts), labels), labels, buyers)
        order = [(name, "ascending") for name in single.column_names]
        return RollupResult([groups.to_arrow()], [single.sort_by(order)], labels)

    return run


def _polars(table: pa.Table) -> Any:
    import polars

    return polars.from_arrow(table)


def _duckdb(rows: Tracking, box: Path, options: dict[str, str]) -> RollupResult:
    """Out of memory where need be: rows and what is computed may lie on the disk."""
    import duckdb

    labels = labels_of(rows.columns)
    base = duckdb.connect(str(box / "rows.duckdb"), config=options)
    schema = pa.schema([(name, pa.string()) for name in rows.columns])
    arriving = pa.RecordBatchReader.from_batches(
        schema, (b for t in batches(rows) for b in t.cast(schema).to_batches())
    )
    base.register("arriving", arriving)
    base.execute("CREATE TABLE tracking AS SELECT * FROM arriving")
    fit, rest = split(nw.from_native(base.table("tracking")), labels)
    single = rest.sort(*rest.collect_schema().names()).collect("pyarrow").to_native()
    buyers = buyers_of(single.column("user").to_pylist())
    base.execute(f"CREATE TABLE sums AS {group_plain_rows(fit, labels).to_native().sql_query()}")  # noqa: S608
    groups = finish(nw.from_native(base.table("sums")), labels, buyers).to_native()
    pieces = (pa.Table.from_batches([batch]) for batch in groups.to_arrow_reader(BATCH_ROWS))
    return RollupResult(pieces, [single], labels)


# --- a cluster
def _spark(master: str, options: dict[str, str]) -> Callable[[Tracking, Path], RollupResult]:
    def run(rows: Tracking, box: Path) -> RollupResult:
        from data.rollup.spark import rows_of, session

        labels = labels_of(rows.columns)
        with session(master, options) as spark:
            fit, rest = split(nw.from_native(rows_of(spark, rows, box)), labels)
            single = rest.sort(*rest.collect_schema().names()).to_native()
            single.write.parquet(str(box / "singles"))
            few = spark.read.parquet(str(box / "singles")).select("user").distinct()
            few = [row[0] for row in few.limit(MOST_SINGLE_BUYERS + 1).collect()]
            buyers = buyers_of(few) if len(few) <= MOST_SINGLE_BUYERS else None
            group_plain_rows(fit, labels).to_native().write.parquet(str(box / "sums"))
            groups = nw.from_native(spark.read.parquet(str(box / "sums")))
            finish(groups, labels, buyers).to_native().write.parquet(str(box / "groups"))
        return RollupResult(_parts(box / "groups"), _parts(box / "singles"), labels)

    return run


def _parts(folder: Path) -> Iterator[pa.Table]:
    for part in sorted(folder.glob("*.parquet")):
        with pa.parquet.ParquetFile(part) as file:
            for batch in file.iter_batches():
                yield pa.Table.from_batches([batch])


EAGER: dict[str, Callable[[pa.Table], Any]] = {
    "pandas": lambda table: table.to_pandas(),
    "pyarrow": lambda table: table,
    "polars": _polars,
}
EMBEDDED = (*EAGER, "duckdb")
ENGINES = (*EMBEDDED, "spark")


def runner(
    engine: str, master: str, options: dict[str, str]
) -> Callable[[Tracking, Path], RollupResult]:
    """The function that rolls up with an engine; its modules are imported when it runs.

    ``options`` are settings of DuckDB or of Spark.
    """
    if engine == "spark":
        return _spark(master, options)
    if engine == "duckdb":
        return partial(_duckdb, options=options)
    return _eager(EAGER[engine])
