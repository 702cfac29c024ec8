"""Charts in the browser, on a page of their own: colours, clicks, keys, brush, table, files."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from components.charts.heatmap import heatmap
from components.charts.parts import figure
from components.charts.ratio_dots import ratio_dots
from components.charts.trend import trend
from components.charts.waterfall import waterfall
from components.theme import tokens
from tests.components.charts.frames import (
    HOSTILE,
    NAMES,
    OTHERS,
    calendar,
    cells,
    drawn,
    groups,
    with_intervals,
)
from tests.twins import csv_of, table_of

ASSETS = Path(__file__).resolve().parents[2] / "assets"
SCRIPTS = (
    "formats.js", "charts-keys.js", "charts-notes.js", "charts-tools.js", "charts-turns.js",
    "charts.js",
)  # fmt: skip
PAGE = """<!doctype html><html lang="en" data-bs-theme="light"><body><section class="card">
<h2>A finding</h2>
<button data-tool="table" data-for="one">T</button><button data-tool="png" data-for="one">P</button>
<button data-tool="csv" data-for="one">C</button>
<div class="chart" data-chart="one" tabindex="0" style="width: 640px; max-width: 100%">
<div class="dash-graph"><div id="graph"></div></div></div></section>
<script>window.sent = []; window.intents = { send: (one) => window.sent.push(one) };</script>
</body></html>"""

Draw = Callable[[dict], Page]


@pytest.fixture
def draw(chromium: Browser) -> Iterator[Draw]:
    """Draws one figure on a page that records the intents of charts."""
    context = chromium.new_context(viewport={"width": 900, "height": 800}, accept_downloads=True)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text))
    page.set_content(PAGE)
    page.add_style_tag(path=ASSETS / "10-tokens.css")
    page.add_style_tag(path=ASSETS / "50-charts.css")
    bundle = next(ASSETS.glob("plotly-basic-*.min.js"))
    for script in (bundle, *(ASSETS / name for name in SCRIPTS)):
        page.add_script_tag(path=script)

    def drawn(figure: dict) -> Page:
        page.evaluate(
            "figure => window.Plotly.react(document.getElementById('graph'), figure)", figure
        )
        return page

    yield drawn
    context.close()
    assert not complaints, complaints


def platform_dots() -> dict:
    return ratio_dots([("Platform", groups(NAMES))], period="1 Jun – 31 Aug 2025")


def sent(page: Page) -> list[dict]:
    return page.evaluate("window.sent")


def place(page: Page, x: float, y: float) -> tuple[float, float]:
    """Px of a place: a share of the plot's width, and a value of its first y axis."""
    return page.evaluate(
        """([x, y]) => {
            const gd = document.getElementById('graph'), full = gd._fullLayout;
            gd.scrollIntoView();
            const box = gd.getBoundingClientRect();
            return [box.left + full.xaxis._offset + x * full.xaxis._length,
                    box.top + full.yaxis._offset + full.yaxis.l2p(y)];
        }""",
        [x, y],
    )


def theme(page: Page, name: str) -> None:
    page.evaluate("name => document.documentElement.setAttribute('data-bs-theme', name)", name)
    page.wait_for_timeout(150)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_token_names_become_the_colours_of_the_theme(draw: Draw, name: str) -> None:
    page = draw(platform_dots())
    theme(page, name)
    assert "var(--" not in page.inner_html("#graph")
    known = {c.lower() for c in tokens.resolve(name).values()}
    gd = "document.getElementById('graph')"
    colours = page.evaluate(f"{gd}.data.at(-1).marker.color")
    assert {c.lower() for c in colours} <= known
    assert page.evaluate(f"{gd}._fullLayout.font.color").lower() in known


BOXES = """selector => [...document.querySelectorAll(selector)].map((text) => {
    const {left, right, top, bottom} = text.getBoundingClientRect();
    const word = text.querySelector("tspan tspan") || text.querySelector("tspan") || text;
    const {fill, fontWeight} = getComputedStyle(word);
    return {text: text.textContent, box: [left, right, top, bottom], style: [fill, fontWeight]};
})"""
CORNERS = [
    {"text": f"{across} {down}", "x": x, "y": y, "xref": "paper", "yref": "paper", **anchors}
    for across, x in (("left", 0.1), ("center", 0.5), ("right", 0.9))
    for down, y in (("bottom", 0.1), ("middle", 0.5), ("top", 0.9))
    for anchors in ({}, {"xanchor": across, "yanchor": down, "xshift": 7, "yshift": -5})
]
TOLD = [
    {"text": "A &lt;b&gt; &amp; c", "x": 0, "y": 3},
    {"text": "Two<br>lines  and spaces", "x": 0, "y": 1, "align": "left", "xanchor": "left"},
    {"text": "outside", "x": 99, "y": 1},
    *({"text": figure.plain(name), "x": 0, "y": 2} for name in HOSTILE),
]


