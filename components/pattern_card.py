"""Pattern cards: a segment that lost again and again, what it cost, a way to look at it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from dash import html

from components import ids
from components.words import icon


def pattern_card(
    *,
    rank: int,
    segment: str,
    sentence: str,
    lost: str,
    people: str,
    pick: str,
    picked: bool,
) -> html.Section:
    """One segment; its button picks it, and clears it when it is picked."""
    intent = json.dumps({"kind": "pick", "pick": pick})
    facts = html.Dl(
        [
            html.Div([html.Dt("Lost"), html.Dd(lost, className="figure--loss")]),
            html.Div([html.Dt("Influencers"), html.Dd(people)]),
        ],
        className="pattern__facts",
    )
    return html.Section(
        [
            html.H2(
                [html.Span(str(rank), className="pattern__rank"), segment],
                id=ids.heading(f"pattern-{rank}"),
            ),
            html.P(sentence),
            facts,
            html.Button(
                [icon("funnel"), "Clear filter" if picked else "Filter to this"],
                className="button",
                **{"data-intent": intent, "aria-pressed": "true" if picked else "false"},
            ),
        ],
        className="card pattern",
        **{"aria-labelledby": ids.heading(f"pattern-{rank}")},
    )


def row(cards: Sequence[html.Section]) -> html.Div:
    """The cards side by side."""
    return html.Div(list(cards), className="patterns")
