"""Plain elements of a page as one component, drawn in the browser from their tree.

Dash puts a wrapper with a subscription of its own around every element, and each click asks them
all whether they changed, dozens of times. What no callback addresses is written as a tree of
tags instead, which ``assets/markup.js`` gives to React as it is.
"""

from __future__ import annotations

from typing import Any

import orjson
from dash.development.base_component import Component

Children = Any
OPTIONS = orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY


class Markup(Component):
    """A place for plain elements: ``content`` is a tree that ``elements`` wrote."""

    _namespace = "markup"
    _type = "Markup"
    _names = ("id", "content", "tag", "className", "role", "hidden", "tabIndex")

    def __init__(self, content: Children = None, tag: str = "div", **attributes: Any) -> None:
        self._prop_names = list(self._names)
        self._valid_wildcard_attributes = ["data-", "aria-"]
        self.available_properties = self._prop_names
        self.available_wildcard_properties = self._valid_wildcard_attributes
        super().__init__(content=content, tag=tag, **attributes)


def fixed(children: Children, tag: str = "div", **attributes: Any) -> Markup:
    """Elements that stay as they are."""
    return Markup(orjson.Fragment(elements(children)), tag, **attributes)


def elements(children: Children) -> bytes:
    """Elements of `components.elements.tags` and texts as JSON; TypeError for Dash components."""
    return orjson.dumps(children, default=_text, option=OPTIONS)


def _text(one: object) -> str:
    if isinstance(one, Component):
        raise TypeError(f"{one._namespace}.{one._type} is more than a plain element")
    return str(one)
