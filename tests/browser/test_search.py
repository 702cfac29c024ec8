"""Finding a name from anywhere with the keyboard, naming a view, and the line for a first visit."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Route, expect

from tests.browser.conftest import Reader

NO_STORAGE = """Object.defineProperty(window, "localStorage",
    {get() { throw new DOMException("kept out", "SecurityError"); }});"""


def field(reader: Reader) -> Locator:
    return reader.page.get_by_role("combobox", name="Search")


def options(reader: Reader) -> Locator:
    return reader.page.get_by_role("option")


def typed(reader: Reader, words: str) -> None:
    reader.page.keyboard.press("/")
    expect(field(reader)).to_be_focused()
    reader.page.keyboard.type(words)


def active(reader: Reader) -> str:
    return reader.page.evaluate(
        """() => document.getElementById(
            document.querySelector("[role=combobox]").getAttribute("aria-activedescendant"))
            ?.querySelector(".search__label").textContent ?? ''"""
    )


@pytest.fixture
def phone(chromium: Browser, address: str) -> Iterator[Reader]:
    """A reader at 390 px."""
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    someone = Reader(context.new_page(), address)
    someone.watch()
    yield someone
    context.close()
    assert not someone.complaints, someone.complaints


def test_a_product_found_with_the_keyboard_becomes_a_filter(reader: Reader) -> None:
    reader.open("/patterns?platform=YouTube")
    typed(reader, "protein")
    expect(options(reader).first).to_be_visible()
    names = reader.page.locator(".search__label").all_inner_texts()
    assert active(reader) == names[0] and len(names) > 1
    reader.page.keyboard.press("ArrowDown")
    assert active(reader) == names[1]
    reader.page.keyboard.press("ArrowUp")
    reader.page.keyboard.press("ArrowUp")
    assert active(reader) == names[-1], "the list is a ring"
    expect(options(reader).last).to_have_attribute("aria-selected", "true")
    expect(reader.page.locator("[aria-live=polite]").last).to_have_text(f"{len(names)} matches")
    kind = reader.page.locator(".search__detail").last.inner_text()
    assert kind == "Product"
    reader.page.keyboard.press("Enter")
    reader.arrived("Overview")
    assert "platform=YouTube" in reader.query and "product=" in reader.query
    expect(reader.page.locator(".chip", has_text=names[-1])).to_be_visible()


def test_a_person_is_one_quick_enter_away_with_the_filters_kept(reader: Reader) -> None:
    reader.open("/?platform=YouTube&influencer=INF001")
    name = reader.page.evaluate(
        "fetch('/api/search?q=INF002').then(a => a.json()).then(a => a.matches[0].label)"
    )
    typed(reader, "INF002")
    reader.page.keyboard.press("Enter")
    reader.arrived(name)
    assert reader.page.evaluate("location.pathname") == "/influencers/INF002"
    assert reader.query == "?platform=YouTube", "who was picked before makes room"
    expect(reader.page.locator("h1")).to_be_focused()
    expect(field(reader)).to_have_value("")


def test_picking_on_the_page_itself_is_one_request_and_one_step_back(reader: Reader) -> None:
    reader.open("/")
    typed(reader, "whey")
    expect(options(reader).first).to_contain_text("Product")
    reader.calls.clear()
    reader.page.keyboard.press("Enter")
    expect(reader.page.locator(".chip", has_text="Whey")).to_be_visible()
    reader.settled()
    assert len(reader.calls) == 1 and "product=" in reader.query
    reader.page.go_back()
    expect(reader.page.locator(".chip")).to_have_count(0)
    assert reader.query == ""


def test_escape_closes_the_list_and_gives_the_focus_back(reader: Reader) -> None:
    reader.open("/")
    start = reader.page.locator("[data-copy]")
    start.focus()
    typed(reader, "pro")
    expect(field(reader)).to_have_attribute("aria-expanded", "true")
    reader.page.keyboard.press("Escape")
    expect(field(reader)).to_have_attribute("aria-expanded", "false")
    expect(options(reader)).to_have_count(0)
    expect(start).to_be_focused()


def test_a_slash_in_a_field_is_a_slash(reader: Reader) -> None:
    reader.open("/")
    typed(reader, "a/b")
    expect(field(reader)).to_have_value("a/b")
    expect(reader.page.locator(".search__note")).to_have_text("Nothing is named “a/b”.")


def test_only_the_newest_question_is_answered(reader: Reader) -> None:
    reader.page.add_init_script("AbortController.prototype.abort = () => {}")
    reader.open("/")
    held: list[Route] = []
    reader.page.route("**/api/search?q=whey", lambda route: held.append(route))
    with reader.page.expect_request("**/api/search?q=whey"):
        typed(reader, "whey")
    field(reader).fill("patterns")
    expect(options(reader)).to_contain_text("Patterns")
    late = {"kind": "page", "label": "Late", "detail": "", "path": "/", "pick": ""}
    with reader.page.expect_response("**/api/search?q=whey") as answer:
        held[0].fulfill(json={"matches": [late] * 3})
    answer.value.finished()
    reader.page.evaluate("new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))")
    expect(options(reader)).to_have_count(1)
    expect(options(reader)).to_contain_text("Patterns")


def test_names_are_text_whatever_they_hold(reader: Reader) -> None:
    reader.open("/")
    evil = "<img src=x onerror=alert(1)>"
    match = {"kind": "page", "label": evil, "detail": evil, "path": "/", "pick": ""}
    reader.page.route("**/api/search?*", lambda route: route.fulfill(json={"matches": [match]}))
    typed(reader, "x")
    expect(reader.page.locator(".search__label")).to_have_text(evil)
    assert reader.page.locator(".search img").count() == 0


def test_a_phone_opens_the_search_as_a_full_row(phone: Reader) -> None:
    phone.open("/campaigns")
    expect(field(phone)).to_be_hidden()
    opener = phone.page.get_by_role("button", name="Search", exact=True)
    opener.click()
    expect(field(phone)).to_be_focused()
    assert phone.page.locator(".search__box").bounding_box()["width"] == 390
    phone.page.keyboard.type("diwali")
    expect(options(phone).first).to_be_visible()
    phone.page.get_by_role("button", name="Close search").click()
    expect(field(phone)).to_be_hidden()
    expect(opener).to_be_focused()
    opener.click()
    phone.page.keyboard.type("diwali")
    options(phone).first.click()
    phone.arrived("Diwali Gifting")
    assert phone.page.evaluate("document.documentElement.scrollWidth") == 390


def saved(reader: Reader, name: str) -> None:
    side = reader.page.locator(".side")
    side.get_by_role("button", name="Save this view").click()
    side.get_by_label("Name of this view").fill(name)
    reader.page.keyboard.press("Enter")
    expect(side.get_by_role("link", name=name, exact=True)).to_be_visible()


def ways(reader: Reader, name: str) -> Locator:
    row = reader.page.locator(".side .views__item", has_text=name)
    row.get_by_role("button", name=f"Rename or delete {name}").click()
    return row


def test_a_view_is_saved_opened_renamed_and_deleted(reader: Reader) -> None:
    reader.open("/campaigns?platform=YouTube")
    side = reader.page.locator(".side")
    saved(reader, "<b>Diwali</b> & co")
    assert side.locator("b").count() == 0
    link = side.locator(".views__link")
    expect(link).to_have_attribute("aria-current", "true")
    reader.open("/")
    expect(link).not_to_have_attribute("aria-current", re.compile("."))
    link.click()
    reader.arrived("Campaigns")
    assert reader.query == "?platform=YouTube"
    ways(reader, "<b>Diwali</b> & co").get_by_role("button", name="Rename", exact=True).click()
    side.get_by_label("New name of").fill("Gifts")
    reader.page.keyboard.press("Enter")
    expect(link).to_have_text("Gifts")
    reader.page.reload()
    reader.drawn()
    expect(link).to_have_text("Gifts")
    ways(reader, "Gifts").get_by_role("button", name="Delete", exact=True).click()
    expect(link).to_have_count(0)
    side.get_by_role("button", name="Undo").click()
    expect(link).to_have_text("Gifts")
    ways(reader, "Gifts").get_by_role("button", name="Delete", exact=True).click()
    reader.page.reload()
    reader.drawn()
    expect(link).to_have_count(0)


def test_a_view_of_the_same_page_changes_its_filters_in_one_step(reader: Reader) -> None:
    reader.open("/?platform=YouTube")
    saved(reader, "YouTube")
    reader.page.get_by_role("button", name="Clear all").click()
    expect(reader.page.locator(".chip")).to_have_count(0)
    reader.settled()
    reader.calls.clear()
    reader.page.locator(".side .views__link").click()
    expect(reader.page.locator(".chip")).to_have_count(1)
    reader.settled()
    assert reader.query == "?platform=YouTube" and len(reader.calls) == 1


def test_escape_leaves_the_views_as_they_were(reader: Reader) -> None:
    reader.open("/")
    button = reader.page.locator(".side").get_by_role("button", name="Save this view")
    button.click()
    reader.page.keyboard.type("Half a na")
    reader.page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(reader.page.locator(".side .views__link")).to_have_count(0)


def test_twenty_views_are_the_most_and_strange_ones_are_left_out(reader: Reader) -> None:
    good = [{"name": f"View {n}", "url": f"/?platform={n}"} for n in range(30)]
    strange = [
        {"name": "Elsewhere", "url": "//example.org/"},
        {"name": "Script", "url": "javascript:alert(1)"},
        {"name": 7, "url": "/"},
        {"name": " ", "url": "/"},
        None,
    ]
    text = json.dumps(strange + good)
    reader.page.add_init_script(f"localStorage.setItem('views', {json.dumps(text)})")
    reader.open("/")
    links = reader.page.locator(".side .views__link")
    expect(links).to_have_count(20)
    expect(links.first).to_have_text("View 0")
    expect(reader.page.locator(".side .views__save")).to_have_count(0)
    expect(reader.page.locator(".side .views__note")).to_contain_text("20 views")


@pytest.mark.parametrize("kept", ["not json", "7", "null", '{"a": 1}'])
def test_what_can_not_be_read_is_no_view(reader: Reader, kept: str) -> None:
    reader.page.add_init_script(f"localStorage.setItem('views', {json.dumps(kept)})")
    reader.open("/method")
    expect(reader.page.locator(".side .views__save")).to_be_visible()
    expect(reader.page.locator(".side .views__link")).to_have_count(0)


def test_without_storage_there_are_no_views_and_all_else_works(reader: Reader) -> None:
    reader.page.add_init_script(NO_STORAGE)
    reader.open("/")
    expect(reader.page.locator(".side .views")).to_be_hidden()
    typed(reader, "patterns")
    reader.page.keyboard.press("Enter")
    reader.arrived("Patterns")
    reader.page.get_by_role("button", name="Dismiss this line").click()
    expect(reader.page.locator(".welcome")).to_be_hidden()


def test_the_first_line_is_dismissed_for_good_and_never_printed(reader: Reader) -> None:
    reader.open("/")
    line = reader.page.locator(".welcome")
    expect(line).to_be_visible()
    reader.page.emulate_media(media="print")
    expect(line).to_be_hidden()
    reader.page.emulate_media(media="screen")
    reader.page.get_by_role("button", name="Dismiss this line").click()
    expect(line).to_be_hidden()
    expect(reader.page.locator("h1")).to_be_focused()
    reader.page.locator(".side nav a", has_text="Campaigns").click()
    reader.arrived("Campaigns")
    expect(line).to_be_hidden()
    reader.page.reload()
    reader.drawn()
    expect(line).to_be_hidden()