def noted(*notes: dict) -> dict:
    figure = platform_dots()
    figure["layout"]["annotations"] = [{**one, "showarrow": False} for one in notes]
    return figure


@pytest.mark.parametrize(
    "figure",
    [platform_dots(), trend(calendar(), grain="week"), noted(*CORNERS), noted(*TOLD)],
    ids=["dots", "trend", "corners", "told"],
)
def test_notes_stand_where_plotly_would_write_them(draw: Draw, figure: dict) -> None:
    page = draw(figure)
    page.evaluate("document.fonts.ready.then(() => null)")
    ours = page.evaluate(BOXES, ".notes > text")
    assert not page.evaluate(BOXES, ".annotation-text")
    page.evaluate(
        """figure => {
            const {annotations} = window.charts.prepared(figure).layout;
            return window.Plotly.relayout(document.getElementById("graph"), {annotations});
        }""",
        figure,
    )
    theirs = page.evaluate(BOXES, ".annotation-text")
    assert len(ours) == len(theirs) > 1
    for one, other in zip(ours, theirs):
        assert (one["text"], one["style"]) == (other["text"], other["style"])
        assert one["box"] == pytest.approx(other["box"], abs=1.5), one["text"]


def test_notes_are_those_of_the_newest_figure(draw: Draw) -> None:
    page = draw(noted({"text": "old", "x": 0, "y": 1}))
    draw(noted({"text": "new", "x": 0, "y": 1}))
    assert page.text_content(".notes") == "new"
    draw(noted())
    assert page.locator(".notes").count() == 0


def test_a_new_theme_asks_nobody_and_marks_its_painting(draw: Draw) -> None:
    page = draw(platform_dots())
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    before = page.evaluate("performance.getEntriesByName('chart-painted').length")
    theme(page, "dark")
    assert page.evaluate("performance.getEntriesByName('chart-painted').length") == before + 1
    assert asked == []


@pytest.mark.parametrize("name", ["light", "dark"])
def test_text_on_the_ramp_contrasts_everywhere(draw: Draw, name: str) -> None:
    page = draw(platform_dots())
    theme(page, name)
    words = [f"var(--div-{at / 100}{soft}{ink})" for at in range(0, 801, 5)
             for soft, ink in (("", "-ink"), ("-soft", "ink")) for ink in ("", ink)]  # fmt: skip
    figure = {"data": [{"type": "bar", "text": words}], "layout": {}}
    mixed = page.evaluate("f => window.charts.prepared(f).data[0].text", figure)
    for ground, ink in zip(mixed[::2], mixed[1::2]):
        shades = ground if ground.startswith("#") else "#" + "".join(
            f"{int(v):02X}" for v in ground[4:-1].split(","))  # fmt: skip
        black = {"#000": "#000000", "#fff": "#FFFFFF"}.get(ink, ink)
        assert tokens.contrast(shades, black) >= 4.5


def test_a_click_sends_the_pick_once_and_the_others_step_back(draw: Draw) -> None:
    page = draw(platform_dots())
    spot = place(page, 0.02, 2)
    page.mouse.move(*spot)
    page.mouse.dblclick(*spot)
    page.wait_for_timeout(100)
    pick = groups(NAMES)["pick"][1]
    assert sent(page) == [{"kind": "pick", "pick": pick, "add": False}]
    faded = page.evaluate(
        "[...document.querySelectorAll('#graph path.point')].map((one) => +one.style.opacity)"
    )
    assert faded[-3:] == [0.35, 1, 0.35]
    # Nothing came: after a while all stands as before.
    page.wait_for_function(
        "[...document.querySelectorAll('#graph path.point')].every((one) => "
        "one.style.opacity === '' || +one.style.opacity === 1)"
    )


def test_charts_beyond_the_window_take_their_turn_and_end_with_the_newest(draw: Draw) -> None:
    page = draw(platform_dots())
    # Far below, then drawn twice in one go: what was asked last stands, and both calls end.
    page.evaluate("document.getElementById('graph').parentElement.style.marginTop = '3000px'")
    page.wait_for_timeout(200)
    told = page.evaluate(
        """async () => {
            const gd = document.getElementById('graph'), old = window.charts.sent.get(gd);
            const named = (name) =>
                ({...old, layout: {...old.layout, meta: {...old.layout.meta, name}}});
            const calls = ["first", "second"].map((name) => window.Plotly.react(gd, named(name)));
            const at_once = gd.layout.meta.name;
            await Promise.all(calls);
            return [at_once, gd.layout.meta.name];
        }"""
    )
    assert told == [None, "second"]
    page.evaluate("window.scrollTo(0, 3000)")
    page.wait_for_timeout(200)
    told = page.evaluate(
        """() => {
            const gd = document.getElementById('graph'), old = window.charts.sent.get(gd);
            const meta = {...old.layout.meta, name: "third"};
            window.Plotly.react(gd, {...old, layout: {...old.layout, meta}});
            return gd.layout.meta.name;
        }"""
    )
    assert told == "third", "one in the window is drawn at once"


