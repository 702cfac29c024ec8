"""The sticky filter bar: period, one control per dimension, chips, and what is in view."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from components import ids
from components.elements import tags
from components.elements.tags import Element
from components.elements.text import icon
from components.filters.chips import Chip, chip_row, told
from components.filters.dropdown import badge, intent_of, opener
from components.filters.period import Period, period_panel
from formats import count

MOST_OPTIONS = 200
SEARCH_FROM = 8


@dataclass(frozen=True)
class Option:
    """A value of a dimension with the number of posts it has under the other filters."""

    value: str
    label: str
    count: int
    checked: bool


@dataclass(frozen=True)
class Control:
    """A dimension's control; those not in ``front`` stand behind More."""

    dimension: str
    label: str
    options: Sequence[Option]
    front: bool = True


def filter_bar(
    controls: Sequence[Control],
    chips: Sequence[Chip],
    period: Period,
    status: str,
    query: str,
) -> Element:
    """Two rows: controls with copy and export, then chips with the status."""
    front = [panel_of(c) for c in controls if c.front and c.options]
    behind = [c for c in controls if not c.front and len(c.options) > 1]
    filters = len(chips)
    toggle = tags.Button(
        [icon("funnel"), "Filters", badge(filters)],
        className="control filters-toggle",
        **{"data-sheet": "open", "aria-expanded": "false"},
    )
    sheet = tags.Div(
        [
            sheet_head(bool(filters)),
            tags.Div([*front, more(behind) if behind else None], className="filters__list"),
            tags.Button("Show results", className="button sheet-close", **{"data-sheet": "close"}),
        ],
        className="filters",
    )
    first = tags.Div([period_panel(period), toggle, sheet, share(query)], className="bar__row")
    return tags.Section(
        [
            first,
            tags.Div(
                [chip_row(chips, period), told(status, filters, period)], className="bar__row"
            ),
        ],
        className="bar",
        **{"aria-label": "Filters"},
    )


def sheet_head(some: bool) -> Element:
    """What heads the filters where they fill a phone's screen."""
    clear = tags.Button("Clear all", className="text-button", **intent_of({"kind": "clear"}))
    return tags.Div(
        [tags.P("Filters", className="sheet-title"), clear if some else None],
        className="sheet-head",
    )


def panel_of(control: Control) -> Element:
    """A control and its panel of check boxes."""
    picked = sum(o.checked for o in control.options)
    return tags.Div(
        [
            opener(control.dimension, control.label, picked),
            tags.Div(
                choices(control), id=ids.panel(control.dimension), className="panel", hidden=True
            ),
        ],
        className="dropdown",
    )


def choices(control: Control) -> list[Any]:
    """Search, check boxes with counts, Only, Clear."""
    clear = {"kind": "set", "dimension": control.dimension, "values": []}
    parts: list[Any] = []
    if len(control.options) > SEARCH_FROM:
        parts.append(
            tags.Label(
                [
                    tags.Span(f"Search {control.label}", className="unseen"),
                    tags.Field(type="search", placeholder="Search"),
                ],
                className="panel__search",
            )
        )
    parts.append(listed(control))
    if len(control.options) > MOST_OPTIONS:
        words = f"The {MOST_OPTIONS} with most posts of {count(len(control.options))}"
        parts.append(tags.P(words, className="panel__note"))
    if any(o.checked for o in control.options):
        parts.append(tags.Button("Clear", className="text-button", **intent_of(clear)))
    return parts


def offered(options: Sequence[Option]) -> Sequence[Option]:
    """The values a panel lists: few in their own order, many by name, too many by posts."""
    if len(options) > MOST_OPTIONS:
        return sorted(options, key=lambda o: (not o.checked, -o.count))[:MOST_OPTIONS]
    if len(options) > SEARCH_FROM:
        return sorted(options, key=lambda o: o.label.casefold())
    return options


def listed(control: Control) -> Element:
    """The values a panel offers as [value, label, posts, checked]; ``assets/options.js`` makes
    a check box with its count and *Only* of each when the panel opens.

    Half of all elements of a page would be these boxes, and most panels are never opened.
    """
    values = [[o.value, o.label, o.count, int(o.checked)] for o in offered(control.options)]
    return tags.Div(
        role="group",
        className="panel__options",
        **{
            "aria-label": control.label,
            "data-dimension": control.dimension,
            "data-options": json.dumps(values, ensure_ascii=False, separators=(",", ":")),
        },
    )


def more(controls: Sequence[Control]) -> Element:
    """The dimensions used less often, in one panel."""
    picked = sum(o.checked for c in controls for o in c.options)
    sections = [
        tags.Div([tags.P(c.label, className="panel__heading"), *choices(c)]) for c in controls
    ]
    return tags.Div(
        [
            opener("more", "More", picked),
            tags.Div(sections, id=ids.panel("more"), className="panel", hidden=True),
        ],
        className="dropdown",
    )


def share(query: str) -> Element:
    """Copy the link; export the influencers in view."""
    copy = tags.Button(
        [icon("link-45deg"), tags.Span("Copy link")],
        className="control",
        **{"data-copy": "1", "aria-label": "Copy link"},
    )
    export = tags.A(
        [icon("download"), tags.Span("Export")],
        href=f"/export/influencers.csv{query}",
        className="control",
        download=True,
        **{"aria-label": "Export influencers as CSV"},
    )
    return tags.Div([copy, export], className="share")
