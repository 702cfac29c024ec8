"""A simulated market in which somebody loses, tires, and misses a plan."""

from __future__ import annotations

import pytest

from data.ingest.load import load_folder
from data.simulate import main as simulate
from data.store import Store


@pytest.fixture(scope="session")
def market(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The store of a simulated market with plans, fatigue and doubtful engagement."""
    folder = tmp_path_factory.mktemp("market")
    simulate(["--out", str(folder), "--seed", "31"])
    return Store(load_folder(folder), version="market")
