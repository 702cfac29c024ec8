"""Time from files to a store that answers, beside reading the same files with pandas."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from data.ingest.load import load_folder
from data.store import Store


def report(folder: Path, rows: int, say: Callable[[str], None]) -> None:
    """Print both times; pandas neither validates nor accounts for a row."""
    started = time.perf_counter()
    tables = load_folder(folder)
    read = time.perf_counter()
    Store(tables)
    ready = time.perf_counter()
    for name in ("influencers", "posts", "tracking", "payouts"):
        pd.read_csv(folder / f"{name}_data.csv")
    bare = time.perf_counter() - ready
    say(
        f"load {rows:,}: validated in {read - started:.2f} s, store in {ready - read:.2f} s; "
        f"pandas.read_csv alone {bare:.2f} s; ratio {(ready - started) / bare:.1f}"
    )
