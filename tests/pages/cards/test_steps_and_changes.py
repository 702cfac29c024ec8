"""The funnel, the products of each platform, the slopes of campaigns, and a campaign's own days."""

from __future__ import annotations

from datetime import timedelta

import pytest

from components.charts.parts import end_labels
from components.page.model import Card, CardContent, Context, Figure, Page
from data.store import Store
from pages.campaign import CAMPAIGN
from pages.campaigns import CAMPAIGNS
from pages.cards import campaign_slopes, funnel
from pages.cards.product_panels import MULTIPLES, PANELS
from pages.influencers import INFLUENCERS
from pages.overview import activity
from pages.patterns import PATTERNS
from tests import twins


def drawn(card: Card, page: Page, store: Store, query: str = "", subject: str = "") -> CardContent:
    return card.draw(Context(store, page.view(query, store), subject))


def csv_of(found: CardContent) -> list[dict]:
    return twins.csv_of(found.body.figure["layout"]["meta"])


def test_the_funnel_leads_from_reach_to_revenue(market: Store) -> None:
    found = drawn(funnel.FUNNEL, INFLUENCERS, market)
    sums = market.summary(market.filters(""), ("reach", "likes", "comments", "orders", "revenue"))
    rate = 1000 * sums["orders"] / sums["reach"]
    assert found.title == f"1,000 people reached bring {rate:.2g} orders"
    bars, rates = found.body.figure["data"]
    assert list(bars["x"]) == sorted(bars["x"][:3], reverse=True) + [bars["x"][3]]
    assert len(rates["text"]) == 3 and "engage" in rates["text"][0]


def test_a_selection_without_posts_has_no_funnel(market: Store) -> None:
    day = (market.last + timedelta(400)).isoformat()
    found = drawn(funnel.FUNNEL, INFLUENCERS, market, f"?since={day}")
    assert not isinstance(found.body, Figure) and "posts with a known reach" in str(found.body)


def test_products_stand_under_the_platforms_with_most_payout(market: Store) -> None:
    found = drawn(MULTIPLES, PATTERNS, market)
    frame = market.breakdown("platform", market.filters(""), ("payout",))
    most = frame.nlargest(PANELS, "payout")["platform"].tolist()
    rows = csv_of(found)
    assert list(dict.fromkeys(row["group"] for row in rows)) == most
    each = market.breakdown(("platform", "product"), market.filters(""), ("roi",))
    exact = {(r["platform"], r["product"]): r["roi"] for r in each.to_dict("records")}
    assert all(row["roi"] == pytest.approx(exact[row["group"], row["label"]]) for row in rows)


def test_without_a_choice_the_halves_of_the_data_are_compared(market: Store) -> None:
    context = Context(market, CAMPAIGNS.view("", market), "")
    before, now = campaign_slopes.periods(context)
    assert now.until == market.last and before.until + timedelta(1) == now.since
    assert now.until - now.since == before.until - before.since
    assert (before.since - market.first).days in (0, 1)


def test_slopes_have_the_ratios_of_both_periods(market: Store) -> None:
    found = drawn(campaign_slopes.CHANGES, CAMPAIGNS, market)
    before, now = campaign_slopes.periods(Context(market, CAMPAIGNS.view("", market), ""))
    rows = csv_of(found)
    assert rows
    for row in rows:
        name = row["label"]
        for filters, key in ((before, "before"), (now, "after")):
            own = filters.replaced("campaign", [name])
            assert row[key] == pytest.approx(market.summary(own, ("roi",))["roi"], rel=1e-4)


def test_without_an_earlier_period_no_slopes_are_drawn(market: Store) -> None:
    found = drawn(campaign_slopes.CHANGES, CAMPAIGNS, market, f"?since={market.first.isoformat()}")
    assert not isinstance(found.body, Figure) and "earlier period" in str(found.body)


def test_labels_at_an_end_keep_their_distance_and_order() -> None:
    values = [0.50, 0.51, 0.52, 1.4, 0.0]
    places = end_labels.spread_labels(values, 0.1)
    ordered = [place for _, place in sorted(zip(values, places))]
    assert all(b - a > 0.099 for a, b in zip(ordered, ordered[1:]))
    assert places[3] == 1.4


def test_a_campaign_is_drawn_over_its_own_days(market: Store) -> None:
    filters = market.filters("?campaign=Diwali+Gifting")
    first, last = activity(market, filters)
    days = market.steps("day", filters, ("revenue", "posts")).pandas()
    busy = days["start"][(days["revenue"] > 0) | (days["posts"] > 0)]
    assert market.first <= first <= busy.min().date() and busy.max().date() <= last <= market.last
    assert (busy.min().date() - first).days <= 7 and (last - busy.max().date()).days <= 7
    trend = next(card for card in CAMPAIGN.cards if card.name == "trend")
    rows = csv_of(drawn(trend, CAMPAIGN, market, "", "Diwali Gifting"))
    whole = market.summary(filters, ("revenue",))["revenue"]
    assert sum(row["revenue"] for row in rows) == pytest.approx(whole)
    assert (last - first).days < (market.last - market.first).days
