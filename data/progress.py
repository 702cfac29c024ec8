"""How far long work is: what it announces, and a bar for who waits for it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TextIO

WIDTH = 30
PATIENCE = 0.7
"""Seconds of work before anything is shown."""

Listener = Callable[[str, float, float], None]
_listening: ContextVar[Listener | None] = ContextVar("listening", default=None)


def announce(label: str, done: float, total: float) -> None:
    """Say how far a stage is; nobody hears it unless somebody listens."""
    listener = _listening.get()
    if listener is not None:
        listener(label, done, total)


@contextmanager
def listening(out: TextIO) -> Iterator[None]:
    """Show what is announced meanwhile as a bar."""
    progress = Progress(out)
    token = _listening.set(progress.step)
    try:
        yield
    finally:
        _listening.reset(token)
        progress.close()


class Progress:
    """Draws one line on a terminal; elsewhere (a log) it writes a line for each tenth."""

    def __init__(self, out: TextIO) -> None:
        self.out = out
        self.started = time.monotonic()
        self.shown = False
        self.tenth = -1

    def step(self, label: str, done: float, total: float) -> None:
        """Says how far a stage is; the last step of a stage always shows if any did."""
        if time.monotonic() - self.started < PATIENCE or not total:
            return
        share = done / total
        if self.out.isatty():
            filled = round(share * WIDTH)
            self.out.write(f"\r{label:<20} [{'#' * filled}{'.' * (WIDTH - filled)}] {share:4.0%} ")
        elif (tenth := hash((label, int(share * 10)))) != self.tenth:
            self.tenth = tenth
            self.out.write(f"{label}: {share:.0%}\n")
        self.shown = True
        self.out.flush()

    def close(self) -> None:
        """Ends the line."""
        if self.shown and self.out.isatty():
            self.out.write("\n")
