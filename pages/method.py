"""Method: what each number means, straight from the declarations."""

from __future__ import annotations

import formats
from components.elements import plain_table, tags
from components.page.model import Card, CardContent, Context, Page
from metrics.catalog import METRICS
from metrics.catalog.columns import CONTEXT, COUNTS, MEASURED, SUMS
from metrics.catalog.loss_rule import BELOW_BREAK_EVEN
from pages.cards import accuracy, measurability
from pages.cards.opening_sentences import Sentence

RULES = (
    (
        "Which orders count",
        "An order that names a known influencer is attributed to them. An order without one is "
        "baseline and never in ROI. An order of an id that the influencer file lacks is kept, "
        "shown under Data, and stays out of ROI unless a setting takes it in.",
    ),
    (
        "Where a payout stands",
        "Payouts are summed per influencer first and never joined to orders. Pay per order stands "
        "at each tracked order. Pay per post stands at each post, on its day, with the campaign "
        "most of that influencer's orders carry in the 3 days after it (else 14), and with the "
        "product its caption names, else the one most of those orders are for. What has neither "
        "is shown as (unassigned). In every view the parts add up to the whole, to the paisa.",
    ),
    (
        "What a filter does",
        "Filters on a person (platform, category, gender, tier, payout basis) keep that person's "
        "whole payout. A period keeps posts by their day and orders by theirs. A chart is never "
        "filtered by a choice made in it.",
    ),
    (
        "Luck or not",
        "A figure is what happened. Its interval is for the same deal repeated: posts of one "
        "influencer vary, a few posts vary more, and what similar influencers returned counts a "
        "little (never the influencer's own results twice).",
    ),
    (
        "Losing, Unclear, Earning",
        "Losing is the largest list of which fewer than one in ten are expected to be there "
        "wrongly. Unclear: not on it, and the 90% interval of ROI holds break-even. Earning: the "
        f"rest. The simpler rule ({BELOW_BREAK_EVEN}) stays visible beside it.",
    ),
    (
        "What would have been sold anyway",
        "On days when an influencer's posts sell a product, that product's own sales fall short "
        "of what its level and the day let expect. How much goes missing for each claimed order "
        "is estimated for all influencers at once, on the same days and up to six weeks later. "
        "What is taken from other products can't be seen; a stated part (0.165 for each order "
        "seen, give or take 0.10) stands for it, and its doubt is in the interval. Days of listed "
        "promotions and of unexplained spikes are left out.",
    ),
    (
        "Weak spots",
        "Checked against simulated data with known answers, figures below. Least sure are data of "
        "under 180 days, promotions hidden inside campaigns, buyers who would have come much later "
        "than six weeks, and brands where influencers claim more than a third of all orders: there "
        "too little is seen as displaced.",
    ),
)


def lead(context: Context) -> Sentence:
    """The two settings every figure rests on."""
    assumed = context.store.assumptions
    return [
        "Figures rest on a baseline of ",
        (formats.rupees(assumed.baseline_order_value), "plain"),
        " an order and a margin of ",
        (formats.percent(assumed.gross_margin), "plain"),
        f", so break-even is an ROI of {formats.ratio(assumed.break_even)}.",
    ]


def draw_glossary(context: Context) -> CardContent:
    """Every metric: name, formula, meaning, when it has no value."""
    rows = [
        (m.label, tags.Code(m.formula), m.meaning, m.undefined or "Always has a value.")
        for m in METRICS
    ]
    return CardContent(
        title="What each number means",
        subtitle="Every formula works on sums, so a ratio is a ratio of sums",
        body=plain_table.table(("Metric", "Formula", "Meaning", "Shown as – when"), rows),
    )


def draw_columns(context: Context) -> CardContent:
    """The words the formulas are made of."""
    rows = [
        (tags.Code(key), text)
        for part in (SUMS, COUNTS, MEASURED, CONTEXT)
        for key, text in part.items()
    ]
    return CardContent(
        title="The words in the formulas",
        subtitle="The first ones add up over groups; counts of different people do not",
        body=plain_table.table(("Word", "Meaning"), rows),
    )


def draw_rules(context: Context) -> CardContent:
    """The rules for rows and money."""
    parts = [tags.Div([tags.H3(name), tags.P(text)]) for name, text in RULES]
    return CardContent(
        title="How rows and money are treated", body=tags.Div(parts, className="prose")
    )


METHOD = Page(
    name="method",
    path="/method",
    title="Method",
    icon="book",
    lead=lead,
    filtered=False,
    cards=(
        measurability.TRUST,
        Card("rules", draw_rules, tools=()),
        accuracy.STUDY,
        Card("glossary", draw_glossary, tools=()),
        Card("columns", draw_columns, tools=()),
    ),
)
