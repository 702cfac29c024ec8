"""Where the tables come from: a folder of files. `data/sources/postgres.py` is the other place."""

from __future__ import annotations

import hashlib
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

from data.ingest.files import read_files
from data.ingest.load import Rules, Tables, load_folder

PIECE = 1 << 23
SETTLED = 1_000_000_000
"""Nanoseconds after which a file that changes surely has another time stamp."""


class Origin(Protocol):
    """What a source follows.

    ``name`` stands in messages. ``settles``: it is read as it is being written, so that it must
    stand still before and after; what gives one consistent view needs not.
    """

    name: str
    settles: bool

    def fingerprint(self) -> tuple:
        """What tells cheaply that the content is another or may be read now; () for no access."""

    def is_cacheable(self, seen: tuple) -> bool:
        """Whether a fingerprint always stands for the same content: then it may be kept on disk."""

    def read(self, rules: Rules) -> tuple[Tables, bytes]:
        """The tables and a digest of their content; else UnusableFiles or OSError."""


class Folder:
    """The files of a folder."""

    settles = True

    def __init__(self, path: Path) -> None:
        self.path, self.name = path, path.name

    def fingerprint(self) -> tuple:
        """Names, sizes, times and rights of the files that are read."""
        try:
            stats = [(str(p.relative_to(self.path)), p.stat()) for p in read_files(self.path)]
        except OSError:
            return ()
        return tuple((n, s.st_size, s.st_mtime_ns, s.st_ino, s.st_mode, s.st_uid) for n, s in stats)

    def is_cacheable(self, seen: tuple) -> bool:
        """Not right after writing: files may change again without another time stamp."""
        before = time.time_ns() - SETTLED
        return bool(seen) and all(modified < before for _, _, modified, *_ in seen)

    def read(self, rules: Rules) -> tuple[Tables, bytes]:
        """The tables of the folder's files."""
        with ThreadPoolExecutor(1) as beside:
            digest = beside.submit(self._digest)
            return load_folder(self.path, rules), digest.result()

    def _digest(self) -> bytes:
        digest = hashlib.blake2b(digest_size=16)
        for path in read_files(self.path):
            digest.update(path.name.encode())
            with path.open("rb") as file:
                while piece := file.read(PIECE):
                    digest.update(piece)
        return digest.digest()
