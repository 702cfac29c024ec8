"""What needs attention: whoever earned less than they were paid, most rupees first."""

from __future__ import annotations

from components import attention
from components.drawing import Card, Context, Drawn
from components.links import influencer_link
from data.store import Store
from metrics import formats
from metrics.filters import Filters
from metrics.rules import BELOW_BREAK_EVEN

SHOWN = 4
LISTED = 30


def items(store: Store, filters: Filters) -> list[attention.Item]:
    """Influencers below break-even by the original rule, and files with rejected rows."""
    keys = ("revenue", "payout", "roi", "incremental_roas", "net_return", "posts", "orders")
    people = store.breakdown("influencer", filters, keys)
    threshold = store.assumptions.break_even
    losing = people[(people["roi"] < threshold) | (people["incremental_roas"] < 0)]
    losing = losing.sort_values(["net_return", "influencer"])
    found = [_loser(row, filters) for row in losing.head(LISTED).to_dict("records")]
    rejected = sum(file.rejected for file in store.quality.files)
    if rejected:
        found.append(
            attention.Item(
                kind="warn",
                title=f"{formats.count(rejected)} rows of the data were rejected",
                detail="Their money is in no figure here",
                action="See why",
                href="/data",
            )
        )
    return found


def _loser(row: dict, filters: Filters) -> attention.Item:
    net, posts = row["net_return"], int(row["posts"])
    roi = f"ROI {formats.ratio(row['roi'])}"
    many = f"{formats.count(posts)} {'post' if posts == 1 else 'posts'}"
    if net < 0:
        title = f"{row['label']} lost {formats.rupees_short(-net)}"
    else:
        title = f"{row['label']} sold less than the baseline"
    roas = f"incremental ROAS {formats.ratio(row['incremental_roas'])}"
    return attention.Item(
        kind="loss",
        title=title,
        detail=f"{roi} over {many}, {roas}",
        action="Review",
        href=influencer_link(row["influencer"], filters.query()),
    )


def draw(context: Context) -> Drawn:
    """The list, with how many there are."""
    found = items(context.store, context.view.filters)
    if not found:
        return Drawn(title="Nothing needs attention", subtitle=f"Rule: {BELOW_BREAK_EVEN}")
    return Drawn(
        title="Needs attention",
        subtitle="Below break-even, most rupees first",
        body=attention.listed(found, SHOWN),
    )


ATTENTION = Card("attention", draw, span=4, tools=())
