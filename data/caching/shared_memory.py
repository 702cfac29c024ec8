"""Bytes by key that processes forked from one share: the newest stay, the oldest are overwritten.

No process waits for another. Whoever writes claims room first and leaves a checksum; what two
wrote at once, or a dying process left half written, fails its checksum and counts as not there.
The bytes lie in memory that belongs to no process, so that no worker grows by them.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import struct
import tempfile
import weakref

log = logging.getLogger("dashboard.data")

SIZE, SLOTS = 48 << 20, 1 << 13
LARGEST = 1 << 20
_HEAD = struct.Struct("<Q")
"""How many bytes were ever claimed: where the next one goes, modulo the size."""
_SLOT = struct.Struct("<16sQI4x")
"""The key, where its bytes were put, how many they are."""
_SUM = 16


class SharedPageCache:
    """Made before the fork; ``size`` bytes, and as many keys as ``slots`` tell apart.

    Where the system has no room for it, nothing is kept and everything works as without one.
    """

    def __init__(self, size: int = SIZE, slots: int = SLOTS) -> None:
        self._size, self._slots = size, slots
        self._data = _HEAD.size + slots * _SLOT.size
        self._file: int | None = None
        try:
            file = _unnamed()
            # Not at the end of the process: threads may still draw, and a number that was closed
            # could be that of another file by then.
            weakref.finalize(self, os.close, file).atexit = False
            os.ftruncate(file, self._data + size)
            self._file = file
        except OSError as error:
            log.info("nothing is shared", extra={"reason": error.strerror or str(error)})

    def get(self, key: bytes) -> bytes | None:
        """The bytes last put under a key; None where they were overwritten or never there."""
        if self._file is None:
            return None
        known, place, length = _SLOT.unpack(os.pread(self._file, _SLOT.size, self._slot(key)))
        if known != _short(key) or not length:
            return None
        found = os.pread(self._file, _SUM + length, self._data + place % self._size)
        return found[_SUM:] if found[:_SUM] == _checksum(key, found[_SUM:]) else None

    def put(self, key: bytes, value: bytes) -> None:
        """Keep some bytes; what is too large to be worth its room is not kept."""
        if self._file is None:
            return
        length = _SUM + len(value)
        if not value or length > min(LARGEST, self._size):
            self.drop(key)
            return
        # Memory that runs out while pages are put leaves a checksum that fails, and no error.
        with contextlib.suppress(OSError):
            (place,) = _HEAD.unpack(os.pread(self._file, _HEAD.size, 0))
            if place % self._size + length > self._size:
                place += self._size - place % self._size
            os.pwrite(self._file, _HEAD.pack(place + length), 0)
            os.pwrite(self._file, _checksum(key, value) + value, self._data + place % self._size)
            os.pwrite(self._file, _SLOT.pack(_short(key), place, len(value)), self._slot(key))

    def drop(self, key: bytes) -> None:
        """Forget a key."""
        if self._file is not None:
            os.pwrite(self._file, bytes(_SLOT.size), self._slot(key))

    def _slot(self, key: bytes) -> int:
        return _HEAD.size + int.from_bytes(_short(key)[:8], "little") % self._slots * _SLOT.size


def _short(key: bytes) -> bytes:
    return hashlib.blake2b(key, digest_size=16).digest()


def _checksum(key: bytes, value: bytes) -> bytes:
    """Of both, so that no key ever gets another one's bytes."""
    return hashlib.blake2b(value, digest_size=_SUM, key=_short(key)).digest()


def _unnamed() -> int:
    """A file without a name, in memory where the system has such: nothing is left behind."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("dashboard-pages")
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())
