"""What needs attention: each kind of trouble in rupees at stake, with evidence and an action."""

from __future__ import annotations

from collections.abc import Callable

import formats
from components.cards import alert_list
from components.page.model import Card, CardContent, Context
from data.store import Store
from metrics.filters import Filters
from pages.cards import alert_rules

SHOWN = 4
LISTED = 40
KINDS: tuple[Callable[[Store, Filters], list[alert_rules.RankedAlert]], ...] = (
    alert_rules.losing,
    alert_rules.recurring,
    alert_rules.overpaid,
    alert_rules.off_pace,
    alert_rules.fatigued,
    alert_rules.engagement_outliers,
    alert_rules.data_trouble,
)


def items(store: Store, filters: Filters) -> list[alert_list.Alert]:
    """The concerns of every kind, most rupees at stake first."""

    def compute() -> list[alert_list.Alert]:
        found = [one for kind in KINDS for one in kind(store, filters)]
        found.sort(key=lambda one: (-one.stake, one.item.title))
        return [one.item for one in found[:LISTED]]

    return store.cached(("attention", filters), compute)


def draw(context: Context) -> CardContent:
    """The list, with how many there are."""
    found = items(context.store, context.view.filters)
    if not found:
        return CardContent(
            title="Nothing needs attention",
            subtitle="No losing deal beyond bad luck, no campaign off its pace, no data trouble",
        )
    return CardContent(
        title="Needs attention",
        subtitle=f"{formats.count(len(found))} matters, most rupees at stake first",
        body=alert_list.alert_list(found, SHOWN),
    )


ATTENTION = Card("attention", draw, span=4, tools=())
