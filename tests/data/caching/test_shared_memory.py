"""Pages that processes share: right or not there, whoever writes, dies or overwrites."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.caching import shared_memory
from data.caching.lru import PageCache
from data.caching.shared_memory import SharedPageCache

ROOT = Path(__file__).resolve().parents[3]
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")


def child(work: object) -> int:
    """The exit status of a forked process that does some work."""
    pid = os.fork()
    if not pid:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@settings(max_examples=80, deadline=None)
@given(seed=st.integers(0, 2**32), size=st.integers(40, 600), slots=st.integers(1, 12))
def test_what_is_read_is_what_was_put_last_or_nothing(seed: int, size: int, slots: int) -> None:
    dice, shared, model = random.Random(seed), SharedPageCache(size, slots), {}
    for _ in range(120):
        key = b"key %d" % dice.randrange(8)
        if dice.random() < 0.5:
            model[key] = dice.randbytes(dice.randrange(120))
            shared.put(key, model[key])
            fits = 0 < len(model[key]) <= size - 16
            assert shared.get(key) == (model[key] if fits else None)
        elif dice.random() < 0.1:
            shared.drop(key)
            assert shared.get(key) is None
        elif (found := shared.get(key)) is not None:
            assert found == model[key]


def test_an_empty_ring_and_another_key_have_nothing() -> None:
    shared = SharedPageCache(1_000, 1)
    assert shared.get(b"a") is None
    shared.put(b"a", b"one")
    assert shared.get(b"b") is None and shared.get(b"a") == b"one"
    shared.put(b"b", b"two")
    assert shared.get(b"a") is None and shared.get(b"b") == b"two"


@needs_fork
def test_a_process_finds_what_another_put() -> None:
    shared = SharedPageCache(10_000)
    assert child(lambda: shared.put(b"page", b"drawn")) == 0
    assert shared.get(b"page") == b"drawn"


@needs_fork
def test_processes_that_write_at_once_never_give_wrong_bytes() -> None:
    """Each key has one right answer; four writers and a reader go round a small ring."""
    shared = SharedPageCache(4_000, 16)
    right = {b"%d" % n: random.Random(n).randbytes(100 + 40 * n) for n in range(20)}

    def hammer() -> None:
        dice = random.Random(os.getpid())
        for _ in range(3_000):
            key = dice.choice(list(right))
            if dice.random() < 0.5:
                shared.put(key, right[key])
            elif (found := shared.get(key)) is not None:
                assert found == right[key]

    pids = []
    for _ in range(4):
        pid = os.fork()
        if not pid:
            status = 1
            try:
                hammer()
                status = 0
            finally:
                os._exit(status)
        pids.append(pid)
    hammer()
    assert [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids] == [0] * 4


@needs_fork
def test_a_writer_that_dies_leaves_the_others_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    shared = SharedPageCache(10_000)
    shared.put(b"before", b"kept")

    def dying() -> None:
        # It has claimed room and written half when it is killed.
        monkeypatch.setattr(shared_memory, "_checksum", lambda key, value: os.kill(os.getpid(), 9))
        shared.put(b"half", b"never whole")

    assert child(dying) == -signal.SIGKILL
    assert shared.get(b"half") is None and shared.get(b"before") == b"kept"
    shared.put(b"after", b"too")
    assert shared.get(b"after") == b"too"


def test_bytes_that_were_damaged_are_not_there() -> None:
    shared = SharedPageCache(1_000, 4)
    shared.put(b"page", b"x" * 100)
    os.pwrite(shared._file, b"?", shared._data + 60)
    assert shared.get(b"page") is None


def test_a_ring_that_is_gone_closes_its_file() -> None:
    shared = SharedPageCache(1_000)
    number = shared._file
    os.fstat(number)
    del shared
    with pytest.raises(OSError):
        os.fstat(number)


def test_a_ring_without_room_keeps_nothing_and_stops_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.EFBIG, "File too large")

    monkeypatch.setattr(os, "ftruncate", full)
    shared = SharedPageCache()
    shared.put(b"page", b"drawn")
    shared.drop(b"page")
    assert shared.get(b"page") is None
    assert PageCache(2, shared, "v").answer("page", lambda: "drawn") == "drawn"
    monkeypatch.undo()
    shared = SharedPageCache()
    monkeypatch.setattr(os, "pwrite", full)
    shared.put(b"page", b"drawn")
    assert shared.get(b"page") is None


def test_an_answer_is_computed_once_for_all_who_share() -> None:
    shared, asked = SharedPageCache(), []

    def compute() -> dict[str, int]:
        asked.append(1)
        return {"pages": len(asked)}

    one, other = PageCache(2, shared, "v1"), PageCache(2, shared, "v1")
    assert one.answer(("page", "/"), compute) == other.answer(("page", "/"), compute)
    assert len(asked) == 1
    assert PageCache(2, shared, "v2").answer(("page", "/"), compute) == {"pages": 2}
    assert PageCache(2).answer(("page", "/"), compute) == {"pages": 3}


def test_a_forgotten_answer_is_forgotten_for_all_but_only_where_it_should() -> None:
    shared = SharedPageCache()
    one, other = PageCache(2, shared, "v"), PageCache(2, shared, "v")
    one.answer("page", lambda: "failed")
    one.forget("page", lambda drawn: drawn == "whole")
    assert other.answer("page", lambda: "drawn") == "failed"
    one.forget("page", lambda drawn: drawn == "failed")
    assert one.answer("page", lambda: "whole") == "whole"
    assert PageCache(2, shared, "v").answer("page", lambda: "never asked") == "whole"


def test_it_answers_until_the_process_has_ended() -> None:
    code = (
        "import atexit\n"
        "atexit.register(lambda: print(ring.get(b'page')))\n"
        "from data.caching.shared_memory import SharedPageCache\n"
        "ring = SharedPageCache()\n"
        "ring.put(b'page', b'drawn')\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert (ended.stdout, ended.stderr) == ("b'drawn'\n", "")
