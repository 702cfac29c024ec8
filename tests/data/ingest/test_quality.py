"""The account of a folder: it adds up, is bounded, and is fit for JSON."""

import json
from pathlib import Path

import pytest

from data.ingest.quality import (
    ISSUE_LIMIT,
    FileReport,
    IssueLog,
    Problem,
    Quality,
    UnusableFiles,
    merge_issues,
)


def report(read: int, accepted: int, rejected: int) -> FileReport:
    return FileReport("t.csv", Path("t.csv"), read, accepted, rejected, 0, (), {})


def test_a_report_that_loses_a_row_cannot_be_made() -> None:
    assert report(3, 2, 1).rejected == 1
    with pytest.raises(AssertionError, match="read 3 rows, but accepted 2 and rejected 0"):
        report(3, 2, 0)


def test_counts_are_exact_where_the_list_is_cut() -> None:
    ledger = IssueLog("t.csv")
    for line in range(ISSUE_LIMIT + 500):
        ledger.reject(line, "date", "x", "date", "not a date")
        ledger.warn(line, "name", "", "empty", "the cell is empty")
    issues, total = merge_issues([ledger])
    assert len(issues) == ISSUE_LIMIT
    assert total == 2 * (ISSUE_LIMIT + 500)
    assert ledger.total("rejected") == ISSUE_LIMIT + 500
    assert ledger.by_code() == {"date": ISSUE_LIMIT + 500, "empty": ISSUE_LIMIT + 500}


def test_rejected_rows_come_first_then_files_then_lines() -> None:
    first, second = IssueLog("a.csv"), IssueLog("b.csv")
    first.warn(1, "x", "", "empty", "")
    first.reject(9, "x", "", "date", "")
    first.reject(2, "y", "", "date", "")
    second.reject(1, "x", "", "date", "")
    issues, _ = merge_issues([first, second])
    assert [(issue.kind, issue.file, issue.line) for issue in issues] == [
        ("rejected", "a.csv", 2),
        ("rejected", "a.csv", 9),
        ("rejected", "b.csv", 1),
        ("warning", "a.csv", 1),
    ]


def test_values_are_cut_and_can_always_be_encoded() -> None:
    ledger = IssueLog("t.csv")
    ledger.reject(1, "", "\udcff\0" + "x" * 500, "encoding", "")
    value = ledger.issues[0].value
    assert len(value) == 200
    assert value.startswith("?\ufffdx")
    assert value.encode("utf-8")


def test_as_dict_is_strict_json() -> None:
    ledger = IssueLog("t.csv")
    for line in range(5):
        ledger.warn(line, "x", "v", "empty", "why")
    issues, total = merge_issues([ledger])
    quality = Quality((report(1, 1, 0),), issues, total, float("inf"), (Problem("p.csv", "gone"),))
    answer = json.loads(json.dumps(quality.as_dict(issue_limit=2), allow_nan=False))
    assert answer["total_revenue"] is None
    assert answer["issue_total"] == 5
    assert [issue["line"] for issue in answer["issues"]] == [0, 1]
    assert set(answer["issues"][0]) == {
        "file", "line", "column", "value", "code", "reason", "kind",
    }  # fmt: skip
    assert answer["problems"] == [{"file": "p.csv", "reason": "gone"}]
    assert "path" not in answer["files"][0]


def test_status_is_degraded_only_by_an_unusable_file() -> None:
    assert Quality((report(2, 1, 1),)).status == "ok"
    assert Quality(problems=(Problem("p.csv", "gone"),)).status == "degraded"


def test_unusable_files_say_all_that_is_wrong() -> None:
    error = UnusableFiles((Problem("a.csv", "is empty"), Problem("b.csv", "is missing")), Quality())
    assert error.file == "a.csv, b.csv"
    assert str(error) == "a.csv: is empty; b.csv: is missing"
