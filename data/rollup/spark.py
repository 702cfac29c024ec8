"""A Spark session, and the tracking rows as one of its frames."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812
from pyspark.sql.types import DataType, DateType, DoubleType, FloatType, TimestampType

from data.rollup.input import Tracking

SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    # As many parts as the data needs, not as the cluster has cores.
    "spark.sql.adaptive.coalescePartitions.parallelismFirst": "false",
    # Days are read as they are written, wherever driver and workers stand.
    "spark.sql.session.timeZone": "UTC",
    # Of a torn record all columns must be looked at to see that it is one.
    "spark.sql.csv.parser.columnPruning.enabled": "false",
}
BROKEN = "broken_record"


@contextmanager
def session(master: str, options: dict[str, str]) -> Iterator[Any]:
    """A session on a master; it ends with the block."""
    builder = SparkSession.builder.master(master).appName("dashboard rollup")
    for name, value in {**SETTINGS, **options}.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    try:
        yield spark
    finally:
        spark.stop()


def rows_of(spark: SparkSession, rows: Tracking, box: Path) -> DataFrame:
    """The rows as text; records that are no rows are written aside and noted in ``rows``."""
    paths = [part.resolve().as_uri() for part in rows.parts]
    if rows.parquet:
        frame = spark.read.parquet(*paths)
        fields = frame.schema.fields
        return frame.select(
            *(
                _text(frame[f"`{fields[at].name}`"], fields[at].dataType).alias(name)
                for name, at in rows.places.items()
            )
        )
    names = [f"c{at}" for at in range(len(rows.header))]
    schema = ", ".join(f"{name} string" for name in (*names, BROKEN))
    frame = spark.read.csv(
        paths,
        schema=schema,
        header=True,
        enforceSchema=True,
        sep=rows.delimiter,
        quote='"',
        escape='"',
        multiLine=True,
        mode="PERMISSIVE",
        columnNameOfCorruptRecord=BROKEN,
        emptyValue="",
        nullValue="",
    )
    torn = frame.where(F.col(BROKEN).isNotNull())
    torn.write.parquet(str(box / "broken"))
    torn = spark.read.parquet(str(box / "broken")).select(BROKEN)
    rows.broken += [row[0] for row in torn.collect()]
    whole = frame.where(F.col(BROKEN).isNull())
    return whole.select(
        *(F.coalesce(F.col(f"c{at}"), F.lit("")).alias(name) for name, at in rows.places.items())
    )


def _text(column: Column, kind: DataType) -> Column:
    """Typed cells as a CSV file would spell them."""
    if isinstance(kind, TimestampType):
        column = column.cast(DateType())
    text = column.cast("string")
    if isinstance(kind, DoubleType | FloatType):
        text = F.regexp_replace(text, r"\.0$", "")
    return F.coalesce(text, F.lit(""))
