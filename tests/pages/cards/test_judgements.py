"""What to pay, whether it can be measured, who loses: words that follow the numbers."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from components.page.model import Context
from components.page.view import View
from data.ingest.load import load_folder
from data.queries.estimates import judged, total_with_intervals
from data.store import Store
from metrics.filters import Filters
from metrics.incrementality.incrementality import (
    FAIL,
    NOT_MEASURABLE,
    PASS,
    REVIEW,
    Check,
    Incrementality,
)
from metrics.roi.verdicts import EARNING, LOSING, UNCLEAR
from pages.cards import kpis, measurability, opening_sentences, price_advice
from tests.tree import text

ROW = {
    "payout": 1_000.0,
    "posts": 10.0,
    "orders": 20.0,
    "break_even_per_post": 60.0,
    "break_even_per_post_low": 40.0,
    "break_even_per_post_high": 90.0,
    "break_even_per_order": 60.0,
    "break_even_per_order_low": 55.0,
    "break_even_per_order_high": 65.0,
}


@pytest.mark.parametrize(
    ("basis", "change", "words"),
    [
        ("post", {}, "overpaid by ₹40"),
        ("post", {"break_even_per_post_high": 120.0}, "the difference may be luck"),
        ("post", {"break_even_per_post_low": 110.0, "break_even_per_post_high": 200.0}, "room"),
        ("order", {}, "Paid ₹50 an order, worth ₹60: there is room"),
        ("post", {"break_even_per_post_low": math.nan}, "too little to say"),
    ],
)
def test_overpaid_is_said_only_where_the_interval_allows(
    basis: str, change: dict[str, float], words: str
) -> None:
    assert words in price_advice.judgement({**ROW, **change}, basis)


def test_nothing_paid_has_no_price() -> None:
    assert price_advice.judgement({**ROW, "payout": 0.0}, "post") == ""


def test_a_profile_shows_both_rates(store: Store) -> None:
    paid = judged(store, "influencer", Filters())
    one = paid[(paid["payout"] > 0) & (paid["orders"] > 1)].iloc[0]["influencer"]
    drawn = price_advice.draw_influencer(Context(store, View(), one))
    said = text(drawn.body)
    assert "Per post" in said and "Per order" in said and "incremental" in said


def test_one_influencer_is_judged_among_all_others(store: Store) -> None:
    everyone = judged(store, "influencer", Filters()).set_index("influencer")
    one = everyone.index[0]
    alone = total_with_intervals(store, Filters.of({"influencer": [one]}))
    assert alone["roi_low"] == everyone.loc[one, "roi_low"]


def test_the_trust_card_grades_every_precondition(store: Store) -> None:
    drawn = measurability.draw(Context(store, View()))
    said = text(drawn.body)
    for check in store.evidence.incrementality.checks:
        assert check.label in said and check.result in (PASS, REVIEW, FAIL)


def test_what_is_not_measurable_gives_its_reason(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(load_folder(folder))  # one of its own: it will remember what it was told
    nothing = Incrementality(
        NOT_MEASURABLE, "Not measurable: no baseline.", (Check("baseline", "B", FAIL, "0"),)
    )
    monkeypatch.setattr(type(store.evidence), "incrementality", property(lambda _: nothing))
    assert "Not measurable: no baseline." in "".join(map(str, measurability.in_words(store)))
    assert kpis.shown_for("incremental_roas", store) == "incremental_roas"
    assert kpis.evidence(store, Filters(), "incremental_roas") == "Not measurable here"


def test_the_lead_counts_the_verdicts(store: Store) -> None:
    people = judged(store, "influencer", Filters(), ("roi", "net_return", "payout"))
    people = people[people["payout"] > 0]
    said = "".join(
        p if isinstance(p, str) else p[0]
        for p in opening_sentences.influencers(Context(store, View()))
    )
    counts = people["verdict"].value_counts()
    assert f"{counts.get(EARNING, 0)} earn" in said
    assert f"{counts.get(LOSING, 0)} lose" in said
    assert f"{counts.get(UNCLEAR, 0)} may be luck" in said


def test_losing_on_the_overview_is_a_verdict(store: Store) -> None:
    people = judged(store, "influencer", Filters(), ("roi", "net_return", "payout"))
    found = kpis.value(store, Filters(), "losing_influencers", kpis.FIGURES)
    assert found == (people["verdict"] == LOSING).sum()
