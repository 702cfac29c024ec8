"""Moving money between influencers, from the store to the words on the card."""

from __future__ import annotations

import pytest

from components.page.model import Context
from components.page.view import View
from data.queries.estimates import judged
from data.queries.what_if import what_if
from data.store import Store
from metrics.filters import Filters
from metrics.roi.verdicts import EARNING, LOSING
from pages.cards.what_if import SHARE, draw, title
from tests.tree import text


def test_money_is_taken_from_losers_and_given_to_earners(market: Store) -> None:
    people = judged(market, "influencer", Filters()).set_index("influencer")
    found = what_if(market, Filters(), 0.5)
    paid = people[people["payout"] > 0]
    lost = paid[paid["verdict"] == LOSING]["payout"].sum()
    assert lost > 0, "the world has someone who loses"
    assert found.answer.taken == pytest.approx(lost / 2)
    assert found.answer.moved + found.answer.unplaced == pytest.approx(found.answer.taken)
    for line in found.answer.lines:
        verdict = found.people["verdict"][line.influencer]
        assert verdict == (LOSING if line.payout < 0 else EARNING)
    assert found.answer.net_low <= found.answer.net_return <= found.answer.net_high


def test_picked_influencers_alone_take_part(market: Store) -> None:
    people = judged(market, "influencer", Filters())
    losers = people[(people["verdict"] == LOSING) & (people["payout"] > 0)]
    one = losers.iloc[0]
    found = what_if(market, Filters.of({"influencer": [one["influencer"]]}), 1.0)
    assert found.losers == 1
    assert found.answer.taken == pytest.approx(one["payout"])


def test_the_card_says_the_change_with_its_interval(market: Store) -> None:
    context = Context(market, View((Filters()), (), (SHARE,)))
    drawn = draw(context)
    found = what_if(market, Filters(), 1.0)
    assert drawn.title == title(found)
    said = text(drawn.body)
    assert "Takes from" in said
    assert any("chance that net return rises" in str(part) for part in drawn.foot or [])


def test_nobody_to_take_from_is_said(store: Store) -> None:
    assert not (judged(store, "influencer", Filters())["verdict"] == LOSING).any()
    assert not what_if(store, Filters(), 1.0).answer.lines
    words = text(draw(Context(store, View(Filters(), (), (SHARE,)))).body)
    assert "sure to lose" in words
