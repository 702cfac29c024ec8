"""The quick way into a plain CSV file: UTF-8, no quotes, nearly every line as wide as the header.

It reads what ``data.ingest.csv_tolerant`` reads, row by row and line by line the same, at the
speed of Arrow; a file that is not plain is left to that.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from data.ingest.columns import Cells, DecimalColumn, DictionaryColumn, IdColumn
from data.ingest.csv_tolerant import MalformedRow, read_csv_tolerant
from data.ingest.duplicates import duplicate_rows
from data.ingest.header import match_header
from data.ingest.quality import UnusableFile
from data.ingest.schema import Column

HEAD = 1 << 16
BLOCK = 1 << 22
Lines = tuple[Any, np.ndarray, list[Any]]
"""Rows as a table of Arrow, the line of each after the header from 1, the lines that are none."""
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r)")


@dataclass(frozen=True)
class ArrowRecords:
    """The rows of a plain file by column, with the line of each; the twin of ``Records``."""

    header: list[str]
    header_line: int
    columns: list[Cells]
    lines: np.ndarray
    broken: list[MalformedRow] = field(default_factory=list)
    encoding: str = "UTF-8"
    delimiter: str = ","

    @property
    def read(self) -> int:
        """Records found after the header, whole or broken."""
        return len(self.lines) + len(self.broken)

    def row(self, at: int) -> list[str]:
        """The cells of one row."""
        return [column[at] for column in self.columns]

    def repeats(self, keep: np.ndarray) -> list[tuple[int, int]]:
        """(row, the first row that equals it cell by cell) among those kept, by row."""
        return duplicate_rows(self.columns, keep)


def read_csv_arrow(file: str, content: bytes, columns: Sequence[Column]) -> ArrowRecords | None:
    """The rows of a plain file; None for one that must be read the careful way."""
    content = content.removeprefix(codecs.BOM_UTF8)
    if b'"' in content or b"\0" in content or not _utf8(content):
        return None
    try:
        head = read_csv_tolerant(file, _head(content))
        kinds = column_kinds(match_header(file, columns, head.header).positions, len(head.header))
    except UnusableFile:
        return None
    start = _after(content, head.header_line)
    parse = partial(_parsed, memoryview(content)[start:], head.delimiter, kinds)
    read = _at_once(parse) or _with_care(parse, content, start)
    if read is None:
        return None
    table, lines, rejects = read
    broken = [
        _broken(row, head.header_line, len(head.header), head.delimiter)
        for row in rejects
        if head.delimiter in row.text or row.text.strip()
    ]
    if not len(lines):
        return None
    cells = [_cells(table.column(at)) for at in range(table.num_columns)]
    return ArrowRecords(
        head.header, head.header_line, cells, lines + head.header_line, broken,
        delimiter=head.delimiter,
    )  # fmt: skip


def column_kinds(positions: Mapping[Column, int], width: int) -> list[pa.DataType]:
    """How each column of a file is held: amounts and many ids as texts, all else by dictionary."""
    kinds: list[pa.DataType] = [pa.dictionary(pa.int32(), pa.string())] * width
    for column, at in positions.items():
        if column.kind == "money":
            kinds[at] = pa.string()
        elif column.many:
            kinds[at] = pa.large_string()
    return kinds


def _utf8(content: bytes) -> bool:
    """Whether it is UTF-8 throughout; a piece at a time, so that no second copy is made."""
    if content.isascii():
        return True
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(content), BLOCK):
            decoder.decode(content[start : start + BLOCK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _head(content: bytes) -> bytes:
    """The first whole lines of a file."""
    if len(content) <= HEAD:
        return content
    cut = max(content.rfind(b"\n", 0, HEAD), content.rfind(b"\r", 0, HEAD - 1))
    return content[: cut + 1]


def _after(content: bytes, lines: int) -> int:
    """The position after so many lines."""
    ends = [match.end() for match in islice(_LINE.finditer(content), lines)]
    return ends[-1] if len(ends) == lines else len(content)


def _blank_lines(content: bytes, start: int) -> np.ndarray | None:
    """Which lines from a position on are empty, counted from 1; None where that is hard to tell."""
    pairs = (b"\n\n", b"\n\r", b"\r\r")
    if content[start : start + 1] not in b"\r\n" and all(content.find(p, start) < 0 for p in pairs):
        return np.zeros(0, np.int64)
    if content.count(b"\r") != content.count(b"\r\n"):
        return None
    body = np.frombuffer(content, np.uint8)[start:]
    ends = np.flatnonzero(body == ord("\n"))
    begins = np.r_[0, ends + 1]
    ends = np.r_[ends, len(body)]
    length = ends - begins
    one = length == 1
    length[one] -= body[begins[one]] == ord("\r")
    return np.flatnonzero(length == 0) + 1


def _at_once(parse: Callable[..., pa.Table]) -> Lines | None:
    """A body read by all threads; None where a line has another width or may be a blank one."""
    try:
        table = parse(None)
    except pa.ArrowInvalid:
        return None
    return None if _some_empty(table) else (table, np.arange(1, table.num_rows + 1), [])


def _some_empty(table: pa.Table) -> bool:
    """Whether some row has no text at all, as Arrow reads a blank line."""
    rows = np.arange(table.num_rows)
    for at in range(table.num_columns):
        rows = rows[_empty(table.column(at).chunk(0))[rows]]
        if not len(rows):
            return False
    return True


def _empty(array: pa.Array) -> np.ndarray:
    """Which cells have no text."""
    if not isinstance(array, pa.DictionaryArray):
        return pc.equal(array, "").to_numpy(zero_copy_only=False)
    return array.indices.to_numpy() == pc.index(array.dictionary, "").as_py()


def _with_care(parse: Callable[..., pa.Table], content: bytes, start: int) -> Lines | None:
    """A body read by one thread, which tells the numbers of its odd lines; None for no such."""
    blank, rejects = _blank_lines(content, start), []
    if blank is None:
        return None
    try:
        table = parse(rejects)
    except pa.ArrowInvalid:
        return None
    return *_numbered(table, [row.number for row in rejects], blank), rejects


def _parsed(
    body: memoryview, delimiter: str, kinds: list[pa.DataType], rejects: list[Any] | None
) -> pa.Table:
    """The body as a table of text columns; lines of another width go to ``rejects``, if given."""
    names = [str(at) for at in range(len(kinds))]

    def reject(row: arrow_csv.InvalidRow) -> str:
        rejects.append(row)
        return "skip"

    table = arrow_csv.read_csv(
        pa.BufferReader(body),
        read_options=arrow_csv.ReadOptions(
            column_names=names, use_threads=rejects is None, block_size=BLOCK
        ),
        parse_options=arrow_csv.ParseOptions(
            delimiter=delimiter,
            quote_char=False,
            ignore_empty_lines=False,
            invalid_row_handler=None if rejects is None else reject,
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict(zip(names, kinds)),
            strings_can_be_null=False,
            null_values=[],
            check_utf8=False,
        ),
    )
    return table.unify_dictionaries().combine_chunks()


def _cells(column: pa.ChunkedArray) -> Cells:
    array = column.chunk(0)
    if isinstance(array, pa.DictionaryArray):
        return DictionaryColumn(array.dictionary.to_pylist(), array.indices.to_numpy())
    return IdColumn(array) if isinstance(array, pa.LargeStringArray) else DecimalColumn(array)


def _numbered(
    table: pa.Table, skipped: list[int], blank: np.ndarray
) -> tuple[pa.Table, np.ndarray]:
    """The rows that are no blank lines, and the line of each after the header, from 1."""
    lines = np.arange(1, table.num_rows + len(skipped) + 1)
    lines = lines[~np.isin(lines, skipped)] if skipped else lines
    if not len(blank):
        return table, lines
    kept = np.flatnonzero(~np.isin(lines, blank))
    return table.take(kept), lines[kept]


def _broken(row: Any, before: int, width: int, delimiter: str) -> MalformedRow:
    code = "too_many_fields" if row.actual_columns > width else "too_few_fields"
    reason = f"{row.actual_columns} fields where the header has {width}"
    text = ",".join(row.text.split(delimiter))
    return MalformedRow(row.number + before, text, code, reason)
