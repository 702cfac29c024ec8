"""Every page prints as a light A4 report that says what was selected and what measures mean."""

from __future__ import annotations

import re

import pytest

from metrics.catalog import metric
from tests.browser.conftest import Reader
from tests.browser.pages import KINDS, address_of

A4 = (595, 842)
PRINTABLE = 703  # 210 mm less two margins of 12 mm, in CSS pixels
MOST_PAGES = 8
CHOSEN = "?platform=YouTube&since=2025-01-01"
FILTERED = ("/", "/influencers", "/campaigns", "campaign", "/patterns")
SEEN = """() => {
    const seen = one => one.getClientRects().length > 0;
    const controls = 'button, input, select, summary, .side, .bottom, .skip, .ag-paging-panel, '
        + '.welcome, [data-tool]';
    const ground = one => getComputedStyle(one).backgroundColor.match(/[\\d.]+/g).map(Number);
    const dark = ([r, g, b, a = 1]) => a > .5 && (r + g + b) / 3 < 128;
    const all = [...document.querySelectorAll('main *')].filter(seen);
    return {
        controls: [...document.querySelectorAll(controls)].filter(seen).map(c => c.className),
        dark: [document.documentElement, document.body,
            ...document.querySelectorAll('main, .page, .card, .kpi, .bar, table')]
            .filter(one => dark(ground(one))).map(c => c.className),
        wide: all.filter(one => !one.parentElement.closest('svg')
            && one.getBoundingClientRect().right > innerWidth + 1).map(one => one.className),
        unruled: [...document.querySelectorAll('main table')].filter(seen)
            .filter(one => !one.tHead || getComputedStyle(one.tHead).display
                !== 'table-header-group').map(one => one.className),
        lines: [...document.querySelectorAll('main a')].filter(seen)
            .filter(one => getComputedStyle(one).textDecorationLine !== 'none').length,
        cut: [...document.querySelectorAll('[data-chart]')].filter(seen)
            .filter(one => getComputedStyle(one.closest('.card')).breakInside !== 'avoid'
                && !one.closest('.card').querySelector('tr')).length,
        grids: [...document.querySelectorAll('.data-grid')].filter(seen).length,
        foot: document.querySelector('.print-foot').innerText,
    };
}"""


def on_paper(visitor: Reader) -> dict[str, object]:
    """What a sheet shows, after the page was told that it is about to be printed."""
    visitor.page.emulate_media(media="print")
    visitor.page.set_viewport_size({"width": PRINTABLE, "height": 1000})
    visitor.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    visitor.page.evaluate("() => new Promise(requestAnimationFrame)")
    return visitor.page.evaluate(SEEN)


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_prints_as_a_report(visitor: Reader, kind: str) -> None:
    visitor.page.emulate_media(color_scheme="dark")
    chosen = kind in FILTERED
    visitor.open(address_of(visitor, kind) + (CHOSEN if chosen else ""))
    assert visitor.page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    sheets = visitor.page.pdf(prefer_css_page_size=True, print_background=True)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", sheets)
    assert {(round(float(w)), round(float(h))) for w, h in boxes} == {A4}
    assert 1 <= len(boxes) <= MOST_PAGES
    seen = on_paper(visitor)
    for fault in ("controls", "dark", "wide", "unruled", "lines", "cut", "grids"):
        assert not seen[fault], (fault, seen[fault])
    answer = visitor.page.request.get(f"{visitor.address}/api/summary")
    assert answer.headers["x-data-version"] in seen["foot"]
    if chosen:
        assert "Platform: YouTube" in seen["foot"]
        assert "1 Jan – 31 Aug 2025" in seen["foot"]
        assert metric("roi").formula in seen["foot"]


def test_the_foot_follows_a_click(visitor: Reader) -> None:
    visitor.open("/")
    foot = visitor.page.locator(".print-foot")
    assert not foot.is_visible(), "a screen has its filter bar"
    assert "None" in foot.text_content()
    pick = next(mark for mark in visitor.marks("dots") if mark == "platform=YouTube")
    visitor.pick("dots", pick)
    assert "Platform: YouTube" in foot.text_content()


def test_a_printed_table_has_the_rows_a_window_hides(visitor: Reader) -> None:
    visitor.open("/influencers")
    visitor.table("all")
    shown = visitor.page.locator(".data-grid .ag-row").count()
    on_paper(visitor)
    table = visitor.page.locator(".print-table")
    assert table.locator("tbody tr").count() > shown
    assert table.locator("th").first.inner_text() == "Influencer"
    assert "₹" in table.inner_text()
    visitor.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert table.count() == 0
