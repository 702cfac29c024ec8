"""Plain tables of ready texts, for pages that explain."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any

from components.elements import tags
from components.elements.tags import Element

Children = Any


def table(
    headings: Sequence[str], rows: Sequence[Sequence[Children]], numbers: Container[int] = ()
) -> Element:
    """A plain table; the columns of ``numbers`` stand right."""

    def kind(column: int) -> str:
        return "number" if column in numbers else "text"

    top = [tags.Th(words, className=kind(i), scope="col") for i, words in enumerate(headings)]
    body = [
        tags.Tr([tags.Td(cell, className=kind(i)) for i, cell in enumerate(row)]) for row in rows
    ]
    return tags.Div(
        tags.Table([tags.Thead(tags.Tr(top)), tags.Tbody(body)], className="plain-table"),
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
        tags.Div([tags.H3(name), table((name, *headings), rows, numbers=(1, 2))])
        for name, rows in sections
    ]
    return tags.Div(blocks, className="counts")
