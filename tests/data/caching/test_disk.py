"""What is kept on disk opens as what was loaded, and nothing else ever opens."""

from __future__ import annotations

import json
import logging
import os
import threading
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.caching import serialization
from data.caching.disk import KEPT, DiskCache
from data.queries.export_tables import LISTINGS
from data.sources import live as sources
from data.sources.live import LiveSource
from data.store import Store, snapshot
from metrics.filters import Filters
from pages import PAGES
from pages.rendering.render import render_page
from tests.worlds import World, written

PAST = 1_700_000_000


@pytest.fixture()
def data_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    written(World(seed=5), folder)
    for path in folder.iterdir():
        os.utime(path, (PAST, PAST))
    return folder


def loads(monkeypatch: pytest.MonkeyPatch) -> list[Store]:
    """The stores that are made from files from now on."""
    made: list[Store] = []

    def one(*args: object, **named: object) -> Store:
        made.append(Store(*args, **named))  # type: ignore[arg-type]
        return made[-1]

    monkeypatch.setattr(sources, "Store", one)
    return made


def there_and_back(store: Store, folder: Path) -> Store:
    serialization.Writer().write(folder, snapshot.to_snapshot(store))
    return snapshot.from_snapshot(serialization.read(folder))


def test_an_opened_store_answers_as_the_loaded_one(store: Store, tmp_path: Path) -> None:
    store.evidence.prepare()
    other = there_and_back(store, tmp_path)
    assert other.quality == store.quality and other.known == store.known
    assert (other.first, other.last, other.version) == (store.first, store.last, store.version)
    for by in ("influencer", ("campaign", "product"), "week", "tier"):
        pd.testing.assert_frame_equal(
            other.breakdown(by, Filters()), store.breakdown(by, Filters())
        )
    pd.testing.assert_frame_equal(other.posts(Filters()).pandas(), store.posts(Filters()).pandas())
    for listed in (LISTINGS["influencers"], LISTINGS["recurring"]):
        pd.testing.assert_frame_equal(listed(other, Filters()), listed(store, Filters()))


def test_every_page_of_an_opened_store_is_the_same(store: Store, tmp_path: Path) -> None:
    store.evidence.prepare()
    other = there_and_back(store, tmp_path)
    for page in PAGES.all:
        subject = store.values(next(iter(page.picks)))[0] if page.knows else ""
        one, two = (render_page(page, s, page.view("", s), subject) for s in (store, other))
        assert str(one) == str(two)


def test_arrays_are_mapped_and_read_only(tmp_path: Path) -> None:
    serialization.Writer().write(tmp_path, {"a": np.arange(5), "none": np.zeros((0, 3))})
    found = serialization.read(tmp_path)
    assert found["a"].tolist() == [0, 1, 2, 3, 4] and found["none"].shape == (0, 3)
    with pytest.raises(ValueError, match="read-only"):
        found["a"][0] = 1
    assert not found["a"].flags.owndata


@pytest.mark.parametrize(
    "value",
    [None, True, 1, float("inf"), "x", (1, ("a",)), [1], frozenset({"b", "a"}), {("k", 1): [2]},
     date(2025, 1, 2), Path("/x"), np.float64(2.5), Filters.of({"platform": ["X"]})],
    ids=str,
)  # fmt: skip
def test_each_kind_comes_back(value: object, tmp_path: Path) -> None:
    serialization.Writer().write(tmp_path, value)
    found = serialization.read(tmp_path)
    assert found == value and type(found) is type(value)


@dataclass
class Foreign:
    """Not a class of the packages that are kept."""


def test_what_is_not_declared_is_neither_written_nor_made(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="object"):
        serialization.Writer().write(tmp_path, [object()])
    serialization.Writer().write(tmp_path, Foreign())
    with pytest.raises(ValueError, match="no class of this program"):
        serialization.read(tmp_path)
    serialization.Writer().write(tmp_path, Filters())
    rest = json.loads((tmp_path / serialization.REST).read_text())
    rest["value"]["class"][0] = "data.ingest.load:load_folder"
    (tmp_path / serialization.REST).write_text(json.dumps(rest))
    with pytest.raises(ValueError, match="no record"):
        serialization.read(tmp_path)


def test_a_restart_opens_what_was_loaded(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, shelf = loads(monkeypatch), tmp_path / "cache"
    first = LiveSource(data_dir, cache_dir=shelf).load().store
    again = LiveSource(data_dir, cache_dir=shelf).load().store
    assert len(made) == 1 and first is not None and again is not None
    assert first is not made[0], "the workers share what was kept"
    assert again.version == first.version == made[0].version
    assert str(again.summary(Filters())) == str(made[0].summary(Filters()))
    assert shelf.stat().st_mode & 0o077 == 0


def test_other_files_other_settings_and_other_code_are_loaded_anew(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, shelf = loads(monkeypatch), tmp_path / "cache"
    LiveSource(data_dir, cache_dir=shelf).load()
    LiveSource(data_dir, cache_dir=shelf, include_unknown=True).load()
    assert len(made) == 2
    os.utime(data_dir / "posts_data.csv", (PAST, PAST + 5))
    LiveSource(data_dir, cache_dir=shelf).load()
    assert len(made) == 3
    monkeypatch.setattr("data.caching.disk.code_digest", lambda: b"other")
    LiveSource(data_dir, cache_dir=shelf).load()
    assert len(made) == 4
    assert len([path for path in shelf.iterdir() if path.is_dir()]) == KEPT


def test_files_that_were_just_written_are_not_kept(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, shelf = loads(monkeypatch), tmp_path / "cache"
    os.utime(data_dir / "posts_data.csv")
    for _ in range(2):
        assert LiveSource(data_dir, cache_dir=shelf).load().store is not None
    assert len(made) == 2


@pytest.mark.parametrize("name", [serialization.ARRAYS, serialization.REST])
def test_a_damaged_entry_is_loaded_anew(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    made, shelf = loads(monkeypatch), tmp_path / "cache"
    LiveSource(data_dir, cache_dir=shelf).load()
    (entry,) = (path for path in shelf.iterdir() if path.is_dir())
    content = (entry / name).read_bytes()
    (entry / name).write_bytes(content[: len(content) // 3])
    with caplog.at_level(logging.WARNING):
        store = LiveSource(data_dir, cache_dir=shelf).load().store
    assert store is not None and len(made) == 2
    # Threads that watch the folders of other tests write into the same log.
    own = [record.message for record in caplog.records if record.thread == threading.get_ident()]
    assert own == ["cache not usable"]


def test_without_a_folder_to_write_everything_works(data_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    source = LiveSource(data_dir, cache_dir=tmp_path / "file" / "cache")
    assert source.load().store is not None
    assert DiskCache(None).take("x") is None and not DiskCache(None).put("x", 1)


def test_workers_that_start_together_load_once(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, shelf = loads(monkeypatch), tmp_path / "cache"
    found: list[Store | None] = []
    workers = [
        threading.Thread(
            target=lambda: found.append(LiveSource(data_dir, cache_dir=shelf).load().store)
        )
        for _ in range(4)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(made) == 1 and len({store.version for store in found if store}) == 1
    assert len(found) == 4


def test_a_folder_of_somebody_else_is_not_trusted(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, shelf = loads(monkeypatch), tmp_path / "cache"
    LiveSource(data_dir, cache_dir=shelf).load()
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    LiveSource(data_dir, cache_dir=shelf).load()
    assert len(made) == 2
