"""Every id of the page, once: constants for single places, functions for families of them."""

from __future__ import annotations

from typing import Any

QUERY = "query"
PLACE = "place"
INTENT = "intent"
CARRIED = "carried"
MAIN = "main"
TITLE = "page-title"
ANNOUNCE = "announce"
SEARCH = "search"

Id = dict[str, Any]


def part(card: Any, slot: Any) -> Id:
    """A part of a card: title, subtitle, body, foot or extra; of the frame: lead, filters."""
    return {"type": "part", "card": card, "slot": slot}


def body(card: Any) -> Id:
    """The place of what a card shows: its graph, its grid, or its part ``body``."""
    return {"type": "body", "card": card}


def chart(name: Any) -> Id:
    """The graph in a card."""
    return {"type": "chart", "name": name}


def grid(name: Any) -> Id:
    """The grid in a card."""
    return {"type": "grid", "name": name}


def heading(card: str) -> str:
    """The heading that names a card's section."""
    return f"heading-{card}"


def panel(key: str) -> str:
    """The panel a control of the filter bar opens."""
    return f"panel-{key}"
