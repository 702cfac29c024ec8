"""Data: what was read, what was rejected and why, and how to bring one's own files."""

from __future__ import annotations

from typing import Any

import formats
from components.elements import controls, plain_table, tags
from components.elements.tags import Element
from components.elements.text import icon
from components.page.model import Card, CardContent, Context, Page
from data.ingest.schema import TABLES, Table
from pages.cards.opening_sentences import Sentence

SHOWN = 200
ROW_IS = {
    "influencers": "one influencer",
    "posts": "one post",
    "tracking": "the orders of one customer for one product on one day; influencer_id stays empty "
    "where no influencer brought them",
    "payouts": "what one influencer was paid, by post or by order",
    "promotions": "one promotion of one product",
    "campaigns": "one campaign, its days and its plan",
}
STEPS: tuple[Any, ...] = (
    "Download the templates below, keep the first line and put your own rows in place of the "
    "examples. Write days as 2025-03-31 and amounts in rupees.",
    [
        "Put the four files into one folder. To check them there first: ",
        tags.Code("python -m data.check /path/to/folder"),
    ],
    ["Start the dashboard with that folder: ", tags.Code("DATA_DIR=/path/to/folder make run")],
)


def lead(context: Context) -> Sentence:
    """How many rows were read and how many of them count."""
    files = context.store.quality.files
    read, rejected = sum(f.read for f in files), sum(f.rejected for f in files)
    warnings = sum(f.warnings for f in files)
    if not rejected:
        sentence: Sentence = [f"All {formats.count(read)} rows of {len(files)} files are in use"]
    else:
        sentence = [
            (f"{formats.count(rejected)}", "loss"),
            f" of {formats.count(read)} rows could not be used",
        ]
    if not warnings:
        return [*sentence, "; none of them has a warning."]
    return [*sentence, f"; {formats.count(warnings)} of them with a warning."]


def draw_files(context: Context) -> CardContent:
    """Each file: rows read, accepted, rejected, warned about; what was changed while reading."""
    rows = []
    for file in context.store.quality.files:
        notes = [f"{what}: {formats.count(count)}" for what, count in file.changes.items()]
        if file.ignored_columns:
            notes.append(f"ignored columns: {', '.join(file.ignored_columns)}")
        counts = (file.read, file.accepted, file.rejected, file.warnings)
        rows.append((file.file, *(formats.count(n) for n in counts), "; ".join(notes) or "–"))
    head = ("File", "Read", "Accepted", "Rejected", "Warnings", "What was changed or left out")
    store = context.store
    return CardContent(
        title="Every row is accounted for",
        subtitle=f"Read = accepted + rejected in each file · data version {store.version}",
        body=plain_table.table(head, rows, numbers=(1, 2, 3, 4)),
    )


def draw_issues(context: Context) -> CardContent:
    """The rows that were rejected, then those with warnings."""
    quality = context.store.quality
    if not quality.issues:
        return CardContent(title="No row was rejected and none has a warning")
    ordered = sorted(quality.issues, key=lambda issue: issue.kind != "rejected")
    rows = [
        (
            "Rejected" if one.kind == "rejected" else "Warning",
            one.file,
            "" if one.line is None else str(one.line),
            one.column,
            one.value,
            one.reason,
        )
        for one in ordered[:SHOWN]
    ]
    total = quality.issue_total
    return CardContent(
        title=f"{formats.count(total)} {'finding' if total == 1 else 'findings'} in the files",
        subtitle=f"The first {min(SHOWN, total)}, rejected rows first · the export has more",
        body=plain_table.table(
            ("What", "File", "Line", "Column", "Value", "Why"), rows, numbers=(2,)
        ),
        extra=controls.controls(controls.download("quality", "")),
    )


def _columns(table: Table) -> list[Any]:
    """The headers people write; those a file can do without come last, in brackets."""
    needed = [column.header for column in table.columns if column.presence == "required"]
    rest = [c.header for c in table.columns if c.presence != "required" and c.bounded]
    words: list[Any] = [tags.Code(", ".join(needed))]
    return [*words, tags.Span(f" ({', '.join(rest)})", className="muted")] if rest else words


def _template(table: Table) -> Element:
    return tags.A(
        [icon("filetype-csv"), "Template"],
        href=f"/templates/{table.key}.csv",
        className="button",
        download=True,
        **{"aria-label": f"Template of {table.file}"},
    )


def draw_own(context: Context) -> CardContent:
    """How to look at one's own data: the files, their columns, templates, and a place to drop them.

    The place stays empty unless uploads are allowed; ``assets/upload.js`` fills it.
    """
    rows = [
        (
            [tags.Code(table.file), " optional" if table.optional else ""],
            ROW_IS[table.key],
            _columns(table),
            _template(table),
        )
        for table in TABLES
    ]
    return CardContent(
        title="Your own files",
        subtitle="Four CSV files in one folder; the dashboard reads new ones within 10 seconds",
        body=[
            tags.Div(className="upload", **{"data-upload": "1"}),
            tags.Div([tags.Ol([tags.Li(step) for step in STEPS])], className="prose own__steps"),
            plain_table.table(("File", "One row is", "Columns", "To fill in"), rows),
        ],
        foot="Columns in brackets may be missing or empty. Every row that can't be used is listed "
        "here with its line and the reason.",
    )


QUALITY = Page(
    name="data",
    path="/data",
    title="Data",
    icon="database",
    lead=lead,
    filtered=False,
    cards=(
        Card("files", draw_files, tools=()),
        Card("issues", draw_issues, tools=()),
        Card("own", draw_own, tools=(), always=True),
    ),
)
