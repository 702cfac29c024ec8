"""Sentences with marked figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from components.elements import tags
from components.elements.tags import Element

ROLES = ("gain", "loss", "plain")
Sentence = Sequence[str | tuple[str, str]] | str


def sentence(parts: Sentence | None) -> Any:
    """Components for a sentence: text as it is, a (figure, role) pair bold and coloured."""
    if parts is None or isinstance(parts, str):
        return parts
    return [
        part
        if isinstance(part, str)
        else tags.Strong(part[0], className=f"figure figure--{part[1]}")
        for part in parts
    ]


def icon(name: str) -> Element:
    """A decorative icon; the control around it carries the name."""
    return tags.I(className=f"icon icon-{name}", **{"aria-hidden": "true"})
