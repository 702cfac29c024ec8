"""The list of what needs attention: what, how much, on what evidence, one action."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from components.elements import tags
from components.elements.tags import Element
from components.elements.text import icon

ICONS = {"loss": "exclamation-triangle-fill", "warn": "bell", "plan": "calendar3"}


@dataclass(frozen=True)
class Alert:
    """One thing to look at; ``kind`` is loss, warn or plan."""

    kind: str
    title: str
    detail: str
    action: str
    href: str


def alert_list(items: Sequence[Alert], shown: int) -> Element:
    """The first few, and the rest behind a line that says how many."""
    rest = items[shown:]
    more = None
    if rest:
        words = f"{len(rest)} more of {len(items)}"
        more = tags.Details(
            [tags.Summary(words), tags.Ul([entry(one) for one in rest], className="attention")],
            className="attention__more",
        )
    return tags.Div([tags.Ul([entry(one) for one in items[:shown]], className="attention"), more])


def entry(one: Alert) -> Element:
    """One line of the list."""
    return tags.Li(
        [
            tags.Span(icon(ICONS[one.kind]), className=f"attention__mark mark--{one.kind}"),
            tags.Div(
                [tags.H3(one.title, className="attention__title"), tags.P(one.detail)],
                className="attention__words",
            ),
            tags.Link(
                [
                    one.action,
                    tags.Span(f": {one.title}", className="unseen"),
                    icon("chevron-right"),
                ],
                href=one.href,
                className="attention__action",
            ),
        ],
        className="attention__item",
    )
