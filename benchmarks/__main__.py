"""``make bench``: each figure beside what a user would pick instead, both sides in one run.

``make bench-full`` takes whole files to 10 million rows, the engines to 100 million where 20 GB of
memory are, and the readers to 500. Names of parts run those alone: ``python -m benchmarks start``.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import browser, engines, interaction, loading, peer, soak, start
from data.simulate import main as simulate
from tests.faults.servers import serving

SIZES, FULL = (50_000, 500_000), (50_000, 1_000_000, 10_000_000)
ENGINES, ENGINES_FULL = (100_000, 1_000_000), (100_000, 1_000_000, 10_000_000)
LARGEST, LARGEST_NEEDS = 100_000_000, 20e9
PEER_MOST = 1_000_000
READERS, READERS_FULL = (200, 30), (500, 120)
"""How many, for how many seconds."""


def say(line: str = "") -> None:
    """A line of the report."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def memory() -> float:
    """Bytes of memory that this machine has."""
    return float(os.sysconf("SC_PHYS_PAGES")) * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def world(rows: int) -> Iterator[Path]:
    """A simulated folder of so many tracking rows."""
    with tempfile.TemporaryDirectory() as folder:
        simulate(["--out", folder, "--rows", str(rows)])
        yield Path(folder)


def files(rows: int, parts: set[str], full: bool) -> None:
    """What is measured on whole files of one size."""
    reports = {"loading": loading, "start": start, "interaction": interaction, "browser": browser}
    with world(rows) as folder:
        say()
        for name, module in reports.items():
            if name in parts:
                module.report(folder, rows, say)
        if "peer" in parts and full and rows <= PEER_MOST:
            peer.report(folder, rows, say)


def readers(full: bool) -> None:
    """Many readers on the smallest files."""
    rows = SIZES[0]
    users, seconds = READERS_FULL if full else READERS
    with world(rows) as folder, serving(folder) as server:
        say()
        soak.crowd(server, users, seconds, rows)


def scans(full: bool) -> None:
    """The engines on rows of their own."""
    for rows in ENGINES_FULL if full else ENGINES:
        for kind in ("correlated", "uniform"):
            say()
            engines.report(kind, rows, say)
    if full and memory() > LARGEST_NEEDS:
        say()
        engines.report("correlated", LARGEST, say, most=2)


OF_FILES = ("loading", "start", "interaction", "browser", "peer")
PARTS = (*OF_FILES, "readers", "engines")


def main(full: bool, parts: set[str]) -> None:
    """Make the worlds, run the named parts, print the tables."""
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    say(f"{os.cpu_count()} cores, load {load}; medians of one run, sizes in tracking rows")
    if parts & set(OF_FILES):
        for rows in FULL if full else SIZES:
            files(rows, parts, full)
    if "readers" in parts:
        readers(full)
    if "engines" in parts:
        scans(full)


if __name__ == "__main__":
    named = set(sys.argv[1:]) & set(PARTS)
    main("--full" in sys.argv, named or set(PARTS))
