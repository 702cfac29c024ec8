"""Reading without a mouse, as a table, as a file, in another theme, on a phone."""

from __future__ import annotations

import json
from pathlib import Path

from tests.browser.conftest import Reader

CASES = Path(__file__).resolve().parents[1] / "formats_cases.json"


def test_a_chart_is_one_tab_stop_that_arrow_keys_read_and_enter_picks(reader: Reader) -> None:
    reader.open("/")
    chart = reader.page.locator("[data-chart=dots]")
    chart.focus()
    reader.page.keyboard.press("ArrowDown")
    reader.page.keyboard.press("ArrowDown")
    said = reader.page.locator("[aria-live=polite]").all_inner_texts()
    assert any(" of " in words for words in said), said
    reader.page.keyboard.press("Enter")
    reader.settled()
    assert "=" in reader.query
    focused = reader.page.evaluate("document.activeElement.closest('[data-chart]')?.dataset.chart")
    assert focused == "dots", "the reader stays on the chart"


def test_a_chart_can_be_read_as_a_table_and_back(reader: Reader) -> None:
    reader.open("/")
    button = reader.page.locator("button[data-tool=table][data-for=dots]")
    button.click()
    table = reader.page.locator("[data-card=dots] table")
    assert table.locator("th").count() >= 3
    names = table.inner_text()
    assert "YouTube" in names and "×" in names
    button.click()
    assert reader.page.locator("[data-card=dots] table").count() == 0


def test_a_chart_downloads_as_csv_and_png(reader: Reader) -> None:
    reader.open("/")
    with reader.page.expect_download() as csv_file:
        reader.page.locator("button[data-tool=csv][data-for=dots]").click()
    text = Path(csv_file.value.path()).read_text(encoding="utf-8-sig")
    assert "roi" in text.splitlines()[0] and "YouTube" in text
    assert csv_file.value.suggested_filename.startswith("influencer-roi_dots")
    with reader.page.expect_download() as picture:
        reader.page.locator("button[data-tool=png][data-for=dots]").click()
    assert Path(picture.value.path()).read_bytes().startswith(b"\x89PNG")


def test_exports_follow_the_filters(reader: Reader) -> None:
    reader.open("/?platform=YouTube")
    with reader.page.expect_download() as everything:
        reader.page.locator("[data-card=leaderboard] a", has_text="CSV").click()
    lines = Path(everything.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) > 2 and all("YouTube" in line for line in lines[1:])


def test_the_theme_changes_without_a_request(reader: Reader) -> None:
    reader.open("/")
    light = reader.page.evaluate("getComputedStyle(document.body).backgroundColor")
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url))
    reader.page.locator(".side .theme summary").click()
    reader.page.locator(".side [data-theme-choice=dark]").click()
    reader.page.wait_for_timeout(500)
    assert reader.page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    assert not [url for url in asked if not url.startswith(("data:", "blob:"))]
    reader.page.reload()
    reader.drawn()
    assert reader.page.evaluate("document.documentElement.dataset.bsTheme") == "dark"


def test_no_figure_travels_with_a_colour_of_its_own(reader: Reader) -> None:
    for path in ("/", "/patterns", "/campaigns", "/influencers"):
        reader.calls.clear()
        reader.open(path)
        for call in reader.calls:
            text = call.response().text()
            assert "var(--" in text
            figures = json.dumps(json.loads(text))
            assert not [c for c in figures.split('"') if c.startswith("#") and len(c) == 7]


def test_filters_on_a_phone(reader: Reader) -> None:
    reader.page.set_viewport_size({"width": 390, "height": 780})
    reader.open("/")
    reader.page.get_by_role("button", name="Filters").click()
    reader.page.get_by_role("button", name="Category").first.click()
    reader.page.get_by_role("checkbox", name="Food").first.click()
    reader.settled()
    assert reader.query == "?category=Food"
    reader.page.get_by_role("button", name="Show results").click()
    assert reader.page.locator(".chip", has_text="Category: Food").is_visible()
    columns = reader.table("leaderboard").locator(".ag-header-cell:visible").count()
    assert columns == 3


