"""The recurring patterns as cards: what loses again and again, over the whole data."""

from __future__ import annotations

import formats
from components.cards import pattern_card
from components.cards.pattern_card import Statement
from components.elements import card_states
from components.page.model import Card, CardContent, Context
from data.queries.pattern_sentences import sentence, subject
from data.store import Store
from metrics.filters import Filters
from metrics.patterns.recurring import FEWEST_MONTHS, Pattern

SHOWN = 3


def selection(one: Pattern) -> Filters:
    """The selection a pattern stands for."""
    return Filters.of({key: (value,) for key, value in one.cell})


def course(one: Pattern, months: int, even: float) -> list[str]:
    """A word for each month of the data: below, above, or none where nothing was paid."""
    words = ["none"] * months
    for month, revenue, payout in one.by_month:
        words[month] = "below" if revenue < even * payout else "above"
    return words


def pattern_statement(store: Store, one: Pattern, filters: Filters) -> Statement:
    """What the card of a pattern says."""
    said = sentence(one).removeprefix(f"{subject(one)}: ")
    outcomes = store.evidence.outcomes
    pick = selection(one)
    return Statement(
        segment=subject(one),
        sentence=said[:1].upper() + said[1:],
        lost=formats.rupees_short(one.lost),
        people=formats.count(one.influencers),
        evidence=one.evidence,
        badge="Still below break-even without its worst influencer" if one.survives else "",
        course=course(one, int(outcomes.month.max()) + 1, store.assumptions.break_even),
        pick=pick.query()[1:],
        picked=all(set(filters.values(key)) == {value} for key, value in one.cell),
    )


def draw(context: Context) -> CardContent:
    """The statements, the one with the strongest evidence first."""
    store, filters = context.store, context.view.filters
    found = store.evidence.patterns
    if not found:
        return CardContent(
            body=card_states.too_little(
                f"Nothing loses again and again: no kind of deal was below break-even in at least "
                f"half of {FEWEST_MONTHS} or more months beyond what luck explains."
            )
        )
    cards = [
        pattern_card.pattern_card(rank, pattern_statement(store, one, filters))
        for rank, one in enumerate(found, 1)
    ]
    return CardContent(body=pattern_card.row(cards, SHOWN))


CARDS = Card("cards", draw, plain=True)
