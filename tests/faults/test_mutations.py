"""Broken files load with every row and rupee accounted for, or are refused with the reason."""

from __future__ import annotations

import csv
import io
import json
import logging
import math
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from dash._utils import to_json
from flask.testing import FlaskClient

from app import create_app
from data.ingest.load import Tables, load_folder
from data.ingest.quality import FileReport, UnusableFiles
from data.queries.export_tables import LISTINGS
from data.sources.live import LiveSource
from pages import PAGES
from pages.rendering.render import layout_of
from settings import Settings
from tests.faults.mutations import FILES, KINDS, Contents, clean, damaged, put

CODECS = {"UTF-8": "utf-8-sig", "UTF-16": "utf-16", "Windows-1252": "cp1252"}
MONEY = {"tracking": "revenue", "payouts": "total_payout"}
REFUSED = {"nothing", "no header", "a column twice", "a column missing", "UTF-16 cut", "cut"}
# What stands on pages: a kind of damage to influencers, posts, tracking and payouts at once.
SETS = (
    ("names", "far dates", "numbers", "rows twice"),
    ("formulas", "names", "far dates", "numbers"),
    ("no rows", "numbers", "other rows", "huge money"),
    ("ids", "huge fields", "names", "no rows"),
    ("one row", "no rows", "huge money", "ids"),
    ("numbers", "dates", "no rows", "one row"),
    ("Windows-1252", "mixed encodings", "ragged rows", "semicolons"),
    ("UTF-16", "a byte order mark", "dates", "tabs"),
    ("rows twice", "one row", "ids", "swapped headers"),
    ("CR", "CRLF", "one row", "moved columns"),
    ("two byte order marks", "bytes", "quotes", "line breaks"),
    ("delimiters", "NULs", "formulas", "huge money"),
)
ADDRESSES = (
    "/api/summary", "/api/quality", "/api/metrics", "/readyz", "/healthz", "/api/breakdown?by=day",
    *(f"/api/breakdown?by={by}" for by in ("influencer", "campaign", "product", "tier", "month")),
    *(f"/export/{table}.{kind}" for table in LISTINGS for kind in ("csv", "xlsx")),
)  # fmt: skip


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Contents:
    return clean(tmp_path_factory.mktemp("clean"))


def oracle(report: FileReport, rejected: dict[int, str], header: str) -> tuple[int, Decimal]:
    """Rows and money of the lines that were not rejected, by csv and Decimal alone."""
    text = report.path.read_bytes().decode(CODECS[report.encoding], "surrogateescape")
    lines = list(io.StringIO(text, newline=""))
    for line, code in rejected.items():
        if code == "quote":
            lines[line - 1] = "\n"
    reader = csv.reader(lines, delimiter=report.delimiter)
    at, count, total, start = -1, 0, Decimal(0), 1
    for row in reader:
        line, start = start, reader.line_num + 1
        if not any(cell.strip(" \ufeff") for cell in row) and len(row) < 2:
            continue
        if at < 0:
            at = ["".join(name.replace("\ufeff", "").split()).lower() for name in row].index(header)
        elif line not in rejected:
            count += 1
            total += Decimal(row[at].strip().replace("₹", "").replace(",", ""))
    return count, total


def reconciled(tables: Tables) -> None:
    """Every row and every rupee of a folder is accounted for."""
    issues = tables.quality.issues
    for report in tables.quality.files:
        assert report.read == report.accepted + report.rejected
        rejected = {i.line: i.code for i in issues
                    if i.file == report.file and i.kind == "rejected"}  # fmt: skip
        assert len(rejected) == report.rejected
        assert all(i.reason for i in issues)
        if report.key in MONEY:
            count, exact = oracle(report, rejected, MONEY[report.key])
            accepted = getattr(tables, report.key)[MONEY[report.key]]
            assert count == report.accepted == len(accepted)
            assert math.isclose(math.fsum(accepted), exact, rel_tol=1e-14, abs_tol=1e-300)
            if report.key == "tracking" and exact == exact.quantize(Decimal("0.01")):
                assert tables.quality.total_revenue == float(exact)


