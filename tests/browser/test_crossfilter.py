"""Every way to filter, on the pages where it is, in a real browser."""

from __future__ import annotations

import pytest

from tests.browser.conftest import SPOT, Reader

CHARTS = {
    "/": ("dots", "scatter"),
    "/influencers": ("scatter", "ranking"),
    "/campaigns": ("dots", "lines"),
    "/patterns": ("tiles", "losses", "months"),
}


def same_dimensions(mark: str, other: str) -> bool:
    """Whether two picks are of the same dimensions."""
    return [p.split("=")[0] for p in mark.split("&")] == [p.split("=")[0] for p in other.split("&")]


@pytest.mark.parametrize("path", CHARTS)
def test_a_click_on_any_chart_filters_the_others_and_not_itself(reader: Reader, path: str) -> None:
    for chart in CHARTS[path]:
        reader.open(path)
        others = [name for name in CHARTS[path] if name != chart]
        own, before = reader.marks(chart), {name: reader.figure(name) for name in others}
        status = reader.page.locator("[role=status]").first.inner_text()
        pick = own[len(own) // 2]
        reader.calls.clear()
        reader.pick(chart, pick)
        assert reader.query == f"?{pick}", chart
        assert len(reader.calls) == 1, f"{chart}: one request a click"
        mine = [mark for mark in own if same_dimensions(mark, pick)]
        after = [mark for mark in reader.marks(chart) if same_dimensions(mark, pick)]
        assert after == mine, f"{chart} must not filter itself"
        changed = [name for name in others if reader.figure(name) != before[name]]
        assert changed or reader.page.locator("[role=status]").first.inner_text() != status
        reader.pick(chart, pick)
        assert reader.query == "", "the second click clears"


def test_shift_adds_and_takes_away(reader: Reader) -> None:
    reader.open("/")
    one, other = [m for m in reader.marks("dots") if m.startswith("platform=")][:2]
    reader.pick("dots", one)
    reader.pick("dots", other, shift=True)
    assert set(reader.query[1:].split("&")) == {one, other}
    reader.pick("dots", other, shift=True)
    assert reader.query == f"?{one}"


def test_back_forward_and_reload_are_the_same_page(reader: Reader) -> None:
    reader.open("/")
    start = reader.figure("scatter")
    pick = reader.marks("dots")[0]
    reader.pick("dots", pick)
    filtered = reader.figure("scatter")
    assert filtered != start
    reader.calls.clear()
    reader.page.go_back()
    reader.settled()
    assert reader.query == "" and reader.figure("scatter") == start
    assert len(reader.calls) == 1
    reader.page.go_forward()
    reader.settled()
    assert reader.query == f"?{pick}" and reader.figure("scatter") == filtered
    reader.page.reload()
    reader.drawn()
    assert reader.figure("scatter") == filtered


def test_a_deep_link_drops_what_it_does_not_know(reader: Reader) -> None:
    reader.open("/?platform=Nowhere&platform=YouTube&utm_source=x&since=soon")
    assert reader.query == "?platform=YouTube"
    assert reader.page.locator("text=Platform: YouTube").count() >= 1


def test_links_carry_the_filters(reader: Reader) -> None:
    reader.open("/?platform=YouTube&rank=roi")
    reader.page.get_by_role("link", name="Patterns").first.click()
    reader.arrived("Patterns")
    assert "/patterns" in reader.page.url and reader.query == "?platform=YouTube"
    reader.page.go_back()
    reader.arrived("Overview")
    assert "platform=YouTube" in reader.query


def test_dragging_over_the_trend_chooses_a_period(reader: Reader) -> None:
    reader.open("/")
    box = reader.page.locator("[data-chart=trend] .nsewdrag").first.bounding_box()
    middle = box["y"] + box["height"] / 2
    reader.page.mouse.move(box["x"] + box["width"] * 0.4, middle)
    reader.page.mouse.down()
    reader.page.mouse.move(box["x"] + box["width"] * 0.5, middle, steps=4)
    reader.page.mouse.move(box["x"] + box["width"] * 0.6, middle, steps=4)
    reader.page.mouse.up()
    reader.page.wait_for_url("**since=**")
    reader.settled()
    assert "since=" in reader.query and "until=" in reader.query
    assert "in the equal period before" in reader.page.locator(".lead-sentence").inner_text()


def test_controls_chips_and_clear(reader: Reader) -> None:
    reader.open("/")
    reader.page.get_by_role("button", name="Platform").first.click()
    reader.page.get_by_role("checkbox", name="Instagram").first.click()
    reader.settled()
    assert reader.query == "?platform=Instagram"
    reader.page.get_by_role("checkbox", name="YouTube").first.click()
    reader.settled()
    assert reader.query == "?platform=Instagram&platform=YouTube", "the panel stayed open"
    reader.page.keyboard.press("Escape")
    reader.page.get_by_role("button", name="Remove filter Platform").first.click()
    reader.settled()
    assert reader.query == ""
    reader.open("/?category=Fitness&platform=YouTube")
    reader.page.get_by_role("button", name="Clear all").first.click()
    reader.settled()
    assert reader.query == ""


def test_a_switch_stays_in_the_link(reader: Reader) -> None:
    reader.open("/")
    reader.table("leaderboard")
    first = reader.page.locator(".ag-row[row-index='0'] .cell-name__link").inner_text()
    reader.page.get_by_role("button", name="Worst").first.click()
    reader.settled()
    assert reader.query == "?order=worst"
    assert reader.page.locator(".ag-row[row-index='0'] .cell-name__link").inner_text() != first


@pytest.mark.parametrize(
    "path", ["/", "/influencers", "/campaigns", "/patterns", "/data", "/method"]
)
def test_every_page_stands_without_errors(reader: Reader, path: str) -> None:
    reader.open(path)
    assert reader.page.locator("h1").count() == 1
    assert reader.page.locator("text=could not be drawn").count() == 0


def test_profile_and_campaign_open_from_a_table(reader: Reader) -> None:
    reader.open("/influencers?platform=YouTube")
    link = reader.page.locator(".cell-name__link").first
    name = link.inner_text()
    link.click()
    reader.arrived(name)
    assert reader.query == "?platform=YouTube"
    reader.open("/campaigns")
    link = reader.page.locator(".cell-name__link").first
    name = link.inner_text()
    link.click()
    reader.arrived(name)


@pytest.mark.parametrize("width", [1440, 1024, 390, 320])
def test_no_page_scrolls_sideways(reader: Reader, width: int) -> None:
    reader.page.set_viewport_size({"width": width, "height": 800})
    for path in ("/", "/influencers", "/campaigns", "/patterns", "/data", "/method"):
        reader.open(path)
        wide = reader.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path} is {wide} px wide at {width}"


def test_a_mouse_that_rests_on_a_mark_has_the_click_drawn_ahead(reader: Reader) -> None:
    reader.open("/")
    pick = reader.marks("dots")[0]
    reader.calls.clear()
    with reader.page.expect_response(lambda answer: "/ahead?" in answer.url) as found:
        for step in range(10):
            spot = reader.page.evaluate(SPOT, ["dots", pick])
            reader.page.mouse.move(spot["x"] - step % 2, spot["y"])
            reader.page.wait_for_timeout(200)
    assert found.value.status == 204 and not reader.calls
    reader.pick("dots", pick)
    assert reader.query == f"?{pick}" and len(reader.calls) == 1
