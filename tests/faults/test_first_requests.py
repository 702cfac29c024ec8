"""The first requests after a restart: many at once, on busy cores, with kept data."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.faults.servers import Answer, Server, kept, page_request, serving, until
from tests.http.test_server import GUNICORN, ROOT, free_port

PATHS = ("/", "/influencers", "/campaigns", "/patterns", "/data", "/method")
REQUESTS, STARTS = 64, 5
BUSY = "while True: pass"


@contextlib.contextmanager
def busy_cores() -> Iterator[None]:
    """Every core has other work to do: what is lazy takes long enough to be met half done."""
    command = [sys.executable, "-c", BUSY]
    others = [subprocess.Popen(command) for _ in range(os.cpu_count() or 1)]
    try:
        yield
    finally:
        for one in others:
            one.kill()
            one.wait()


def asked_at_once(port: int, requests: list[tuple[str, str | None]]) -> list[Answer]:
    """Every request on a connection of its own, all sent in the same moment."""
    together = threading.Barrier(len(requests))

    def ask(request: tuple[str, str | None]) -> Answer:
        path, body = request
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=90)
        together.wait()
        try:
            headers = {"Content-Type": "application/json"} if body else {}
            connection.request("POST" if body else "GET", path, body, headers)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(ask, requests))


def comparable(body: bytes) -> str:
    """An answer without what tells two starts apart: the port, a document's own id, key order."""
    text = body.decode()
    if text.startswith("{"):
        return json.dumps(json.loads(text), sort_keys=True)
    return re.sub(r'127\.0\.0\.1:\d+|"end_id":"[^"]*"', "", text)


def opened(port: int) -> bool:
    """Whether the port takes connections, whatever becomes of them."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.connect()
        return True
    except OSError:
        return False
    finally:
        connection.close()


def started(env: dict[str, str], log: Path, requests: list[tuple[str, str | None]]) -> list[Answer]:
    """What a fresh server answers to requests that arrive the moment its port opens."""
    port = free_port()
    settings = {**os.environ, **env, "PORT": str(port), "WEB_CONCURRENCY": "2"}
    with subprocess.Popen(GUNICORN, cwd=ROOT, env=settings, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE) as process:  # fmt: skip
        threading.Thread(target=kept, args=(process.stderr, log), daemon=True).start()
        try:
            assert until(lambda: opened(port) or process.poll() is not None, 60)
            return asked_at_once(port, requests)
        finally:
            process.terminate()
            process.wait(30)


@pytest.fixture
def old_files(folder: Path, tmp_path: Path) -> Path:
    """Files that were not written just now, so that what is loaded from them is kept."""
    copy = tmp_path / "files"
    copy.mkdir()
    for path in folder.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
        os.utime(copy / path.name, (1e9, 1e9))
    return copy


def test_64_first_documents_and_page_callbacks_after_a_restart(
    old_files: Path, tmp_path: Path
) -> None:
    env = {"DATA_DIR": str(old_files), "CACHE_DIR": str(tmp_path / "cache")}
    with serving(old_files, **env) as server:
        bodies = {path: json.dumps(page_request(server, path)) for path in PATHS}
    assert list((tmp_path / "cache").iterdir()), "the data was not kept"
    requests: list[tuple[str, str | None]] = []
    for number in range(REQUESTS // 2):
        path = PATHS[number % len(PATHS)]
        requests += [(path, None), ("/_dash-update-component", bodies[path])]

    answers: dict[tuple[str, str | None], set[str]] = defaultdict(set)
    for start in range(STARTS):
        log = tmp_path / f"log-{start}"
        log.touch()
        with busy_cores():
            found = started(env, log, requests)
        assert [status for status, _, _ in found] == [200] * REQUESTS, log.read_text()
        for request, (_, _, body) in zip(requests, found):
            answers[request].add(comparable(body))
    assert {len(same) for same in answers.values()} == {1}
    drawn = "".join(body for (_, sent), same in answers.items() if sent for body in same)
    assert "could not be drawn" not in drawn and "could not be written" not in drawn


def test_the_page_callback_of_a_path_that_is_not_there(old_files: Path, tmp_path: Path) -> None:
    """The storm asks as a browser does: for an unknown address it gets the page that says so."""
    with serving(old_files) as server:
        assert isinstance(server, Server)
        assert "Page not found" in server.page("/nowhere")
