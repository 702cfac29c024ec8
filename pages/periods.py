"""The period of a selection, the one before it, and how both are said."""

from __future__ import annotations

import formats
from data.store import Store
from metrics.change.periods import Period, selected_period
from metrics.filters import Filters


def period_of(store: Store, filters: Filters) -> Period | None:
    """The days a selection covers in this data."""
    return selected_period(filters.since, filters.until, store.first, store.last)


def earlier(store: Store, filters: Filters) -> Filters | None:
    """The selection in the equal period before; None where the data does not reach back."""
    period = period_of(store, filters)
    if period is None or not (filters.since or filters.until):
        return None
    before = period.before()
    if not before.inside(store.first, store.last):
        return None
    return filters.within(before.since, before.until)


def span(store: Store, filters: Filters) -> str:
    """The period in words: 1 Jun – 31 Aug 2025."""
    period = period_of(store, filters)
    return formats.date_range(period.since, period.until) if period else "this period"
