"""``make bench``: each figure beside what a user would pick instead, both sides in one run.

``make bench-full`` takes the engines to 10 million rows (to 100 million where 20 GB of memory are),
and whole files of a million.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from benchmarks import browser, engines, interaction, loading, peer
from data.simulate import main as simulate

SIZES, FULL = (50_000, 500_000), (50_000, 1_000_000)
LARGEST, LARGEST_NEEDS = 100_000_000, 20e9
ENGINES, ENGINES_FULL = (100_000, 1_000_000), (100_000, 1_000_000, 10_000_000)


def say(line: str = "") -> None:
    """A line of the report."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def memory() -> float:
    """Bytes of memory that this machine has."""
    return float(os.sysconf("SC_PHYS_PAGES")) * os.sysconf("SC_PAGE_SIZE")


def main(full: bool) -> None:
    """Make the worlds, run every benchmark, print the tables."""
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    say(f"{os.cpu_count()} cores, load {load}; medians of one run, sizes in tracking rows")
    with tempfile.TemporaryDirectory() as root:
        for rows in FULL if full else SIZES:
            folder = Path(root) / str(rows)
            simulate(["--out", str(folder), "--rows", str(rows)])
            say()
            loading.report(folder, rows, say)
            interaction.report(folder, rows, say)
            browser.report(folder, rows, say)
            if full:
                peer.report(folder, rows, say)
    for rows in ENGINES_FULL if full else ENGINES:
        for kind in ("correlated", "uniform"):
            say()
            engines.report(kind, rows, say)
    if full and memory() > LARGEST_NEEDS:
        say()
        engines.report("correlated", LARGEST, say, most=2)


if __name__ == "__main__":
    main("--full" in sys.argv)
