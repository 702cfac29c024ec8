"""Real workers that are killed, stopped, held open, and run where nothing can be written."""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import threading
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest

from data.queries.export_tables import LISTINGS
from pages import PAGES
from tests.faults.servers import Server, click, crossfilter, serving, until
from tests.worlds import World, written

NOWHERE = {"HOME": "/dev/null/home", "TMPDIR": "/dev/null/tmp", "XDG_CACHE_HOME": "/dev/null/c"}
PICKS = ("platform=YouTube", "platform=Instagram", "product=Creatine", "gender=Male")
CLIENTS = 12


@pytest.fixture
def served(tmp_path: Path) -> Path:
    folder = tmp_path / "served"
    folder.mkdir()
    return written(World(seed=5, rows=300), folder)


@dataclass
class Load:
    """Clients that ask and click without a pause: what they were told, and what failed."""

    server: Server
    told: Counter[tuple[str, bytes]] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    over: threading.Event = field(default_factory=threading.Event)

    def client(self, number: int, output: str, version: str) -> None:
        body = click(output, {"kind": "pick", "pick": PICKS[number % len(PICKS)]}, version)
        while not self.over.is_set():
            for name, sent in (("/api/summary", None), ("/_dash-update-component", body)):
                try:
                    status, _, answer = self.server.ask(name, sent)
                except (OSError, HTTPException) as error:
                    self.failures.append(repr(error))
                    continue
                self.statuses[status] += 1
                self.told[f"{name} {number % len(PICKS) if sent else ''}", answer] += 1


@contextmanager
def loaded(server: Server) -> Iterator[Load]:
    """A server under load, once every client has had an answer."""
    load, output = Load(server), crossfilter(server)
    (version,) = server.versions()
    threads = [threading.Thread(target=load.client, args=(n, output, version), daemon=True)
               for n in range(CLIENTS)]  # fmt: skip
    try:
        for thread in threads:
            thread.start()
        # Whole pages are drawn once and then repeated: each question has had its first answer.
        assert until(lambda: len(load.told) == 1 + len(PICKS), 60)
        assert until(lambda: load.statuses[200] > 4 * CLIENTS)
        yield load
    finally:
        load.over.set()
        for thread in threads:
            thread.join(30)


def test_a_killed_worker_is_replaced_and_only_its_own_requests_fail(served: Path) -> None:
    with serving(served) as server, loaded(server) as load:
        before = server.workers()
        os.kill(before[0], signal.SIGKILL)
        assert until(lambda: len(server.workers()) == 2 and before[0] not in server.workers())
        answered = load.statuses[200]
        assert until(lambda: load.statuses[200] > answered + 10 * CLIENTS)
        load.over.set()
        assert len(load.failures) <= CLIENTS
        assert set(load.statuses) == {200}
        # One answer a question: nobody was told anything else, before, during or after.
        assert len(load.told) == 1 + len(PICKS)
        assert before[1] in server.workers() and len(server.versions()) == 1


def test_a_replaced_worker_starts_with_the_newest_files(served: Path) -> None:
    with serving(served, WATCH_SECONDS="1") as server:
        (old,) = server.versions()
        written(World(seed=6, rows=300), served)
        # Each worker says that it took them: questions may all reach the same one.
        assert until(lambda: len(loads(server, besides=old)) == 2)
        (new,) = server.versions()
        for pid in server.workers():
            os.kill(pid, signal.SIGKILL)
            assert until(lambda pid=pid: pid not in server.workers() and ready(server))
            assert server.versions() == {new}


def loads(server: Server, besides: str) -> list[str]:
    """The versions that workers loaded, from their log, without one of them."""
    told = [line["version"] for line in server.lines() if line["what"] == "data loaded"]
    return [version for version in told if version != besides]


def ready(server: Server) -> bool:
    try:
        return server.ask("/readyz")[0] == 200
    except OSError:
        return False


def held(server: Server, path: str, size: int) -> socket.socket:
    """A request that a worker's thread waits for: its headers were taken, its body is owed."""
    one = socket.create_connection(("127.0.0.1", server.port), 30)
    one.sendall(
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {size}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n".encode()
    )
    assert one.recv(1000).startswith(b"HTTP/1.1 100")
    return one


def rest(one: socket.socket, body: bytes) -> bytes:
    """The answer to a held request whose body is sent at last."""
    one.sendall(body)
    answer = b""
    while piece := one.recv(65_536):
        answer += piece
    return answer


