"""What if the money moved: payout away from those who lose, to those who earn."""

from __future__ import annotations

import formats
from components.elements import card_states, controls, plain_table, tags
from components.elements.tags import Element
from components.page.links import influencer_link
from components.page.model import Card, CardContent, Context
from components.page.view import Switch
from data.queries.what_if import WhatIf, what_if
from metrics.planning.reallocation import Line

SHARE = Switch("move", ("100", "50", "25"))
MOST_LINES = 6


def _people(count: int, word: str) -> str:
    return f"{formats.count(count)} {word}{'' if count == 1 else 's'}"


def title(found: WhatIf) -> str:
    """What would change, with its interval."""
    answer = found.answer
    gain = formats.signed_rupees_short(answer.net_return)
    low = formats.signed_rupees_short(answer.net_low)
    high = formats.signed_rupees_short(answer.net_high)
    return (
        f"Moving {formats.rupees_short(answer.taken)} from {_people(found.losers, 'loser')} to "
        f"{_people(found.earners, 'earner')} would change net return by {gain} ({low} to {high})"
    )


def draw(context: Context) -> CardContent:
    """The change in money, line by line, and what it assumes."""
    store, view = context.store, context.view
    share = view.choice(SHARE.key)
    words = [(one, f"{one}%") for one in sorted(SHARE.choices, key=int)]
    extra = controls.controls(controls.segmented(SHARE.key, words, share, "Share of payout moved"))
    found = what_if(store, view.filters, int(share) / 100)
    if not found.answer.lines:
        return CardContent(
            title="What if the money moved?",
            body=card_states.too_little(
                "Nobody here is sure to lose, so there is nothing to move."
            ),
            extra=extra,
        )
    ordered = sorted(found.answer.lines, key=lambda one: (-abs(one.payout), one.influencer))
    sides = (
        ("Takes from", [one for one in ordered if one.payout < 0]),
        ("Gives to", [one for one in ordered if one.payout > 0]),
    )
    blocks = [
        tags.Div([tags.H3(heading), _lines(context, found, heading, lines[:MOST_LINES])])
        for heading, lines in sides
        if lines
    ]
    return CardContent(
        title=title(found),
        subtitle="Over a period like this one, 90% interval · pick influencers above to choose "
        "who takes part",
        body=tags.Div(blocks, className="counts counts--two"),
        foot=_foot(found),
        extra=extra,
    )


def _lines(context: Context, found: WhatIf, heading: str, lines: list[Line]) -> Element:
    rows = []
    for one in lines:
        who = found.people.row(one.influencer)
        link = influencer_link(who["influencer"], context.view.filters.query())
        change = formats.signed_rupees_short(one.net_return)
        ends = [formats.signed_rupees_short(end) for end in (one.net_low, one.net_high)]
        rows.append(
            (
                tags.Link(who["label"], href=link),
                formats.signed_rupees_short(one.payout),
                formats.signed_count(one.posts),
                f"{change} ({ends[0]} to {ends[1]})",
            )
        )
    headings = (heading, "Payout", "Posts", "Net return")
    return plain_table.table(headings, rows, numbers=(1, 2, 3))


def _foot(found: WhatIf) -> list[str | tuple[str, str]]:
    answer = found.answer
    said: list[str | tuple[str, str]] = [
        "Each further post is taken to return what the deal is expected to return, up to the "
        "busiest month already seen and not beyond"
    ]
    if answer.unplaced > 1:
        said += [
            "; ",
            (formats.rupees_short(answer.unplaced), "plain"),
            " finds nobody with room and is saved",
        ]
    return [
        *said,
        f". The chance that net return rises is {formats.percent(answer.positive_chance)}.",
    ]


WHAT_IF = Card("what-if", draw, span=12, tools=())
