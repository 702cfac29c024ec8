"""Plain elements by their tags: ``html.P("words", className="lead")``.

Called as Dash's own are, but trees of tags and no components: a page has a thousand, and Dash's
checks of each one's arguments would take a fifth of the time a page is drawn in. Attributes are
named as React names them. ``components.elements.static_tree`` puts such trees on a page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Children = Any
Element = dict[str, Any]


def _tag(tag: str) -> Callable[..., Element]:
    def element(children: Children = None, **attributes: Any) -> Element:
        return {"tag": tag, "children": children, **attributes}

    return element


A, Button, Code, Dd, Details, Div, Dl, Dt, H2, H3, I, Label, Li, Nav = map(_tag, (  # noqa: E741
    "a", "button", "code", "dd", "details", "div", "dl", "dt", "h2", "h3", "i", "label", "li", "nav"
))  # fmt: skip
Ol, P, Section, Span, Strong, Summary, Table, Tbody, Td, Th, Thead, Tr, Ul = map(_tag, (
    "ol", "p", "section", "span", "strong", "summary", "table", "tbody", "td", "th", "thead", "tr",
    "ul",
))  # fmt: skip


def Link(children: Children, href: str, **attributes: Any) -> Element:  # noqa: N802
    """A link within the application, which ``assets/shell.js`` follows without a reload."""
    return A(children, href=href, **{"data-soft-link": "1"}, **attributes)


def Field(value: Any = None, **attributes: Any) -> Element:  # noqa: N802
    """A small field of Bootstrap's; a reader may change what it holds."""
    style = "form-control form-control-sm"
    return {"tag": "input", **attributes, "className": style, "defaultValue": value, "key": value}
