"""What the data comes from: loaded once, watched, and swapped as a whole when it changes."""

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

from data.caching.disk import DiskCache
from data.caching.malloc import gc_paused, release_memory
from data.caching.shared_memory import SharedPageCache
from data.ingest.load import Rules, UnusableFiles
from data.ingest.schema import TABLES
from data.sources.folder import Folder, Origin
from data.store import Store
from data.store.snapshot import from_snapshot, to_snapshot
from metrics.catalog.assumptions import Assumptions
from metrics.catalog.dimensions import extra_columns

log = logging.getLogger("dashboard.data")

READINGS = 3
RETRY_SECONDS = 30.0


@dataclass(frozen=True)
class State:
    """What the source has: a store, or the reasons why there is none or an older one."""

    store: Store | None
    problems: tuple[tuple[str, str], ...]
    loaded_at: str


def version_of(content: bytes, assumptions: Assumptions, *settings: object) -> str:
    """A short name for exactly this content, given as a digest, under exactly these settings."""
    digest = hashlib.blake2b(digest_size=8)
    digest.update(json.dumps([repr(assumptions), *map(repr, settings)]).encode())
    digest.update(content)
    return digest.hexdigest()


def declared_extras() -> dict[str, tuple[str, ...]]:
    """Declared dimensions whose column the input contract does not know, by table."""
    known = {table.key: {column.name for column in table.columns} for table in TABLES}
    return {
        table: tuple(name for name in extra_columns(table) if name not in known[table])
        for table in ("influencers", "tracking")
    }


class LiveSource:
    """The current store of what is followed; every request reads ``state`` once and keeps to it.

    ``whole`` is what there is; ``view`` makes of it what the one who asks may see.
    """

    def __init__(
        self,
        folder: Path | Origin,
        assumptions: Assumptions = Assumptions(),
        *,
        day_first: bool = False,
        include_unknown: bool = False,
        watch_seconds: float = 2.0,
        cache_dir: Path | None = None,
    ) -> None:
        self.origin: Origin = Folder(folder) if isinstance(folder, Path) else folder
        self.assumptions = assumptions
        self._include_unknown = include_unknown
        self.rules = Rules(
            day_first=day_first,
            extra_dimensions=declared_extras(),
        )
        self._watch_seconds = watch_seconds
        self._shelf = DiskCache(cache_dir)
        self._ring = SharedPageCache()
        self._seen: tuple = ()
        self._tried = 0.0
        self._lock = threading.Lock()
        self.whole = State(None, (("", "Data is being loaded."),), "")
        self.view: Callable[[State], State] = lambda state: state

    @property
    def folder(self) -> Path | None:
        """The folder, where the data comes from one."""
        return self.origin.path if isinstance(self.origin, Folder) else None

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
                    store.share(self._ring)
                    self.whole = State(store, (), now)
                    millis = round((time.perf_counter() - started) * 1000)
                    log.info("data loaded", extra={"version": store.version, "ms": millis})
            except UnusableFiles as error:
                self._keep(tuple((p.file, p.reason) for p in error.problems), now)
            except OSError as error:
                self._keep(((self.origin.name, str(error.strerror or error)),), now)
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
                self._keep(((self.origin.name, words),), now)
            return self.whole

    def _read(self) -> Store | None:
        """The folder as a store; None where files still change, so that no mixture is shown."""
        for _ in range(READINGS):
            self._seen = self.origin.fingerprint()
            store = self._opened() if self.origin.is_cacheable(self._seen) else self._made()
            if store is not None:
                return store
        self._seen = ()
        log.info("data still changes")
        return None

    def _opened(self) -> Store | None:
        """The store from the cache; else it is made and put there, by one process for all."""
        rules = (self.assumptions, self.rules, self._include_unknown)
        key = self._shelf.key(self.origin.name, self._seen, *rules)
        with self._shelf.turn():
            found = self._shelf.take(key)
            if found is None:
                store = self._made()
                if store is None or not self._shelf.put(key, to_snapshot(store)):
                    return store
                # Opened again, what all workers share takes the place of what this one made.
                found = self._shelf.take(key)
                if found is None:
                    return store
                del store
                release_memory()
        return from_snapshot(found)

    def _made(self) -> Store | None:
        """The store of what is read; None where it changed meanwhile."""
        with gc_paused():
            return self._computed()

    def _computed(self) -> Store | None:
        tables, content = self.origin.read(self.rules)
        if self.origin.settles and self.origin.fingerprint() != self._seen:
            return None
        rules = (self.rules.day_first, self._include_unknown)
        store = Store(
            tables,
            self.assumptions,
            version=version_of(content, self.assumptions, *rules),
            include_unknown=self._include_unknown,
        )
        # Posteriors are computed before anybody sees the new data, not in a request.
        store.evidence.prepare()
        return store

    def refresh(self) -> None:
        """Load the folder if it is not as it was: what a process forked later starts with."""
        if self.origin.fingerprint() != self._seen:
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
        before = self.origin.fingerprint()
        while True:
            time.sleep(self._watch_seconds)
            now = self.origin.fingerprint()
            # A cause that no file shows, as a disk that is back, is found by trying again.
            again = self.whole.problems and time.monotonic() - self._tried > RETRY_SECONDS
            still = now == before or not self.origin.settles
            if still and (now != self._seen or again):
                self.follow()
            before = now
