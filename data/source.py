"""The folder the data comes from: loaded once, watched, and swapped as a whole when it changes."""

from __future__ import annotations

import hashlib
import json
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from data.load import Rules, Tables, UnusableFiles, load_folder
from data.schema import TABLES
from data.store import Store
from metrics.assumptions import Assumptions
from metrics.dimensions import extra_columns

log = logging.getLogger("dashboard.data")

READINGS = 3
RETRY_SECONDS = 30.0


@dataclass(frozen=True)
class State:
    """What the source has: a store, or the reasons why there is none or an older one."""

    store: Store | None
    problems: tuple[tuple[str, str], ...]
    loaded_at: str


def fingerprint(folder: Path) -> tuple[tuple[object, ...], ...]:
    """What tells that a CSV file of a folder is another or may be read now; () without a folder."""
    try:
        entries = sorted(p for p in folder.iterdir() if p.suffix.lower() == ".csv")
        stats = [(path.name, path.stat()) for path in entries]
    except OSError:
        return ()
    return tuple((n, s.st_size, s.st_mtime_ns, s.st_ino, s.st_mode, s.st_uid) for n, s in stats)


def version_of(folder: Path, assumptions: Assumptions, *settings: object) -> str:
    """A short name for exactly these file contents under exactly these settings."""
    digest = hashlib.blake2b(digest_size=8)
    digest.update(json.dumps([repr(assumptions), *map(repr, settings)]).encode())
    for path in sorted(p for p in folder.iterdir() if p.suffix.lower() == ".csv"):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def declared_extras() -> dict[str, tuple[str, ...]]:
    """Declared dimensions whose column the input contract does not know, by table."""
    known = {table.key: {column.name for column in table.columns} for table in TABLES}
    return {
        table: tuple(name for name in extra_columns(table) if name not in known[table])
        for table in ("influencers", "tracking")
    }


class Source:
    """The current store of a folder; every request reads ``state`` once and keeps to it.

    ``whole`` is what there is; ``view`` makes of it what the one who asks may see.
    """

    def __init__(
        self,
        folder: Path,
        assumptions: Assumptions = Assumptions(),
        *,
        day_first: bool = False,
        include_unknown: bool = False,
        watch_seconds: float = 2.0,
    ) -> None:
        self.folder, self.assumptions = folder, assumptions
        self._include_unknown = include_unknown
        self.rules = Rules(
            day_first=day_first,
            extra_dimensions=declared_extras(),
        )
        self._watch_seconds = watch_seconds
        self._seen: tuple = ()
        self._tried = 0.0
        self._lock = threading.Lock()
        self.whole = State(None, (("", "Data is being loaded."),), "")
        self.view: Callable[[State], State] = lambda state: state

    @property
    def state(self) -> State:
        """The state as whoever asks may see it."""
        return self.view(self.whole)

    def load(self) -> State:
        """Load the folder now; a file that can't be used leaves the last good store in place."""
        with self._lock:
            now = datetime.now(UTC).isoformat(timespec="seconds")
            started, self._tried = time.perf_counter(), time.monotonic()
            try:
                store = self._read()
                if store is not None:
                    self.whole = State(store, (), now)
                    millis = round((time.perf_counter() - started) * 1000)
                    log.info("data loaded", extra={"version": store.version, "ms": millis})
            except UnusableFiles as error:
                self._keep(tuple((p.file, p.reason) for p in error.problems), now)
            except OSError as error:
                self._keep(((self.folder.name, str(error.strerror or error)),), now)
            return self.whole

    def follow(self) -> State:
        """Load the folder, and whatever happens keep the last good store and say so."""
        try:
            return self.load()
        except Exception as error:
            log.exception("data not loaded")
            now = datetime.now(UTC).isoformat(timespec="seconds")
            words = f"could not be loaded: {type(error).__name__}"
            with self._lock:
                self._keep(((self.folder.name, words),), now)
            return self.whole

    def _read(self) -> Store | None:
        """The folder as a store; None where files still change, so that no mixture is shown."""
        for _ in range(READINGS):
            self._seen = fingerprint(self.folder)
            rules = (self.rules.day_first, self._include_unknown)
            tables: Tables = load_folder(self.folder, self.rules)
            version = version_of(self.folder, self.assumptions, *rules)
            if fingerprint(self.folder) == self._seen:
                store = Store(
                    tables,
                    self.assumptions,
                    version=version,
                    include_unknown=self._include_unknown,
                )
                # Posteriors are computed before anybody sees the new data, not in a request.
                store.evidence.prepared()
                return store
        self._seen = ()
        log.info("data still changes")
        return None

    def refresh(self) -> None:
        """Load the folder if it is not as it was: what a process forked later starts with."""
        if fingerprint(self.folder) != self._seen:
            self.follow()

    def _keep(self, problems: tuple[tuple[str, str], ...], now: str) -> None:
        if problems != self.whole.problems:
            log.warning("data not usable", extra={"problems": problems})
        self.whole = State(self.whole.store, problems, self.whole.loaded_at or now)

    def watch(self) -> None:
        """Start the thread that loads new files once they have stopped changing."""
        if self._watch_seconds > 0:
            threading.Thread(target=self._watching, daemon=True, name="data-watch").start()

    def _watching(self) -> None:
        before = fingerprint(self.folder)
        while True:
            time.sleep(self._watch_seconds)
            now = fingerprint(self.folder)
            # A cause that no file shows, as a disk that is back, is found by trying again.
            again = self.whole.problems and time.monotonic() - self._tried > RETRY_SECONDS
            if now == before and (now != self._seen or again):
                self.follow()
            before = now
