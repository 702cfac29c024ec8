"""Bytes of a CSV file to records of text: encoding, delimiter, quotes, field count, line."""

import csv
import io
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from data.ingest.quality import UnusableFile

csv.field_size_limit(2**31 - 1)

DELIMITERS = (",", ";", "\t")
NOT_TEXT = {
    b"PK\x03\x04": "a zip archive or an Excel workbook",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"\x1f\x8b": "a gzip archive",
    b"%PDF": "a PDF",
}
_UNDECODED = re.compile("[\ud800-\udfff]")
_NUMBER_OR_DATE = re.compile(r"\s*[0-9][0-9.,:/T-]*\s*")


class Content(Protocol):
    """CSV text under a name: a path, or what stands for one."""

    name: str

    def is_file(self) -> bool:
        """Whether it can be read at all."""

    def read_bytes(self) -> bytes:
        """The bytes; OSError when they cannot be had."""


@dataclass(frozen=True)
class MalformedRow:
    """A record that is no row: `line` is where it starts, counted from 1."""

    line: int
    value: str
    code: str
    reason: str


@dataclass(frozen=True)
class Records:
    """The rows of a file as text, each as wide as the header, with the line where it starts."""

    header: list[str]
    header_line: int
    rows: list[list[str]]
    lines: list[int]
    broken: list[MalformedRow]
    encoding: str
    delimiter: str

    @property
    def read(self) -> int:
        """Records found after the header, whole or broken."""
        return len(self.rows) + len(self.broken)

    @cached_property
    def columns(self) -> list[tuple[str, ...]]:
        """The cells by column."""
        return list(zip(*self.rows, strict=True)) or [()] * len(self.header)

    def row(self, at: int) -> list[str]:
        """The cells of one row."""
        return self.rows[at]

    def repeats(self, keep: np.ndarray) -> list[tuple[int, int]]:
        """(row, the first row that equals it cell by cell) among those kept, by row."""
        first: dict[tuple[str, ...], int] = {}
        told = ((at, first.setdefault(tuple(self.rows[at]), at)) for at in np.flatnonzero(keep))
        return [(int(at), int(earlier)) for at, earlier in told if at != earlier]


def read_csv_tolerant(file: str, content: bytes) -> Records:
    """Splits a file; UnusableFile when it is empty, not text, or its quotes are beyond repair."""
    text, encoding = decode(file, content)
    physical = list(io.StringIO(text, newline=""))
    first = next((at for at, line in enumerate(physical) if line.strip(" \r\n\t\ufeff")), None)
    if first is None:
        raise UnusableFile(file, "is empty")
    hint = re.fullmatch(r"sep=([,;\t])\s*", physical[first])
    first += 1 if hint else 0
    delimiter = hint[1] if hint else _delimiter(physical[first])
    rows, lines, broken = _split(file, physical, first, delimiter)
    if not rows or (broken and broken[0].line < lines[0]):
        raise UnusableFile(file, "has no readable header")
    header, header_line = rows.pop(0), lines.pop(0)
    if "\0" in text or _UNDECODED.search(text):
        rows, lines = _clean(rows, lines, broken)
    rows, lines = _whole(rows, lines, len(header), broken)
    broken.sort(key=lambda record: record.line)
    return Records(header, header_line, rows, lines, broken, encoding, delimiter)


