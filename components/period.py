"""The control of the period: presets and two date fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from components import ids
from components.dropdown import intent_of, opener


@dataclass(frozen=True)
class Period:
    """The selected days, those the data has, and the presets (name, since, until)."""

    since: date | None
    until: date | None
    first: date | None
    last: date | None
    text: str
    presets: Sequence[tuple[str, date | None, date | None]]


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
                **intent_of(_days(since, until)),
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
