"""Cells of text to typed columns, by declared rules, with what was refused and what changed."""

import datetime
import math
import operator
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import compress

import numpy as np

from data.ingest.schema import Column

EPOCH = datetime.date(1970, 1, 1).toordinal()
FIRST_YEAR, LAST_YEAR = 1970, 2100
LARGEST_WHOLE = 2**53
# Up to here an amount is exact to the paisa; one larger would swallow all others in a total.
LARGEST_AMOUNT = LARGEST_WHOLE / 100

_PLAIN = frozenset("0123456789.")
_DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,2}(?:,[0-9]{2})*,[0-9]{3}|[0-9]+)"
_NUMBER = re.compile(rf"\+?(?:{_DIGITS}(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_NOT_FINITE = frozenset(("inf", "infinity", "nan"))
_FLOAT_ID = re.compile(r"(-?[0-9]+)\.0+")
_TIME = (
    r"(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?\s?(?:Z|UTC|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_ISO = re.compile(rf"([0-9]{{4}})-([0-9]{{2}})-([0-9]{{2}}){_TIME}")
_DAY_FIRST = re.compile(rf"([0-9]{{1,2}})([/.-])([0-9]{{1,2}})\2([0-9]{{4}}){_TIME}")
_BASES = {"post": "post", "perpost": "post", "order": "order", "perorder": "order"}


class CellError(Exception):
    """A cell that breaks a rule, or a doubt about one that was kept."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True)
class Parsed:
    """One column: a value for each cell, and by row what was refused, doubted or changed."""

    values: np.ndarray
    failures: dict[int, CellError] = field(default_factory=dict)
    doubts: dict[int, CellError] = field(default_factory=dict)
    changes: dict[str, int] = field(default_factory=dict)


# A rule turns the text of one cell into its value and the name of the change it made, if any.
Rule = Callable[[str], tuple[object, str]]

_MISSING = CellError("missing", "the cell is empty")


def parse_column(
    column: Column, cells: Sequence[str], day_first: bool = False, times: np.ndarray | None = None
) -> Parsed:
    """Reads the cells of one column; dates become days, empty numbers NaN.

    ``times`` says how many rows each cell stands for; without it, one.
    """
    if column.kind == "text":
        return _texts(column, cells, times)
    if column.kind in ("whole", "money"):
        return _numbers(column, cells, times)
    rules: dict[str, tuple[Rule, object, type | str]] = {
        "id": (identifier, "", object),
        "basis": (basis, "", object),
        "date": (partial(day, day_first=day_first), 0, "int64"),
    }
    rule, blank, dtype = rules[column.kind]
    result = _by_rule(cells, _or_empty(rule, column, blank), blank, dtype, times)
    if column.kind == "date":
        days = result.values.astype("datetime64[D]").astype("datetime64[s]")
        return Parsed(days, result.failures, result.doubts, result.changes)
    return result


def _texts(column: Column, cells: Sequence[str], times: np.ndarray | None) -> Parsed:
    texts = [cell.strip() for cell in cells]
    differ = map(operator.ne, texts, cells)
    changed = sum(differ) if times is None else int(sum(compress(times, differ)))
    failures: dict[int, CellError] = {}
    doubts: dict[int, CellError] = {}
    if column.empty != "keep" and "" in texts:
        found = failures if column.empty == "reject" else doubts
        code = "missing" if column.empty == "reject" else "empty"
        empty = CellError(code, "the cell is empty")
        found.update((at, empty) for at, text in enumerate(texts) if not text)
    if not column.multiline:
        broken = CellError("line_break", "a line break inside; a quote may be missing")
        doubts.update((at, broken) for at, text in enumerate(texts) if "\n" in text)
    values = np.empty(len(texts), dtype=object)
    values[:] = texts
    return Parsed(values, failures, doubts, {"trimmed": changed} if changed else {})


def _numbers(column: Column, cells: Sequence[str], times: np.ndarray | None) -> Parsed:
    dtype = "int64" if column.kind == "whole" and column.empty == "reject" else "float64"
    # Nearly all files hold plain digits only: then one conversion reads the column.
    if _PLAIN.issuperset("".join(cells)):
        try:
            values = np.array(cells, dtype="float64")
        except ValueError:
            values = None
        if values is not None and _acceptable(values, column.kind):
            return Parsed(values.astype(dtype))
    rupees = column.kind == "money" and column.bounded
    rule = partial(number, whole=column.kind == "whole", rupees=rupees)
    blank = 0 if dtype == "int64" else math.nan
    return _by_rule(cells, _or_empty(rule, column, blank), blank, dtype, times)


def _acceptable(values: np.ndarray, kind: str) -> bool:
    if not np.isfinite(values).all():
        return False
    if kind == "money":
        return bool((values <= LARGEST_AMOUNT).all())
    return bool(((values % 1 == 0) & (values <= LARGEST_WHOLE)).all())


def _or_empty(rule: Rule, column: Column, blank: object) -> Rule:
    """The rule for a trimmed cell; an empty one is `blank`, or refused where one must stand."""

    def read(cell: str) -> tuple[object, str]:
        text = cell.strip()
        if not text:
            if column.empty == "reject":
                raise _MISSING
            return blank, ""
        value, change = rule(text)
        return value, change or ("trimmed" if text != cell else "")

    return read


def _by_rule(
    cells: Sequence[str],
    rule: Rule,
    blank: object,
    dtype: type | str,
    times: np.ndarray | None,
) -> Parsed:
    """Applies a rule once to each distinct cell: dates, ids and counts repeat."""
    known: dict[str, object] = {}
    changed: dict[str, str] = {}
    refused: dict[str, CellError] = {}
    for cell in set(cells):
        try:
            known[cell], change = rule(cell)
        except CellError as error:
            known[cell], refused[cell] = blank, error
            continue
        if change:
            changed[cell] = change
    values = np.empty(len(cells), dtype=dtype)
    values[:] = [known[cell] for cell in cells]
    failures = {at: refused[cell] for at, cell in enumerate(cells) if cell in refused}
    changes: Counter[str] = Counter()
    for at, cell in enumerate(cells) if changed else ():
        if cell in changed:
            changes[changed[cell]] += 1 if times is None else int(times[at])
    return Parsed(values, failures, {}, dict(sorted(changes.items())))


def identifier(text: str) -> tuple[str, str]:
    """An id by the one rule: `42.0` is `42`, leading zeros stay."""
    match = _FLOAT_ID.fullmatch(text)
    return (match[1], "trailing .0 dropped") if match else (text, "")


def basis(text: str) -> tuple[str, str]:
    """'post' or 'order', however it is spelled."""
    name = "".join(ch for ch in text.casefold() if not ch.isspace() and ch not in "_-")
    if name not in _BASES:
        raise CellError("basis", "a payout is by post or by order")
    return _BASES[name], "" if text == _BASES[name] else "spelling of the basis"


def number(text: str, whole: bool = False, rupees: bool = False) -> tuple[float, str]:
    """An exact decimal that is finite and not negative; commas as in 1,23,456 or 123,456."""
    bare = text
    if rupees and "₹" in text:
        bare = re.sub(r"^([-−+]?)\s*₹\s*", r"\1", text)
    negative = bare[:1] in ("-", "−")
    bare = bare[1:].lstrip() if negative else bare
    if bare.lstrip("+").casefold() in _NOT_FINITE:
        raise CellError("not_finite", "not a finite number")
    if not _NUMBER.fullmatch(bare):
        raise CellError("not_a_number", "not a number")
    value = float(bare.replace(",", ""))
    if not math.isfinite(value):
        raise CellError("not_finite", "too large to be a number")
    if negative and value:
        raise CellError("negative", "a negative number")
    if whole and not value.is_integer():
        raise CellError("fraction", "not a whole number")
    if whole and value > LARGEST_WHOLE:
        raise CellError("too_large", "too large to be counted exactly")
    if rupees and value > LARGEST_AMOUNT:
        raise CellError("too_large", "too large to be an amount exact to the paisa")
    return value, "₹ or commas read" if "," in bare or "₹" in text else ""


def day(text: str, day_first: bool = False) -> tuple[int, str]:
    """Days since 1970-01-01 of an ISO date (its time is dropped), or of dd/mm/yyyy if declared."""
    match = _ISO.fullmatch(text)
    if match:
        year, month, day_of_month = int(match[1]), int(match[2]), int(match[3])
    else:
        match = _DAY_FIRST.fullmatch(text)
        if not match:
            raise CellError("date", "not a date as 2025-08-31")
        if not day_first:
            raise CellError("date", "not a date as 2025-08-31; day-first dates must be declared")
        year, month, day_of_month = int(match[4]), int(match[3]), int(match[1])
    try:
        date = datetime.date(year, month, day_of_month)
    except ValueError:
        raise CellError("date", "no such day in the calendar") from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CellError("date", f"a year before {FIRST_YEAR} or after {LAST_YEAR}")
    return date.toordinal() - EPOCH, "time dropped" if ":" in text else ""
