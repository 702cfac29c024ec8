"""``make bench``: each figure beside what a user would pick instead, both sides in one run."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from benchmarks import browser, interaction, loading
from data.simulate import main as simulate

SIZES = (50_000, 500_000)


def say(line: str = "") -> None:
    """A line of the report."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Make the worlds, run every benchmark, print the tables."""
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    say(f"{os.cpu_count()} cores, load {load}; medians of one run, sizes in tracking rows")
    with tempfile.TemporaryDirectory() as root:
        for rows in SIZES:
            folder = Path(root) / str(rows)
            simulate(["--out", str(folder), "--rows", str(rows)])
            say()
            loading.report(folder, rows, say)
            interaction.report(folder, rows, say)
            browser.report(folder, rows, say)


if __name__ == "__main__":
    main()
