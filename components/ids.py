"""Every id of the page, once: constants for single places, functions for families of them."""

from __future__ import annotations

from typing import Any

QUERY = "query"
PLACE = "place"
INTENT = "intent"
MAIN = "main"
TITLE = "page-title"
ANNOUNCE = "announce"
SEARCH = "search"

Id = dict[str, Any]


def part(card: Any, slot: Any) -> Id:
    """A part of a card: title, subtitle, body, foot or extra; of the frame: lead, filters."""
    return {"type": "part", "card": card, "slot": slot}


def chart(name: Any) -> Id:
    """The graph in a card."""
    return {"type": "chart", "name": name}


def grid(name: Any) -> Id:
    """The grid in a card."""
    return {"type": "grid", "name": name}


def nav(bar: Any, path: Any) -> Id:
    """A link of the navigation, in the side bar or the bottom bar."""
    return {"type": "nav", "bar": bar, "page": path}


def heading(card: str) -> str:
    """The heading that names a card's section."""
    return f"heading-{card}"


def panel(key: str) -> str:
    """The panel a control of the filter bar opens."""
    return f"panel-{key}"
