"""A folder that changes under a running dashboard."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

from data.sources.live import LiveSource
from tests.worlds import World, written


def until(what: Callable[[], bool], seconds: float = 8) -> bool:
    """Whether something came true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.02)
    return False


def test_new_files_replace_the_store_and_broken_ones_do_not(tmp_path: Path) -> None:
    folder = written(World(seed=1, rows=50), tmp_path)
    source = LiveSource(folder, watch_seconds=0.05)
    source.load()
    first = source.state.store.version
    source.watch()
    written(World(seed=2, rows=80), folder)
    assert until(lambda: source.state.store.version != first)
    second = source.state.store.version
    kept = (folder / "payouts_data.csv").read_bytes()
    (folder / "payouts_data.csv").write_text("who,what\n1,2\n")
    assert until(lambda: bool(source.state.problems))
    assert source.state.store.version == second
    assert source.state.problems[0][0] == "payouts_data.csv"
    (folder / "payouts_data.csv").write_bytes(kept)
    assert until(lambda: not source.state.problems)
    assert source.state.store.version == second


def test_nothing_at_start_and_files_later(tmp_path: Path) -> None:
    folder = tmp_path / "later"
    source = LiveSource(folder, watch_seconds=0.05)
    assert source.load().store is None and source.state.problems
    source.watch()
    there = written(World(seed=1, rows=20), tmp_path)
    folder.mkdir()
    for path in there.glob("*.csv"):
        shutil.copy(path, folder)
    assert until(lambda: source.state.store is not None)


def test_the_version_names_content_and_settings(tmp_path: Path) -> None:
    folder = written(World(seed=1, rows=20), tmp_path)
    one = LiveSource(folder).load().store.version
    assert LiveSource(folder).load().store.version == one
    assert LiveSource(folder, include_unknown=True).load().store.version != one
