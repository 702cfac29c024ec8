"""Long work says how far it is, to whoever waits for it."""

import io
from pathlib import Path

import pytest

from data import progress
from data.ingest.load import load_folder
from data.progress import Progress, announce, listening
from data.store import Store


def test_progress_is_silent_for_a_moment_and_then_writes_each_tenth() -> None:
    out = io.StringIO()
    quick = Progress(out)
    quick.step("Writing", 1, 2)
    quick.close()
    assert out.getvalue() == ""
    slow = Progress(out)
    slow.started -= 10
    for done in range(1, 101):
        slow.step("Writing", done, 100)
    assert out.getvalue().count("\n") == 11 and "Writing: 100%" in out.getvalue()


def test_loading_announces_every_stage_and_never_goes_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, float]] = []
    monkeypatch.setattr(
        Progress, "step", lambda _, label, done, total: told.append((label, done / total))
    )
    with listening(io.StringIO()):
        Store(load_folder(folder)).evidence.prepare()
    stages = list(dict.fromkeys(label for label, _ in told))
    assert stages == ["Reading files", "Computing"]
    for stage in stages:
        shares = [share for label, share in told if label == stage]
        assert shares == sorted(shares) and shares[-1] == 1 and len(set(shares)) >= 4


def test_nobody_listens_unless_told_to() -> None:
    out = io.StringIO()
    announce("Reading files", 1, 2)
    with listening(out):
        announce("Reading files", 1, 2)
    assert progress._listening.get() is None and out.getvalue() == ""
