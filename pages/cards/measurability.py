"""What would have been sold anyway, in words, and whether the data allows to say so."""

from __future__ import annotations

from components.elements import plain_table, tags
from components.elements.tags import Element
from components.elements.text import icon
from components.page.model import Card, CardContent, Context
from data.store import Store
from metrics.incrementality.incrementality import FAIL, PASS, REVIEW, Check
from pages.cards.opening_sentences import Sentence

ICONS = {PASS: "check", REVIEW: "exclamation-triangle", FAIL: "x"}


def in_words(store: Store) -> Sentence:
    """Of ten claimed orders how many would have come anyway, or why nobody can tell."""
    found = store.evidence.incrementality
    if not found.measured:
        return [f"{found.reason} The fixed baseline stands in its place, with its label."]
    missing, low, high = found.missing_of_ten()
    if low <= 0:
        return [
            "Of every 10 orders an influencer claims, ",
            (f"{_orders(max(0.0, missing))} would have come anyway", "plain"),
            f" (0–{high:.1f}): no more than chance went missing from the products' own sales.",
        ]
    return [
        "Of every 10 orders an influencer claims, about ",
        (f"{_orders(missing)} ({low:.1f}–{high:.1f})", "plain"),
        " would have come anyway: they went missing from the same product's own sales on the same "
        "and later days. So about ",
        (f"{_orders(10 - missing)}", "plain"),
        " count as extra.",
    ]


def _orders(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def mark(result: str) -> Element:
    """A result as a word with its icon: colour is never alone."""
    return tags.Span([icon(ICONS[result]), result], className=f"grade grade--{result.lower()}")


def row(one: Check) -> tuple[object, ...]:
    """A precondition as a table row."""
    return (mark(one.result), one.label, one.found)


def draw(context: Context) -> CardContent:
    """The trust card: each precondition passes, wants a review, or fails."""
    checks = context.store.evidence.incrementality.checks
    counted = {word: sum(one.result == word for one in checks) for word in (PASS, REVIEW, FAIL)}
    said = ", ".join(f"{count} {word}" for word, count in counted.items() if count)
    return CardContent(
        title="Can what would have been sold anyway be measured here?",
        subtitle=f"Of {len(checks)} preconditions: {said}",
        body=tags.Div(
            [
                tags.P(_plain(in_words(context.store)), className="trust__words"),
                plain_table.table(("Result", "Precondition", "Found"), [row(c) for c in checks]),
            ]
        ),
    )


def _plain(sentence: Sentence) -> list[object]:
    return [part if isinstance(part, str) else tags.Strong(part[0]) for part in sentence]


TRUST = Card("trust", draw, tools=())
