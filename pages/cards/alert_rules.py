"""Kinds of trouble: who loses, what is overpaid, what is off its pace, what looks wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import formats
from components.cards.alert_list import Alert
from components.page.links import campaign_link, influencer_link
from data.queries.estimates import breakdown_with_intervals
from data.queries.pacing import campaign_pacing
from data.queries.pattern_sentences import subject
from data.store import Store
from metrics.diagnostics.engagement import RATE
from metrics.filters import Filters
from metrics.frames import Frame
from metrics.planning.pacing import BEHIND, DONE, OVERSPENDING, Pace
from metrics.roi.verdicts import LOSING

RECENT = timedelta(60)
"""A campaign that ended longer ago is history, not something to do."""
KEYS = (
    "revenue", "payout", "roi", "net_return", "posts", "orders", "average_order_value",
    "incremental_roas_measured", "incremental_revenue",
)  # fmt: skip


@dataclass(frozen=True)
class RankedAlert:
    """Something to look at, and the rupees it puts at stake."""

    stake: float
    item: Alert


def _people(store: Store, filters: Filters) -> Frame:
    return breakdown_with_intervals(store, "influencer", filters, KEYS)


def _posts(count: float) -> str:
    return f"{formats.count(count)} {'post' if count == 1 else 'posts'}"


def losing(store: Store, filters: Filters) -> list[RankedAlert]:
    """Influencers who lose beyond bad luck."""
    people = _people(store, filters)
    found = []
    for row in people.at(people["verdict"] == LOSING).records():
        margin = row["revenue"] * store.assumptions.gross_margin
        lost = max(row["payout"] - margin, 0.0)
        chance = formats.chance(row["loss_probability"])
        item = Alert(
            kind="loss",
            title=f"{row['label']} lost {formats.rupees_short(lost)}",
            detail=f"ROI {formats.ratio(row['roi'])} over {_posts(row['posts'])}; "
            f"chance to lose again {chance}",
            action="Review",
            href=influencer_link(row["influencer"], filters.query()),
        )
        found.append(RankedAlert(lost, item))
    return found


def recurring(store: Store, filters: Filters) -> list[RankedAlert]:
    """Kinds of deals that lose again and again; only while nothing is filtered away."""
    if filters:
        return []
    found = []
    for one in store.evidence.patterns:
        item = Alert(
            kind="loss",
            title=f"{subject(one)} loses again and again: {formats.rupees_short(one.lost)}",
            detail=f"Below break-even in {one.months_below} of {one.months} months, "
            f"{one.evidence.lower()} evidence",
            action="See it",
            href=f"/patterns{Filters.of({k: (v,) for k, v in one.cell}).query()}",
        )
        found.append(RankedAlert(one.lost, item))
    return found


def overpaid(store: Store, filters: Filters) -> list[RankedAlert]:
    """Deals that pay back on paper, but not in what they add: their interval says so."""
    people = _people(store, filters)
    margin, even = store.assumptions.gross_margin, store.assumptions.break_even
    ahead = (people["verdict"] != LOSING) & (people["roi"] >= even)
    short = people["incremental_roas_measured_high"] < even
    found = []
    for row in people.at(ahead & short).records():
        stake = row["payout"] - row["incremental_revenue"] * margin
        ends = formats.interval(
            row["incremental_roas_measured_low"], row["incremental_roas_measured_high"]
        )
        item = Alert(
            kind="warn",
            title=f"{row['label']} is overpaid by {formats.rupees_short(stake)}",
            detail=f"ROI {formats.ratio(row['roi'])}, but what is extra returns "
            f"{formats.ratio(row['incremental_roas_measured'])} ({ends})",
            action="Renegotiate",
            href=influencer_link(row["influencer"], filters.query()),
        )
        found.append(RankedAlert(stake, item))
    return found


def off_pace(store: Store, filters: Filters) -> list[RankedAlert]:
    """Campaigns behind their target or ahead of their budget; a plan is for a whole campaign."""
    if any(key != "campaign" for key, _ in filters.picks):
        return []
    found = []
    for name, (plan, one) in campaign_pacing(store).items():
        picked = filters.values("campaign")
        if (picked and name not in picked) or one.status not in (BEHIND, OVERSPENDING):
            continue
        if one.phase == DONE and plan.end and store.last - plan.end > RECENT:
            continue
        stake, title, detail = _pace_words(name, one)
        item = Alert("plan", title, detail, "Open", campaign_link(name, filters.query()))
        found.append(RankedAlert(stake, item))
    return found


def _pace_words(name: str, one: Pace) -> tuple[float, str, str]:
    done = one.phase == DONE
    gone = f"{formats.percent(one.time_elapsed)} of the time gone"
    if one.status == OVERSPENDING:
        spent = one.spent if done else one.projected_spend
        over = (spent if spent == spent else one.spent) - one.budget
        title = f"{name} {'overspent by' if done else 'heads over its budget by'}"
        detail = f"{formats.percent(one.budget_spent)} of the budget spent, {gone}"
        return over, f"{title} {formats.rupees_short(max(over, 0.0))}", detail
    reached = (
        one.revenue
        if done or one.projected_revenue != one.projected_revenue
        else (one.projected_revenue)
    )
    short = one.target_revenue - reached
    title = f"{name} {'missed its target by' if done else 'heads to miss its target by'}"
    detail = f"{formats.percent(one.target_reached)} of the target reached, {gone}"
    return short, f"{title} {formats.rupees_short(max(short, 0.0))}", detail


def fatigued(store: Store, filters: Filters) -> list[RankedAlert]:
    """Influencers whose last posts sell less than their own earlier ones."""
    people = _people(store, filters)
    rows = {one: at for at, one in enumerate(people["influencer"].tolist())}
    ids = store.influencer_ids
    found = []
    for one in store.evidence.fatigued:
        who = ids[one.influencer]
        if who not in rows:
            continue
        row = people.row(rows[who])
        missed = (one.before - one.lately) * one.posts_lately
        stake = max(missed, 0.0) * (row["average_order_value"] or 0.0)
        item = Alert(
            kind="warn",
            title=f"{row['label']} sells ever less",
            detail=f"{one.lately:.1f} orders a post over the last {one.posts_lately}, "
            f"{one.before:.1f} before ({formats.interval(one.low, one.high)} of it)",
            action="Look",
            href=influencer_link(who, filters.query()),
        )
        found.append(RankedAlert(stake if stake == stake else 0.0, item))
    return found


def engagement_outliers(store: Store, filters: Filters) -> list[RankedAlert]:
    """Influencers whose engagement lies far outside their platform and tier."""
    people = _people(store, filters)
    rows = {one: at for at, one in enumerate(people["influencer"].tolist())}
    ids = store.influencer_ids
    found: dict[str, RankedAlert] = {}
    for one in store.evidence.engagement_outliers:
        who = ids[one.influencer]
        if who not in rows or who in found:
            continue
        row = people.row(rows[who])
        what = "engagement" if one.measure == RATE else "comments for each like"
        item = Alert(
            kind="warn",
            title=f"{row['label']}: doubtful {what}",
            detail=f"{formats.percent(one.rate)} over {_posts(one.posts)}; usual for the platform "
            f"and tier is {formats.percent(one.usual_low)}–{formats.percent(one.usual_high)}",
            action="Check",
            href=influencer_link(who, filters.query()),
        )
        found[who] = RankedAlert(float(row["payout"]), item)
    return list(found.values())


def data_trouble(store: Store, filters: Filters) -> list[RankedAlert]:
    """Rows that no figure holds."""
    rejected = sum(file.rejected for file in store.quality.files)
    if not rejected:
        return []
    title = f"{formats.count(rejected)} rows of the data were rejected"
    item = Alert("warn", title, "Their money is in no figure here", "See why", "/data")
    return [RankedAlert(0.0, item)]
