"""A page from its declaration: drawn for a view, laid out once, compared on every change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import unquote, urlencode

from dash import dcc, html, page_container

import formats
from components import ids
from components.elements import card_states
from components.elements.static_tree import Markup, fixed
from components.elements.text import sentence
from components.page import layout as parts
from components.page import print_footer
from components.page import shell as frame_of
from components.page.model import Card, Context, Page, SerializedPage, build_cards, log_failure
from components.page.view import View
from data.sources.live import LiveSource, State
from data.store import Store
from pages.rendering import filter_context


def render_page(
    page: Page, store: Store, view: View, subject: str, anew: bool = False
) -> SerializedPage:
    """Everything of a page for a view; remembered with the data version.

    ``anew``: what failed is tried again.
    """
    question = (page.name, view, subject)

    def draw() -> SerializedPage:
        context = Context(store, view, subject)
        scope = page.scope(context) if page.scope else view.filters
        words, written = lead(page, context)
        framed = {
            "title": page.heading(context) if page.heading else page.title,
            "lead": words,
            "filters": filter_context.bar(context, page.picks, scope) if page.filtered else None,
            "print": filter_context.selection(page, context, scope),
        }
        drawn = build_cards(page.cards, context, framed, card_states.failed)
        return replace(drawn, failed=drawn.failed or not written)

    if anew:
        store.forget(question, lambda drawn: drawn.failed)
    return store.cached_page(question, draw)


def lead(page: Page, context: Context) -> tuple[Any, bool]:
    """The sentence a page opens with, and whether it is; one that fails leaves the cards alone."""
    try:
        return sentence(page.lead(context)), True
    except Exception:
        return f"This sentence could not be written. Reference {log_failure('lead')}.", False


def layout_of(page: Page, source: LiveSource) -> Callable[..., Any]:
    """The layout function of a page: a pure function of its URL and the data version."""

    def layout(subject: Any = "", **query: Any) -> Any:
        # A query may say ``subject`` too, even several times; then nobody is meant.
        state, subject = source.state, unquote(subject) if isinstance(subject, str) else ""
        if state.store is None:
            return without_data(page, state)
        store = state.store
        if page.knows and subject and not page.knows(store, subject):
            return missing(page.title)
        if page.knows and not subject:
            return html.Div()
        view = page.view(urlencode(query, doseq=True), store)
        drawn = render_page(page, store, view, subject, anew=True)
        return page_layout(page, drawn, view, subject, state)

    return layout


def without_data(page: Page, state: State) -> Any:
    """What is wrong with the files, and the cards that need none."""
    bare = parts.degraded(page.title, state.problems)
    cards = [one for one in page.cards if one.always]
    drawn = build_cards(cards, Context(None, View()), {}, card_states.failed)
    return html.Div([*bare.children, parts.grid([card(one, drawn) for one in cards])],
                    className=bare.className)  # fmt: skip


def page_layout(page: Page, drawn: SerializedPage, view: View, subject: str, state: State) -> Any:
    """The page's components around what was drawn."""
    path = filter_context.address(page, subject)
    switches = [switch.key for switch in page.switches]
    place = {"path": path, "version": state.store.version, "switches": switches}
    return html.Div(
        [
            dcc.Store(id=ids.QUERY, data=view.query()),
            dcc.Store(id=ids.PLACE, data=place),
            dcc.Store(id=ids.INTENT),
            dcc.Store(id=ids.CARRIED),
            parts.banner(state.problems, state.store.quality.problems),
            parts.head(frame_part(drawn, "title", "span"), frame_part(drawn, "lead", "span")),
            frame_part(drawn, "filters"),
            parts.grid([card(one, drawn) for one in page.cards]),
            html.Div(
                [
                    frame_part(drawn, "print"),
                    fixed(print_footer.definitions(filter_context.named_metrics(page, drawn))),
                ],
                className="print-foot",
            ),
        ],
        className="page",
    )


def frame_part(drawn: SerializedPage, slot: str, tag: str = "div") -> Markup:
    """A part of a page that belongs to no card."""
    return Markup(drawn.part("frame", slot), tag, id=ids.part("frame", slot))


def places() -> Any:
    """Every fixed place a callback names: what Dash checks callbacks against.

    Without it Dash puts the drawn layouts of all pages into the document.
    """
    stores = [dcc.Store(id=one) for one in (ids.QUERY, ids.PLACE, ids.INTENT, ids.CARRIED)]
    return html.Div([page_container, *stores])


def card(one: Card, drawn: SerializedPage) -> Any:
    """One card with an addressable place for each of its parts."""

    def place(slot: str) -> Any:
        return drawn.part(one.name, slot)

    body = drawn.body(one.name)
    if one.plain:
        return html.Div(body, id=ids.body(one.name), className=f"span-{one.span}")
    return parts.card(
        one.name,
        title=place("title"),
        subtitle=place("subtitle"),
        body=body,
        foot=place("foot"),
        tools=one.tools,
        span=one.span,
        extra=place("extra"),
    )


def missing(title: str) -> Any:
    """A page that says that nobody, or nothing, stands behind the address."""
    return parts.missing(f"{title} not found", "Nothing in this data has that name.")


def not_found(source: LiveSource) -> Callable[..., Any]:
    """The page for an unknown address."""

    def layout(**_: Any) -> Any:
        return parts.missing("Page not found", "There is no page at this address.")

    return layout


def freshness(state: State) -> frame_of.Freshness:
    """What the side bar says of the data: complete and until when, or what is wrong."""
    if state.store is None or state.problems or state.store.quality.problems:
        return frame_of.Freshness(False, "Data has a problem", "See what is wrong", "/data")
    quality = state.store.quality
    rejected = sum(file.rejected for file in quality.files)
    last = formats.date(state.store.last)
    files = f"{len(quality.files)} files"
    if rejected:
        words = f"{formats.count(rejected)} {'row' if rejected == 1 else 'rows'} rejected"
        return frame_of.Freshness(False, words, f"Data to {last} · {files}", "/data")
    return frame_of.Freshness(True, "Data is complete", f"to {last} · {files}", "/data")


def shell(source: LiveSource, pages: Any) -> Callable[[], Any]:
    """The application's layout: navigation, freshness and the page."""

    def layout() -> Any:
        items = [frame_of.NavItem(p.path, p.title, p.icon) for p in pages.navigation]
        return frame_of.shell(items, freshness(source.state), page_container)

    return layout
