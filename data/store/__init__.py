"""The shared, cached, read-only store that every page, answer and export asks."""

from data.store.store import ALL_METRICS, Store

__all__ = ["ALL_METRICS", "Store"]
