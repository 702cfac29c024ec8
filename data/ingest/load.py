"""A folder of CSV files to typed tables and the account of every row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from data.ingest.columns import filled_column, read_cells
from data.ingest.cross_checks import LoadedFile, cross_check, repeated_rows
from data.ingest.csv_arrow import ArrowRecords, read_csv_arrow
from data.ingest.csv_tolerant import Content, Records, read_csv_tolerant
from data.ingest.files import is_parquet, locate_tables
from data.ingest.header import HeaderMap, match_header
from data.ingest.parquet import parquet_records
from data.ingest.quality import (
    FileReport,
    IssueLog,
    Problem,
    Quality,
    UnusableFile,
    UnusableFiles,
    exact_sum,
    merge_issues,
)
from data.ingest.schema import TABLES, Column, Rules, Table
from data.progress import announce

__all__ = ["Quality", "Rules", "Tables", "UnusableFile", "UnusableFiles", "load_folder"]

ISO_DATES = Rules()
READING = "Reading files"


@dataclass(frozen=True, eq=False)
class Tables:
    """What was accepted, typed: text never missing, dates at midnight, unknown numbers NaN."""

    influencers: pd.DataFrame
    posts: pd.DataFrame
    tracking: pd.DataFrame
    payouts: pd.DataFrame
    promotions: pd.DataFrame
    campaigns: pd.DataFrame
    quality: Quality


def load_folder(folder: Path, rules: Rules = ISO_DATES) -> Tables:
    """Reads the files of a folder; UnusableFiles names all that are missing or cannot be used.

    An optional file that cannot be used is left out and makes the quality degraded.
    """
    return load_contents(*locate_tables(Path(folder)), rules)


def load_contents(
    found: Mapping[str, Content], problems: list[tuple[Table, str, str]], rules: Rules
) -> Tables:
    """Reads the content found for each table; ``problems`` are why others have none."""
    parts: dict[str, LoadedFile] = {}
    sizes = {key: _size(content) for key, content in found.items()}
    read, whole = 0, sum(sizes.values())
    for table in TABLES:
        if table.key in found:
            tell = partial(_tell, read, sizes[table.key], whole)
            try:
                parts[table.key] = _load_file(table, found[table.key], rules, tell)
            except UnusableFile as error:
                problems.append((table, error.file, error.reason))
            read += sizes[table.key]
    announce(READING, whole, whole)
    cross_check(parts)
    quality = _quality(parts, tuple(Problem(file, reason) for _, file, reason in problems))
    if any(not table.optional for table, _, _ in problems):
        raise UnusableFiles(quality.problems, quality)
    frames = {table.key: _frame(table, rules, parts.get(table.key)) for table in TABLES}
    return Tables(**frames, quality=quality)


def _size(content: Content) -> int:
    """Bytes of a file; what lies elsewhere or in parts counts as one."""
    return content.stat().st_size if isinstance(content, Path) and content.is_file() else 1


def _tell(before: int, size: int, whole: int, share: float) -> None:
    """Announce how many bytes of all files are read, a share of the present one included."""
    announce(READING, before + share * size, whole)


def _load_file(
    table: Table, path: Content, rules: Rules, tell: Callable[[float], None]
) -> LoadedFile:
    """One file read, typed and accounted for; UnusableFile when it cannot be."""
    columns = rules.columns(table)
    tell(0.0)
    try:
        rows = _rows(path, columns)
    except OSError as error:
        reason = f"cannot be read: {error.strerror or error}"
        raise UnusableFile(path.name, reason) from error
    tell(0.5)
    placement = match_header(path.name, columns, rows.header)
    ledger = IssueLog(path.name)
    _note_file(placement, rows, ledger)
    values, keep, changes = _columns(table, placement, rows, rules, ledger)
    tell(0.8)
    lines = np.array(rows.lines, dtype="int64")[keep]
    repeated_rows(rows, keep, ledger)
    report = FileReport(
        file=path.name,
        path=Path(path.name) if not isinstance(path, Path) else path,
        read=rows.read,
        accepted=int(keep.sum()),
        rejected=len(rows.broken) + int((~keep).sum()),
        warnings=0,
        ignored_columns=placement.ignored,
        changes=changes,
        key=table.key,
        encoding=rows.encoding,
        delimiter=rows.delimiter,
    )
    headers = {column.name: rows.header[at].strip() for column, at in placement.positions.items()}
    return LoadedFile(
        table, _typed_frame(table, placement, values, keep), lines, headers, ledger, report
    )


def _rows(path: Content, columns: Sequence[Column]) -> Records | ArrowRecords:
    """The rows of a file or a folder of parts as text; OSError when it cannot be read."""
    if isinstance(path, Path) and is_parquet(path):
        return parquet_records(path, columns)
    if not path.is_file():
        raise UnusableFile(path.name, "is not a file")
    content = path.read_bytes()
    return read_csv_arrow(path.name, content, columns) or read_csv_tolerant(path.name, content)


def _note_file(placement: HeaderMap, rows: Records | ArrowRecords, ledger: IssueLog) -> None:
    """Broken records, and what is doubtful about the file as a whole."""
    for record in rows.broken:
        ledger.reject(record.line, "", record.value, record.code, record.reason)
    if rows.encoding == "Windows-1252":
        reason = "read as Windows-1252, since it is not UTF-8"
        ledger.warn(rows.header_line, "", rows.encoding, "encoding", reason)
    for column in placement.absent:
        reason = f"the column {column.header!r} is not there"
        ledger.warn(rows.header_line, column.header, "", "column_absent", reason)
    for column in placement.doubled:
        reason = f"the column {column.header!r} is there twice; the first is read"
        ledger.warn(rows.header_line, column.header, "", "column_twice", reason)


def _columns(
    table: Table, placement: HeaderMap, rows: Records | ArrowRecords, rules: Rules, ledger: IssueLog
) -> tuple[dict[str, np.ndarray], np.ndarray, dict[str, int]]:
    """The values by column, which rows are kept, and how many cells were changed in what way."""
    cells = rows.columns
    keep = np.ones(len(rows.lines), dtype=bool)
    values: dict[str, np.ndarray] = {}
    doubts = []
    changes: Counter[str] = Counter()
    with ThreadPoolExecutor(2) as pool:
        read = partial(read_cells, day_first=rules.day_first)
        places = placement.positions
        results = list(pool.map(read, places, (cells[at] for at in places.values())))
    for (column, at), result in zip(places.items(), results, strict=True):
        header = rows.header[at].strip()
        values[column.name] = result.values
        for row, error in result.failures.items():
            keep[row] = False
            ledger.reject(rows.lines[row], header, cells[at][row], error.code, error.reason)
        doubts.extend((row, at, error) for row, error in result.doubts.items())
        changes.update({f"{header}: {change}": n for change, n in result.changes.items()})
    if table.span:
        _reject_reversed(table.span, values, keep, rows, ledger)
    for row, at, doubt in doubts:
        if keep[row]:
            header = rows.header[at].strip()
            ledger.warn(rows.lines[row], header, cells[at][row], doubt.code, doubt.reason)
    return values, keep, dict(changes)


def _reject_reversed(
    span: tuple[str, str],
    values: Mapping[str, np.ndarray],
    keep: np.ndarray,
    rows: Records | ArrowRecords,
    ledger: IssueLog,
) -> None:
    start, end = (values[name] for name in span)
    for row in np.flatnonzero(keep & (end < start)):
        keep[row] = False
        day = str(end[row].astype("datetime64[D]"))
        ledger.reject(rows.lines[row], span[1], day, "reversed", "ends before it starts")


def _typed_frame(
    table: Table, placement: HeaderMap, values: Mapping[str, np.ndarray], keep: np.ndarray
) -> pd.DataFrame:
    """The kept rows as a frame; a column that the file lacks is empty text or NaN."""
    count, frame = int(keep.sum()), {}
    for column in (*placement.positions, *placement.absent):
        given = values.get(column.name)
        if given is None:
            given = filled_column(column, count)
        elif count < len(keep):
            given = given[keep]
        frame[column.name] = _compact_text(given, table)
    return pd.DataFrame(frame)


def _compact_text(values: object, table: Table) -> object:
    """Numbers as they are, text as text or, in a table of many rows, as categories."""
    if values.dtype == object:
        values = pd.array(values, dtype="str")
    if isinstance(values, pd.Categorical):
        return values if table.coded else values.astype("str")
    return pd.Categorical(values) if table.coded and values.dtype == "str" else values


def _frame(table: Table, rules: Rules, part: LoadedFile | None) -> pd.DataFrame:
    """The table in its declared column order, keys unique and every influencer named."""
    columns = rules.columns(table)
    if part is None:
        return pd.DataFrame(
            {
                c.name: _compact_text(filled_column(c, 0), table)
                for c in columns
                if c.presence != "extra"
            }
        )
    frame = part.frame[[column.name for column in columns if column.name in part.frame]]
    if table.unique:
        frame = frame.drop_duplicates(table.unique, ignore_index=True)
    if table.key == "influencers":
        named = frame["name"].where(frame["name"] != "", frame["influencer"])
        frame = frame.assign(name=named)
    return frame


def _quality(parts: Mapping[str, LoadedFile], problems: tuple[Problem, ...]) -> Quality:
    reports = []
    for part in parts.values():
        ledger = part.ledger
        counts, warnings = ledger.by_code(), ledger.total("warning")
        reports.append(replace(part.report, counts=counts, warnings=warnings))
    issues, total = merge_issues([part.ledger for part in parts.values()])
    revenue = exact_sum(parts["tracking"].frame["revenue"]) if "tracking" in parts else 0.0
    return Quality(tuple(reports), issues, total, revenue, problems)
