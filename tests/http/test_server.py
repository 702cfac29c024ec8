"""The production server as a process: first requests, a wrong setting, a clean end."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GUNICORN = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "app:server"]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def get(url: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


@contextmanager
def running(**settings: str) -> Iterator[tuple[str, subprocess.Popen]]:
    """A fresh gunicorn and its address, once it accepts connections."""
    port = free_port()
    env = {**os.environ, "PORT": str(port), "WEB_CONCURRENCY": "2", **settings}
    with subprocess.Popen(GUNICORN, cwd=ROOT, env=env, stderr=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as server:  # fmt: skip
        try:
            for _ in range(600):
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    assert server.poll() is None, server.stderr.read()
                    time.sleep(0.05)
            yield f"http://127.0.0.1:{port}", server
        finally:
            if server.poll() is None:
                server.kill()


def test_64_first_requests_get_equal_answers_and_the_end_is_clean(folder: Path) -> None:
    paths = ("/", "/_dash-layout", "/_dash-dependencies", "/api/summary")
    with running(DATA_DIR=str(folder)) as (address, server):
        with ThreadPoolExecutor(64) as pool:
            answers = list(pool.map(lambda n: (n % 4, get(address + paths[n % 4])), range(64)))
        assert {status for _, (status, _) in answers} == {200}
        for which in range(4):
            bodies = {body for kind, (_, body) in answers if kind == which}
            assert len({len(body) for body in bodies}) == 1, paths[which]
        assert json.loads(get(f"{address}/readyz")[1])["status"] == "ready"
        assert get(f"{address}/influencers/nobody")[0] == 404
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) == 0


def test_all_workers_follow_the_folder(folder: Path, tmp_path: Path) -> None:
    for path in folder.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with running(DATA_DIR=str(tmp_path), WATCH_SECONDS="0.2") as (address, _):
        first = json.loads(get(f"{address}/readyz")[1])["version"]
        tracking = tmp_path / "tracking_data.csv"
        tracking.write_bytes(b"".join(tracking.read_bytes().splitlines(True)[:-1]))
        deadline, seen = time.monotonic() + 15, set()
        while time.monotonic() < deadline:
            with ThreadPoolExecutor(16) as pool:
                answers = list(pool.map(lambda _: get(f"{address}/readyz"), range(16)))
            assert {status for status, _ in answers} == {200}
            seen = {json.loads(body)["version"] for _, body in answers}
            if len(seen) == 1 and first not in seen:
                break
        assert len(seen) == 1 and first not in seen


def test_a_wrong_setting_stops_the_start_with_one_line(folder: Path) -> None:
    for settings, words in (
        ({"PORT": "eighty"}, "PORT='eighty' is not a port"),
        ({"GROSS_MARGIN": "0"}, "GROSS_MARGIN='0' is not a share"),
        ({"HOST": "0.0.0.0"}, "ALLOW_PUBLIC=1"),
    ):
        env = {**os.environ, "DATA_DIR": str(folder), **settings}
        ended = subprocess.run(GUNICORN, cwd=ROOT, env=env, capture_output=True, text=True)
        assert ended.returncode != 0
        assert words in ended.stderr and "Traceback" not in ended.stderr
        assert len(ended.stderr.strip().splitlines()) == 1
