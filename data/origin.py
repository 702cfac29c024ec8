"""Where the tables come from: a folder of files. `data/database.py` is the other place."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Protocol

from data.load import Rules, Tables, load_folder


class Origin(Protocol):
    """What a source follows.

    ``name`` stands in messages. ``settles``: it is read as it is being written, so that it must
    stand still before and after; what gives one consistent view needs not.
    """

    name: str
    settles: bool

    def fingerprint(self) -> tuple:
        """What tells cheaply that the content is another or may be read now; () for no access."""

    def read(self, rules: Rules) -> tuple[Tables, bytes]:
        """The tables and a digest of their content; else UnusableFiles or OSError."""


class Folder:
    """The files of a folder."""

    settles = True

    def __init__(self, path: Path) -> None:
        self.path, self.name = path, path.name

    def fingerprint(self) -> tuple:
        """Names, sizes, times and rights of the CSV files."""
        try:
            entries = sorted(p for p in self.path.iterdir() if p.suffix.lower() == ".csv")
            stats = [(path.name, path.stat()) for path in entries]
        except OSError:
            return ()
        return tuple((n, s.st_size, s.st_mtime_ns, s.st_ino, s.st_mode, s.st_uid) for n, s in stats)

    def read(self, rules: Rules) -> tuple[Tables, bytes]:
        """The tables of the folder's files."""
        tables = load_folder(self.path, rules)
        digest = hashlib.blake2b(digest_size=16)
        for path in sorted(p for p in self.path.iterdir() if p.suffix.lower() == ".csv"):
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
        return tables, digest.digest()
