"""Loaded data kept on disk: a restart opens it in milliseconds, and all workers share its pages.

An entry is named for the files it was made from, the settings, and the code that made it, so
that what is found is always what loading would make. Without a folder that can be written,
everything works as without a shelf.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from data.caching import serialization

log = logging.getLogger("dashboard.data")

KEPT = 3
DATA = Path(__file__).resolve().parent.parent


@cache
def code_digest() -> bytes:
    """A digest of the code that makes what is kept."""
    digest = hashlib.blake2b(digest_size=16)
    for package in (DATA, DATA.parent / "metrics"):
        for path in sorted(package.rglob("*.py")):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.digest()


class DiskCache:
    """A folder of entries, the latest few; None as its folder keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        if folder is None:
            return
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            mine = folder.stat().st_uid == os.geteuid()
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            mine = False
            log.info("nothing is cached", extra={"reason": error.strerror or str(error)})
        if not mine:
            self.folder = None

    def key(self, *parts: object) -> str:
        """The name of an entry."""
        told = repr(parts).encode() + code_digest()
        return hashlib.blake2b(told, digest_size=16).hexdigest()

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """One process at a time: the others wait, and find what the first has made."""
        if self.folder is None:
            yield
            return
        try:
            lock = (self.folder / "lock").open("wb")
        except OSError:
            yield
            return
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def take(self, key: str) -> Any | None:
        """What is kept under a name; None when there is nothing, or nothing that can be read."""
        if self.folder is None or not (self.folder / key).is_dir():
            return None
        try:
            found = serialization.read(self.folder / key)
            os.utime(self.folder / key)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            log.warning("cache not usable", extra={"reason": f"{type(error).__name__}: {error}"})
            shutil.rmtree(self.folder / key, ignore_errors=True)
            return None
        return found

    def put(self, key: str, value: Any) -> bool:
        """Keep a value whole or not at all; a full disk keeps nothing."""
        if self.folder is None:
            return False
        made = self.folder / f"{key}.{os.getpid()}.part"
        try:
            made.mkdir(mode=0o700)
            serialization.Writer().write(made, value)
            made.rename(self.folder / key)
        except OSError as error:
            log.info("nothing is cached", extra={"reason": error.strerror or str(error)})
            shutil.rmtree(made, ignore_errors=True)
            return False
        self._tidy()
        return True

    def _tidy(self) -> None:
        """Remove all but the latest entries, and what a killed process left half made."""
        entries = [path for path in self.folder.iterdir() if path.is_dir()]
        whole = [path for path in entries if path.suffix != ".part"]
        whole.sort(key=lambda path: path.stat().st_mtime, reverse=True)
        hour_ago = time.time() - 3600
        left = [path for path in entries if path.suffix == ".part"]
        for path in [*whole[KEPT:], *(p for p in left if p.stat().st_mtime < hour_ago)]:
            shutil.rmtree(path, ignore_errors=True)
