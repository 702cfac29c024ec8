"""The sticky filter bar: period, one control per dimension, chips, and what is in view."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

import dash_bootstrap_components as dbc
from dash import html

from components import ids
from components.words import icon

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


@dataclass(frozen=True)
class Chip:
    """A filter in force; ``from_chart`` when a chart of this page shows it as picked."""

    dimension: str
    label: str
    from_chart: bool


@dataclass(frozen=True)
class Period:
    """The selected days, those the data has, and the presets (name, since, until)."""

    since: date | None
    until: date | None
    first: date | None
    last: date | None
    text: str
    presets: Sequence[tuple[str, date | None, date | None]]


def filter_bar(
    controls: Sequence[Control],
    chips: Sequence[Chip],
    period: Period,
    status: str,
    query: str,
) -> html.Div:
    """Two rows: controls with copy and export, then chips with the status."""
    front = [panel_of(c) for c in controls if c.front and c.options]
    behind = [c for c in controls if not c.front and len(c.options) > 1]
    filters = len(chips)
    toggle = html.Button(
        [icon("funnel"), "Filters", badge(filters)],
        className="control filters-toggle",
        **{"data-sheet": "open", "aria-expanded": "false"},
    )
    close = html.Button("Show results", className="button sheet-close", **{"data-sheet": "close"})
    sheet = html.Div([*front, more(behind) if behind else None, close], className="filters")
    first = html.Div([period_panel(period), toggle, sheet, share(query)], className="bar__row")
    return html.Section(
        [
            first,
            html.Div(
                [chip_row(chips, period), told(status, filters, period)], className="bar__row"
            ),
        ],
        className="bar",
        **{"aria-label": "Filters"},
    )


def badge(count: int) -> html.Span | None:
    """How many, or nothing."""
    return html.Span(str(count), className="badge-count") if count else None


def opener(key: str, words: Any, count: int, symbol: str = "") -> html.Button:
    """The button of a panel: label, how many are set, a chevron."""
    return html.Button(
        [icon(symbol) if symbol else None, html.Span(words), badge(count), icon("chevron-down")],
        className="control control--set" if count else "control",
        **{
            "data-panel": ids.panel(key),
            "aria-expanded": "false",
            "aria-controls": ids.panel(key),
        },
    )


def panel_of(control: Control) -> html.Div:
    """A control and its panel of check boxes."""
    picked = sum(o.checked for o in control.options)
    return html.Div(
        [
            opener(control.dimension, control.label, picked),
            html.Div(
                choices(control), id=ids.panel(control.dimension), className="panel", hidden=True
            ),
        ],
        className="dropdown",
    )


def choices(control: Control) -> list[Any]:
    """Search, check boxes with counts, Only, Clear."""
    ranked = sorted(control.options, key=lambda o: (not o.checked, -o.count))
    shown = control.options if len(ranked) <= MOST_OPTIONS else ranked[:MOST_OPTIONS]
    clear = {"kind": "set", "dimension": control.dimension, "values": []}
    parts: list[Any] = []
    if len(control.options) > SEARCH_FROM:
        parts.append(
            html.Label(
                [
                    html.Span(f"Search {control.label}", className="unseen"),
                    dbc.Input(type="search", placeholder="Search", size="sm"),
                ],
                className="panel__search",
            )
        )
    parts.append(
        html.Div([option(control.dimension, o) for o in shown], role="group",
                 className="panel__options", **{"aria-label": control.label})
    )  # fmt: skip
    if len(shown) < len(control.options):
        words = f"The {len(shown)} with most posts of {len(control.options)}"
        parts.append(html.P(words, className="panel__note"))
    if any(o.checked for o in control.options):
        parts.append(html.Button("Clear", className="text-button", **_intent(clear)))
    return parts


def _intent(intent: dict[str, Any]) -> dict[str, str]:
    return {"data-intent": json.dumps(intent, ensure_ascii=False)}


def option(dimension: str, one: Option) -> html.Div:
    """A check box with its count, and Only."""
    pick = {"kind": "pick", "pick": _pick(dimension, one.value), "add": True}
    only = {"kind": "set", "dimension": dimension, "values": [one.value]}
    box = html.Button(
        [html.Span(className="box"), html.Span(one.label, className="option__label"),
         html.Span(str(one.count), className="option__count")],
        role="checkbox",
        className="option__box",
        **{"aria-checked": "true" if one.checked else "false", **_intent(pick)},
    )  # fmt: skip
    alone = html.Button(
        "Only", className="option__only", **{"aria-label": f"Only {one.label}", **_intent(only)}
    )
    return html.Div([box, alone], className="option", **{"data-words": one.label.casefold()})


def _pick(dimension: str, value: str) -> str:
    return urlencode([(dimension, value)])


def more(controls: Sequence[Control]) -> html.Div:
    """The dimensions used less often, in one panel."""
    picked = sum(o.checked for c in controls for o in c.options)
    sections = [
        html.Div([html.P(c.label, className="panel__heading"), *choices(c)]) for c in controls
    ]
    return html.Div(
        [
            opener("more", "More", picked),
            html.Div(sections, id=ids.panel("more"), className="panel", hidden=True),
        ],
        className="dropdown",
    )


def period_panel(period: Period) -> html.Div:
    """Presets and two date fields."""
    presets = [
        html.Button(
            name,
            className="option__preset",
            **{
                "aria-pressed": "true"
                if (since, until) == (period.since, period.until)
                else "false",
                **_intent(_days(since, until)),
            },
        )
        for name, since, until in period.presets
    ]
    fields = [
        html.Label(
            [
                html.Span(words),
                dbc.Input(
                    type="date",
                    size="sm",
                    value=day.isoformat() if day else None,
                    min=period.first.isoformat() if period.first else None,
                    max=period.last.isoformat() if period.last else None,
                ),
            ],
            className="date-field",
            **{"data-date": key},
        )
        for key, words, day in (
            ("since", "From", period.since or period.first),
            ("until", "To", period.until or period.last),
        )
    ]
    chosen = 1 if period.since or period.until else 0
    return html.Div(
        [
            opener("period", period.text, chosen, "calendar3"),
            html.Div(
                [
                    html.Div(presets, className="panel__presets"),
                    html.Div(fields, className="dates"),
                ],
                id=ids.panel("period"),
                className="panel",
                hidden=True,
            ),
        ],
        className="dropdown dropdown--period",
    )


def _days(since: date | None, until: date | None) -> dict[str, Any]:
    ends = (day.isoformat() if day else None for day in (since, until))
    return {"kind": "period", **dict(zip(("since", "until"), ends))}


def chip_row(chips: Sequence[Chip], period: Period) -> html.Div:
    """One chip per filter, each with a button that takes it away."""
    every = list(chips)
    if period.since or period.until:
        every.insert(0, Chip("period", f"Period: {period.text}", False))
    return html.Div([chip(one) for one in every], className="chips")


def chip(one: Chip) -> html.Span:
    """A filter in force: filled when set here, outlined when picked in a chart."""
    kind = "chip chip--chart" if one.from_chart else "chip"
    remove = html.Button(
        icon("x"),
        className="chip__remove",
        **{
            "aria-label": f"Remove filter {one.label}",
            **_intent({"kind": "remove", "dimension": one.dimension}),
        },
    )
    symbol = "cursor" if one.from_chart else "funnel"
    return html.Span([icon(symbol), html.Span(one.label), remove], className=kind)


def told(status: str, filters: int, period: Period) -> html.Div:
    """What is in view, announced on every change, and a way to clear all."""
    clear = html.Button("Clear all", className="text-button", **_intent({"kind": "clear"}))
    some = filters or period.since or period.until
    return html.Div([html.Span(status, role="status"), clear if some else None], className="told")


def share(query: str) -> html.Div:
    """Copy the link; export the influencers in view."""
    copy = html.Button(
        [icon("link-45deg"), html.Span("Copy link")],
        className="control",
        **{"data-copy": "1", "aria-label": "Copy link"},
    )
    export = html.A(
        [icon("download"), html.Span("Export")],
        href=f"/export/influencers.csv{query}",
        className="control",
        download=True,
        **{"aria-label": "Export influencers as CSV"},
    )
    return html.Div([copy, export], className="share")
