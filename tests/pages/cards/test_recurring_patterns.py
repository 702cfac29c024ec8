"""Recurring patterns on the page: the same statements as the estimator, each a way to filter."""

from __future__ import annotations

import json

from components.page.model import Context
from components.page.view import View
from data.store import Store
from metrics.filters import Filters
from pages.cards import alert_rules, opening_sentences, recurring_patterns
from tests.tree import attribute, find, text


def test_every_statement_has_a_card_with_its_evidence(market: Store) -> None:
    found = market.evidence.patterns
    assert found, "the market has planted patterns"
    body = recurring_patterns.draw(Context(market, View())).body
    cards = find(body, "Section", "pattern")
    assert len(cards) == len(found)
    for card, one in zip(cards, found):
        said = text(card)
        assert one.evidence in said
        assert all(value in said for key, value in one.cell if key != "basis")
        months = find(card, "Span", "course__month--below")
        assert len(months) == one.months_below
        assert ("without its worst" in said) == one.survives


def test_filter_to_this_picks_exactly_the_cell(market: Store) -> None:
    for one in market.evidence.patterns:
        said = recurring_patterns.pattern_statement(market, one, Filters())
        assert market.filters(said.pick).picks == tuple(
            sorted(((k, (v,)) for k, v in one.cell), key=lambda pair: said.pick.index(pair[0]))
        )
        assert not said.picked
        again = recurring_patterns.pattern_statement(market, one, recurring_patterns.selection(one))
        assert again.picked


def test_a_picked_pattern_shows_as_pressed(market: Store) -> None:
    one = market.evidence.patterns[0]
    view = View(recurring_patterns.selection(one))
    card = find(recurring_patterns.draw(Context(market, view)).body, "Section", "pattern")[0]
    (button,) = find(card, "Button")
    assert attribute(button, "aria-pressed") == "true"
    assert json.loads(attribute(button, "data-intent"))["kind"] == "pick"


def test_the_lead_counts_them_and_no_post_twice(market: Store) -> None:
    found = market.evidence.patterns
    said = "".join(
        part if isinstance(part, str) else part[0]
        for part in opening_sentences.patterns(Context(market, View()))
    )
    assert f"{len(found)} kind" in said
    assert sum(one.posts_anew for one in found) <= len(market.evidence.outcomes)


def test_nothing_recurring_is_said_without_blame(store: Store) -> None:
    assert not store.evidence.patterns
    assert "Nothing loses again and again" in text(
        recurring_patterns.draw(Context(store, View())).body
    )


def test_patterns_are_listed_as_concerns_only_without_a_filter(market: Store) -> None:
    listed = alert_rules.recurring(market, Filters())
    assert [one.stake for one in listed] == [one.lost for one in market.evidence.patterns]
    assert (
        alert_rules.recurring(market, Filters.of({"platform": [market.values("platform")[0]]}))
        == []
    )
