"""Pattern cards: deals that lost again and again, how sure that is, a way to look at them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from components import ids
from components.elements import tags
from components.elements.tags import Element
from components.elements.text import icon

BARS = {"Strong": 3, "Moderate": 2, "Weak": 1}


@dataclass(frozen=True)
class Statement:
    """What a card says. ``course`` has a word a month: below, above or none.

    ``evidence`` is Strong, Moderate or Weak; ``badge`` a further reason to believe it, or empty.
    """

    segment: str
    sentence: str
    lost: str
    people: str
    evidence: str
    badge: str
    course: Sequence[str]
    pick: str
    picked: bool


def pattern_card(rank: int, one: Statement) -> Element:
    """One statement; its button picks the segment, and clears it when it is picked."""
    intent = json.dumps({"kind": "pick", "pick": one.pick})
    facts = tags.Dl(
        [
            tags.Div([tags.Dt("Lost"), tags.Dd(one.lost, className="figure--loss")]),
            tags.Div([tags.Dt("Influencers"), tags.Dd(one.people)]),
            tags.Div([tags.Dt("Evidence"), tags.Dd(strength(one.evidence))]),
        ],
        className="pattern__facts",
    )
    return tags.Section(
        [
            tags.H2(
                [tags.Span(str(rank), className="pattern__rank"), one.segment],
                id=ids.heading(f"pattern-{rank}"),
            ),
            tags.P(one.sentence),
            course(one.course),
            facts,
            tags.P([icon("check"), one.badge], className="pattern__badge") if one.badge else None,
            tags.Button(
                [icon("funnel"), "Clear filter" if one.picked else "Filter to this"],
                className="button",
                **{"data-intent": intent, "aria-pressed": "true" if one.picked else "false"},
            ),
        ],
        className="card pattern",
        **{"aria-labelledby": ids.heading(f"pattern-{rank}")},
    )


def strength(word: str) -> Element:
    """Three bars and the word: how sure a statement is, never by length alone."""
    bars = [
        tags.Span(className=f"strength__bar{' strength__bar--on' if bar < BARS[word] else ''}")
        for bar in range(3)
    ]
    return tags.Span(
        [tags.Span(bars, className="strength__bars", **{"aria-hidden": "true"}), word],
        className="strength",
    )


def course(months: Sequence[str]) -> Element:
    """A small square a month: below break-even, at or above, or nothing paid."""
    below = sum(month == "below" for month in months)
    active = sum(month != "none" for month in months)
    squares = [tags.Span(className=f"course__month course__month--{month}") for month in months]
    return tags.Div(
        squares, className="course", role="img", **{"aria-label": f"{below} of {active} months"}
    )


def row(cards: Sequence[Element], shown: int) -> Element:
    """The first cards side by side, the rest behind a line that says how many."""
    first = tags.Div(list(cards[:shown]), className="patterns")
    rest = cards[shown:]
    if not rest:
        return first
    words = f"{len(rest)} more {'pattern' if len(rest) == 1 else 'patterns'}"
    more = tags.Details(
        [tags.Summary(words), tags.Div(list(rest), className="patterns")],
        className="patterns__more",
    )
    return tags.Div([first, more])
