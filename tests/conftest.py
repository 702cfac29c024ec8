"""Data sets every test may use."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from data.ingest.load import load_folder
from data.store import Store
from tests.worlds import World, written  # noqa: E402


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four files of a small random world."""
    return written(World(seed=7), tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="session")
def store(folder: Path) -> Store:
    """The store of the small world."""
    return Store(load_folder(folder), version="test")
