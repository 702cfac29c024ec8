"""From files to a server that answers, again after a restart, and what four workers hold.

The server is the production one with four workers, and a cache folder of its own. Beside it, four
workers of pandas, Polars and DuckDB hold the tracking rows of the same file, answer the same
steps, and validate nothing. What cannot be forked after use (Polars, DuckDB) is started four times.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.soak import clicked
from tests.faults.servers import Server, serving

WORKERS, CLICKS, READERS = 4, 400, 32
HOLDERS = ("pandas", "polars", "duckdb")
ROOT = Path(__file__).resolve().parent.parent


def private(pid: int) -> int:
    """Bytes of memory of a process, each shared page divided by those who share it (PSS)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return 1024 * sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


@contextmanager
def started(folder: Path, cache: str, workers: int = WORKERS) -> Iterator[tuple[Server, float]]:
    """A server on a folder, and the seconds until it was ready."""
    begun = time.perf_counter()
    env = {"CACHE_DIR": cache, "WEB_CONCURRENCY": str(workers)}
    with serving(folder, **env) as server:
        ready = time.perf_counter() - begun
        assert server.ask("/readyz")[0] == 200
        yield server, ready


def held(folder: Path, side: str) -> tuple[int, float]:
    """Bytes that four workers of another engine hold in all, and the seconds the first read for."""
    command = [sys.executable, "-m", "benchmarks.holder", side, str(folder), str(WORKERS)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          text=True) as process:  # fmt: skip
        line = process.stdout.readline()
        if not line:
            raise RuntimeError(f"{side} could not hold {folder}")
        told = json.loads(line)
        size = sum(private(pid) for pid in told["pids"])
        process.communicate("end\n")
    return size, told["seconds"]


def report(folder: Path, rows: int, say: Callable[[str], None]) -> None:
    """Print the first start, the restart, and the memory of four workers after clicks."""
    with tempfile.TemporaryDirectory() as cache:
        with started(folder, cache) as (_, first):
            pass
        with started(folder, cache) as (server, again):
            load = clicked(server, READERS, CLICKS)
            pids = (server.process.pid, *server.workers())
            ours = sum(private(pid) for pid in pids)
    say(
        f"start {rows:,}: from files to ready in {first:.1f} s, restarted in {again:.2f} s "
        f"({WORKERS} workers)"
    )
    say(
        f"memory {rows:,}: {WORKERS} workers and their parent {ours / 1e6:.0f} MB after "
        f"{CLICKS} clicks, {load.failed} failed"
    )
    for side in HOLDERS:
        try:
            size, seconds = held(folder, side)
        except RuntimeError:
            say(f"memory {rows:,}: {side} is not installed here (make bench-full does)")
            continue
        say(
            f"memory {rows:,}: {WORKERS} workers of {side} {size / 1e6:.0f} MB, "
            f"{size / ours:.1f} times ours; it reads the file in {seconds:.1f} s, "
            f"{first / seconds:.1f} of which is our whole start"
        )
