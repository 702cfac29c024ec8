"""Cards drawn from a view, and what changes on the page between two views."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from dash.development.base_component import Component

from components import ids
from components.elements.static_tree import OPTIONS, Markup, elements
from components.elements.text import sentence
from components.page.layout import foot, graph
from components.page.view import Switch, View

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
class CardContent:
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
    draw: Callable[[Context], CardContent]
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
class SerializedPage:
    """Everything of a page that a view decides, by the ids of its places, written as JSON.

    ``parts`` are plain elements as ``markup.elements`` writes them.

    Text and not components: a page in the cache is then a few objects and not thousands, what
    changed is seen by comparing bytes, and nothing is written twice for an answer.
    """

    parts: Mapping[tuple[str, str], bytes]
    figures: Mapping[str, bytes]
    heights: Mapping[str, int]
    rows: Mapping[str, bytes]
    grids: Mapping[str, Callable[[str, list[dict[str, Any]]], Component]]
    failed: bool = False

    def part(self, card: str, slot: str) -> orjson.Fragment:
        """What stands at a place, ready to be sent; null where there is nothing."""
        return orjson.Fragment(self.parts.get((card, slot), b"null"))

    def body(self, card: str) -> Children:
        """A card's body: its graph, its grid, or the place of its elements."""
        if card in self.figures:
            return graph(card, orjson.loads(self.figures[card]), self.heights[card])
        if card in self.rows:
            return self.grids[card](card, orjson.loads(self.rows[card]))
        return Markup(self.part(card, "body"), id=ids.part(card, "body"))


def build_card(
    card: Card, context: Context, failure: Callable[[str], Children]
) -> tuple[CardContent, str]:
    """Draw a card; one that raises shows a reference, is logged by name, and the others live."""
    try:
        return card.draw(context), ""
    except Exception:
        reference = log_failure(card.name)
        drawn = CardContent(title="This card could not be drawn", body=failure(reference))
        return drawn, reference


def log_failure(name: str) -> str:
    """Log the exception being handled as that of a card; the reference that a reader is told."""
    reference = secrets.token_hex(4)
    log.exception("card failed", extra={"card": name, "reference": reference})
    return reference


def to_json(children: Children) -> bytes:
    """Components, figures and rows as the JSON that Dash reads; NaN becomes null."""
    return orjson.dumps(children, default=_plain, option=OPTIONS)


def _plain(thing: object) -> object:
    return thing.to_plotly_json() if isinstance(thing, Component) else str(thing)


def build_cards(
    cards: Sequence[Card],
    context: Context,
    frame: Mapping[str, Children],
    failure: Callable[[str], Children],
) -> SerializedPage:
    """Draw every card of a page, and keep the frame's own parts (lead, filters) beside them."""
    parts: dict[tuple[str, str], Children] = {("frame", slot): c for slot, c in frame.items()}
    figures: dict[str, Figure] = {}
    rows: dict[str, Rows] = {}
    failed = False
    for card in cards:
        drawn, reference = build_card(card, context, failure)
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
    return SerializedPage(
        {place: elements(children) for place, children in parts.items()},
        {name: to_json(one.figure) for name, one in figures.items()},
        {name: one.height for name, one in figures.items()},
        {name: to_json(one.rows) for name, one in rows.items()},
        {name: one.grid for name, one in rows.items()},
        failed,
    )


def same_kind(old: SerializedPage, new: SerializedPage, card: str) -> bool:
    """Whether a card's body stays the same thing, so that only its content need travel."""
    return all(
        (card in a) == (card in b) for a, b in ((old.figures, new.figures), (old.rows, new.rows))
    )