def test_a_figure_that_looks_the_same_is_not_drawn_anew_but_heard(draw: Draw) -> None:
    page = draw(platform_dots())
    kept, state, after = page.evaluate(
        """async () => {
            const gd = document.getElementById('graph'), reckoned = gd.calcdata;
            const next = structuredClone(window.charts.sent.get(gd));
            const last = next.data[next.data.length - 1];
            last.customdata[0][1] = "picked";
            await window.Plotly.react(gd, next);
            const kept = gd.calcdata === reckoned;
            const state = gd.data[gd.data.length - 1].customdata[0][1];
            last.x = last.x.map((x) => x && x * 1.1);
            await window.Plotly.react(gd, structuredClone(next));
            return [kept, state, gd.calcdata === reckoned];
        }"""
    )
    assert kept and state == "picked" and not after


def test_shift_adds_and_names_beside_the_plot_are_targets(draw: Draw) -> None:
    page = draw(platform_dots())
    for share in (-0.3, 1.15):
        spot = place(page, share, 1)
        page.keyboard.down("Shift")
        page.mouse.click(*spot)
        page.keyboard.up("Shift")
        page.wait_for_timeout(400)
    pick = groups(NAMES)["pick"][0]
    assert sent(page) == [{"kind": "pick", "pick": pick, "add": True}] * 2
    page.mouse.click(*place(page, -0.3, 0))
    assert len(sent(page)) == 2, "a heading picks nothing"


def test_marks_without_a_pick_send_nothing(draw: Draw) -> None:
    lost = groups(NAMES).assign(net_return=[-3.0, -2.0, -1.0])
    page = draw(waterfall(lost))
    page.mouse.click(*place(page, 0.5, 3))
    assert sent(page) == []


LABEL = "name => document.querySelector('#graph .hoverlayer').textContent.includes(name)"


def test_keys_walk_the_points_show_their_labels_and_pick(draw: Draw) -> None:
    page = draw(platform_dots())
    page.focus("[data-chart]")
    said: list[str] = []
    for key in ("ArrowDown", "ArrowRight", "End", "ArrowDown", "Home", "ArrowUp"):
        page.keyboard.press(key)
        said.append(page.inner_text("#chart-voice"))
    numbers = [words.rsplit(", ", 1)[1] for words in said]
    assert numbers == ["1 of 3", "2 of 3", "3 of 3", "3 of 3", "1 of 3", "1 of 3"]
    assert said[0].startswith("Instagram, ROI ") and "<" not in said[0]
    page.wait_for_function(LABEL, arg="Instagram")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Space")
    picks = groups(NAMES)["pick"]
    assert [(one["pick"], one["add"]) for one in sent(page)] == [
        (picks[0], False),
        (picks[1], True),
    ]
    page.keyboard.press("Escape")
    page.wait_for_function("() => !document.querySelector('#graph .hoverlayer').textContent")
    page.keyboard.press("Enter")
    assert len(sent(page)) == 2


@pytest.mark.parametrize(
    "figure",
    [
        trend(calendar(), grain="week"),
        heatmap(
            with_intervals(cells(NAMES, OTHERS)),
            groups(NAMES),
            groups(OTHERS, by="category"),
            rows_by="platform",
            columns_by="category",
        ),
    ],
    ids=["trend", "tiles"],
)
def test_every_kind_of_chart_reads_by_keys(draw: Draw, figure: dict) -> None:
    page = draw(figure)
    page.focus("[data-chart]")
    page.keyboard.press("End")
    label, number = page.inner_text("#chart-voice").rsplit(", ", 1)
    total = int(number.split(" of ")[1])
    assert label and number == f"{total} of {total}"
    assert total == sum(
        len(t["customdata"])
        for t in figure["data"]
        if t.get("customdata") and t.get("meta") != "hit"
    )
    assert page.text_content("#graph .hoverlayer")


def test_dragging_over_the_trend_chooses_its_steps(draw: Draw) -> None:
    page = draw(trend(calendar(20), grain="week", last=date(2025, 5, 25)))
    start, end = place(page, 0.26, 9e4), place(page, 0.44, 9e4)
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=5)
    page.mouse.up()
    page.wait_for_timeout(200)
    (intent,) = sent(page)
    assert intent == {"kind": "period", "since": "2025-02-10", "until": "2025-03-09"}


