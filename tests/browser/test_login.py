"""A browser behind a login: every page draws, clicks work, and only one's own part is there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error

from api.passwords import hash_password
from tests.browser.conftest import Reader
from tests.faults.servers import serving

PASSWORD = "a password of some length"


@pytest.fixture(scope="module")
def closed(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that asks for a password and knows one reader of Instagram.

    A process of its own: Dash has one registry of pages for each.
    """
    folder = tmp_path_factory.mktemp("access")
    users, rules = folder / "users", folder / "rules.json"
    users.write_text(f"asha:{hash_password(PASSWORD)}\n")
    rules.write_text(json.dumps({"asha": {"platforms": ["Instagram"]}}))
    more = {"AUTH_MODE": "basic", "BASIC_USERS_FILE": str(users), "ACCESS_RULES": str(rules)}
    with serving(world, **more) as server:
        yield f"http://127.0.0.1:{server.port}"


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
