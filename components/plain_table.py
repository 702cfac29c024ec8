"""Plain tables of ready texts, for pages that explain."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any

from components import html
from components.html import Element

Children = Any


def table(
    headings: Sequence[str], rows: Sequence[Sequence[Children]], numbers: Container[int] = ()
) -> Element:
    """A plain table; the columns of ``numbers`` stand right."""

    def kind(column: int) -> str:
        return "number" if column in numbers else "text"

    top = [html.Th(words, className=kind(i), scope="col") for i, words in enumerate(headings)]
    body = [
        html.Tr([html.Td(cell, className=kind(i)) for i, cell in enumerate(row)]) for row in rows
    ]
    return html.Div(
        html.Table([html.Thead(html.Tr(top)), html.Tbody(body)], className="plain-table"),
        className="table-scroll",
        tabIndex="0",
        role="region",
        **{"aria-label": ", ".join(headings)},
    )


def counts(
    sections: Sequence[tuple[str, Sequence[Sequence[str]]]], headings: tuple[str, str]
) -> Element:
    """Small tables side by side, one a section."""
    blocks = [
        html.Div([html.H3(name), table((name, *headings), rows, numbers=(1, 2))])
        for name, rows in sections
    ]
    return html.Div(blocks, className="counts")
