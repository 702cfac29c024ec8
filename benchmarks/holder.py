"""Workers that hold tracking rows in another engine: ``python -m benchmarks.holder SIDE DIR N``.

Each reads the file, or is forked from the one that did, answers a few questions, and waits. The
first line written names the processes and the seconds that reading took; a line on the standard
input ends them all.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

BY = ("influencer_id", "campaign", "product", "source")
Ask = Callable[[], object]


def of_pandas(path: Path) -> Ask:
    """Rows as pandas holds them best: categories for text."""
    import pandas as pd

    kinds = dict.fromkeys((*BY, "user_id"), "category")
    frame = pd.read_csv(path, dtype=kinds, parse_dates=["date"])
    return lambda: [
        frame.groupby(by, observed=True).agg({"revenue": "sum", "user_id": "nunique"}) for by in BY
    ]


def of_polars(path: Path) -> Ask:
    """Rows in Polars, text as categories."""
    import polars as pl

    kinds = dict.fromkeys((*BY, "user_id"), pl.Categorical)
    table = pl.read_csv(path, schema_overrides=kinds, try_parse_dates=True)
    sums = (pl.col("revenue").sum(), pl.col("user_id").n_unique())
    return lambda: [table.lazy().group_by(by).agg(*sums).collect() for by in BY]


def of_duckdb(path: Path) -> Ask:
    """Rows in a DuckDB of its own, in memory."""
    import duckdb

    base = duckdb.connect()
    base.execute("create table rows as select * from read_csv(?)", [str(path)])
    query = "select {0}, sum(revenue), count(distinct user_id) from rows group by {0}"
    return lambda: [base.execute(query.format(by)).fetchnumpy() for by in BY]


READERS = {"pandas": of_pandas, "polars": of_polars, "duckdb": of_duckdb}
FORKS = ("pandas",)


def forked(ask: Ask) -> int:
    """A child that answers once and waits for its end."""
    ready, told = os.pipe()
    pid = os.fork()
    if not pid:
        ask()
        os.write(told, b"1")
        signal.pause()
    os.read(ready, 1)
    return pid


def main(side: str, folder: str, count: int) -> None:
    """Hold the rows so many times until a line comes."""
    path, started = Path(folder) / "tracking_data.csv", time.perf_counter()
    ask = READERS[side](path)
    seconds = time.perf_counter() - started
    children: list[subprocess.Popen] = []
    if side in FORKS:
        pids = [os.getpid(), *(forked(ask) for _ in range(count))]
    else:
        ask()
        command = [sys.executable, "-m", "benchmarks.holder", side, folder, "1"]
        pids = [os.getpid()]
        for _ in range(count - 1):
            children.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                             text=True))  # fmt: skip
            pids += json.loads(children[-1].stdout.readline())["pids"]
    sys.stdout.write(json.dumps({"pids": pids, "seconds": seconds}) + "\n")
    sys.stdout.flush()
    sys.stdin.readline()
    for child in children:
        child.communicate("end\n")
    for pid in pids[1:] if side in FORKS else ():
        os.kill(pid, signal.SIGTERM)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
