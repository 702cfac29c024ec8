"""A store as what can be kept on disk, and a store made of that again."""

from __future__ import annotations

import threading
from typing import Any

from data.caching.lru import CACHED_PAGES, LruCache, PageCache
from data.evidence.evidence import Evidence
from data.store.aggregation import Aggregator
from data.store.store import Store

MADE_ANEW = frozenset(("_cache", "drawn", "_engine", "_lock", "evidence"))


def to_snapshot(store: Store) -> dict[str, dict[str, Any]]:
    """Everything a store has computed; its evidence must be prepared."""
    return {"store": _fields(store), "evidence": _fields(store.evidence)}


def from_snapshot(parts: dict[str, dict[str, Any]]) -> Store:
    """The store that was kept, with caches of its own."""
    evidence, store = Evidence.__new__(Evidence), Store.__new__(Store)
    vars(evidence).update(parts["evidence"], _lock=threading.RLock())
    vars(store).update(parts["store"], evidence=evidence)
    store._engine = Aggregator(evidence.facts, store.assumptions, evidence.deals)
    store._cache, store.drawn = LruCache(), PageCache(CACHED_PAGES)
    return store


def _fields(thing: object) -> dict[str, Any]:
    return {name: value for name, value in vars(thing).items() if name not in MADE_ANEW}
