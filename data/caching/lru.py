"""Answers that are remembered for one version of the data."""

from __future__ import annotations

import pickle
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import brotli

from data.caching.malloc import trim_heap
from data.caching.shared_memory import SharedPageCache

# A selection asks some twenty questions; a whole page answers one click with all of them at once.
CACHED_ANSWERS = 600
CACHED_PAGES = 150

Answer = TypeVar("Answer")


class LruCache:
    """The most recently used answers; safe to share between threads."""

    def __init__(self, size: int = CACHED_ANSWERS) -> None:
        self._size, self._lock = size, threading.Lock()
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()

    def answer(self, question: Hashable, compute: Callable[[], Answer]) -> Answer:
        """The remembered answer, or the computed one."""
        with self._lock:
            if known := question in self._answers:
                self._answers.move_to_end(question)
                kept = self._answers[question]
        if known:
            return self.opened(kept)
        found, kept = self.missed(question, compute)
        with self._lock:
            self._answers[question] = kept
            while len(self._answers) > self._size:
                self._answers.popitem(last=False)
        return found

    def forget(self, question: Hashable, when: Callable[[Any], bool]) -> None:
        """Compute a remembered answer anew when it is asked for again, if it is such a one."""
        with self._lock:
            if question in self._answers and when(self.opened(self._answers[question])):
                del self._answers[question]

    def missed(self, question: Hashable, compute: Callable[[], Answer]) -> tuple[Answer, Any]:
        """An answer that is not remembered, and what is kept of it."""
        found = compute()
        return found, found

    def opened(self, kept: Any) -> Any:
        """The answer of what was kept."""
        return kept


class PageCache(LruCache):
    """Few large answers in a sixth of their size; packing and opening one takes half a ms each.

    With a ``ring`` an answer is computed by one process for all: ``name`` tells apart what else
    is in it. Questions are told apart by how they are written.
    """

    def __init__(self, size: int, ring: SharedPageCache | None = None, name: str = "") -> None:
        super().__init__(size)
        self.ring, self._name = ring, name
        # One at a time: a page is work for one core, and takes room while it is being drawn.
        self._turn = threading.Lock()

    @property
    def computing(self) -> bool:
        """Whether an answer is being computed in this process."""
        return self._turn.locked()

    def missed(self, question: Hashable, compute: Callable[[], Answer]) -> tuple[Answer, bytes]:
        """The answer that another thread or process had, or the computed one; bytes are kept.

        What is read back was written by processes of this program and one start alone.
        """
        with self._turn:
            kept = self._answers.get(question)
            return (self.opened(kept), kept) if kept else self._computed(question, compute)

    def _computed(self, question: Hashable, compute: Callable[[], Answer]) -> tuple[Answer, bytes]:
        kept = self.ring.get(self._key(question)) if self.ring else None
        if kept is not None:
            return self.opened(kept), kept
        found = compute()
        trim_heap()
        kept = brotli.compress(pickle.dumps(found, pickle.HIGHEST_PROTOCOL), quality=1)
        if self.ring:
            self.ring.put(self._key(question), kept)
        return found, kept

    def forget(self, question: Hashable, when: Callable[[Any], bool]) -> None:
        """The same for all processes that have not asked yet."""
        super().forget(question, when)
        kept = self.ring.get(self._key(question)) if self.ring else None
        if kept is not None and when(self.opened(kept)):
            self.ring.drop(self._key(question))

    def _key(self, question: Hashable) -> bytes:
        return repr((self._name, question)).encode("utf-8", "surrogatepass")

    def opened(self, kept: bytes) -> Any:
        """The answer, made anew."""
        return pickle.loads(brotli.decompress(kept))  # noqa: S301 - bytes of this process alone
