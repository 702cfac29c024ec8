"""A button that opens a panel, with how many of its values are set."""

from __future__ import annotations

import json
from typing import Any

from components import ids
from components.elements import tags
from components.elements.tags import Element
from components.elements.text import icon


def badge(count: int) -> Element | None:
    """How many, or nothing."""
    return tags.Span(str(count), className="badge-count") if count else None


def opener(key: str, words: Any, count: int, symbol: str = "", *, counted: bool = True) -> Element:
    """The button of a panel: label, how many are set, a chevron."""
    number = badge(count) if counted else None
    return tags.Button(
        [icon(symbol) if symbol else None, tags.Span(words), number, icon("chevron-down")],
        className="control control--set" if count else "control",
        **{
            "data-panel": ids.panel(key),
            "aria-expanded": "false",
            "aria-controls": ids.panel(key),
        },
    )


def intent_of(intent: dict[str, Any]) -> dict[str, str]:
    """The attribute that makes an element send an intent when it is clicked."""
    return {"data-intent": json.dumps(intent, ensure_ascii=False)}
