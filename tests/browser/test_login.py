"""A browser behind a login: every page draws, clicks work, and only one's own part is there."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error
from werkzeug.serving import make_server

from api.passwords import hashed
from app import create_app, watched
from settings import Settings
from tests.browser.conftest import Reader

PASSWORD = "a password of some length"


@pytest.fixture(scope="module")
def closed(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that asks for a password and knows one reader of Instagram."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    folder = tmp_path_factory.mktemp("access")
    users, rules = folder / "users", folder / "rules.json"
    users.write_text(f"asha:{hashed(PASSWORD)}\n")
    rules.write_text(json.dumps({"asha": {"platforms": ["Instagram"]}}))
    app = create_app(
        Settings(data_dir=world, watch_seconds=0, auth_mode="basic", users_file=users,
                 access_rules=rules)
    )  # fmt: skip
    watched(app.server)
    server = make_server("127.0.0.1", 0, app.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def test_a_reader_logs_in_once_and_sees_their_part(chromium: Browser, closed: str) -> None:
    context = chromium.new_context(
        viewport={"width": 1440, "height": 900},
        http_credentials={"username": "asha", "password": PASSWORD},
    )
    reader = Reader(context.new_page(), closed)
    reader.watch()
    for path in ("/", "/influencers", "/campaigns", "/patterns", "/data", "/method"):
        reader.open(path)
        text = reader.page.content()
        assert "Instagram" in text or path in ("/data", "/method")
        assert "YouTube" not in text, path
    reader.open("/")
    mark = next(pick for pick in reader.marks("scatter") if pick)
    reader.pick("scatter", mark)
    assert mark in reader.query
    assert not reader.complaints and not reader.elsewhere and not context.cookies()
    context.close()


def test_without_a_login_nothing_is_drawn(chromium: Browser, closed: str) -> None:
    context = chromium.new_context()
    page = context.new_page()
    with pytest.raises(Error, match="ERR_INVALID_AUTH_CREDENTIALS"):
        page.goto(f"{closed}/")
    context.close()
