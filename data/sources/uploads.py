"""A reader's own files: taken into a staging folder, checked, swapped in, and back again.

All state is on disk under unguessable names, in a hidden folder of the data folder (the same
filesystem also where the data folder is a mount), so any worker may answer the next request.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Literal

from data.ingest.load import load_folder
from data.ingest.quality import Quality, UnusableFiles
from data.ingest.schema import TABLES, Rules
from data.sources.atomic_replace import (
    empty_folder,
    inputs,
    recover,
    remove_folder,
    replace,
    table_of,
)

BOX = ".uploads"
MOST_FILES = len(TABLES)
MOST_STAGED = 5
LIFETIME = 3_600
TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
PIECE = 1 << 20

Kind = Literal["wrong", "unknown", "blocked", "full"]


class Refusal(Exception):
    """An upload that isn't taken: what kind of trouble, and one sentence for the reader."""

    def __init__(self, kind: Kind, sentence: str) -> None:
        super().__init__(sentence)
        self.kind, self.sentence = kind, sentence


@contextmanager
def explain_disk_error() -> Iterator[None]:
    """Trouble with the disk as a sentence; nothing was replaced then."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            words = "The disk is full, so nothing was changed; free some space and try again."
            raise Refusal("full", words) from error
        words = "The data folder can't be written to, so nothing was changed"
        raise Refusal("blocked", f"{words} ({error.strerror or error}).") from error


@dataclass
class Upload:
    """Files on their way in, each written straight to the staging folder."""

    folder: Path
    open_files: dict[str, BinaryIO] = field(default_factory=dict)

    def file(self, name: str) -> BinaryIO:
        """A new file for the table that a name stands for; Refusal for any other name."""
        target = self.folder / self._accepted(name)
        self.open_files[target.name] = one = target.open("xb")
        return one

    def _accepted(self, name: str) -> str:
        """The name a file is kept under; what the reader called it never reaches the disk."""
        if len(self.open_files) >= MOST_FILES:
            raise Refusal("wrong", f"At most {MOST_FILES} files can be uploaded at once.")
        shown = repr(name[:60])
        if any(mark in name for mark in "/\\\0"):
            raise Refusal("wrong", f"The file name {shown} is not a plain name.")
        table = table_of(name)
        if table is None:
            known = ", ".join(table.file for table in TABLES)
            raise Refusal("wrong", f"The file name {shown} is not known; known are {known}.")
        if table.file in self.open_files:
            raise Refusal("wrong", f"There are two files for {table.file}; choose one.")
        return table.file

    def finish(self) -> None:
        """Everything is on disk; Refusal when there is no file or an empty one."""
        if not self.open_files:
            raise Refusal("wrong", "No file came along; choose the CSV files first.")
        for name, file in self.open_files.items():
            file.flush()
            os.fsync(file.fileno())
            if not (self.folder / name).stat().st_size:
                raise Refusal("wrong", f"{name} is empty.")

    def close(self) -> None:
        """Close every file; what can't be flushed is of an upload that already failed."""
        for file in self.open_files.values():
            with suppress(OSError):
                file.close()


@dataclass(frozen=True)
class Inbox:
    """Where uploads of one data folder wait until they are accepted or an hour has passed."""

    folder: Path
    rules: Rules = Rules()

    @property
    def box(self) -> Path:
        """The hidden folder everything happens in."""
        return self.folder / BOX

    @property
    def _staged(self) -> Path:
        return self.box / "staged"

    @property
    def has_previous(self) -> bool:
        """Whether there is something to go back to."""
        return bool(inputs(self.box / "previous"))

    @contextmanager
    def upload(self) -> Iterator[Upload]:
        """A new upload; whatever ends it early leaves nothing behind."""
        with explain_disk_error():
            self._staged.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.box.chmod(0o700)
            self.clean(MOST_STAGED - 1)
            new = Upload(empty_folder(self._staged / f"{secrets.token_urlsafe(24)}.part"))
        try:
            with explain_disk_error():
                yield new
        finally:
            new.close()
            with suppress(OSError):
                remove_folder(new.folder)

    def check(self, upload: Upload) -> tuple[Quality, str]:
        """The report of the very loader that would read the files, and a token to accept them.

        The token is empty when a file can't be used: then there is nothing to accept.
        """
        upload.finish()
        with self._alone("check"):
            try:
                quality = load_folder(upload.folder, self.rules).quality
            except UnusableFiles as error:
                return error.quality, ""
        for path in inputs(upload.folder):
            if _has_nul(path):
                raise Refusal("wrong", f"{path.name} holds NUL bytes; save it as CSV again.")
        token = upload.folder.name.removesuffix(".part")
        upload.folder.rename(self._staged / token)
        return quality, token

    def accept(self, token: str) -> None:
        """Replace the data by the staged files of a token, once."""
        with explain_disk_error(), self._alone("swap"):
            staged = self._of(token)
            replace(self.folder, staged, self.box)
            remove_folder(staged)

    def cancel(self, token: str) -> None:
        """Forget the staged files of a token."""
        with explain_disk_error():
            remove_folder(self._of(token))

    def undo(self) -> None:
        """Put the previous files back; those that were in use become the previous ones."""
        if not self.has_previous:
            raise Refusal("blocked", "There are no previous files to go back to.")
        with explain_disk_error(), self._alone("swap"):
            replace(self.folder, self.box / "previous", self.box)

    def recover(self) -> bool:
        """Put back what a process that died while replacing has left; whether there was any."""
        if not (self.box / "pending").is_dir():
            return False
        with explain_disk_error(), self._alone("swap"):
            return recover(self.folder, self.box)

    def clean(self, keep: int = MOST_STAGED) -> None:
        """Remove what was staged over an hour ago, and the oldest beyond ``keep``."""
        aged = sorted((age, path) for path in _folders(self._staged) if (age := _age(path)) >= 0)
        for place, (age, path) in enumerate(aged):
            if age > LIFETIME or place >= keep:
                remove_folder(path)
        for left in self.box.glob("gone-*"):
            remove_folder(left)

    def _of(self, token: str) -> Path:
        """The staging folder of a token; Refusal for one that is unknown or too old."""
        self.clean()
        if not TOKEN.fullmatch(token) or not (self._staged / token).is_dir():
            words = "This upload is not known or has expired; choose the files again."
            raise Refusal("unknown", words)
        return self._staged / token

    @contextmanager
    def _alone(self, what: str) -> Iterator[None]:
        """One at a time, over all threads and workers."""
        self.box.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.box / f"{what}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _folders(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []


def _age(path: Path) -> float:
    """Seconds since a folder was filled; below zero when it has just gone."""
    try:
        return max(0.0, time.time() - path.stat().st_mtime)
    except FileNotFoundError:
        return -1.0


def _has_nul(path: Path) -> bool:
    """Whether a file that is not UTF-16 holds a NUL byte."""
    with path.open("rb") as file:
        if file.read(2) in (b"\xff\xfe", b"\xfe\xff"):
            return False
        file.seek(0)
        return any(b"\0" in piece for piece in iter(lambda: file.read(PIECE), b""))
