"""The sentence each page opens with: what happened, how much, since when.

Sentences are parts: plain text, or (figure, role) with role gain, loss or plain.
"""

from __future__ import annotations

import numpy as np

import formats
from components.page.model import Context
from data.queries.estimates import breakdown_with_intervals
from data.store import Store
from metrics.catalog.dimensions import has_name
from metrics.filters import Filters
from metrics.roi.verdicts import EARNING, LOSING, UNCLEAR
from pages.periods import earlier, span

Sentence = list[str | tuple[str, str]]


def role(value: float, threshold: float) -> str:
    """Gain at or above the threshold, loss below it, plain where there is no value."""
    if value != value:
        return "plain"
    return "gain" if value >= threshold else "loss"


def overview(context: Context) -> Sentence:
    """What each rupee paid returned, against the period before, and who earned less than paid."""
    store, filters = context.store, context.view.filters
    now = store.summary(filters, ("roi", "revenue", "payout", "losing_influencers"))
    if now["roi"] != now["roi"]:
        return [f"Nothing was paid in this selection, {span(store, filters)}, so there is no ROI."]
    threshold = store.assumptions.break_even
    sentence: Sentence = [
        "Every ₹1 paid returned ",
        (f"₹{now['roi']:.2f}", role(now["roi"], threshold)),
        f" in {span(store, filters)}",
    ]
    before = earlier(store, filters)
    if before is not None:
        roi = store.summary(before, ("roi",))["roi"]
        if roi == roi:
            sentence.append(f", against ₹{roi:.2f} in the equal period before")
    return [*sentence, ". ", *_losers(store, filters)]


def _losers(store: Store, filters: Filters) -> Sentence:
    people = breakdown_with_intervals(store, "influencer", filters, ("roi", "net_return", "payout"))
    losing = people.at(people["verdict"] == LOSING)
    unclear = int((people["verdict"] == UNCLEAR).sum())
    if not losing:
        told = f"; {formats.count(unclear)} may be luck either way" if unclear else ""
        return [f"No influencer is sure to lose{told}."]
    count = len(losing)
    who = f"{formats.count(count)} {'influencer' if count == 1 else 'influencers'}"
    verb = "loses" if count == 1 else "lose"
    cost = formats.rupees_short(-np.minimum(losing["net_return"], 0.0).sum())
    more = f", {formats.count(unclear)} more may be luck" if unclear else ""
    return [(f"{who} {verb}", "loss"), f" beyond bad luck; {_they(count)} cost {cost}{more}."]


def _they(count: int) -> str:
    return "that" if count == 1 else "they"


def influencers(context: Context) -> Sentence:
    """How many influencers earn, lose or may be luck, and what share of payout earns."""
    store, filters = context.store, context.view.filters
    people = breakdown_with_intervals(store, "influencer", filters, ("roi", "net_return", "payout"))
    paid = people.at(people["payout"] > 0)
    if not paid:
        return ["Nobody was paid in this selection."]
    found = {word: paid.at(paid["verdict"] == word) for word in (EARNING, LOSING, UNCLEAR)}
    share = found[EARNING]["payout"].sum() / paid["payout"].sum()
    return [
        f"Of {len(paid)} paid influencers ",
        (f"{len(found[EARNING])} earn", "gain"),
        ", ",
        (f"{len(found[LOSING])} lose", "loss"),
        f" and {len(found[UNCLEAR])} may be luck either way; ",
        (formats.percent(share), "plain"),
        f" of payout went to those who earn in {span(store, filters)}.",
    ]


def campaigns(context: Context) -> Sentence:
    """The campaign that returned most per rupee and the one that returned least."""
    store, filters = context.store, context.view.filters
    found = store.groups("campaign", filters, ("roi", "payout", "net_return"))
    paid = found.at((found["payout"] > 0) & has_name(found["campaign"]))
    if not paid:
        return ["No campaign had spend in this selection."]
    ranked = paid.ordered("roi")
    best, worst = ranked.row(len(ranked) - 1), ranked.row(0)
    threshold = store.assumptions.break_even
    sentence: Sentence = [
        f"{best['label']} returned most, ",
        (formats.ratio(best["roi"]), role(best["roi"], threshold)),
    ]
    if len(ranked) > 1:
        sentence += [
            f"; {worst['label']} least, ",
            (formats.ratio(worst["roi"]), role(worst["roi"], threshold)),
        ]
    return [*sentence, f", in {span(store, filters)}."]


def patterns(context: Context) -> Sentence:
    """What loses again and again over the whole data, and what this selection lost."""
    store, filters = context.store, context.view.filters
    found = store.evidence.patterns
    lost = sum(max(one.lost_anew, 0.0) for one in found)
    many = "kind of deal loses" if len(found) == 1 else "kinds of deals lose"
    sentence: Sentence = ["Nothing loses again and again beyond bad luck. "]
    if found:
        sentence = [
            (f"{len(found)} {many}", "loss"),
            f" again and again; together {formats.rupees_short(lost)} over the whole data, and at "
            "most 1 in 10 such statements is a false alarm. ",
        ]
    net = store.summary(filters, ("net_return",))["net_return"]
    if net != net:
        return sentence
    said = formats.signed_rupees_short(net)
    return [*sentence, f"Net return in {span(store, filters)}: ", (said, role(net, 0.0)), "."]
