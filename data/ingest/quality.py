"""What was read, kept, rejected and doubted in each file, with the reasons."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

Kind = Literal["rejected", "warning"]

ISSUE_LIMIT = 10_000
EXACT = 2.0**53
"""Whole numbers below this one are added up without a residue, in any order."""
VALUE_LIMIT = 200


class Problem(NamedTuple):
    """Why a file cannot be used, in words that follow its name."""

    file: str
    reason: str


class UnusableFile(Exception):
    """One file that cannot be used at all: missing, unreadable or without a required column."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"{file}: {reason}")
        self.file = file
        self.reason = reason


class UnusableFiles(UnusableFile):
    """Every unusable file of a folder at once; `quality` reports on those that could be read."""

    def __init__(self, problems: tuple[Problem, ...], quality: Quality) -> None:
        super().__init__(
            ", ".join(file for file, _ in problems),
            "; ".join(f"{file}: {reason}" for file, reason in problems),
        )
        self.problems = problems
        self.quality = quality

    def __str__(self) -> str:
        return self.reason


@dataclass(frozen=True, slots=True)
class Issue:
    """One cell, row or file that was rejected or doubted; `line` is where its row starts."""

    file: str
    line: int
    column: str
    value: str
    code: str
    reason: str
    kind: Kind

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready, keys in the order of the fields."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True)
class FileReport:
    """The account of one file: `read` rows are `accepted` or `rejected`, never lost."""

    file: str
    path: Path
    read: int
    accepted: int
    rejected: int
    warnings: int
    ignored_columns: tuple[str, ...]
    changes: dict[str, int]
    counts: dict[str, int] = field(default_factory=dict)
    key: str = ""
    encoding: str = ""
    delimiter: str = ","

    def __post_init__(self) -> None:
        if self.read != self.accepted + self.rejected:
            raise AssertionError(
                f"{self.file}: read {self.read} rows, but accepted {self.accepted}"
                f" and rejected {self.rejected}"
            )

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready, without the path: what a reader of the API may know."""
        return {
            "file": self.file,
            "key": self.key,
            "read": self.read,
            "accepted": self.accepted,
            "rejected": self.rejected,
            "warnings": self.warnings,
            "ignored_columns": list(self.ignored_columns),
            "changes": dict(self.changes),
            "counts": dict(self.counts),
            "encoding": self.encoding,
            "delimiter": self.delimiter,
        }


@dataclass(frozen=True)
class Quality:
    """The account of a folder; `issues` is cut at ISSUE_LIMIT, `issue_total` is exact."""

    files: tuple[FileReport, ...] = ()
    issues: tuple[Issue, ...] = ()
    issue_total: int = 0
    total_revenue: float = 0.0
    problems: tuple[Problem, ...] = ()

    @property
    def status(self) -> Literal["ok", "degraded"]:
        """Degraded when a file could not be used; rejected rows alone do not degrade."""
        return "degraded" if self.problems else "ok"

    @property
    def rejected(self) -> int:
        """Rows rejected in all files."""
        return sum(report.rejected for report in self.files)

    @property
    def warnings(self) -> int:
        """Warnings in all files: a row may have several."""
        return sum(report.warnings for report in self.files)

    def as_dict(self, issue_limit: int = 1_000) -> dict[str, Any]:
        """JSON-ready: no NaN, no infinity; the first `issue_limit` issues, rejected rows first."""
        total = self.total_revenue
        return {
            "status": self.status,
            "files": [report.as_dict() for report in self.files],
            "issues": [issue.as_dict() for issue in self.issues[:issue_limit]],
            "issue_total": self.issue_total,
            "total_revenue": total if math.isfinite(total) else None,
            "problems": [problem._asdict() for problem in self.problems],
        }


class IssueLog:
    """Collects the issues of one file while it is read: exact counts, a bounded list."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.issues: list[Issue] = []
        self.counts: Counter[tuple[Kind, str]] = Counter()
        self._kept: Counter[tuple[Kind, str]] = Counter()

    def reject(self, line: int, column: str, value: str, code: str, reason: str) -> None:
        """Note why the row of a line is left out; once for each cell that is wrong."""
        self._add("rejected", line, column, value, code, reason)

    def warn(self, line: int, column: str, value: str, code: str, reason: str) -> None:
        """Note what is doubtful about a row, column or file that is kept."""
        self._add("warning", line, column, value, code, reason)

    def total(self, kind: Kind) -> int:
        """How many issues of a kind there are, exact also where the list was cut."""
        return sum(count for (of, _), count in self.counts.items() if of == kind)

    def by_code(self) -> dict[str, int]:
        """Issues by code, exact also where the list of issues was cut."""
        totals: Counter[str] = Counter()
        for (_, code), count in self.counts.items():
            totals[code] += count
        return dict(sorted(totals.items()))

    def _add(self, kind: Kind, line: int, column: str, value: str, code: str, reason: str) -> None:
        self.counts[kind, code] += 1
        # The limit holds for each column, so that one bad column cannot hide the others.
        if self._kept[kind, column] < ISSUE_LIMIT:
            self._kept[kind, column] += 1
            shown = value[:VALUE_LIMIT].replace("\0", "\ufffd")
            shown = shown.encode("utf-8", "replace").decode("utf-8")
            self.issues.append(Issue(self.file, int(line), column, shown, code, reason, kind))


def merge_issues(ledgers: list[IssueLog]) -> tuple[tuple[Issue, ...], int]:
    """The issues of all files, rejected rows first, by file and line; and their exact total."""
    issues = [
        issue
        for kind in ("rejected", "warning")
        for ledger in ledgers
        for issue in sorted(
            (issue for issue in ledger.issues if issue.kind == kind),
            key=lambda issue: (issue.line, issue.column, issue.code),
        )
    ]
    total = sum(sum(ledger.counts.values()) for ledger in ledgers)
    return tuple(issues[:ISSUE_LIMIT]), total


def exact_sum(amounts: pd.Series) -> float:
    """The decimal sum: of amounts in whole paise it has no binary residue either."""
    values = amounts.to_numpy(float)
    with np.errstate(over="ignore", invalid="ignore"):
        whole = np.round(values * 100)
        if (whole / 100 == values).all() and np.abs(whole).sum() < EXACT:
            return float(whole.sum()) / 100
    try:
        total = math.fsum(amounts)
    except OverflowError:
        return math.inf
    with np.errstate(over="ignore"):
        paise = (amounts == amounts.round(2)).all()
    return round(total, 2) if paise else total
