"""What a start does without: imports are the larger part of the time until a server answers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

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
    old = tmp_path / "old"
    shutil.copytree(folder, old)
    for path in old.iterdir():
        os.utime(path, (1e9, 1e9))  # what was written just now may still change, and is not kept
    assert "pandas" in told(old, tmp_path / "cache")[0]
    assert told(old, tmp_path / "cache") == ["start", "later pandas pyarrow scipy"]


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
    with pytest.raises(AttributeError, match="fractions"):
        Library("fractions").nothing  # noqa: B018


RELOADED = """
import gc, runpy
from types import SimpleNamespace
for age in (1, 2, 3):
    hooks = runpy.run_path("gunicorn.conf.py")
    before = gc.isenabled()
    hooks["pre_fork"](None, SimpleNamespace(age=age))
    print(age, before, gc.isenabled())
"""


def test_workers_collect_garbage_after_a_reload_too() -> None:
    command = [sys.executable, "-c", RELOADED]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [f"{age} False True" for age in (1, 2, 3)]
