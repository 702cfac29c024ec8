"""The tracking rows of a folder as text, batch by batch, from CSV or Parquet and any many parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from data.ingest.csv_tolerant import read_csv_tolerant
from data.ingest.header import match_header
from data.ingest.quality import UnusableFile
from data.ingest.schema import TABLES, Rules
from data.progress import announce

TRACKING = next(table for table in TABLES if table.key == "tracking")
HEAD_BYTES = 1 << 16
READING = "Rolling up"
BLOCK_BYTES = 1 << 25
BATCH_ROWS = 500_000
SUFFIXES = (".csv", ".parquet")


@dataclass
class Tracking:
    """Where tracking rows stand: the parts, how they are cut, and each column's place in them.

    ``broken`` collects what is no row of text while the parts are read.
    """

    parts: tuple[Path, ...]
    header: tuple[str, ...]
    places: dict[str, int]
    parquet: bool
    delimiter: str = ","
    header_line: int = 1
    broken: list[str] = field(default_factory=list)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are read, in the order of their declaration."""
        return tuple(self.places)


def locate_parts(folder: Path, stems: Sequence[str] = TRACKING.stems) -> tuple[Path, ...]:
    """The parts of the tracking table; UnusableFile when there is none, or more than one table."""
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise UnusableFile(folder.name, f"cannot be read: {error.strerror or error}") from error
    found = [
        entry
        for entry in entries
        if (entry.suffix.lower() in SUFFIXES and entry.stem.casefold() in stems)
        or (entry.is_dir() and entry.name.casefold() in stems)
    ]
    if len(found) != 1:
        both = " and ".join(path.name for path in found)
        raise UnusableFile(TRACKING.file, f"is there twice, as {both}" if both else "is missing")
    if not found[0].is_dir():
        return (found[0],)
    parts = sorted(p for p in found[0].rglob("*") if p.is_file() and p.name[0] not in "._")
    kinds = {part.suffix.lower() for part in parts}
    if len(kinds) != 1 or not kinds <= set(SUFFIXES):
        raise UnusableFile(found[0].name, "must hold parts that are all CSV or all Parquet")
    return tuple(parts)


def tracking(folder: Path, rules: Rules) -> Tracking:
    """The tracking table of a folder; every part must have the header of the first."""
    parts = locate_parts(folder)
    parquet = parts[0].suffix.lower() == ".parquet"
    headers = [_parquet_header(part) if parquet else _csv_header(part) for part in parts]
    for part, header in zip(parts, headers, strict=True):
        if header != headers[0]:
            raise UnusableFile(part.name, f"has another header than {parts[0].name}")
    header, delimiter, line = headers[0]
    placement = match_header(parts[0].name, rules.columns(TRACKING), header)
    places = {column.name: at for column, at in placement.positions.items()}
    return Tracking(parts, header, places, parquet, delimiter, line)


def _parquet_header(part: Path) -> tuple[tuple[str, ...], str, int]:
    try:
        return tuple(pa.parquet.read_schema(part).names), "", 0
    except (OSError, pa.ArrowException) as error:
        raise UnusableFile(part.name, f"is not readable as Parquet: {error}") from error


def _csv_header(part: Path) -> tuple[tuple[str, ...], str, int]:
    """The header, the delimiter and the line of the header; only UTF-8 is taken."""
    with part.open("rb") as file:
        head = file.read(HEAD_BYTES)
    cut = head.rfind(b"\n") + 1
    start = read_csv_tolerant(part.name, head[:cut] if cut and len(head) == HEAD_BYTES else head)
    if start.encoding != "UTF-8":
        raise UnusableFile(part.name, f"is encoded in {start.encoding}; save it as UTF-8")
    return tuple(start.header), start.delimiter, start.header_line


def batches(rows: Tracking) -> Iterator[pa.Table]:
    """The rows as tables of text, columns by name; absent cells are empty text.

    How far it is in the bytes of all parts is announced.
    """
    sizes = [part.stat().st_size for part in rows.parts]
    for at, part in enumerate(rows.parts):
        for share, batch in _parquet(part) if rows.parquet else _csv(part, rows):
            announce(READING, sum(sizes[:at]) + share * sizes[at], sum(sizes))
            if batch.num_rows:
                yield _chosen(batch, rows)
        announce(READING, sum(sizes[: at + 1]), sum(sizes))


Read = Iterator[tuple[float, pa.Table]]
"""Tables of a part, and how much of it was read by then."""


def _parquet(part: Path) -> Read:
    with pa.parquet.ParquetFile(part) as file:
        read = 0
        for batch in file.iter_batches(batch_size=BATCH_ROWS):
            read += batch.num_rows
            yield read / file.metadata.num_rows, pa.Table.from_batches([batch])


def _csv(part: Path, rows: Tracking) -> Read:
    names = [f"c{at}" for at in range(len(rows.header))]

    def aside(row: pa.csv.InvalidRow) -> str:
        rows.broken.append(row.text)
        return "skip"

    whole, read = part.stat().st_size, 0
    with pa.csv.open_csv(
        part,
        pa.csv.ReadOptions(column_names=names, skip_rows=rows.header_line, block_size=BLOCK_BYTES),
        pa.csv.ParseOptions(
            delimiter=rows.delimiter, newlines_in_values=True, invalid_row_handler=aside
        ),
        # Bytes first: one that is no text costs its row, not the file.
        pa.csv.ConvertOptions(column_types={name: pa.binary() for name in names}),
    ) as reader:
        for batch in reader:
            # The file itself is read ahead. A cell has an offset of four bytes and had a delimiter.
            read += batch.nbytes - 3 * batch.num_rows * batch.num_columns
            yield min(read / whole, 1.0), _decoded(pa.Table.from_batches([batch]), rows)


def _decoded(table: pa.Table, rows: Tracking) -> pa.Table:
    """Bytes as text; rows that are not UTF-8 are set aside."""
    text = pa.schema([(name, pa.string()) for name in table.column_names])
    try:
        return table.cast(text)
    except pa.ArrowInvalid:
        keep = []
        for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
            line = rows.delimiter.encode().join(row)
            keep.append(line.decode("utf-8", "replace").encode() == line)
            if not keep[-1]:
                rows.broken.append(line.decode("utf-8", "replace"))
        return table.filter(pa.array(keep)).cast(text)


def _chosen(table: pa.Table, rows: Tracking) -> pa.Table:
    """The declared columns as text under their names; those that are absent are empty."""
    columns = {name: texts(table.column(at)) for name, at in rows.places.items()}
    return pa.table(columns)


def texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Typed cells as a CSV file would spell them: ISO days, whole numbers without a point."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return texts(column.cast(kind.value_type))
    if pa.types.is_timestamp(kind):
        column = column.cast(pa.date32(), safe=False)
    if pa.types.is_decimal(kind):
        column = column.cast(pa.float64())
    text = column.cast(pa.string())
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        text = pc.replace_substring_regex(text, r"\.0$", "")
    return pc.fill_null(text, "")
