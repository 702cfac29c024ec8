"""Cards drawn from a view, and what changes on the page between two views."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from dash.development.base_component import Component

from components.page import foot, graph
from components.view import Switch, View
from components.words import sentence

log = logging.getLogger("dashboard.cards")

Children = Any


@dataclass(frozen=True)
class Context:
    """What a card may ask: the store, the view, the page's subject (an influencer, a campaign)."""

    store: Any
    view: View
    subject: str = ""

    def without(self, *keys: str) -> Any:
        """The selection as a chart of these dimensions sees it: without its own picks."""
        return self.view.filters.without(*keys)


@dataclass(frozen=True)
class Figure:
    """A plain figure and the height its card keeps free for it, in px."""

    figure: dict[str, Any]
    height: int


@dataclass(frozen=True)
class Rows:
    """The rows of a grid, and the builder of the grid itself around them."""

    rows: list[dict[str, Any]]
    grid: Callable[[str, list[dict[str, Any]]], Component]


@dataclass(frozen=True)
class Drawn:
    """A card's content for one view. ``body`` is a figure, a grid's rows or ready components."""

    title: Children = None
    subtitle: Children = None
    body: Figure | Rows | Children = None
    foot: Children = None
    extra: Children = None


@dataclass(frozen=True)
class Card:
    """A card of a page: its name, its width of 12 columns, and the function that draws it.

    ``always``: it needs no store, so it is there while no data could be loaded, too.
    """

    name: str
    draw: Callable[[Context], Drawn]
    span: int = 12
    tools: tuple[str, ...] = ("table", "png", "csv")
    plain: bool = False
    always: bool = False


@dataclass(frozen=True)
class Page:
    """A page: what it asks and shows.

    ``picks`` are the dimensions its charts pick. A page about one influencer or campaign has
    ``knows`` (is there such a subject?), ``heading`` and ``scope`` (the selection narrowed to it);
    its path ends with the subject.
    """

    name: str
    path: str
    title: str
    cards: tuple[Card, ...]
    lead: Callable[[Context], Children]
    icon: str = ""
    switches: tuple[Switch, ...] = ()
    filtered: bool = True
    picks: frozenset[str] = frozenset()
    knows: Callable[[Any, str], bool] | None = None
    heading: Callable[[Context], str] | None = None
    scope: Callable[[Context], Any] | None = None

    def view(self, query: str, store: Any) -> View:
        """The view a query string asks of this page."""
        return View.parse(query, store.known, self.switches)


@dataclass(frozen=True)
class Rendered:
    """Everything of a page that a view decides, by the ids of its places."""

    parts: Mapping[tuple[str, str], Children]
    figures: Mapping[str, Figure]
    rows: Mapping[str, Rows]
    prints: Mapping[tuple[str, str], bytes] = field(default_factory=dict)
    failed: bool = False

    def body(self, card: str) -> Children:
        """A card's body as components: its graph, its grid, or what was drawn as it is."""
        if card in self.figures:
            drawn = self.figures[card]
            return graph(card, drawn.figure, drawn.height)
        if card in self.rows:
            return self.rows[card].grid(card, self.rows[card].rows)
        return self.parts.get((card, "body"))


def failed_safely(
    card: Card, context: Context, failure: Callable[[str], Children]
) -> tuple[Drawn, str]:
    """Draw a card; one that raises shows a reference, is logged by name, and the others live."""
    try:
        return card.draw(context), ""
    except Exception:
        reference = logged(card.name)
        drawn = Drawn(title="This card could not be drawn", body=failure(reference))
        return drawn, reference


def logged(name: str) -> str:
    """Log the exception being handled as that of a card; the reference that a reader is told."""
    reference = secrets.token_hex(4)
    log.exception("card failed", extra={"card": name, "reference": reference})
    return reference


def fingerprinted(children: Children) -> bytes:
    """Bytes that are equal when two trees of components are."""
    return orjson.dumps(children, default=_plain, option=orjson.OPT_NON_STR_KEYS)


def _plain(thing: object) -> object:
    if isinstance(thing, Component):
        return thing.to_plotly_json()
    return str(thing)


def rendered(
    cards: Sequence[Card],
    context: Context,
    frame: Mapping[str, Children],
    failure: Callable[[str], Children],
) -> Rendered:
    """Draw every card of a page, and keep the frame's own parts (lead, filters) beside them."""
    parts: dict[tuple[str, str], Children] = {("frame", slot): c for slot, c in frame.items()}
    figures: dict[str, Figure] = {}
    rows: dict[str, Rows] = {}
    failed = False
    for card in cards:
        drawn, reference = failed_safely(card, context, failure)
        failed = failed or bool(reference)
        for slot in ("title", "subtitle", "extra"):
            parts[card.name, slot] = getattr(drawn, slot)
        parts[card.name, "foot"] = foot(sentence(drawn.foot))
        if isinstance(drawn.body, Figure):
            figures[card.name] = drawn.body
        elif isinstance(drawn.body, Rows):
            rows[card.name] = drawn.body
        else:
            parts[card.name, "body"] = drawn.body
    prints = {place: fingerprinted(children) for place, children in parts.items()}
    return Rendered(parts, figures, rows, prints, failed)


def same_kind(old: Rendered, new: Rendered, card: str) -> bool:
    """Whether a card's body stays the same thing, so that only its content need travel."""
    if card in new.figures:
        return card in old.figures
    if card in new.rows:
        return card in old.rows
    return (card, "body") in old.parts and (old.prints[card, "body"] == new.prints[card, "body"])
