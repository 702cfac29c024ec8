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
HTML = "dash_html_components"


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
    """Elements and texts as JSON; TypeError for a component that is more than an element."""
    return orjson.dumps(children, default=_element, option=OPTIONS)


def _element(one: object) -> dict[str, Any] | str:
    """An element as its tag and attributes in one object, named as React names them."""
    if not isinstance(one, Component):
        return str(one)
    given = {name: value for name, value in vars(one).items() if name not in _OWN}
    if one._namespace == HTML:
        return {"tag": one._type.lower(), **given}
    if one._namespace not in _OTHERS or one._type not in _OTHERS[one._namespace]:
        raise TypeError(f"{one._namespace}.{one._type} is more than a plain element")
    return _OTHERS[one._namespace][one._type](given)


def _link(given: dict[str, Any]) -> dict[str, Any]:
    """A link within the application, which ``assets/shell.js`` follows without a reload."""
    return {"tag": "a", "data-soft-link": "1", **given}


def _field(given: dict[str, Any]) -> dict[str, Any]:
    """Bootstrap's input; a reader may change what it holds."""
    size, value = given.pop("size", ""), given.pop("value", None)
    kind = f"form-control form-control-{size}" if size else "form-control"
    return {"tag": "input", **given, "className": kind, "defaultValue": value, "key": value}


_OTHERS = {
    "dash_core_components": {"Link": _link},
    "dash_bootstrap_components": {"Input": _field},
}
_OWN = frozenset(vars(Markup())) - frozenset(Markup._names) | {"n_clicks", "n_clicks_timestamp"}
