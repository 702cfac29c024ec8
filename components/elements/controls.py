"""Controls of a card: switches, the way to a file, the columns of its table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from components.elements import tags
from components.elements.tags import Element
from components.elements.text import icon

Children = Any
FILES = (("csv", "CSV", "filetype-csv"), ("xlsx", "XLSX", "file-earmark-spreadsheet"))


def controls(*parts: Children) -> Element:
    """The controls of a card, in a row."""
    return tags.Div(list(parts), className="card__controls")


def segmented(key: str, choices: Sequence[tuple[str, str]], now: str, label: str) -> Element:
    """A few choices side by side; the pressed one is in force."""
    return tags.Div(
        [_choice(key, value, words, now) for value, words in choices],
        className="segmented",
        role="group",
        **{"aria-label": label},
    )


def _choice(key: str, value: str, words: str, now: str) -> Element:
    intent = {"kind": "option", "key": key, "value": value}
    pressed = "true" if value == now else "false"
    return tags.Button(words, **{"data-intent": json.dumps(intent), "aria-pressed": pressed})


def choice(key: str, choices: Sequence[tuple[str, str]], now: str, label: str) -> Element:
    """One of many choices behind a button that names the one in force."""
    words = dict(choices).get(now, now)
    return tags.Details(
        [
            tags.Summary([tags.Span(f"{label}: ", className="muted"), words, icon("chevron-down")]),
            tags.Div([_choice(key, value, text, now) for value, text in choices], className="menu"),
        ],
        className="choice",
        **{"data-choice": key},
    )


def download(table: str, query: str) -> Element:
    """Links to a table as CSV and XLSX, under the filters in force."""
    return tags.Div(
        [
            tags.A(
                [icon(symbol), words],
                href=f"/export/{table}.{kind}{query}",
                className="button",
                download=True,
                **{"aria-label": f"Export {table} as {words.split()[-1]}"},
            )
            for kind, words, symbol in FILES
        ],
        className="downloads",
    )


def columns_button(grid_name: str) -> Element:
    """Opens the list of a table's columns."""
    return tags.Button(
        [icon("layout-three-columns"), "Columns"],
        className="button",
        **{"data-columns": grid_name, "aria-haspopup": "true"},
    )
