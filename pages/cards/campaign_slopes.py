"""What changed between periods: ROI of each campaign before and now."""

from __future__ import annotations

from datetime import timedelta

import formats
from components.cards import titles
from components.charts.slope import slope
from components.elements import card_states
from components.page.mark_states import with_selection_state
from components.page.model import Card, CardContent, Context, Figure
from metrics.catalog.dimensions import has_name
from metrics.change.periods import compared_periods
from metrics.filters import Filters
from metrics.frames import Frame


def periods(context: Context) -> tuple[Filters, Filters] | None:
    """The selection and the equal period before; without a choice, the halves of the data."""
    store, filters = context.store, context.without("campaign")
    since = filters.since
    if store.first and store.last and not (filters.since or filters.until):
        since = store.last - timedelta(((store.last - store.first).days + 1) // 2 - 1)
    found = compared_periods(since, filters.until, store.first, store.last)
    if found is None:
        return None
    now, before = found
    return filters.within(before.since, before.until), filters.within(now.since, now.until)


def ratios(context: Context, before: Filters, now: Filters) -> Frame:
    """Campaigns that were paid and sold in both periods, with both ratios."""
    keys = ("roi", "payout")
    found = context.store.groups("campaign", before, keys)
    earlier = {row["campaign"]: row for row in found.records()}
    frame = context.store.groups("campaign", now, keys)
    frame = frame.at(has_name(frame["campaign"]))
    both = frame.at([one in earlier for one in frame["campaign"]])
    was = [earlier[one] for one in both["campaign"]]
    frame = both.beside(
        after=both["roi"],
        before=[one["roi"] for one in was],
        payout_before=[one["payout"] for one in was],
    )
    return frame.at((frame["after"] > 0) & (frame["before"] > 0))


def draw(context: Context) -> CardContent:
    """ROI of the campaigns that ran in both periods, as slopes."""
    title = "What changed between periods"
    both = periods(context)
    if both is None:
        return CardContent(title=title, body=card_states.too_little("There is no earlier period."))
    rows = ratios(context, *both)
    words = [formats.date_range(one.since, one.until) for one in both]
    if not rows:
        said = f"No campaign was paid and sold both in {words[0]} and in {words[1]}."
        return CardContent(title=title, body=card_states.too_little(said))
    drawn = slope(
        with_selection_state(rows, ("campaign",), context.view.filters),
        (words[0], words[1]),
        threshold=context.store.assumptions.break_even,
        period=words[1],
    )
    return CardContent(
        title=titles.slopes(rows) or title,
        subtitle=f"ROI in {words[1]} against {words[0]} · log scale, the washed area loses money",
        body=Figure(drawn, drawn["layout"]["height"]),
    )


CHANGES = Card("changes", draw, span=6)