@pytest.mark.parametrize("kind", KINDS)
def test_a_broken_set_reconciles_or_is_refused_with_reasons(
    kind: str, base: Contents, tmp_path: Path
) -> None:
    for seed in range(4):
        folder = put(damaged(base, kind, seed, FILES[seed : seed + 1]), tmp_path)
        try:
            reconciled(load_folder(folder))
        except UnusableFiles as error:
            assert [problem.file for problem in error.problems] == [FILES[seed]]
            assert all(problem.reason for problem in error.problems)
            for report in error.quality.files:
                assert report.read == report.accepted + report.rejected


def test_undamaged_files_are_accepted_whole(base: Contents, tmp_path: Path) -> None:
    tables = load_folder(put(base, tmp_path))
    reconciled(tables)
    assert tables.quality.rejected == 0 and tables.quality.total_revenue > 100_000


def test_every_kind_of_damage_that_can_be_accepted_stands_on_pages() -> None:
    assert {kind for kinds in SETS for kind in kinds} == set(KINDS) - REFUSED


class Kept(logging.Handler):
    """The errors that were logged, by what failed."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        self.lines.append(f"{record.getMessage()} {getattr(record, 'card', '')} {error!r}")


def never(constant: str) -> None:
    raise AssertionError(f"{constant} in an answer")


def finite(thing: Any) -> None:
    """Nothing that is no JSON: orjson would write null where Python's encoder writes NaN."""
    json.loads(to_json(thing), parse_constant=never)


def drawn(source: LiveSource, client: FlaskClient) -> None:
    """Every page, with its first subjects, from its address to its JSON."""
    store = source.state.store
    for page in PAGES.all:
        subjects = [""]
        if page.knows:
            of = page.path.strip("/").removesuffix("s")
            subjects = [one for one in store.values(of) if page.knows(store, one)][:2]
        for subject in subjects:
            finite(layout_of(page, source)(**({"subject": subject} if subject else {})))
        assert client.get(page.path).status_code < 500


@pytest.mark.parametrize("kinds", SETS, ids=" + ".join)
def test_every_page_and_answer_stands_on_a_broken_set(
    kinds: tuple[str, ...], base: Contents, tmp_path: Path
) -> None:
    contents = dict(base)
    for name, kind in zip(FILES, kinds, strict=True):
        contents |= {name: damaged(base, kind, 1, (name,))[name]}
    server = create_app(Settings(data_dir=put(contents, tmp_path), watch_seconds=0)).server
    source, client = server.extensions["dashboard"][1], server.test_client()
    assert source.state.store is not None, source.state.problems
    kept, logger = Kept(), logging.getLogger("dashboard")
    logger.addHandler(kept)
    try:
        for address in ADDRESSES:
            answer = client.get(address)
            assert answer.status_code < 500, address
            if answer.is_json:
                json.loads(answer.data, parse_constant=never)
        drawn(source, client)
    finally:
        logger.removeHandler(kept)
    assert kept.lines == []


@pytest.mark.parametrize("kind", sorted(REFUSED - {"cut", "a column twice"}))
def test_pages_stand_also_without_any_usable_data(
    kind: str, base: Contents, tmp_path: Path
) -> None:
    folder = put(damaged(base, kind, 1, FILES[:1]), tmp_path)
    server = create_app(Settings(data_dir=folder, watch_seconds=0)).server
    source, client = server.extensions["dashboard"][1], server.test_client()
    assert source.state.store is None and source.state.problems[0][0] == FILES[0]
    for page in PAGES.navigation:
        assert FILES[0] in to_json(layout_of(page, source)())
        assert client.get(page.path).status_code == 200
    assert client.get("/readyz").status_code == 503
    assert client.get("/api/quality").json["problems"][0]["file"] == FILES[0]
