"""A short soak: twenty readers without an error, and memory that many clicks do not raise."""

from __future__ import annotations

from pathlib import Path

from benchmarks.soak import clicked, grown
from data.simulate import main as simulate
from tests.faults.servers import serving

GROWTH = 25_000_000


def test_twenty_readers_and_three_hundred_clicks_without_an_error(tmp_path: Path) -> None:
    simulate(["--out", str(tmp_path), "--rows", "2000"])
    with serving(tmp_path) as server:
        readers = clicked(server, 20, 200, pause=0.2)
        assert readers.failed == 0, readers.errors or readers.statuses
        assert sum(readers.statuses.values()) >= 200
        each, clicks = grown(server, 300, warm=600)
        assert clicks.failed == 0 and max(each) < GROWTH
        assert [line for line in server.lines() if line["level"] != "info"] == []
