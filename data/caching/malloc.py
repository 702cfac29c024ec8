"""Memory that is not needed any more, given back to the machine: every worker holds its own."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import sys
from collections.abc import Iterator

import pyarrow as pa


def trim_heap() -> None:
    """Give back what was freed between things that stay; one to three milliseconds."""
    # Another C library than glibc has no such function, and may not need it.
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)


def release_memory() -> None:
    """Give back all that loading needed: it is many times what stays."""
    gc.collect()
    if "pyarrow" in sys.modules:
        pa.default_memory_pool().release_unused()
    trim_heap()


@contextlib.contextmanager
def gc_paused() -> Iterator[None]:
    """Without looking for unused objects: millions of texts are made, and none of them unused."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
