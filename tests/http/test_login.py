"""Who may ask: every route is closed, failures are counted, headers count from proxies only."""

from __future__ import annotations

import base64
import http.client
import io
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api import login, passwords
from api.login import OPEN, main
from app import create_app, start_worker
from settings import SettingError, Settings
from tests.faults.servers import Server, serving, until
from tests.http.test_server import GUNICORN, ROOT

PASSWORD = "correct horse ₹ battery: staple"


def line(capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch, name: str) -> str:
    """What the command writes for a user."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n"))
    assert main([name]) == 0
    return capsys.readouterr().out


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with two users."""
    path = tmp_path_factory.mktemp("users") / "users"
    asha, ravi = passwords.hash_password(PASSWORD), passwords.hash_password("another one")
    text = f"# who\n\nasha:{asha}\nravi:{ravi}\n"
    path.write_text(text, encoding="utf-8")
    return path


def server_of(folder: Path, **settings: Any) -> Flask:
    """An application with these settings, as ready as a worker's."""
    server = create_app(Settings(data_dir=folder, watch_seconds=0, **settings)).server
    start_worker(server)
    return server


def basic(name: str, password: str = PASSWORD) -> dict[str, str]:
    """The header of a login."""
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


@pytest.fixture
def closed(folder: Path, users: Path) -> FlaskClient:
    """A client of an application that asks for passwords; nobody has failed yet."""
    return server_of(folder, auth_mode="basic", users_file=users).test_client()


def addresses(server: Flask) -> Iterator[tuple[str, str, bool]]:
    """A method and an address of every route, and whether it answers everybody."""
    assets = sorted((ROOT / "assets").glob("*.css"))[0].name
    for rule in server.url_map.iter_rules():
        path = rule.rule.replace("<path:filename>", assets)
        path = re.sub(r"<[^>]*>", "x", path)
        for method in sorted(rule.methods or ()):
            yield method, path, rule.rule in OPEN


def test_no_route_is_open(closed: FlaskClient) -> None:
    found = list(addresses(closed.application))
    assert len(found) > 40 and {path for _, path, free in found if free} >= {"/healthz"}
    for method, path, free in found:
        answer = closed.open(path, method=method)
        assert (answer.status_code == 401) is not free, (method, path, answer.status_code)
        answer.close()
        if not free:
            assert answer.headers["WWW-Authenticate"].startswith("Basic realm=")
            assert "Set-Cookie" not in answer.headers and len(answer.data) < 100
    for path in ("/assets/", "/assets/../api/summary", "//api/summary", "/healthz/", "/nowhere",
                 "/_dash-component-suites/", "/_dash-component-suites/x", "/healthz/../api/summary",
                 "/assets/%2e%2e/api/summary", "/api/summary?x=/healthz"):  # fmt: skip
        assert closed.get(path).status_code in (401, 404, 308), path
        assert b"revenue" not in closed.get(path).data


def test_a_login_opens_them(closed: FlaskClient) -> None:
    for path in ("/", "/_dash-layout", "/_dash-dependencies", "/readyz", "/api/summary",
                 "/api/search?q=a", "/export/posts.csv", "/templates/posts.csv"):  # fmt: skip
        answer = closed.get(path, headers=basic("asha"))
        assert answer.status_code == 200, path
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert "Authorization" in answer.headers["Vary"] and "Set-Cookie" not in answer.headers
    one = next(r.rule for r in closed.application.url_map.iter_rules() if "/assets" in r.rule)
    with closed.get(one.replace("<path:filename>", "10-tokens.css")) as css:
        assert css.status_code == 200 and "public" in css.headers["Cache-Control"]


