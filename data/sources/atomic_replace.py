"""The input files of a folder replaced as a set, so that what was there can always come back.

Everything is made ready in a box on the same filesystem; the files then change places one rename
each. A copy of what was there is complete before the first rename, and is put back when one fails
or the process dies between them.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path

from data.ingest.schema import TABLES, Table

BY_NAME = {f"{stem}.csv": table for table in TABLES for stem in table.stems}


def table_of(name: str) -> Table | None:
    """The table a file's name stands for, as the loader sees it."""
    return BY_NAME.get(name.casefold())


def inputs(folder: Path) -> list[Path]:
    """The files of a folder that the loader would read; none when there is no folder."""
    try:
        return sorted(path for path in folder.iterdir() if table_of(path.name))
    except FileNotFoundError:
        return []


def replace(folder: Path, coming: Path, box: Path) -> None:
    """Make a folder's inputs those of ``coming``; what was there is in ``box/previous``.

    OSError when a file can't be written; then the folder is as it was.
    """
    recover(folder, box)
    _copied(inputs(folder), empty_folder(box / "keeping"))
    (box / "keeping").rename(box / "pending")
    try:
        _put(folder, coming, box)
        remove_folder(box / "older")
        if (box / "previous").is_dir():
            (box / "previous").rename(box / "older")
        (box / "pending").rename(box / "previous")
    except OSError:
        with contextlib.suppress(OSError):
            recover(folder, box)
        raise
    with contextlib.suppress(OSError):
        remove_folder(box / "older")


def recover(folder: Path, box: Path) -> bool:
    """Put back what a replacement that never ended has left; whether there was one."""
    pending, older, previous = box / "pending", box / "older", box / "previous"
    if not pending.is_dir():
        return False
    _put(folder, pending, box)
    if older.is_dir() and not previous.is_dir():
        older.rename(previous)
    remove_folder(pending)
    return True


def empty_folder(folder: Path) -> Path:
    """An empty folder of this name."""
    remove_folder(folder)
    folder.mkdir()
    return folder


def remove_folder(folder: Path) -> None:
    """Remove a folder; under its own name it is there as a whole or not at all."""
    doomed = folder.with_name(f"gone-{secrets.token_hex(8)}")
    with contextlib.suppress(FileNotFoundError):
        folder.rename(doomed)
        shutil.rmtree(doomed, ignore_errors=True)


def _put(folder: Path, content: Path, box: Path) -> None:
    """Make a folder's inputs those of another, which stays as it is."""
    ready = empty_folder(box / "placing")
    _copied(inputs(content), ready)
    names = {path.name for path in inputs(ready)}
    for path in inputs(ready):
        path.replace(folder / path.name)
    for path in inputs(folder):
        if path.name not in names:
            path.unlink()


def _copied(files: Iterable[Path], folder: Path) -> None:
    """The files in another folder: the same bytes under a second name where the disk allows it."""
    for path in files:
        target = folder / path.name
        try:
            if path.is_symlink():
                raise OSError
            os.link(path, target)
        except OSError:
            shutil.copy2(path, target)
