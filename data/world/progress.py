"""A progress bar for work that takes more than a moment."""

import time
from typing import TextIO

WIDTH = 30
PATIENCE = 0.7
"""Seconds of work before anything is shown."""


class Progress:
    """Draws one line on a terminal; elsewhere (a log) it writes a line for each tenth."""

    def __init__(self, out: TextIO) -> None:
        self.out = out
        self.started = time.monotonic()
        self.shown = False
        self.tenth = -1

    def step(self, label: str, done: int, total: int) -> None:
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
