"""``make soak``: many readers on the production server for minutes, and its memory over clicks.

The readers are those of ``benchmarks.readers``, run by Locust in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from data.simulate import main as simulate
from tests.faults.servers import Server, click, crossfilter, rss, serving, settled

P95, P99, GROWTH = 0.300, 0.800, 10_000_000
CONNECTIONS = 32
WARM = 2_000  # clicks that fill the caches, before memory is first read
READERS = Path(__file__).parent / "readers.py"


@dataclass
class Measured:
    """What a run saw: seconds of each answer, statuses, and errors in words."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    def quantile(self, share: float, after: float = 0.0) -> float:
        """The time that so large a share of answers did not exceed; ``after`` a share of all."""
        ordered = sorted(self.seconds[int(after * len(self.seconds)) :])
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0

    @property
    def failed(self) -> int:
        """Requests without an answer, or with one that is no success."""
        return len(self.errors) + sum(n for s, n in self.statuses.items() if s >= 400)


def known(server: Server) -> dict[str, Any]:
    """What readers can pick: values of the data, and the callback that takes picks."""
    picks = [
        f"{by}={quote(row['key'])}"
        for by in ("platform", "category", "product", "tier", "influencer")
        for row in server.json(f"/api/breakdown?by={by}&metric=revenue")["rows"][:30]
    ]
    body = click(crossfilter(server), None, server.json("/readyz")["version"])
    return {"picks": picks, "click": json.dumps(body)}


def clicked(server: Server, users: int, total: int, pause: float = 0.0) -> Measured:
    """So many readers until so many requests were made; each waits about ``pause`` seconds."""
    with tempfile.TemporaryDirectory() as place:
        told, answers = Path(place) / "known.json", Path(place) / "answers.json"
        told.write_text(json.dumps(known(server)))
        given = {
            "locustfile": READERS, "host": f"http://127.0.0.1:{server.port}",
            "users": users, "spawn-rate": users, "stop-timeout": 60, "exit-code-on-error": 0,
            "known": told, "total": total, "pause": pause, "answers": answers,
        }  # fmt: skip
        options = [part for key, value in given.items() for part in (f"--{key}", str(value))]
        run = [sys.executable, "-m", "locust", "--headless", "--only-summary", *options]
        done = subprocess.run(run, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"Locust ended with {done.returncode}: {done.stderr[-2000:]}")
        return measured(json.loads(answers.read_text()))


def measured(answers: list[tuple[float, int, str]]) -> Measured:
    """What a run saw, from its answers: seconds, status, and an error in words, else empty."""
    into = Measured()
    for seconds, status, error in answers:
        if error:
            into.errors.append(error)
        else:
            into.seconds.append(seconds)
            into.statuses[status] += 1
    return into


def grown(server: Server, callbacks: int, warm: int) -> tuple[list[int], Measured]:
    """How many bytes each worker grew by over so many requests, after ``warm`` others.

    Connections stay with the worker that took them, so there are enough for each to have many.
    """
    clicked(server, CONNECTIONS, warm)
    before = {pid: settled(pid) for pid in server.workers()}
    after = clicked(server, CONNECTIONS, callbacks)
    return [rss(pid) - size for pid, size in before.items()], after


def say(line: str) -> None:
    """A line of the report."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def crowd(server: Server, users: int, seconds: int, rows: int) -> Measured:
    """So many readers who click about every five seconds; prints what they waited for."""
    total = max(1, users * seconds // 5)
    load = clicked(server, users, total, pause=5.0)
    p50, p95, p99 = (1000 * load.quantile(share) for share in (0.5, 0.95, 0.99))
    say(f"{users} users, {rows:,} rows, {total:,} requests: p50 {p50:.0f} ms,"
        f" p95 {p95:.0f} (bar {1000 * P95:.0f}), p99 {p99:.0f} (bar {1000 * P99:.0f}),"
        f" errors {load.failed} {load.errors[:3]}")  # fmt: skip
    late = (1000 * load.quantile(share, 0.5) for share in (0.5, 0.95, 0.99))
    say("of those the second half: p50 {:.0f} ms, p95 {:.0f}, p99 {:.0f}".format(*late))
    return load


def main() -> int:
    """Run both parts, print the figures beside their bars; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--users", type=int, default=200)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--callbacks", type=int, default=10_000)
    parser.add_argument("--rows", type=int, default=50_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        simulate(["--out", folder, "--rows", str(given.rows)])
        with serving(Path(folder)) as server:
            load = crowd(server, given.users, given.seconds, given.rows)
        with serving(Path(folder)) as server:
            each, clicks = grown(server, given.callbacks, WARM)
            growth = max(each)
            words = ", ".join(f"{size / 1e6:.1f}" for size in each)
            say(f"{given.callbacks:,} callbacks: workers grew by {words} MB"
                f" (bar {GROWTH / 1e6:.0f}), errors {clicks.failed}")  # fmt: skip
    met = load.quantile(0.95) < P95 and load.quantile(0.99) < P99 and growth < GROWTH
    return 0 if met and not load.failed and not clicks.failed else 1


if __name__ == "__main__":
    sys.exit(main())