def test_a_search_in_a_panel_and_only(reader: Reader) -> None:
    reader.open("/")
    reader.page.locator("[data-panel=panel-influencer]").click()
    options = reader.page.locator("#panel-influencer .option:visible")
    every = options.count()
    name = options.first.locator(".option__label").inner_text()
    reader.page.locator("#panel-influencer input").fill(name[:6])
    assert 0 < options.count() < every
    options.first.hover()
    options.first.locator(".option__only").click()
    reader.settled()
    assert reader.query.startswith("?influencer=")
    reader.page.keyboard.press("Escape")
    assert not reader.page.locator("#panel-influencer").is_visible()


def test_presets_and_dates(reader: Reader) -> None:
    reader.open("/")
    reader.page.locator("[data-panel=panel-period]").click()
    reader.page.get_by_role("button", name="Last 90 days").click()
    reader.settled()
    assert "since=" in reader.query and "until=" in reader.query
    assert reader.page.locator("[data-kpi=roi] [class^=chip-]").count() == 1
    reader.page.locator(".date-field[data-date=since] input").fill("2025-01-01")
    reader.settled()
    assert "since=2025-01-01" in reader.query


def test_an_empty_view_offers_the_smallest_way_out(reader: Reader) -> None:
    reader.open("/?campaign=Diwali+Gifting&since=2025-08-01&until=2025-08-31")
    state = reader.page.locator("[data-card=dots] .state")
    assert "Nothing matches" in state.inner_text()
    state.get_by_role("button").first.click()
    reader.settled()
    assert reader.page.locator("[data-card=dots] .state").count() == 0


def test_numbers_are_written_alike_in_the_browser(reader: Reader) -> None:
    reader.open("/method")
    cases = json.loads(CASES.read_text(encoding="utf-8"))
    said = reader.page.evaluate("cases => cases.map(([n, a]) => window.formats[n](...a))", cases)
    assert [s.replace("\u00a0", " ") for s in said] == [c[2].replace("\u00a0", " ") for c in cases]


def test_charts_of_a_profile_and_a_campaign_filter_too(reader: Reader) -> None:
    reader.open("/influencers")
    who = reader.marks("ranking")[0].removeprefix("influencer=")
    for path in (f"/influencers/{who}", "/campaigns/Always%20On"):
        reader.open(path)
        pick = reader.marks("products")[0]
        reader.calls.clear()
        reader.pick("products", pick)
        assert reader.query == f"?{pick}" and len(reader.calls) == 1
        assert reader.page.url.split("?")[0].endswith(path)


def test_a_hidden_column_can_be_shown(reader: Reader) -> None:
    reader.open("/influencers")
    assert reader.table("all").locator(".ag-header-cell[col-id=reach]").count() == 0
    reader.page.locator("[data-columns]").click()
    reader.page.get_by_role("checkbox", name="Reach", exact=True).click()
    reader.page.wait_for_timeout(200)
    grid = reader.page.evaluate(
        "dash_ag_grid.getApi({name: 'all', type: 'grid'}).getColumn('reach').isVisible()"
    )
    assert grid is True


def test_chosen_columns_and_order_are_kept_in_the_browser(reader: Reader) -> None:
    reader.open("/influencers")
    reader.page.locator("[data-columns]").click()
    reader.page.get_by_role("checkbox", name="Reach", exact=True).click()
    reader.page.keyboard.press("Escape")
    reader.page.locator(".ag-header-cell[col-id=payout]").click()
    reader.page.wait_for_function(
        "() => Object.keys(localStorage).some(key => (localStorage.getItem(key) || '')"
        '.includes(\'"sort":"\'))'
    )
    reader.open("/influencers")
    reader.table("all")
    shown = "name => dash_ag_grid.getApi({name: 'all', type: 'grid'}).getColumn(name)"
    reader.page.wait_for_function(f"() => ({shown})('reach').isVisible()")
    assert reader.page.evaluate(f"({shown})('payout').getSort()") in ("asc", "desc")
    reader.open("/campaigns")
    reader.table("all")
    assert not reader.page.evaluate(f"({shown})('reach').isVisible()"), "another page's table"