def test_five_failures_then_a_wait(closed: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = [basic("asha", "wrong"), basic("nobody"), basic("asha", ""), basic("", ""),
             basic("ravi", PASSWORD)]  # fmt: skip
    assert closed.get("/").status_code == 401
    assert [closed.get("/", headers=h).status_code for h in wrong] == [401] * 5
    answer = closed.get("/", headers=basic("asha"))
    assert answer.status_code == 429 and 0 < int(answer.headers["Retry-After"]) <= 60
    assert closed.get("/healthz").status_code == 200
    spoofed = {**basic("asha"), "X-Forwarded-For": "10.1.1.1", "X-Real-IP": "10.1.1.1"}
    assert closed.get("/", headers=spoofed).status_code == 429
    other = {"REMOTE_ADDR": "10.9.9.9"}
    assert closed.get("/", headers=basic("asha"), environ_overrides=other).status_code == 200
    now = time.monotonic()
    monkeypatch.setattr(passwords.time, "monotonic", lambda: now + 61)
    assert closed.get("/", headers=basic("asha")).status_code == 200


def test_failures_at_once_are_counted_one_by_one(closed: FlaskClient) -> None:
    def ask(_: int) -> int:
        return closed.application.test_client().get("/", headers=basic("x", "y")).status_code

    with ThreadPoolExecutor(16) as pool:
        statuses = list(pool.map(ask, range(40)))
    assert statuses.count(401) == 5 and statuses.count(429) == 35


def test_an_unknown_name_takes_as_long_and_a_known_login_no_time(closed: FlaskClient) -> None:
    def spent(name: str, password: str, of: str) -> float:
        began = time.perf_counter()
        closed.get("/nowhere", headers=basic(name, password), environ_overrides={"REMOTE_ADDR": of})
        return time.perf_counter() - began

    times = [sorted(spent(name, "wrong", f"10.0.{at}.{n}") for n in range(5))[2]
             for at, name in enumerate(("asha", "nobody"))]  # fmt: skip
    assert 0.4 < times[0] / times[1] < 2.5
    spent("asha", PASSWORD, "10.2.0.1")
    assert min(spent("asha", PASSWORD, "10.2.0.1") for _ in range(5)) < times[0] / 4


def test_behind_a_proxy_the_reader_is_counted(folder: Path, users: Path) -> None:
    client = server_of(
        folder, auth_mode="basic", users_file=users, trusted_proxies=("127.0.0.1/32",)
    ).test_client()
    for _ in range(5):
        client.get("/", headers={**basic("x"), "X-Forwarded-For": "made, up, 10.0.0.1"})
    one = {**basic("asha"), "X-Forwarded-For": "else, 10.0.0.1"}
    assert client.get("/readyz", headers=one).status_code == 429
    two = {**basic("asha"), "X-Forwarded-For": "10.0.0.1, 10.0.0.2"}
    assert client.get("/readyz", headers=two).status_code == 200


def test_the_file_is_followed_and_a_broken_one_lets_nobody_in(
    folder: Path, users: Path, tmp_path: Path
) -> None:
    path = tmp_path / "users"
    path.write_text(users.read_text("utf-8"), "utf-8")
    client = server_of(folder, auth_mode="basic", users_file=path).test_client()
    assert client.get("/readyz", headers=basic("asha")).status_code == 200
    path.write_text(users.read_text("utf-8").replace("asha:", "meera:"), "utf-8")
    assert client.get("/readyz", headers=basic("asha")).status_code == 401
    assert client.get("/readyz", headers=basic("meera")).status_code == 200
    path.write_text("meera:plain text\n", "utf-8")
    assert client.get("/readyz", headers=basic("meera")).status_code == 401
    path.unlink()
    assert client.get("/readyz", headers=basic("meera")).status_code == 401


@pytest.mark.parametrize("text", ["asha", "asha:secret", "asha:scrypt$1$2$3$x$y", "asha:scrypt$$$",
                                  "a:scrypt$3$8$1$AAAAAAAAAAAAAAAAAAAAAA==$AAAA"])  # fmt: skip
def test_a_file_that_is_none_stops_the_start(folder: Path, tmp_path: Path, text: str) -> None:
    path = tmp_path / "users"
    path.write_text(f"# users\n{text}\n")
    with pytest.raises(SettingError, match="line 2"):
        create_app(Settings(data_dir=folder, auth_mode="basic", users_file=path))


def test_the_command_writes_a_line_that_lets_one_in(
    capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    written = line(capsys, monkeypatch, "asha")
    assert written.startswith("asha:scrypt$") and written != line(capsys, monkeypatch, "asha")
    path = tmp_path / "users"
    path.write_text(written)
    found = passwords.Users(path)
    assert found.verify("asha", PASSWORD) and found.recently_verified("asha", PASSWORD)
    assert not found.verify("asha", PASSWORD + " ") and PASSWORD not in repr(vars(found))
    for name in ("a:b", "", "#a", " a", "a\n"):
        assert main([name]) == 2
    monkeypatch.setattr(sys, "stdin", io.StringIO("short\n"))
    assert main(["asha"]) == 2


@pytest.fixture(scope="module")
def proxied(folder: Path) -> FlaskClient:
    """A client of an application that believes a proxy."""
    return server_of(folder, auth_mode="proxy", trusted_proxies=("10.0.0.0/8",)).test_client()


@pytest.mark.parametrize(
    ("peer", "name", "status"),
    [
        ("10.1.2.3", "asha", 200), ("::ffff:10.1.2.3", "asha", 200), ("10.1.2.3", "", 401),
        ("10.1.2.3", None, 401), ("10.1.2.3", "asha, root", 401), ("10.1.2.3", "x" * 300, 401),
        ("11.1.2.3", "asha", 403), ("127.0.0.1", "asha", 403), ("", "asha", 403),
        ("x", "asha", 403), ("::1", "asha", 403),
    ],
)  # fmt: skip
def test_a_header_counts_from_the_proxy_only(
    proxied: FlaskClient, peer: str, name: str | None, status: int
) -> None:
    headers = {} if name is None else {"X-Forwarded-User": name}
    for path in ("/", "/api/summary", "/_dash-layout"):
        answer = proxied.get(path, headers=headers, environ_overrides={"REMOTE_ADDR": peer})
        assert answer.status_code == status
    assert proxied.get("/healthz", environ_overrides={"REMOTE_ADDR": peer}).status_code == 200


def test_no_route_is_open_without_the_proxy(proxied: FlaskClient) -> None:
    for method, path, free in addresses(proxied.application):
        with proxied.open(path, method=method, headers={"X-Forwarded-User": "a"}) as answer:
            assert (answer.status_code == 403) is not free, (method, path)


def test_loopback_is_trusted_by_default_in_proxy_mode() -> None:
    assert login.is_in("127.0.0.1", login.LOOPBACK) and login.is_in("::1", login.LOOPBACK)
    assert not login.is_in("192.168.1.1", login.LOOPBACK)


def asked(server: Server, method: str, path: str, headers: dict[str, str]) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.getheader("Set-Cookie") is None
        return answer.status
    finally:
        connection.close()


def test_the_real_server_has_no_open_route_and_counts_over_workers(
    folder: Path, users: Path, closed: FlaskClient
) -> None:
    settings = {"AUTH_MODE": "basic", "BASIC_USERS_FILE": str(users)}
    with serving(folder, **settings) as server:
        for method, path, free in addresses(closed.application):
            if method != "CONNECT":
                assert (asked(server, method, path, {}) == 401) is not free, (method, path)
        assert until(lambda: asked(server, "GET", "/readyz", basic("asha")) == 200, 20)
        found = [asked(server, "GET", "/", basic("asha", f"wrong {n}")) for n in range(8)]
        assert found[:5] == [401] * 5 and found[-1] == 429 and 401 not in found[6:]
        assert all(line["level"] != "error" for line in server.lines())


def test_a_login_without_users_stops_the_start_with_one_line(folder: Path, tmp_path: Path) -> None:
    broken = tmp_path / "users"
    broken.write_text("asha\n")
    for settings, words in (
        ({"AUTH_MODE": "basic"}, "BASIC_USERS_FILE"),
        ({"AUTH_MODE": "basic", "BASIC_USERS_FILE": str(broken)}, "line 1"),
    ):
        env = {**os.environ, "DATA_DIR": str(folder), **settings}
        ended = subprocess.run(GUNICORN, cwd=ROOT, env=env, capture_output=True, text=True)
        assert ended.returncode != 0 and words in ended.stderr
        assert len(ended.stderr.strip().splitlines()) == 1
