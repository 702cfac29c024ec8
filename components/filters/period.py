"""The control of the period: presets and two date fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from components import ids
from components.elements import tags
from components.elements.tags import Element
from components.filters.dropdown import intent_of, opener


@dataclass(frozen=True)
class Period:
    """The selected days, those the data has, and the presets (name, since, until)."""

    since: date | None
    until: date | None
    first: date | None
    last: date | None
    text: str
    presets: Sequence[tuple[str, date | None, date | None]]


def period_panel(period: Period) -> Element:
    """Presets and two date fields."""
    chosen = 1 if period.since or period.until else 0
    presets = [_preset(period, *one) for one in period.presets]
    fields = [
        _field(period, "since", "From", period.since or period.first),
        _field(period, "until", "To", period.until or period.last),
    ]
    parts = [tags.Div(presets, className="panel__presets"), tags.Div(fields, className="dates")]
    return tags.Div(
        [
            opener("period", period.text, chosen, "calendar3", counted=False),
            tags.Div(parts, id=ids.panel("period"), className="panel", hidden=True),
        ],
        className="dropdown dropdown--period",
    )


def _preset(period: Period, name: str, since: date | None, until: date | None) -> Element:
    pressed = "true" if (since, until) == (period.since, period.until) else "false"
    return tags.Button(
        name,
        className="option__preset",
        **{"aria-pressed": pressed, **intent_of(_days(since, until))},
    )


def _field(period: Period, key: str, words: str, day: date | None) -> Element:
    ends = [end.isoformat() if end else None for end in (day, period.first, period.last)]
    value, first, last = ends
    box = tags.Field(value, type="date", min=first, max=last)
    return tags.Label([tags.Span(words), box], className="date-field", **{"data-date": key})


def _days(since: date | None, until: date | None) -> dict[str, Any]:
    ends = (day.isoformat() if day else None for day in (since, until))
    return {"kind": "period", **dict(zip(("since", "until"), ends))}
