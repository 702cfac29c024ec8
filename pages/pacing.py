"""Campaigns against their plans: time gone, budget spent, target reached."""

from __future__ import annotations

from dash import dcc, html

from components import plain_table, states
from components.drawing import Card, Context, Drawn
from components.links import campaign_link
from data.pacing import plans_paced
from metrics import formats
from metrics.pace import BEHIND, DONE, OVERSPENDING, Pace, Plan

WORDS = {BEHIND: "losing", OVERSPENDING: "losing"}


def status(one: Pace) -> str:
    """The status in words; a finished campaign did or did not make it."""
    if one.phase == DONE and one.status == BEHIND:
        return "Missed its target"
    if one.phase == DONE and one.status == OVERSPENDING:
        return "Overspent"
    return one.status or "Nothing to compare"


def _row(context: Context, name: str, plan: Plan, one: Pace) -> tuple:
    kind = WORDS.get(one.status, "plain")
    query = context.view.filters.query()
    return (
        dcc.Link(name, href=campaign_link(name, query)),
        formats.date_range(plan.start, plan.end) if plan.start and plan.end else "No dates",
        one.phase,
        formats.percent(one.time_elapsed),
        formats.percent(one.budget_spent),
        formats.percent(one.target_reached),
        html.Span(status(one), className=f"cell-verdict cell-verdict--{kind}"),
    )


def draw(context: Context) -> Drawn:
    """A row per planned campaign, those off their pace first."""
    found = plans_paced(context.store)
    picked = context.view.filters.values("campaign")
    shown = {name: both for name, both in found.items() if not picked or name in picked}
    title = "Campaigns against their plans"
    if not shown:
        reason = "campaigns.csv gives budgets and targets; there is none for this selection."
        return Drawn(title=title, body=states.too_little(reason))
    off = [name for name, (_, one) in shown.items() if one.status in WORDS]
    ordered = sorted(shown, key=lambda name: (name not in off, name))
    rows = [_row(context, name, *shown[name]) for name in ordered]
    headings = ("Campaign", "Plan", "Phase", "Time gone", "Budget spent", "Target", "Status")
    count = f"{len(off)} of {len(shown)} planned campaigns"
    return Drawn(
        title=f"{count} are off their pace" if off else "Every planned campaign is on its pace",
        subtitle="At the last day of the data, against campaigns.csv; within 10% counts as on pace",
        body=plain_table.table(headings, rows, numbers=(3, 4, 5)),
    )


PACING = Card("pacing", draw, span=12, tools=())
