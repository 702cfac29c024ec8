"""``make soak``: many readers on the production server for minutes, and its memory over clicks.

Each reader keeps one connection and clicks every few seconds: a pick, a step of the period, an
option, a page, an answer of the API. The client is asyncio alone: a load tool would be one more
dependency, and would take more of the two cores than the server it measures.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from data.simulate import main as simulate
from tests.faults.servers import Server, click, crossfilter, rss, serving, settled

P95, P99, GROWTH = 0.300, 0.800, 10_000_000
CONNECTIONS = 32
WARM = 2_000  # clicks that fill the caches, before memory is first read
PATHS = ("/", "/influencers", "/campaigns", "/patterns")


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


class Reader:
    """One reader: a connection that stays, and clicks drawn from what the data has."""

    def __init__(self, server: Server, told: dict[str, Any], seed: int, into: Measured) -> None:
        self.server, self.told, self.into = server, told, into
        self.dice = random.Random(seed)
        self.stream: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    def wish(self) -> tuple[str, bytes]:
        """The next thing a reader asks for: mostly a click, now and then an answer of the API."""
        dice, kind = self.dice, self.dice.random()
        if kind < 0.1:
            return "/api/summary?" + dice.choice(self.told["picks"]), b""
        picks = "&".join(dice.sample(self.told["picks"], dice.choice((1, 1, 1, 2))))
        intent = {"kind": "pick", "pick": picks, "add": True} if kind < 0.9 else {"kind": "clear"}
        body = click(self.told["output"], intent, self.told["version"], dice.choice(PATHS))
        return "/_dash-update-component", json.dumps(body).encode()

    async def ask(self) -> None:
        """One request and its answer, measured."""
        path, body = self.wish()
        started = time.perf_counter()
        try:
            status = await asyncio.wait_for(self._exchanged(path, body), 60)
        except (OSError, EOFError, ValueError, TimeoutError) as error:
            self.into.errors.append(repr(error))
            self.close()
        else:
            self.into.seconds.append(time.perf_counter() - started)
            self.into.statuses[status] += 1

    async def _exchanged(self, path: str, body: bytes) -> int:
        if self.stream is None or self.stream[0].at_eof():
            self.close()
            self.stream = await asyncio.open_connection("127.0.0.1", self.server.port)
        reader, writer = self.stream
        head = (
            f"{'POST' if body else 'GET'} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            "Accept-Encoding: br\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        names = dict(line.lower().split(": ", 1) for line in answer.strip().split("\r\n")[1:])
        await reader.readexactly(int(names.get("content-length", 0)))
        if names.get("connection") == "close":
            self.close()
        return int(answer.split(" ", 2)[1])

    def close(self) -> None:
        """Let go of the connection."""
        if self.stream is not None:
            self.stream[1].close()
        self.stream = None


def known(server: Server) -> dict[str, Any]:
    """What readers can pick: values of the data, and the callback that takes picks."""
    picks = [
        f"{by}={quote(row['key'])}"
        for by in ("platform", "category", "product", "tier", "influencer")
        for row in server.json(f"/api/breakdown?by={by}&metric=revenue")["rows"][:30]
    ]
    version = server.json("/readyz")["version"]
    return {"picks": picks, "output": crossfilter(server), "version": version}


async def clicking(server: Server, users: int, total: int, pause: float = 0.0) -> Measured:
    """So many readers until so many requests were made; each waits about ``pause`` seconds."""
    into, told, left = Measured(), known(server), [total]

    async def one(seed: int) -> None:
        reader = Reader(server, told, seed, into)
        await asyncio.sleep(reader.dice.random() * pause)
        while left[0] > 0:
            left[0] -= 1
            started = time.perf_counter()
            await reader.ask()
            spent = time.perf_counter() - started
            await asyncio.sleep(max(0.0, pause * (0.5 + reader.dice.random()) - spent))
        reader.close()

    await asyncio.gather(*(one(seed) for seed in range(users)))
    return into


def clicked(server: Server, users: int, total: int, pause: float = 0.0) -> Measured:
    """The same in a thread of its own: browser tests leave a running loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, clicking(server, users, total, pause)).result()


def grown(server: Server, callbacks: int, warm: int) -> tuple[list[int], Measured]:
    """How many bytes each worker grew by over so many requests, after ``warm`` others.

    Connections stay with the worker that took them, so there are enough for each to have many.
    """
    clicked(server, CONNECTIONS, warm)
    before = {pid: settled(pid) for pid in server.workers()}
    measured = clicked(server, CONNECTIONS, callbacks)
    return [rss(pid) - size for pid, size in before.items()], measured


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