def test_the_phone_variant_comes_and_goes_with_the_width(draw: Draw) -> None:
    page = draw(platform_dots())
    full = "document.getElementById('graph')._fullLayout"
    assert page.evaluate(f"{full}.yaxis3.showticklabels") is True
    page.set_viewport_size({"width": 390, "height": 800})
    page.wait_for_timeout(200)
    assert page.evaluate(f"{full}.yaxis3.showticklabels") is False
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 900, "height": 800})
    page.wait_for_timeout(200)
    assert page.evaluate(f"{full}.yaxis3.showticklabels") is True


def test_the_table_is_a_real_one_and_names_stay_text(draw: Draw) -> None:
    figure = ratio_dots([("Platform", groups(HOSTILE))])
    page = draw(figure)
    page.click("[data-tool=table]")
    assert page.inner_text("table caption") == figure["layout"]["meta"]["twin"]["caption"]
    assert page.locator("table th[scope=col]").count() >= 5
    names = page.locator("table tbody th[scope=row]").all_text_contents()
    assert names == list(HOSTILE)
    assert page.locator("#graph").is_hidden()
    assert page.get_attribute("[data-tool=table]", "aria-pressed") == "true"
    draw(platform_dots())
    assert page.locator("table tbody tr").count() == 3, "an open table follows the chart"
    page.click("[data-tool=table]")
    assert page.locator("table").count() == 0 and page.locator("#graph").is_visible()


def test_files_are_named_for_the_chart_and_its_period(draw: Draw) -> None:
    page = draw(ratio_dots([("", groups(HOSTILE))], period="1 Jun – 31 Aug 2025"))
    with page.expect_download() as waiting:
        page.click("[data-tool=csv]")
    assert waiting.value.suggested_filename == "influencer-roi_one_1-jun-31-aug-2025.csv"
    text = waiting.value.path().read_bytes().decode("utf-8")
    assert text.startswith("\ufefflabel,roi,")
    assert "\"'=HYPERLINK(" in text and "\n=HYPERLINK" not in text
    theme(page, "dark")
    with page.expect_download() as waiting:
        page.click("[data-tool=png]")
    assert waiting.value.suggested_filename == "influencer-roi_one_1-jun-31-aug-2025.png"
    assert waiting.value.path().read_bytes()[:4] == b"\x89PNG"
    assert page.get_attribute("html", "data-bs-theme") == "dark"


KINDS = {**drawn(), **{f"hostile {k}": v for k, v in drawn(HOSTILE, HOSTILE[:4]).items()}}


@pytest.mark.parametrize("build", KINDS.values(), ids=KINDS.keys())
def test_a_table_and_a_csv_say_what_the_figure_holds(draw: Draw, build: Callable) -> None:
    figure = build()
    meta = figure["layout"]["meta"]
    page = draw(figure)
    page.click("[data-tool=table]")
    shown = page.evaluate("""() => [...document.querySelectorAll("table tbody tr")]
        .map((row) => [...row.cells].map((cell) => cell.textContent))""")
    assert shown == table_of(meta)
    assert page.locator("table th[scope=col]").all_text_contents() == meta["twin"]["labels"]
    with page.expect_download() as waiting:
        page.click("[data-tool=csv]")
    with Path(waiting.value.path()).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row, raw in zip(rows, csv_of(meta), strict=True):
        for key, value in raw.items():
            if isinstance(value, str):
                assert row[key].removeprefix("'") == value.removeprefix("'")
            else:
                assert (float(row[key]) if row[key] else None) == value


@pytest.mark.parametrize("start", ["=1", "+1", "-1", "@x", "\tx", "\rx"])
def test_cells_of_a_csv_are_never_formulas(draw: Draw, start: str) -> None:
    page = draw(platform_dots())
    cell = page.evaluate("text => window.charts_tools.cell(text)", start)
    assert cell.strip('"').startswith("'")
    assert page.evaluate("window.charts_tools.cell(-1.5)") == "-1.5"
    assert page.evaluate("window.charts_tools.cell(null)") == ""


def test_paper_is_light(draw: Draw) -> None:
    page = draw(platform_dots())
    theme(page, "dark")
    colour = "document.getElementById('graph').data.at(-1).marker.color[0]"
    dark = page.evaluate(colour)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(colour) != dark
    assert page.evaluate(colour) in tokens.resolve("light").values()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.wait_for_timeout(100)
    assert page.evaluate(colour) == dark


def test_the_figure_that_was_sent_stays_as_it_was(draw: Draw) -> None:
    figure = platform_dots()
    page = draw(figure)
    kept = page.evaluate("window.charts.sent.get(document.getElementById('graph'))")
    assert kept == json.loads(json.dumps(figure))
