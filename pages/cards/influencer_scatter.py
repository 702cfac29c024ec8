"""What each influencer cost and brought."""

from __future__ import annotations

from components.cards import titles
from components.charts.scatter import scatter
from components.page.mark_states import with_selection_state
from components.page.model import CardContent, Context, Figure
from data.queries.estimates import breakdown_with_intervals
from data.store import Store
from pages.cards.empty import empty_state
from pages.cards.ratio_dots import MONEY
from pages.periods import span

SCATTER_HEIGHT = 560
SCATTERED = (*MONEY, "incremental_roas")


def people_scatter(context: Context) -> CardContent:
    """Every influencer: payout against revenue, the diagonal is break-even."""
    store: Store = context.store
    frame = breakdown_with_intervals(store, "influencer", context.without("influencer"), SCATTERED)
    frame = frame.at((frame["payout"] > 0) | (frame["revenue"] > 0))
    if not frame:
        return CardContent(title="What each influencer cost and brought", body=empty_state(context))
    about = [store.influencer(one) or {} for one in frame["influencer"]]
    told = {key: [one.get(key, "") for one in about] for key in ("tier", "platform", "category")}
    people = with_selection_state(frame.beside(told), ("influencer",), context.view.filters)
    drawn = scatter(
        people,
        threshold=store.assumptions.break_even,
        period=span(store, context.view.filters),
        height=SCATTER_HEIGHT,
    )
    return CardContent(
        title=titles.sizes(people),
        subtitle="Each dot is an influencer, hollow where it may be luck · the diagonal is "
        "break-even, thin lines equal ROI",
        body=Figure(drawn, drawn["layout"]["height"]),
        foot=titles.tier_shares(people),
    )
