"""The filters in force as chips, and how much of the data they leave in view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from components.elements import tags
from components.elements.tags import Element
from components.elements.text import icon
from components.filters.dropdown import intent_of
from components.filters.period import Period


@dataclass(frozen=True)
class Chip:
    """A filter in force; ``from_chart`` when a chart of this page shows it as picked."""

    dimension: str
    label: str
    from_chart: bool


def chip_row(chips: Sequence[Chip], period: Period) -> Element:
    """One chip per filter, each with a button that takes it away."""
    every = list(chips)
    if period.since or period.until:
        every.insert(0, Chip("period", f"Period: {period.text}", False))
    return tags.Div([chip(one) for one in every], className="chips")


def chip(one: Chip) -> Element:
    """A filter in force: filled when set here, outlined when picked in a chart."""
    kind = "chip chip--chart" if one.from_chart else "chip"
    remove = tags.Button(
        icon("x"),
        className="chip__remove",
        **{
            "aria-label": f"Remove filter {one.label}",
            **intent_of({"kind": "remove", "dimension": one.dimension}),
        },
    )
    symbol = "cursor" if one.from_chart else "funnel"
    return tags.Span([icon(symbol), tags.Span(one.label), remove], className=kind)


def told(status: str, filters: int, period: Period) -> Element:
    """What is in view, announced on every change, and a way to clear all."""
    clear = tags.Button("Clear all", className="text-button", **intent_of({"kind": "clear"}))
    some = filters or period.since or period.until
    return tags.Div([tags.Span(status, role="status"), clear if some else None], className="told")
