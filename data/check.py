"""Command line: reports what a folder of CSV files holds and which rows cannot be used."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from data.ingest.load import load_folder
from data.ingest.quality import ISSUE_LIMIT, FileReport, Issue, Quality, UnusableFiles
from data.ingest.schema import Rules
from data.progress import listening

SHOWN = 20
CLEAN, REJECTED, UNUSABLE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when every row was accepted, 1 when one was rejected, 2 when a file cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m data.check", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder with the CSV files")
    parser.add_argument("--json", action="store_true", help="print the whole report as JSON")
    parser.add_argument("--day-first", action="store_true", help="read dates as dd/mm/yyyy too")
    options = parser.parse_args(arguments)
    try:
        with listening(sys.stderr):
            quality = load_folder(options.folder, Rules(day_first=options.day_first)).quality
    except UnusableFiles as error:
        quality = error.quality
    if options.json:
        _write(json.dumps(quality.as_dict(ISSUE_LIMIT), indent=2, allow_nan=False))
    else:
        _write(summary(quality))
    if quality.problems:
        return UNUSABLE
    return REJECTED if quality.rejected else CLEAN


def summary(quality: Quality) -> str:
    """The report for a terminal: a paragraph a file, then the first issues."""
    paragraphs = [f"{file}: cannot be used: {reason}" for file, reason in quality.problems]
    paragraphs += [_file(report) for report in quality.files]
    if any(report.key == "tracking" for report in quality.files):
        paragraphs.append(f"Revenue of all accepted rows: ₹{quality.total_revenue:,.2f}")
    if quality.issues:
        more = quality.issue_total - min(SHOWN, len(quality.issues))
        paragraphs += ["", f"Issues ({quality.issue_total:,}):"]
        paragraphs += [_issue(issue) for issue in quality.issues[:SHOWN]]
        paragraphs += [f"  … and {more:,} more"] if more else []
    return "\n".join(paragraphs)


def _file(report: FileReport) -> str:
    lines = [
        f"{report.file}: {report.read:,} rows read, {report.accepted:,} accepted, "
        + f"{report.rejected:,} rejected, {report.warnings:,} warnings"
    ]
    lines += [f"  {code}: {count:,}" for code, count in report.counts.items()]
    lines += [f"  changed: {change} ({count:,})" for change, count in report.changes.items()]
    if report.ignored_columns:
        lines.append(f"  ignored columns: {', '.join(map(repr, report.ignored_columns))}")
    return "\n".join(lines)


def _issue(issue: Issue) -> str:
    # repr() keeps control characters of the data away from the terminal.
    where = f"{issue.file}:{issue.line}" + (f" {issue.column!r}" if issue.column else "")
    value = f" {issue.value[:60]!r}" if issue.value else ""
    return f"  {issue.kind} {where}: {issue.reason}{value} [{issue.code}]"


def _write(text: str) -> None:
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding) + "\n")


if __name__ == "__main__":
    sys.exit(main())