def decode(file: str, content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding; damaged UTF-8 keeps its bytes as lone surrogates."""
    if not content:
        raise UnusableFile(file, "is empty")
    for magic, what in NOT_TEXT.items():
        if content.startswith(magic):
            raise UnusableFile(file, f"is {what}, not a CSV file")
    if content.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        raise UnusableFile(file, "is encoded in UTF-32; save it as UTF-8")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16"), "UTF-16"
        except UnicodeDecodeError as error:
            raise UnusableFile(file, f"is damaged UTF-16 at byte {error.start}") from error
    if content.count(0) * 4 > len(content):
        raise UnusableFile(file, "looks like UTF-16 without a byte order mark; save it as UTF-8")
    try:
        return content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError as error:
        return _not_utf8(file, content, error)


def _not_utf8(file: str, content: bytes, error: UnicodeDecodeError) -> tuple[str, str]:
    text = content.decode("utf-8-sig", "surrogateescape")
    damaged = len(_UNDECODED.findall(text))
    valid = sum(not ch.isascii() for ch in text) - damaged
    # Windows-1252 hardly ever forms valid UTF-8 sequences: where there are some, it is UTF-8
    # with broken bytes, and only the rows that hold those are lost.
    if valid >= damaged or content.startswith(b"\xef\xbb\xbf"):
        return text, "UTF-8"
    try:
        if b"\0" in content:
            raise error
        return content.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError as wrong:
        line = content.count(b"\n", 0, wrong.start) + 1
        raise UnusableFile(
            file,
            "is neither UTF-8, UTF-16 nor Windows-1252"
            f" (byte 0x{content[wrong.start]:02x} in line {line}); save it as UTF-8",
        ) from wrong


def _delimiter(line: str) -> str:
    """The delimiter that gives the header most fields; a comma when two give as many."""
    return max(DELIMITERS, key=lambda mark: len(next(csv.reader([line], delimiter=mark), [])))


def _split(
    file: str, physical: list[str], first: int, delimiter: str
) -> tuple[list[list[str]], list[int], list[MalformedRow]]:
    """Records with the line where each starts; blank lines are none.

    A quote that is never closed, or closed in the middle of a later row, would swallow the rows
    between: then only the line that opened it is broken, and reading goes on with the next one.
    """
    rows: list[list[str]] = []
    lines: list[int] = []
    broken: list[MalformedRow] = []
    position, reread, total = first, 0, len(physical)
    while position < total:
        start = position
        source = map(physical.__getitem__, range(position, total))
        reader = csv.reader(source, delimiter=delimiter, strict=True)
        try:
            for row in reader:
                end = position + reader.line_num
                if end - start > 2 and _swallows(physical[start + 1 : end - 1], rows, delimiter):
                    raise csv.Error
                if len(row) > 1 or (row and row[0].strip()):
                    rows.append(row)
                    lines.append(start + 1)
                start = end
            break
        except csv.Error:
            reason = "a quote is not closed, or text follows a closing quote"
            broken.append(MalformedRow(start + 1, physical[start].rstrip("\r\n"), "quote", reason))
            reread += position + reader.line_num - start
            position = start + 1
            if reread > 20 * total + 1_000:
                raise UnusableFile(file, f"its quotes do not match from line {position}") from None
    return rows, lines, broken


def _swallows(inner: list[str], rows: list[list[str]], delimiter: str) -> bool:
    """Whether a line inside a quoted text is a row by itself: as wide as the header, with figures.

    Only lines between the first and the last of the record count: those belong to it in part.
    """
    if not rows:
        return False
    width = len(rows[0])
    for line in inner:
        if line.count(delimiter) < width - 1:
            continue
        cells = next(csv.reader([line], delimiter=delimiter), [])
        figures = sum(1 for cell in cells if _NUMBER_OR_DATE.fullmatch(cell))
        if len(cells) == width and figures >= 2:
            return True
    return False


def _whole(
    rows: list[list[str]], lines: list[int], width: int, broken: list[MalformedRow]
) -> tuple[list[list[str]], list[int]]:
    """The rows that are as wide as the header; the others go to `broken`."""
    if all(len(row) == width for row in rows):
        return rows, lines
    kept_rows, kept_lines = [], []
    for row, line in zip(rows, lines, strict=True):
        if len(row) == width:
            kept_rows.append(row)
            kept_lines.append(line)
            continue
        code = "too_many_fields" if len(row) > width else "too_few_fields"
        reason = f"{len(row)} fields where the header has {width}"
        broken.append(MalformedRow(line, ",".join(row), code, reason))
    return kept_rows, kept_lines


def _clean(
    rows: list[list[str]], lines: list[int], broken: list[MalformedRow]
) -> tuple[list[list[str]], list[int]]:
    """The rows without NUL and undecodable bytes; the others go to `broken`."""
    kept_rows, kept_lines = [], []
    for row, line in zip(rows, lines, strict=True):
        joined = ",".join(row)
        if "\0" in joined:
            broken.append(MalformedRow(line, joined, "nul", "holds a NUL byte"))
        elif _UNDECODED.search(joined):
            broken.append(MalformedRow(line, joined, "encoding", "holds bytes that are not UTF-8"))
        else:
            kept_rows.append(row)
            kept_lines.append(line)
    return kept_rows, kept_lines
