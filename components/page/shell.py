"""The shell around every page: navigation, data freshness, theme, and the document itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash import html as live

from components import ids
from components.elements import tags
from components.elements.static_tree import fixed
from components.elements.tags import Element
from components.elements.text import icon

NAME, TAGLINE = "Payback", "HealthKart influencers"
FRONT = 4
"""Pages that a phone's bottom bar has room for."""
THEMES = (("system", "System"), ("light", "Light"), ("dark", "Dark"))


@dataclass(frozen=True)
class NavItem:
    """A link of the navigation."""

    path: str
    label: str
    icon: str


@dataclass(frozen=True)
class Freshness:
    """What the data is like, in two lines, and where to read more."""

    ok: bool
    text: str
    detail: str
    href: str


def shell(nav: Sequence[NavItem], freshness: Freshness, content: Any) -> live.Div:
    """Skip link, side bar (a rail when narrow), page, bottom bar (on phones)."""
    side = [
        brand(),
        search(),
        tags.Nav([link(item) for item in nav], **{"aria-label": "Pages"}),
        views("side"),
        tags.Div([fresh(freshness), theme_choice()], className="side__foot"),
    ]
    bottom = [*[link(item) for item in nav[:FRONT]], more_choice(nav[FRONT:])]
    return live.Div(
        [
            live.A("Skip to content", href=f"#{ids.MAIN}", className="skip"),
            fixed(side, className="side", role="banner"),
            live.Main(content, id=ids.MAIN, tabIndex="-1"),
            fixed(bottom, "nav", className="bottom", **{"aria-label": "Pages, bottom bar"}),
            live.Div(id=ids.ANNOUNCE, className="unseen", **{"aria-live": "polite"}),
        ],
        className="shell",
    )


def brand() -> Element:
    """The mark and the name."""
    words = [tags.Strong(NAME), tags.Span(TAGLINE)]
    mark = tags.Span(className="brand__mark", **{"aria-hidden": "true"})
    return tags.Div([mark, tags.Div(words, className="brand__words")], className="brand")


def search() -> Element:
    """The place of the search for names; ``assets/search.js`` builds the field in it."""
    return tags.Div(id=ids.SEARCH, className="search", role="search")


def views(bar: str) -> Element:
    """The place of the reader's named views; hidden until the browser can keep some."""
    about = {"data-views": bar, "aria-label": "Saved views"}
    return tags.Div(className="views", role="group", hidden=True, **about)


def link(item: NavItem) -> Element:
    """A navigation link; ``assets/navigation.js`` keeps the filters on it."""
    return tags.A(
        [icon(item.icon), tags.Span(item.label)],
        href=item.path,
        className="nav-item",
        title=item.label,
        **{"data-soft-link": "1", "data-page": item.path},
    )


def fresh(freshness: Freshness) -> Element:
    """The data's state: amber when rows or files have trouble."""
    words = tags.Span([tags.Strong(freshness.text), tags.Span(freshness.detail)])
    kind = "ok" if freshness.ok else "trouble"
    symbol = "database-check" if freshness.ok else "database-exclamation"
    return tags.Link([icon(symbol), words], href=freshness.href, className=f"fresh fresh--{kind}")


def theme_buttons() -> list[Element]:
    """System, light or dark; the browser remembers it and no request is made."""
    return [
        tags.Button(words, **{"data-theme-choice": value, "aria-pressed": "false"})
        for value, words in THEMES
    ]


def theme_choice() -> Element:
    """The theme behind one button at the foot of the side bar."""
    return tags.Details(
        [
            tags.Summary([icon("circle-half"), tags.Span("Theme")], className="nav-item"),
            tags.Div(theme_buttons(), className="menu menu--up"),
        ],
        className="theme",
    )


def more_choice(rest: Sequence[NavItem]) -> Element:
    """On phones: the pages that have no place in the bottom bar, and the theme."""
    links = [link(item) for item in rest]
    return tags.Details(
        [
            tags.Summary([icon("three-dots"), tags.Span("More")], className="nav-item"),
            tags.Div(
                [*links, views("more"), *theme_buttons()], className="menu menu--up menu--right"
            ),
        ],
        className="theme",
    )


def index_page(version: str) -> str:
    """The document: language, theme before the first paint, and Dash's own parts.

    ``version`` names the content of the boot script, which is cached for long.
    """
    return DOCUMENT.replace("VERSION", version)


DOCUMENT = """<!DOCTYPE html>
<html lang="en-IN">
<head>
{%metas%}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{%title%}</title>
{%favicon%}
<script src="/assets/theme-boot.js?m=VERSION"></script>
<link rel="preload" href="/assets/fonts/inter.woff2" as="font" type="font/woff2" crossorigin>
{%css%}
</head>
<body>
{%app_entry%}
<footer>{%config%}{%scripts%}{%renderer%}</footer>
</body>
</html>"""
