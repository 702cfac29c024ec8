"""Pages stand still while they load, and another theme costs no request."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Reader
from tests.browser.pages import EVERY, MOST_JUMPED, SHIFTS, address_of, jumped

COLOURS = """() => ({
    charts: [...document.querySelectorAll('.js-plotly-plot')].map(gd =>
        getComputedStyle(gd.querySelector('.main-svg text')).fill),
    grids: [...document.querySelectorAll('.data-grid .ag-header')].map(one =>
        getComputedStyle(one).backgroundColor),
    page: getComputedStyle(document.body).backgroundColor,
})"""


@pytest.mark.parametrize("kind", EVERY)
def test_nothing_jumps_while_a_page_loads(visitor: Reader, kind: str) -> None:
    path = address_of(visitor, kind)
    visitor.page.add_init_script(SHIFTS)
    visitor.open(path)
    assert jumped(visitor) <= MOST_JUMPED, visitor.page.evaluate("window.shifts")


def test_jumps_are_seen_by_the_check(visitor: Reader) -> None:
    visitor.page.add_init_script(SHIFTS)
    visitor.open("/data")
    visitor.page.evaluate("document.querySelector('.page').style.paddingTop = '300px'")
    visitor.page.wait_for_function("() => window.shifts.some(([value]) => value > 0.05)")


def test_another_theme_redraws_charts_and_grids_without_a_request(visitor: Reader) -> None:
    visitor.open("/")
    visitor.table("leaderboard")
    asked: list[str] = []
    light = visitor.page.evaluate(COLOURS)
    visitor.page.on("request", lambda request: asked.append(request.url))
    visitor.page.evaluate("window.theme.choose('dark')")
    visitor.page.evaluate("() => new Promise(requestAnimationFrame)")
    dark = visitor.page.evaluate(COLOURS)
    assert len(light["charts"]) >= 3 and len(light["grids"]) == 1
    assert not set(light["charts"]) & set(dark["charts"])
    assert light["grids"] != dark["grids"] and light["page"] != dark["page"]
    assert not [url for url in asked if not url.startswith(("data:", "blob:"))]
