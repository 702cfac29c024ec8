"""The shipped nginx file in front of the production server."""

from __future__ import annotations

import http.client
import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import brotli
import pytest

from tests.deploy.proxies import DEPLOY, Proxy, proxied
from tests.faults.servers import Server, serving
from tests.worlds import World, written

HALF_OPEN = 20


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = written(World(seed=4), tmp_path_factory.mktemp("data"))
    with serving(folder, TRUSTED_PROXIES="127.0.0.1/32") as one:
        yield one


@pytest.fixture(scope="module")
def proxy(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    with proxied(tmp_path_factory.mktemp("nginx"), server.port) as one:
        yield one


def ask(proxy: Proxy, path: str, body: bytes | None = None, **headers: str) -> tuple:
    """(status, headers by lower name, body) of one request through the proxy."""
    connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=30)
    try:
        connection.request("POST" if body is not None else "GET", path, body, headers)
        answer = connection.getresponse()
        named = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, named, answer.read()
    finally:
        connection.close()


def test_pages_health_and_answers_come_through(proxy: Proxy, server: Server) -> None:
    for path in ("/", "/healthz", "/readyz", "/api/summary", "/export/posts.csv"):
        status, headers, body = ask(proxy, path)
        assert status == 200 and body == server.ask(path)[2] or path == "/"
        assert "content-security-policy" in headers and headers["x-content-type-options"]
        assert not re.search(r"\d", headers.get("server", ""))


def test_what_we_compress_is_compressed_once_and_nothing_else_is(proxy: Proxy) -> None:
    sheet = re.search(rb'href="(/assets/[^"]+\.css[^"]*)"', ask(proxy, "/")[2])[1].decode()
    for path in (sheet, "/api/metrics"):
        plain = ask(proxy, path)
        assert "content-encoding" not in plain[1]
        status, headers, body = ask(proxy, path, **{"Accept-Encoding": "gzip, br"})
        assert status == 200 and headers["content-encoding"] == "br"
        assert brotli.decompress(body) == plain[2]
    assert "content-encoding" not in ask(proxy, sheet, **{"Accept-Encoding": "gzip"})[1]
    assert "immutable" in ask(proxy, sheet)[1]["cache-control"]


def test_an_unchanged_answer_stays_unchanged(proxy: Proxy) -> None:
    tag = ask(proxy, "/api/summary")[1]["etag"]
    assert ask(proxy, "/api/summary", **{"If-None-Match": tag})[0] == 304


def test_half_open_requests_leave_the_others_alone(proxy: Proxy, server: Server) -> None:
    head = (
        b"POST /_dash-update-component HTTP/1.1\r\nHost: localhost\r\n"
        b"Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
    )
    with ExitStack() as stack:
        for _ in range(HALF_OPEN):
            one = stack.enter_context(socket.create_connection(("127.0.0.1", proxy.port), 30))
            one.sendall(head)
        time.sleep(0.5)
        with ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(lambda _: ask(proxy, "/api/summary")[0], range(64)))
        assert set(answers) == {200}
        assert server.ask("/healthz")[0] == 200


def test_bodies_have_a_limit(proxy: Proxy) -> None:
    assert ask(proxy, "/_dash-update-component", b"x" * 2_200_000)[0] == 413
    assert ask(proxy, "/api/upload", b"x" * 2_200_000)[0] in (403, 404), "uploads may be larger"


def test_a_long_selection_comes_through(proxy: Proxy) -> None:
    query = "&".join(f"influencer={n}" for n in range(480))
    assert ask(proxy, f"/api/summary?{query}")[0] == 200


def test_nobody_says_from_outside_who_they_are(tmp_path: Path, proxy: Proxy) -> None:
    folder = written(World(seed=4), tmp_path)
    with serving(folder, AUTH_MODE="proxy") as closed:
        before = proxy.upstream.read_text()
        nginx = tmp_path / "nginx"
        nginx.mkdir()
        with proxied(nginx, closed.port) as other:
            for name in ("X-Forwarded-User", "x-forwarded-user"):
                assert ask(other, "/api/summary", **{name: "boss"})[0] == 401
            assert ask(other, "/healthz")[0] == 200
        assert proxy.upstream.read_text() == before


def test_counts_are_for_this_machine_alone() -> None:
    text = (DEPLOY / "nginx.conf").read_text()
    block = text[text.index("location = /metrics") :]
    assert "allow 127.0.0.1;" in block and "deny all;" in block


def test_the_caddy_file_says_the_same() -> None:
    text = (DEPLOY / "Caddyfile").read_text()
    assert text.count("{") == text.count("}") and "encode" not in re.sub(r"#.*", "", text)
    for line in ("reverse_proxy 127.0.0.1:8051", "header_up -X-Forwarded-User", "request_buffers",
                 "max_size 66MB", "respond @metrics 403"):  # fmt: skip
        assert line in text
