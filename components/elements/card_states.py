"""What stands in a card instead of its picture: nothing to show, failed, too little."""

from __future__ import annotations

import json
from typing import Any

from components.elements import tags
from components.elements.tags import Element
from components.elements.text import icon

Children = Any


def state(name: str, title: str, words: Children, *more: Children) -> Element:
    """A card's state in place of its picture: an icon, what is the case, a way on."""
    return tags.Div(
        [icon(name), tags.P(title, className="state__title"), tags.P(words), *more],
        className="state",
    )


def action(words: str, intent: dict[str, Any], symbol: str = "") -> Element:
    """A button that sends an intent."""
    return tags.Button(
        [icon(symbol) if symbol else None, words],
        className="button",
        **{"data-intent": json.dumps(intent)},
    )


def empty(words: str, smallest: tuple[str, dict[str, Any]] | None) -> Element:
    """No rows: why, the smallest filter to take away, and a way to clear all."""
    ways = [action("Clear all", {"kind": "clear"})]
    if smallest:
        ways.insert(0, action(f"Remove {smallest[0]}", smallest[1]))
    return state("funnel", "Nothing matches these filters", words, tags.Div(ways, className="ways"))


def failed(reference: str) -> Element:
    """A card that raised: only this one, with a reference that is in the log."""
    return state(
        "exclamation-triangle",
        "This card could not be drawn",
        f"The other cards are not affected. Reference {reference}.",
        action("Try again", {"kind": "retry"}, "arrow-clockwise"),
    )


def too_little(words: str) -> Element:
    """Too little to say anything sure: what there is and what is needed."""
    return state("shield-check", "Nothing to show here", words)
