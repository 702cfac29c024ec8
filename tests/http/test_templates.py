"""Templates of the input files: named, safe for spreadsheets, and accepted by the loader as is."""

from __future__ import annotations

import csv
from pathlib import Path

import dash
import pytest
from flask.testing import FlaskClient

from app import create_app
from components.page.model import to_json
from data.ingest.load import load_folder
from data.ingest.schema import TABLES
from settings import Settings

KEYS = [table.key for table in TABLES]


@pytest.mark.parametrize("table", TABLES, ids=KEYS)
def test_a_template_has_every_declared_header_and_two_rows(
    client: FlaskClient, table: object
) -> None:
    answer = client.get(f"/templates/{table.key}.csv")
    assert answer.status_code == 200 and answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{table.file}"'
    assert answer.data.startswith(b"\xef\xbb\xbf")
    header, *rows = csv.reader(answer.data.decode("utf-8-sig").splitlines())
    assert header == [column.header for column in table.columns if column.presence != "extra"]
    assert len(rows) == 2 and {len(row) for row in rows} == {len(header)}
    assert not any(cell[:1] in "=+-@\t\r" for row in rows for cell in row if cell)


def test_the_templates_load_without_a_rejected_row_or_a_warning(
    client: FlaskClient, tmp_path: Path
) -> None:
    for table in TABLES:
        body = client.get(f"/templates/{table.key}.csv").data
        (tmp_path / table.file).write_bytes(body)
    quality = load_folder(tmp_path).quality
    assert len(quality.files) == 6 and not quality.problems
    assert [(file.read, file.accepted) for file in quality.files] == [(2, 2)] * 6
    assert quality.issues == ()


@pytest.mark.parametrize("name", ["orders", "..%2f..%2fsettings", "influencers_data", "Posts"])
def test_an_unknown_template_is_404_in_one_sentence(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/templates/{name}.csv")
    assert answer.status_code == 404
    if answer.is_json:
        assert answer.json["error"] == f"Templates are: {', '.join(KEYS)}, as .csv."


@pytest.mark.parametrize("empty", [False, True], ids=["data", "no-data"])
def test_the_page_offers_every_template(folder: Path, tmp_path: Path, empty: bool) -> None:
    create_app(Settings(data_dir=tmp_path if empty else folder, watch_seconds=0))
    words = to_json(dash.page_registry["data"]["layout"]()).decode()
    for table in TABLES:
        assert f"/templates/{table.key}.csv" in words and table.file in words
