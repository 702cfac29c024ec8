"""Parquet files as rows of text: the same rules then read them that read CSV.

Typed columns lose nothing by it: numbers and days are written as they are read. The line of a row
is its number, counted from 1 over all parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.ingest.columns import Cells, DecimalColumn, DictionaryColumn, IdColumn
from data.ingest.csv_arrow import ArrowRecords, column_kinds
from data.ingest.csv_tolerant import MalformedRow
from data.ingest.files import parquet_parts
from data.ingest.header import match_header
from data.ingest.quality import UnusableFile
from data.ingest.schema import Column

ENCODING = "Parquet"


def parquet_records(path: Path, columns: Sequence[Column]) -> ArrowRecords:
    """The rows of a file or of a folder of parts; UnusableFile where they are no table."""
    parts = parquet_parts(path)
    if not parts:
        raise UnusableFile(path.name, "is a folder without Parquet files")
    try:
        read = [pq.read_table(part, partitioning=None) for part in parts]
        table = pa.concat_tables(read, promote_options="permissive").combine_chunks()
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        reason = f"can't be read as Parquet: {str(error).splitlines()[0][:120]}"
        raise UnusableFile(path.name, reason) from error
    positions = match_header(path.name, columns, table.column_names).positions
    kinds = column_kinds(positions, table.num_columns)
    texts = [_texts(path.name, name, table[name]) for name in table.column_names]
    cells = [_cells(one, kind) for one, kind in zip(texts, kinds)]
    kept, broken = _whole(texts)
    lines = np.arange(1, table.num_rows + 1)
    if broken:
        cells = [_cells(one.take(kept), kind) for one, kind in zip(texts, kinds)]
        lines = lines[kept]
    return ArrowRecords(table.column_names, 0, cells, lines, broken, ENCODING, "")


def _texts(file: str, name: str, column: pa.ChunkedArray) -> pa.Array:
    """A column as text; nothing is empty text."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        raise UnusableFile(file, f"the column {name!r} is of type {kind}, not text, number or date")
    if pa.types.is_timestamp(kind):
        days = column.cast(pa.date32(), safe=False)
        whole = pc.all(pc.equal(days.cast(kind), column)).as_py() is not False
        column = days if whole else pc.strftime(column, "%Y-%m-%dT%H:%M:%S")
    if pa.types.is_floating(kind):
        column = pc.if_else(pc.is_nan(column), pa.scalar(None, kind), column)
    text = pc.fill_null(column.cast(pa.string()), "").combine_chunks()
    return text if isinstance(text, pa.Array) else pa.concat_arrays(text.chunks)


def _cells(text: pa.Array, kind: pa.DataType) -> Cells:
    if kind == pa.string():
        return DecimalColumn(text)
    if kind == pa.large_string():
        return IdColumn(text.cast(kind))
    coded = text.dictionary_encode()
    return DictionaryColumn(coded.dictionary.to_pylist(), coded.indices.to_numpy())


def _whole(texts: list[pa.Array]) -> tuple[np.ndarray, list[MalformedRow]]:
    """The rows without NUL, and the others as broken records."""
    holds = [pc.match_substring(text, "\0").to_numpy(zero_copy_only=False) for text in texts]
    bad = np.logical_or.reduce(holds)
    broken = [
        MalformedRow(
            int(row) + 1, ",".join(t[int(row)].as_py() for t in texts), "nul", "holds a NUL byte"
        )
        for row in np.flatnonzero(bad)
    ]
    return np.flatnonzero(~bad), broken
