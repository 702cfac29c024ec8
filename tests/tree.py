"""Walking a tree of Dash components as a reader of the page would meet it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import dash_bootstrap_components as dbc
import orjson
from dash import html
from dash.development.base_component import Component

from components.elements.static_tree import Markup


def element(one: Any) -> Any:
    """What a browser makes of markup: the elements that it says."""
    if isinstance(one, list | tuple):
        return [element(part) for part in one]
    if isinstance(one, Markup):
        given = {name: getattr(one, name) for name in vars(one) if name in attributes_of(one)}
        return element({"children": orjson.loads(orjson.dumps(one.content)), **given})
    if not isinstance(one, dict):
        return one
    tag, children = one["tag"], element(one.get("children"))
    given = {name: value for name, value in one.items() if name not in ("tag", "children", "key")}
    if tag == "input":
        return dbc.Input(value=given.pop("defaultValue"), **given)
    return getattr(html, tag.capitalize())(children, **given)


def attributes_of(one: Component) -> set[str]:
    """The names of the attributes that a component was given, but for its content."""
    return set(one.to_plotly_json()["props"]) - {"content"}


def walk(thing: Any) -> Iterator[Component]:
    """Every component below and including a thing, in reading order."""
    if isinstance(thing, Markup | dict):
        thing = element(thing)
    if isinstance(thing, list | tuple):
        for one in thing:
            yield from walk(one)
    elif isinstance(thing, Component):
        yield thing
        yield from walk(getattr(thing, "children", None))


def find(thing: Any, kind: str = "", name: str = "", **attributes: Any) -> list[Component]:
    """Components of a kind (Button, H2), a class name and attributes (``data_intent=...``)."""
    wanted = {key.replace("_", "-"): value for key, value in attributes.items()}
    return [
        one
        for one in walk(thing)
        if (not kind or type(one).__name__ == kind)
        and (not name or name in (getattr(one, "className", None) or "").split())
        and all(attribute(one, key) == value for key, value in wanted.items())
    ]


def attribute(one: Component | dict, key: str) -> Any:
    """An attribute by the name it has in the page, None if it is not there."""
    return one.get(key) if isinstance(one, dict) else one.to_plotly_json()["props"].get(key)


def text(thing: Any) -> str:
    """The words of a tree."""
    if isinstance(thing, Markup | dict):
        thing = element(thing)
    if isinstance(thing, list | tuple):
        return "".join(text(one) for one in thing)
    if isinstance(thing, Component):
        return text(getattr(thing, "children", None))
    return "" if thing is None else str(thing)
