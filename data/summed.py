"""The columns of a breakdown that somebody has asked for so far."""

from __future__ import annotations

import threading
from collections.abc import Callable

from data.engine import Sums

Names = frozenset[str]


class Summed:
    """A breakdown that grows: many questions share columns, and each column is summed once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sums: Sums | None = None
        self._asked: Names = frozenset()

    def having(self, names: Names, compute: Callable[[Names], Sums]) -> Sums:
        """The breakdown with at least these columns; ``compute`` gives those that are missing."""
        with self._lock:
            missing = names - self._asked
            if missing or self._sums is None:
                found = compute(missing)
                known = self._sums.columns if self._sums else {}
                self._sums = Sums(found.keys, {**known, **found.columns})
                self._asked |= names
            return self._sums
