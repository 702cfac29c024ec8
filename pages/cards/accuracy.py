"""How right the numbers are: the study on simulated markets with known answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import formats
from components.elements import card_states, plain_table, tags
from components.elements.tags import Element
from components.page.model import Card, CardContent, Context
from data.queries.accuracy_study import study

FIXED = "₹300 an order"
WEAK = (0.84, 0.08)
"""Coverage below, or a bias above, which a scenario is named as a weak spot."""


def _signed(value: float | None) -> str:
    return formats.UNDEFINED if value is None else f"{value:+.2f}".replace("-", "−")


def _plain(value: float | None) -> str:
    return formats.UNDEFINED if value is None else f"{value:.2f}"


def _share(value: float | None) -> str:
    return formats.UNDEFINED if value is None else formats.percent(value)


def weak(scenarios: Mapping[str, Any]) -> list[str]:
    """Scenarios in which the total's interval covers too little or its estimate is off."""
    least, most = WEAK
    return [
        name.replace("-", " ")
        for name, one in scenarios.items()
        if (one["total"]["coverage"] or 0) < least or abs(one["total"]["bias"] or 0) > most
    ]


def _name(scenario: str) -> Element:
    return tags.Span(scenario.replace("-", " "), className="study__name")


def totals(scenarios: Mapping[str, Any]) -> Element:
    """Incremental ROAS of everything: ours beside what others do."""
    rows = []
    for name, one in scenarios.items():
        found = one["total"]
        rules = [found["others"].get(rule, {}).get("rmse") for rule in OTHERS]
        numbers = [_plain(found["rmse"]), _share(found["coverage"]), *map(_plain, rules)]
        rows.append((_name(name), _signed(found["bias"]), *numbers))
    headings = ("Market", "Bias", "Error", "90% holds", *OTHERS)
    return plain_table.table(headings, rows, numbers=range(1, len(headings)))


OTHERS = (
    FIXED,
    "assume 20%",
    "first-time buyers",
    "before and after posts",
    "time series a campaign",
    "ours, later days assumed",
    "ours, spikes kept",
)


def judgements(scenarios: Mapping[str, Any]) -> Element:
    """ROI intervals, losing lists and patterns beside the bare rule."""
    rows = []
    for name, one in scenarios.items():
        ours, bare, found = one["losing"]["ours"], one["losing"]["bare"], one["patterns"]
        rows.append(
            (
                _name(name),
                f"{_share(one['roi']['coverage'])} ({_share(one['roi']['bootstrap'])})",
                f"{_share(ours['false'])} ({_share(bare['false'])})",
                _share(ours["caught"]),
                f"{found['stated']:g} ({found['bare_stated']:g})",
                f"{_share(found['false'])} ({_share(found['bare_false'])})",
            )
        )
    headings = (
        "Market",
        "ROI interval holds (bootstrap)",
        "Wrongly losing (ROI < 1)",
        "Losses caught",
        "Patterns (every ROI < 1)",
        "Of them false",
    )
    return plain_table.table(headings, rows, numbers=range(1, len(headings)))


def draw(context: Context) -> CardContent:
    """Errors, coverage and false alarms by kind of market, weak spots named."""
    found = study()
    title = "How right these numbers are"
    if found is None:
        return CardContent(
            title=title, body=card_states.too_little("The study has not been run yet.")
        )
    scenarios = found["scenarios"]
    spots = weak(scenarios)
    markets = sum(one["markets"] for one in scenarios.values())
    said = f"Weak spots: {', '.join(spots)}." if spots else "No market stands out as a weak spot."
    return CardContent(
        title=title,
        subtitle=f"{formats.count(markets)} simulated markets with known answers, none of them "
        "used to build the estimators · errors are in incremental ROAS",
        body=tags.Div(
            [
                tags.H3("What would have been sold anyway: our error, then those of other ways"),
                totals(scenarios),
                tags.H3("Luck or not: ours, and the usual way in brackets"),
                judgements(scenarios),
            ],
            className="study",
        ),
        foot=[said],
    )


STUDY = Card("study", draw, tools=())