def test_a_terminated_server_finishes_what_it_was_asked(served: Path) -> None:
    with serving(served) as server, ExitStack() as stack:
        assert until(lambda: len(server.workers()) == 2)
        (version,) = server.versions()
        body = json.dumps(click(crossfilter(server), {"kind": "clear"}, version)).encode()
        waiting = [stack.enter_context(held(server, "/_dash-update-component", len(body)))
                   for _ in range(6)]  # fmt: skip
        server.process.terminate()
        assert until(lambda: refused(server))
        with ThreadPoolExecutor(6) as pool:
            answers = list(pool.map(lambda one: rest(one, body), waiting))
        assert all(a.startswith(b"HTTP/1.1 200") and b'"response"' in a for a in answers)
        assert server.process.wait(30) == 0


def refused(server: Server) -> bool:
    """Whether a new request finds nobody."""
    try:
        with socket.create_connection(("127.0.0.1", server.port), 0.5) as one:
            one.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
            return not one.recv(100)
    except OSError:
        return True


def test_slow_clients_do_not_stop_the_others(served: Path) -> None:
    with serving(served) as server, ExitStack() as stack:
        for _ in range(10):
            one = stack.enter_context(held(server, "/_dash-update-component", 1000))
            one.sendall(b"{")
        with ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(lambda _: server.ask("/api/summary")[0], range(64)))
        assert set(answers) == {200}


def no_room() -> None:
    """A full disk, for this process: no file can be given a byte."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def test_a_full_disk_and_no_place_for_caches_stop_nothing(served: Path) -> None:
    with serving(served, no_room, ALLOW_UPLOADS="1", **NOWHERE) as server:
        for page in PAGES.navigation:
            assert server.ask(page.path)[0] == 200
            assert "could not be" not in server.page(page.path)
        for table in LISTINGS:
            for kind in ("csv", "xlsx"):
                status, _, body = server.ask(f"/export/{table}.{kind}")
                assert status == 200 and body, (table, kind)
        status, body = upload(server, served)
        assert status == 507 and "full" in json.loads(body)["error"].lower()
        assert [line for line in server.lines() if line["level"] == "error"] == []
        assert server.json("/api/quality")["status"] == "ok"


def upload(server: Server, folder: Path) -> tuple[int, bytes]:
    """Send one file as the page does."""
    content = (folder / "payouts_data.csv").read_bytes()
    body = (b'--b\r\nContent-Disposition: form-data; name="files"; filename="payouts_data.csv"\r\n'
            b"Content-Type: text/csv\r\n\r\n" + content + b"\r\n--b--\r\n")  # fmt: skip
    headers = {"Content-Type": "multipart/form-data; boundary=b", "X-Requested-With": "dashboard",
               "Sec-Fetch-Site": "same-origin"}  # fmt: skip
    address = f"http://127.0.0.1:{server.port}/api/upload"
    try:
        with urllib.request.urlopen(
            urllib.request.Request(address, body, headers), timeout=20
        ) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def test_a_folder_that_cannot_be_read_keeps_the_last_good_data(served: Path) -> None:
    with serving(served, WATCH_SECONDS="0.3") as server:
        versions, away = server.versions(), served.with_name("away")

        def problems() -> list[dict[str, Any]]:
            with ThreadPoolExecutor(12) as pool:
                return list(pool.map(lambda _: server.json("/api/quality")["problems"], range(12)))

        served.rename(away)
        served.symlink_to(served)
        assert until(lambda: all(problems()))
        assert "the folder cannot be read" in problems()[0][0]["reason"]
        assert "the folder cannot be read" in server.page("/")
        assert server.versions() == versions and server.ask("/api/summary")[0] == 200
        served.unlink()
        away.rename(served)
        assert until(lambda: not any(problems()))
        assert server.versions() == versions


def test_fifty_first_requests_meet_one_store_and_one_log_line(served: Path) -> None:
    with serving(served) as server:
        paths = [*(p.path for p in PAGES.navigation), "/api/summary", "/_dash-layout"]
        with ThreadPoolExecutor(50) as pool:
            every = list(pool.map(lambda n: server.ask(paths[n % len(paths)]), range(50)))
        assert {status for status, _, _ in every} == {200}
        assert len({headers["X-Request-Id"] for _, headers, _ in every}) == 50
        assert len({h["X-Data-Version"] for _, h, _ in every if "X-Data-Version" in h}) == 1
        lines = server.lines()
        assert [line["what"] for line in lines] == ["data loaded"]
        assert all({"at", "level", "what", "request"} <= set(line) for line in lines)
