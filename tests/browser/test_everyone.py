"""Narrow screens, keyboards, screen readers, still pictures and forced colours are served."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import Reader
from tests.browser.pages import EVERY, MOST_JUMPED, SHIFTS, address_of, jumped

WIDTHS = (320, 390, 768, 1024)
MOVING = """() => [...document.querySelectorAll('*')].flatMap(one =>
    ['', '::before', '::after'].flatMap(part => {
        const style = getComputedStyle(one, part || null);
        const long = text => text.split(',')
            .some(time => parseFloat(time) * (/ms/.test(time) ? 1 : 1000) > 1);
        const moves = (style.transitionProperty !== 'none' && long(style.transitionDuration))
            || (style.animationName !== 'none' && long(style.animationDuration));
        return moves ? [`${one.tagName}.${one.className}${part}`] : [];
    })).slice(0, 5)"""
FORCED = """() => {
    const bare = [];
    for (const one of document.querySelectorAll('.card, .kpi, .control, .button')) {
        const style = getComputedStyle(one);
        if (!one.getClientRects().length) continue;
        const drawn = style.borderTopStyle !== 'none' && parseFloat(style.borderTopWidth);
        if (!drawn) bare.push(one.className);
    }
    return bare;
}"""
CUT = """() => [...document.querySelectorAll('[data-chart] .main-svg')].flatMap(svg => {
    const chart = svg.getBoundingClientRect();
    const words = [...svg.querySelectorAll('text')].filter(one => one.textContent.trim());
    // What lies outside as a whole is not seen at all, and on purpose.
    return words.filter(one => {
        const box = one.getBoundingClientRect();
        const seen = box.width && box.left < chart.right && box.right > chart.left;
        return seen && (box.right > chart.right + 1 || box.left < chart.left - 1);
    }).map(one => `${svg.closest('[data-chart]').dataset.chart}: ${one.textContent}`);
})"""
INKS = """() => {
    const ground = getComputedStyle(document.body).backgroundColor;
    const marks = [...document.querySelectorAll('.js-plotly-plot')];
    return marks.map(gd => {
        const words = [...gd.querySelectorAll('.xtick text, .ytick text')];
        const inks = words.filter(t => t.textContent.trim()).map(t => getComputedStyle(t).fill);
        return [gd.closest('[data-chart]').dataset.chart, inks.length, inks.includes(ground)];
    });
}"""


@pytest.mark.parametrize("kind", EVERY)
def test_a_page_fits_every_window_and_stands_still_on_a_phone(visitor: Reader, kind: str) -> None:
    path = address_of(visitor, kind)
    visitor.page.set_viewport_size({"width": 390, "height": 800})
    visitor.page.add_init_script(SHIFTS)
    visitor.open(path)
    assert jumped(visitor) <= MOST_JUMPED, visitor.page.evaluate("window.shifts")
    assert re.match("en", visitor.page.evaluate("document.documentElement.lang"))
    for width in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": 800})
        # Charts follow the window a moment later; a page that stays too wide ends the wait.
        visitor.page.wait_for_function(
            "width => document.documentElement.scrollWidth <= width", arg=width, timeout=5000
        )
    assert visitor.page.evaluate(MOVING) == [], "something moves though less motion is wanted"


@pytest.mark.parametrize("kind", EVERY)
@pytest.mark.parametrize("width", [390, 1024])
def test_no_word_of_a_chart_is_cut(visitor: Reader, kind: str, width: int) -> None:
    path = address_of(visitor, kind)
    visitor.page.set_viewport_size({"width": width, "height": 6000})
    visitor.open(path)
    charts = visitor.page.locator("[data-chart]").count()
    visitor.page.wait_for_function(
        "all => document.querySelectorAll('[data-chart] .plot-container').length === all",
        arg=charts,
    )
    assert visitor.page.evaluate(CUT) == []


def test_something_moves_for_those_who_did_not_ask_for_less(reader: Reader) -> None:
    reader.open("/data")
    assert reader.page.evaluate(MOVING), "else the check of still pages checks nothing"


def test_the_skip_link_comes_first_and_leads_past_the_navigation(visitor: Reader) -> None:
    visitor.open("/data")
    visitor.page.evaluate("document.activeElement.blur()")
    visitor.page.keyboard.press("Tab")
    first = visitor.page.evaluate("document.activeElement.className")
    assert first == "skip"
    assert visitor.page.locator(".skip").bounding_box()["y"] >= 0, "it is seen while it is focused"
    visitor.page.keyboard.press("Enter")
    assert visitor.page.evaluate("document.activeElement.id") == "main"
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate("!!document.activeElement.closest('main')")


def test_focus_is_seen_and_stays_where_the_reader_chose(visitor: Reader) -> None:
    page = visitor.page
    visitor.open("/")
    opener = page.locator("[data-panel=panel-platform]")
    opener.focus()
    page.keyboard.press("Enter")
    option = page.locator("#panel-platform [data-intent]:focus")
    assert option.count() == 1, "opening by key goes into the panel"
    ring = option.evaluate("one => [getComputedStyle(one).outlineStyle, "
                           "parseFloat(getComputedStyle(one).outlineWidth)]")  # fmt: skip
    assert ring[0] == "solid" and ring[1] >= 2
    key = option.get_attribute("data-intent")
    said = page.locator(".told [role=status], [role=status]").first
    before = said.inner_text()
    page.keyboard.press("Space")
    page.wait_for_url("**/?platform=*")
    visitor.settled()
    assert page.evaluate("document.activeElement.getAttribute('data-intent')") == key
    assert said.inner_text() != before, "the status is announced"


def test_a_change_of_filters_is_said_by_a_region_that_stays(visitor: Reader) -> None:
    visitor.open("/")
    visitor.page.evaluate("""() => {
        window.region = document.getElementById('announce');
        window.heard = [];
        new MutationObserver(() => window.heard.push(window.region.textContent))
            .observe(window.region, {childList: true, characterData: true, subtree: true});
    }""")
    visitor.pick("dots", visitor.marks("dots")[0])
    said = r"() => window.heard.some(words => /\d+ of \d+ influencers/.test(words))"
    visitor.page.wait_for_function(said)
    assert visitor.page.evaluate("window.region.isConnected && window.region.ariaLive") == "polite"


@pytest.mark.parametrize("kind", ("/", "/patterns"))
def test_forced_colours_leave_outlines_and_words(visitor: Reader, kind: str) -> None:
    visitor.page.emulate_media(forced_colors="active")
    visitor.open(kind)
    assert visitor.page.evaluate(FORCED) == []
    charts = visitor.page.evaluate(INKS)
    assert charts and all(words for _, words, _ in charts)
    unseen = [name for name, _, same in charts if same]
    assert not unseen, f"words in the colour of the ground: {unseen}"
