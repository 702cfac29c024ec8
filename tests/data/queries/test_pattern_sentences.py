"""A recurring pattern in words."""

from __future__ import annotations

from dataclasses import replace

from data.queries.pattern_sentences import sentence
from metrics.patterns.recurring import recurring
from tests.metrics.patterns.test_recurring import PLANTED, world


def test_said_in_words() -> None:
    found = recurring(world(0, planted=0.2))[0]
    told = replace(
        found,
        cell=(*PLANTED, ("product", "Protein Bar"), ("basis", "post")),
        roi=0.42,
        posts=23,
        influencers=5,
        months=7,
        months_below=6,
        lost=180_000.0,
    )
    assert sentence(told) == (
        "YouTube × Fitness × Protein Bar, paid per post: returned 0.42× over 23 posts by "
        "5 influencers, below break-even in 6 of 7 months; lost ₹1.80\u00a0L."
    )
    assert sentence(replace(told, cell=(("basis", "order"),))).startswith("Paid per order: ")
    assert sentence(replace(told, cell=(("tier", "nano"),))).startswith("Nano: ")
