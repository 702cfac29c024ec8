"""Answers that are remembered for one version of the data."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar

# A selection asks some twenty questions; a whole page answers one click with all of them at once.
CACHED_ANSWERS = 600
CACHED_PAGES = 250

Answer = TypeVar("Answer")


class Cache:
    """The most recently used answers; safe to share between threads."""

    def __init__(self, size: int = CACHED_ANSWERS) -> None:
        self._size, self._lock = size, threading.Lock()
        self._answers: OrderedDict[Hashable, object] = OrderedDict()

    def answer(self, question: Hashable, compute: Callable[[], Answer]) -> Answer:
        """The remembered answer, or the computed one."""
        with self._lock:
            if question in self._answers:
                self._answers.move_to_end(question)
                return self._answers[question]
        found = compute()
        with self._lock:
            self._answers[question] = found
            while len(self._answers) > self._size:
                self._answers.popitem(last=False)
        return found

    def forget(self, question: Hashable, when: Callable[[Answer], bool]) -> None:
        """Compute a remembered answer anew when it is asked for again, if it is such a one."""
        with self._lock:
            if question in self._answers and when(self._answers[question]):
                del self._answers[question]
