"""What a start does without: imports are the larger part of the time until a server answers."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

from metrics.libraries import Library

ROOT = Path(__file__).resolve().parent.parent
LARGE = ("pandas", "pyarrow", "scipy", "xlsxwriter", "polars", "sqlalchemy")
START = f"""
import sys
import app
app.warmed(app.server)
print("start", *[name for name in {LARGE} if name in sys.modules])
from metrics.libraries import imported
imported()
print("later", *[name for name in {LARGE} if name in sys.modules])
"""


def told(folder: Path, cache: Path) -> list[str]:
    env = {**os.environ, "DATA_DIR": str(folder), "CACHE_DIR": str(cache), "WATCH_SECONDS": "0"}
    command = [sys.executable, "-c", START]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_a_start_on_kept_data_imports_no_large_library(folder: Path, tmp_path: Path) -> None:
    assert "pandas" in told(folder, tmp_path)[0]
    assert told(folder, tmp_path) == ["start", "later pandas pyarrow scipy"]


def test_a_library_is_settled_before_any_thread_uses_it() -> None:
    settled: list[object] = []
    library = Library("fractions", settled.append)
    seen: list[bool] = []

    def use() -> None:
        assert library.Fraction(1, 2) == 0.5
        seen.append(bool(settled))

    threads = [threading.Thread(target=use) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert seen == [True] * 8


def test_a_library_says_what_it_does_not_have() -> None:
    try:
        Library("fractions").nothing  # noqa: B018
    except AttributeError as error:
        assert "fractions" in str(error)
    else:
        raise AssertionError("an unknown attribute was found")
