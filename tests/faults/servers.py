"""The production server as a process of its own, and clients that do to it what people do."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from components import ids
from tests.http.test_server import GUNICORN, ROOT, free_port

Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Server:
    """A running gunicorn: its port, its process, and the file that its log goes to."""

    port: int
    process: subprocess.Popen
    log: Path

    def ask(self, path: str, body: Any = None) -> Answer:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            if body is None:
                connection.request("GET", path)
            else:
                kind = {"Content-Type": "application/json"}
                connection.request("POST", path, json.dumps(body), kind)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()

    def json(self, path: str) -> Any:
        return json.loads(self.ask(path)[2])

    def versions(self, times: int = 24) -> set[str]:
        """The data versions that many simultaneous requests are told."""
        with ThreadPoolExecutor(times) as pool:
            answers = list(pool.map(lambda _: self.ask("/readyz"), range(times)))
        return {json.loads(body).get("version", "") for _, _, body in answers}

    def workers(self) -> list[int]:
        """The process ids of the workers."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in path.read_text().split()]

    def lines(self) -> list[dict[str, Any]]:
        """The log so far; it fails where a line is no JSON."""
        whole = self.log.read_text().rpartition("\n")[0]  # the last line may be half written
        return [json.loads(line) for line in whole.splitlines()]

    def page(self, path: str) -> str:
        """A page as Dash sends it to the browser."""
        status, _, body = self.ask("/_dash-update-component", page_request(self, path))
        assert status == 200, body
        return body.decode()


def page_request(server: Server, path: str) -> dict[str, Any]:
    """What the browser posts to have a page: Dash's own callback, whose output is the page."""
    every = server.json("/_dash-dependencies")
    one = next(c for c in every if "_pages_content" in c["output"])
    values = {"pathname": path, "search": ""}
    return {
        "output": one["output"],
        "outputs": [dict(zip(("id", "property"), part.rsplit(".", 1)))
                    for part in one["output"].strip(".").split("...")],
        "inputs": [{**i, "value": values[i["property"]]} for i in one["inputs"]],
        "changedPropIds": [f"{i['id']}.{i['property']}" for i in one["inputs"]],
        "state": [{**s, "value": None} for s in one["state"]],
    }  # fmt: skip


def click(output: str, intent: Any, version: str, path: str = "/") -> dict[str, Any]:
    """What the browser posts when a mark is clicked on a page with two charts."""
    place = {"path": path, "version": version}
    charts = [{"id": ids.chart(name), "property": "figure"} for name in ("dots", "scatter")]
    return {
        "output": output,
        "outputs": [
            [{"id": ids.body("scatter"), "property": "children"}],
            [{"id": ids.part("scatter", "title"), "property": "content"}], charts, [],
            {"id": ids.QUERY, "property": "data"}, {"id": ids.PLACE, "property": "data"},
        ],
        "inputs": [{"id": ids.INTENT, "property": "data", "value": intent}],
        "changedPropIds": [f"{ids.INTENT}.data"],
        "state": [
            {"id": ids.QUERY, "property": "data", "value": ""},
            {"id": ids.PLACE, "property": "data", "value": place},
        ],
    }  # fmt: skip


def crossfilter(server: Server) -> str:
    """The name of the one callback."""
    every = server.json("/_dash-dependencies")
    return next(one["output"] for one in every if ids.INTENT in json.dumps(one["inputs"]))


def until(what: Callable[[], Any], seconds: float = 20) -> Any:
    """What is true in time; the last answer where nothing was."""
    end = time.monotonic() + seconds
    found = what()
    while not found and time.monotonic() < end:
        time.sleep(0.02)
        found = what()
    return found


@contextlib.contextmanager
def serving(
    folder: Path, prepare: Callable[[], None] | None = None, **env: str
) -> Iterator[Server]:
    """A fresh gunicorn on a folder; it is ended afterwards, whatever happened."""
    port = free_port()
    with tempfile.TemporaryDirectory() as place:
        log = Path(place) / "log"
        given = {"DATA_DIR": str(folder), "PORT": str(port), "WEB_CONCURRENCY": "2", **env}
        log.touch()
        with subprocess.Popen(
            GUNICORN, cwd=ROOT, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **given},
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, preexec_fn=prepare,
        ) as process:  # fmt: skip
            threading.Thread(target=kept, args=(process.stderr, log), daemon=True).start()
            server = Server(port, process, log)
            try:
                assert until(lambda: answers(server), 60), log.read_text()
                yield server
            finally:
                if process.poll() is None:
                    process.terminate()
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        process.wait(10)
                if process.poll() is None:
                    process.kill()
                sys.stderr.write(log.read_text()[-4000:])


def kept(lines: Iterable[bytes], log: Path) -> None:
    """Write the lines of a pipe to a file: a server on a full disk could not."""
    with log.open("ab", buffering=0) as file:
        for line in lines:
            file.write(line)


def answers(server: Server) -> bool:
    """Whether the server takes requests; its end is no answer."""
    assert server.process.poll() is None, server.log.read_text()
    try:
        return server.ask("/healthz")[0] == 200
    except OSError:
        return False


def settled(pid: int, seconds: float = 30) -> int:
    """The memory of a process when it stands still: a worker prepares beside its first requests."""
    before = 0
    for _ in range(int(seconds)):
        now = rss(pid)
        if abs(now - before) < 1_000_000:
            return now
        before = now
        time.sleep(1)
    raise AssertionError(f"the memory of {pid} did not stand still for {seconds} s")


def rss(pid: int) -> int:
    """Bytes of memory that a process holds alone or shares."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
