"""Thirteen questions of a Monday, each walked from the overview to its answer on the page."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Reader

RATIO = re.compile(r"(\d+(?:\.\d+)?)×")


@pytest.fixture(scope="module")
def truth(world: Path) -> dict[str, Any]:
    """What is truly so in the simulated year."""
    return json.loads((world / "truth.json").read_text(encoding="utf-8"))


def words(reader: Reader, where: str) -> str:
    """What a reader sees in a place."""
    return reader.page.locator(where).first.inner_text()


def go(reader: Reader, page: str) -> None:
    """From the overview to a page by its entry in the navigation."""
    reader.open("/")
    reader.page.locator("nav a", has_text=page).first.click()
    reader.arrived(page)


def losers(truth: dict[str, Any]) -> list[dict[str, Any]]:
    """People whose deals truly lose, the dearest loss first."""
    found = [one for one in truth["influencers"] if one["true_roi"] and one["true_roi"] < 0.6]
    return sorted(found, key=lambda one: one["payout"] * (one["true_roi"] - 1))


def test_1_do_influencers_pay_back(reader: Reader, truth: dict[str, Any]) -> None:
    reader.open("/")
    whole = truth["totals"]
    roi = whole["revenue"] / whole["payout"]
    assert f"returned ₹{roi:.2f}" in words(reader, ".lead-sentence")
    card = words(reader, "[data-kpi=roi]")
    low, high = (float(x) for x in RATIO.findall(card.replace("–", " "))[1:3])
    assert low < roi < high, "the figure stands with its interval"
    assert reader.page.locator("[data-kpi]").count() == 6


def test_2_what_changed_and_what_drove_it(reader: Reader) -> None:
    reader.open("/")
    card = words(reader, "[data-card=moved]")
    assert re.search(r"Revenue (rose|fell|stayed)", card)
    reader.page.locator("button[data-tool=table][data-for=moved]").click()
    rows = reader.page.locator("[data-card=moved] tbody tr")
    assert rows.count() >= 4, "effects and groups"
    reader.page.locator("[data-card=moved] button", has_text="Payout").click()
    reader.settled()
    assert "measure=payout" in reader.query


def test_3_what_must_be_done_today(reader: Reader, truth: dict[str, Any]) -> None:
    reader.open("/")
    listed = reader.page.locator("[data-card=attention]")
    listed.locator("summary").click()
    said = listed.inner_text()
    assert losers(truth)[0]["name"] in said
    assert "most rupees at stake first" in said
    first = listed.locator(".attention__action").first
    assert first.get_attribute("href").startswith("/")


def test_4_whom_to_stop_and_is_it_luck(reader: Reader, truth: dict[str, Any]) -> None:
    go(reader, "Influencers")
    assert re.search(r"\d+ lose and \d+ may be luck", words(reader, ".lead-sentence"))
    worst = losers(truth)[0]
    grid = reader.table("all")
    row = grid.locator(f".ag-row:has-text('{worst['name']}')").first
    assert "Losing" in row.inner_text()


def test_5_whom_to_give_more(reader: Reader) -> None:
    go(reader, "Influencers")
    card = words(reader, "[data-card=what-if]").lower()
    assert "gives to" in card
    assert "busiest month already seen and not beyond" in card


def test_6_what_to_pay_next_time(reader: Reader, truth: dict[str, Any]) -> None:
    often = next(
        one
        for one in losers(truth)
        if one["posts"] >= 12 and one["basis"] == "post" and one["true_roi"] < 0.4
    )
    reader.open(f"/influencers/{often['id']}")
    card = words(reader, "[data-card=prices]")
    assert "overpaid by ₹" in card
    assert re.search(r"₹[\d,]+ \(₹[\d,]+–₹[\d,]+\)", card), "a rate with its interval"


def test_7_how_is_this_person_doing(reader: Reader, truth: dict[str, Any]) -> None:
    go(reader, "Influencers")
    link = reader.page.locator("[data-card=all] .cell-name__link").first
    name = link.inner_text()
    link.click()
    reader.arrived(name)
    for card in ("timeline", "peers", "posts"):
        assert reader.page.locator(f"[data-card={card}]").is_visible()
    assert re.search(r"(Losing|Unclear|Earning)", words(reader, ".lead-sentence"))


def test_8_which_campaign_works_and_is_one_on_pace(reader: Reader, truth: dict[str, Any]) -> None:
    go(reader, "Campaigns")
    best = max(truth["campaigns"], key=lambda one: one["revenue"] / max(one["payout"], 1))
    assert best["campaign"] in words(reader, ".lead-sentence")
    assert re.search(r"pace", words(reader, "[data-card=pacing]"))


def test_9_which_kinds_of_deal_lose_again_and_again(reader: Reader) -> None:
    go(reader, "Patterns")
    first = reader.page.locator(".pattern").first
    said = first.inner_text()
    assert "X × Food" in said, "a planted pattern is the first statement"
    assert re.search(r"below break-even in \d+ of \d+ months; lost ₹", said)
    assert "Strong" in said
    first.locator("button", has_text="Filter to this").click()
    reader.settled()
    assert reader.query == "?platform=X&category=Food"


def test_10_what_would_have_been_sold_anyway(reader: Reader, truth: dict[str, Any]) -> None:
    reader.open("/")
    card = words(reader, "[data-kpi=incremental_roas]")
    estimate, low, high = (float(x) for x in RATIO.findall(card.replace("–", " "))[:3])
    assert low < estimate < high
    assert low <= truth["totals"]["incremental_roas"] <= high
    assert "₹300" in card, "the simple rule stands beside it with its label"
    go(reader, "Method")
    assert "would have come anyway" in words(reader, "[data-card=trust]")
    assert "PASS" in words(reader, "[data-card=trust]")


def test_11_what_if_the_money_moves(reader: Reader) -> None:
    go(reader, "Influencers")
    card = reader.page.locator("[data-card=what-if]")
    before = card.locator("h2").inner_text()
    assert re.search(r"would change net return by \+₹.* \(.*to.*\)", before)
    card.locator("button", has_text="25%").click()
    reader.settled()
    assert card.locator("h2").inner_text() != before


def test_12_can_these_numbers_be_trusted(reader: Reader) -> None:
    go(reader, "Data")
    said = words(reader, "main")
    assert "tracking_data.csv" in said and "accepted" in said.lower()
    assert "31 Aug 2025" in words(reader, "body")


def test_13_show_it_to_someone(reader: Reader) -> None:
    reader.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reader.open("/?platform=YouTube")
    reader.page.locator("button", has_text="Copy link").click()
    reader.page.wait_for_function(
        "async () => (await navigator.clipboard.readText()).includes('platform=YouTube')"
    )
    answer = reader.page.request.get(f"{reader.address}/export/influencers.csv?platform=YouTube")
    rows = list(csv.DictReader(io.StringIO(answer.body().decode("utf-8-sig"))))
    assert rows and {row["platform"] for row in rows} == {"YouTube"}
    assert {"roi_low", "roi_high", "verdict"} <= set(rows[0])
