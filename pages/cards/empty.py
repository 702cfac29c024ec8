"""What a card shows where nothing matches: which filter to take away first."""

from __future__ import annotations

from components.cards import titles
from components.elements import card_states
from components.page import layout
from components.page.model import Context
from pages.periods import span


def empty_state(context: Context, what: str = "posts") -> layout.Children:
    """The empty state: which filter to take away first, and a way to clear all."""
    store, filters = context.store, context.view.filters
    words, smallest = [], None
    for dim in store.dimensions:
        values = filters.values(dim.key)
        if not values:
            continue
        text = f"{dim.label}: {', '.join(store.label(dim.key, v) for v in values[:2])}"
        words.append(text)
        freed = store.summary(filters.without(dim.key), ("influencers",))["influencers"]
        if freed and smallest is None:
            smallest = (text, {"kind": "remove", "dimension": dim.key})
    if (filters.since or filters.until) and smallest is None:
        smallest = ("the period", {"kind": "remove", "dimension": "period"})
    said = titles.enumeration(words) if words else "This period"
    return card_states.empty(f"{said}: nothing here has {what}, {span(store, filters)}.", smallest)
