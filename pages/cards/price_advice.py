"""What to pay next time: what a post and an order may cost at most, beside what was paid."""

from __future__ import annotations

import formats
from components.elements import card_states, plain_table, tags
from components.page.model import Card, CardContent, Context
from data.queries.estimates import total_with_intervals
from data.store import Store
from metrics.filters import Filters

RATES = (
    ("post", "posts", "break_even_per_post", "incremental_break_even_per_post"),
    ("order", "orders", "break_even_per_order", "incremental_break_even_per_order"),
)
KEYS = ("payout", "posts", "orders", "roi", "payback_gap", *(key for r in RATES for key in r[2:]))


def interval(row: dict, key: str) -> str:
    """A rate with its 90% interval in words; – where it is undefined."""
    value, low, high = row[key], row[f"{key}_low"], row[f"{key}_high"]
    if value != value:
        return formats.UNDEFINED
    if low != low:
        return formats.rupees(value)
    return f"{formats.rupees(value)} ({formats.rupees(max(low, 0.0))}–{formats.rupees(high)})"


def judgement(row: dict, basis: str) -> str:
    """Overpaid or underpaid, in words, only where the interval allows it."""
    unit, counted = ("order", "orders") if basis == "order" else ("post", "posts")
    if not row[counted] or not row["payout"]:
        return ""
    paid = row["payout"] / row[counted]
    key = f"break_even_per_{unit}"
    low, high = row[f"{key}_low"], row[f"{key}_high"]
    said = f"Paid {formats.rupees(paid)} {'an order' if unit == 'order' else 'a post'}"
    if low != low:
        return f"{said}; too little to say what one is worth"
    if paid > high:
        return (
            f"{said}, worth {formats.rupees(row[key])}: overpaid by "
            f"{formats.rupees(paid - row[key])}"
        )
    if paid < low:
        return f"{said}, worth {formats.rupees(row[key])}: there is room to pay more"
    return f"{said}, worth {formats.rupees(row[key])}: the difference may be luck"


def of(store: Store, filters: Filters) -> dict:
    """The judged row of a selection."""
    return total_with_intervals(store, filters, KEYS)


def draw(context: Context, filters: Filters, basis: str) -> CardContent:
    """Break-even rates gross and incremental, each with its interval, beside what was paid."""
    store = context.store
    row = of(store, filters)
    said = judgement(row, basis)
    if not said:
        return CardContent(
            title="What to pay next time",
            body=card_states.too_little("Nothing was paid or nothing came back: there is no rate."),
        )
    rows = [
        (
            f"Per {unit}",
            formats.rupees(row["payout"] / row[counted]) if row[counted] else formats.UNDEFINED,
            interval(row, gross),
            interval(row, extra),
        )
        for unit, counted, gross, extra in RATES
    ]
    measured = store.evidence.incrementality
    note = (
        "Gross counts every tracked order; incremental only what would not have been sold anyway."
        if measured.measured
        else f"Gross counts every tracked order. {measured.reason}"
    )
    table = plain_table.table(
        ("Rate", "Paid", "Break-even, gross", "Break-even, incremental"), rows, numbers=(1, 2, 3)
    )
    return CardContent(
        title=said,
        subtitle="Break-even with its 90% interval: pay less and the deal earns",
        body=tags.Div([table, tags.P(note, className="prices__note")]),
    )


def draw_influencer(context: Context) -> CardContent:
    """What to pay this influencer."""
    filters = context.view.filters.replaced("influencer", [context.subject])
    about = context.store.influencer(context.subject) or {}
    return draw(context, filters, str(about.get("basis", "")))


PRICES = Card("prices", draw_influencer, span=12, tools=())
