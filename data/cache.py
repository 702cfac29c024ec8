"""Answers that are remembered for one version of the data."""

from __future__ import annotations

import pickle
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import brotli

# A selection asks some twenty questions; a whole page answers one click with all of them at once.
CACHED_ANSWERS = 600
CACHED_PAGES = 400

Answer = TypeVar("Answer")


class Cache:
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
        found = compute()
        kept = self.packed(found)
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

    def packed(self, found: Any) -> Any:
        """What is kept of an answer."""
        return found

    def opened(self, kept: Any) -> Any:
        """The answer of what was kept."""
        return kept


class Packed(Cache):
    """Few large answers in a sixth of their size; packing and opening one takes half a ms each."""

    def packed(self, found: Any) -> bytes:
        """The answer as compressed bytes; what is read back is this process's own."""
        return brotli.compress(pickle.dumps(found, pickle.HIGHEST_PROTOCOL), quality=1)

    def opened(self, kept: bytes) -> Any:
        """The answer, made anew."""
        return pickle.loads(brotli.decompress(kept))  # noqa: S301 - bytes of this process alone
