"""Campaigns against their plans: time gone, budget spent, target reached."""

from __future__ import annotations

import formats
from components.cards import titles
from components.charts.bullets import bullets
from components.elements import card_states
from components.page.mark_states import with_selection_state
from components.page.model import Card, CardContent, Context, Figure
from data.queries.pacing import campaign_pacing
from metrics.frames import Frame
from metrics.planning.pacing import AHEAD, BEHIND, DONE, OVERSPENDING, Pace, Plan

ROLES = {BEHIND: "loss", OVERSPENDING: "loss", AHEAD: "gain"}


def status(one: Pace) -> str:
    """The status in words; a finished campaign did or did not make it."""
    if one.phase == DONE and one.status == BEHIND:
        return "Missed its target"
    if one.phase == DONE and one.status == OVERSPENDING:
        return "Overspent"
    if one.phase == DONE and one.status == AHEAD:
        return "Beat its target"
    return one.status or "Nothing to compare"


def _row(name: str, plan: Plan, one: Pace) -> dict[str, object]:
    empty = one.sooner_empty
    return {
        "campaign": name,
        "label": name,
        "dates": formats.date_range(plan.start, plan.end) if one.days else "No dates",
        "phase": one.phase,
        "status": status(one),
        "role": ROLES.get(one.status, "text"),
        "off": ROLES.get(one.status) == "loss",
        "compared": bool(one.status),
        "time_elapsed": one.time_elapsed,
        "spent": one.spent,
        "budget": one.budget,
        "budget_spent": one.budget_spent,
        "revenue": one.revenue,
        "target": one.target_revenue,
        "target_reached": one.target_reached,
        "more": f"At this rate the budget is gone by {formats.date(empty)}" if empty else "",
    }


def draw(context: Context) -> CardContent:
    """A row per planned campaign, those off their pace first."""
    store, filters = context.store, context.view.filters
    found = campaign_pacing(store)
    if not found:
        reason = "campaigns.csv gives budgets and targets; there is none."
        return CardContent(title=titles.PACE, body=card_states.too_little(reason))
    rows = Frame.of_rows([_row(name, *both) for name, both in found.items()])
    frame = rows.ordered("-off", "campaign")
    drawn = bullets(
        with_selection_state(frame, ("campaign",), filters), period=formats.date(store.last)
    )
    return CardContent(
        title=titles.pace(frame),
        subtitle="Upper bar: spent of the budget · lower: revenue of its target · tick: time gone "
        f"by {formats.date(store.last)} · within 10% is on pace",
        body=Figure(drawn, drawn["layout"]["height"]),
    )


PACING = Card("pacing", draw, span=6)
