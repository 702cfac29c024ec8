"""A reader brings own files: a place to drop them, the report, replacing, and back."""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from werkzeug.serving import make_server

from app import create_app, start_worker
from settings import Settings
from tests.browser.conftest import Reader
from tests.worlds import World, written

MARKUP = "<img src=x onerror=window.hurt=1>"


@contextmanager
def uploading(chromium: Browser, data: Path) -> Iterator[Reader]:
    """A reader of a server of its own that allows uploads to a folder."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app = create_app(Settings(data_dir=data, watch_seconds=0, allow_uploads=True, max_upload_mb=1))
    start_worker(app.server)
    server = make_server("127.0.0.1", 0, app.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    someone = Reader(context.new_page(), f"http://127.0.0.1:{server.server_port}")
    someone.watch()
    yield someone
    context.close()
    server.shutdown()
    thread.join()
    assert not someone.elsewhere, someone.elsewhere


@pytest.fixture
def uploader(chromium: Browser, folder: Path, tmp_path: Path) -> Iterator[Reader]:
    """A reader who may replace a copy of the small world."""
    with uploading(chromium, Path(shutil.copytree(folder, tmp_path / "data"))) as someone:
        yield someone


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A reader's files: another world, with two rows that can't be used, one of them hostile."""
    folder = tmp_path / "own"
    folder.mkdir()
    written(World(seed=5, rows=80), folder)
    with (folder / "tracking_data.csv").open("a") as file:
        file.write(f"organic,,,u1,Bar,{MARKUP},1,300\norganic,,,u1,Bar,2025-03-01,1,lots\n")
    return folder


def chosen(reader: Reader, files: list[Path]) -> None:
    """Choose files as with the file dialogue."""
    reader.page.locator(".upload input[type=file]").set_input_files(files)


def test_from_files_to_new_figures_and_back(uploader: Reader, own: Path) -> None:
    page = uploader.page
    uploader.open("/data")
    said, report = page.locator(".upload__said"), page.locator(".upload__report")
    version = page.locator("[data-card=files] .card__subtitle")
    before = version.inner_text()

    chosen(uploader, sorted(own.glob("*.csv")))
    expect(said).to_have_text("Checked: 2 rows can't be used and would be left out.")
    expect(report).to_contain_text("tracking_data.csv: 80 of 82 rows accepted, 2 rejected")
    expect(report).to_contain_text(MARKUP)
    assert page.evaluate("window.hurt") is None and report.locator("img").count() == 0
    page.get_by_role("button", name="Cancel").click()
    expect(said).to_have_text("Nothing was changed.")
    uploader.open("/data")
    assert version.inner_text() == before

    chosen(uploader, sorted(own.glob("*.csv")))
    page.get_by_role("button", name="Replace the data").click()
    expect(said).to_contain_text("Your files are in use now.")
    with page.expect_navigation():
        page.get_by_role("button", name="Show the new figures").click()
    uploader.drawn()
    assert version.inner_text() != before
    expect(page.locator("[data-card=files]")).to_contain_text("82")

    page.get_by_role("button", name="Undo").click()
    expect(said).to_contain_text("The previous files are back.")
    uploader.open("/data")
    assert version.inner_text() == before
    assert not uploader.complaints, uploader.complaints


def test_files_dropped_on_the_page_that_cannot_be_used_say_why(uploader: Reader, own: Path) -> None:
    page = uploader.page
    uploader.open("/data")
    transfer = page.evaluate_handle(
        """() => {
            const transfer = new DataTransfer();
            transfer.items.add(new File(["who,what\\n1,2\\n"], "tracking.csv"));
            return transfer;
        }"""
    )
    page.dispatch_event(".upload__drop", "drop", {"dataTransfer": transfer})
    said, report = page.locator(".upload__said"), page.locator(".upload__report")
    expect(said).to_have_text("These files can't be used yet, so nothing was changed.")
    expect(report).to_contain_text("posts_data.csv is missing")
    assert page.get_by_role("button", name="Replace the data").count() == 0

    large = own / "posts.csv"
    large.write_bytes(b"a,b\n" * 300_000)
    chosen(uploader, [large])
    expect(said).to_have_text("The files are larger than 1 MB together.")


def test_the_first_files_can_be_uploaded_where_there_is_no_data(
    chromium: Browser, own: Path, tmp_path: Path
) -> None:
    with uploading(chromium, tmp_path / "empty") as reader:
        reader.open("/data")
        chosen(reader, sorted(own.glob("*.csv")))
        reader.page.get_by_role("button", name="Replace the data").click()
        with reader.page.expect_navigation():
            reader.page.get_by_role("button", name="Show the new figures").click()
        reader.drawn()
        expect(reader.page.locator("[data-card=files]")).to_contain_text("tracking_data.csv")
        expect(reader.page.locator(".upload__drop")).to_be_visible()


def test_there_is_no_place_to_upload_unless_it_is_allowed(reader: Reader) -> None:
    reader.open("/data")
    assert reader.page.locator("input[type=file]").count() == 0
    assert reader.page.locator(".upload").is_hidden()
    expect(reader.page.get_by_role("link", name="Template of posts_data.csv")).to_be_visible()
