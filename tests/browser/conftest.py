"""A running server with the simulated world, and a Chromium that watches for errors."""

from __future__ import annotations

import logging
import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    Request,
    sync_playwright,
)
from werkzeug.serving import make_server

from app import create_app, start_worker
from data.simulate import main as simulate
from settings import Settings

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a simulated year."""
    folder = tmp_path_factory.mktemp("simulated")
    simulate(["--out", str(folder), "--seed", "11", "--influencers", "40", "--rows", "20000"])
    return folder


@pytest.fixture(scope="session")
def address(world: Path) -> Iterator[str]:
    """The address of a server on that world."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app = create_app(Settings(data_dir=world, watch_seconds=0))
    start_worker(app.server)
    server = make_server("127.0.0.1", 0, app.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium; Playwright can't download one everywhere."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert path, "no Chromium: run `make test`, which finds or installs one"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield browser
        browser.close()


HOVERED = """([name, pick]) => {
    const seen = document.querySelector(`[data-chart="${name}"] .js-plotly-plot`)._hoverdata || [];
    return seen.some(point => [point.customdata].flat()[0] === pick);
}"""


@dataclass
class Reader:
    """A person at the dashboard: a page, what it asked the server, what it complained of."""

    page: Page
    address: str
    calls: list[Request] = field(default_factory=list)
    open_calls: int = 0
    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Record callbacks, requests to other hosts, and everything in the console."""
        self.page.on("request", self._asked)
        self.page.on("requestfinished", self._answered)
        self.page.on("requestfailed", self._answered)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console",
            lambda said: self.complaints.append(said.text) if said.type == "error" else None,
        )

    def _asked(self, request: Request) -> None:
        if "_dash-update-component" in request.url:
            self.calls.append(request)
            self.open_calls += 1
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.elsewhere.append(request.url)

    def _answered(self, request: Request) -> None:
        if "_dash-update-component" in request.url:
            self.open_calls = max(0, self.open_calls - 1)

    def open(self, path: str) -> None:
        """Go to a page and wait until it is drawn."""
        self.page.goto(self.address + path)
        self.drawn()

    def drawn(self) -> None:
        """Wait until the page's head is there, its charts are drawn and nothing is under way."""
        self.page.wait_for_selector("h1")
        self.page.wait_for_load_state("networkidle")
        self.page.wait_for_function(
            "() => [...document.querySelectorAll('[data-chart]')].every("
            "c => c.querySelector('.main-svg'))"
        )
        self.page.wait_for_timeout(150)

    def table(self, card: str) -> Locator:
        """The grid of a card: its code comes when the card is near the window."""
        self.page.locator(f"[data-card={card}]").scroll_into_view_if_needed()
        grid = self.page.locator(f"[data-card={card}] .ag-root")
        grid.locator(".ag-row").first.wait_for()
        return grid

    def marks(self, chart: str) -> list[str]:
        """The picks of a chart's marks."""
        return self.page.evaluate(
            """name => {
                const gd = document.querySelector(`[data-chart="${name}"] .js-plotly-plot`);
                const all = gd.data.flatMap(t => t.customdata || []);
                return all.map(c => Array.isArray(c) ? c[0] : c)
                    .filter(Boolean);
            }""",
            chart,
        )

    def figure(self, chart: str) -> str:
        """The drawn numbers of a chart, as text to compare."""
        return self.page.evaluate(
            """name => {
                const gd = document.querySelector(`[data-chart="${name}"] .js-plotly-plot`);
                return JSON.stringify(gd.data.map(t => [t.x, t.y]));
            }""",
            chart,
        )

    def pick(self, chart: str, pick: str, *, shift: bool = False) -> None:
        """Click the mark of a chart that stands for a pick, with the real mouse."""
        spot = self.page.evaluate(SPOT, [chart, pick])
        assert spot, f"{chart} has no mark {pick}"
        if shift:
            self.page.keyboard.down("Shift")
        # The chart hears a click only once it knows what lies under the mouse, which a busy page
        # or one that still moves may miss at first: three looks in a row must agree.
        agreed = 0
        for _ in range(150):
            spot = self.page.evaluate(SPOT, [chart, pick])
            self.page.mouse.move(spot["x"] - 1, spot["y"])
            self.page.mouse.move(spot["x"], spot["y"])
            self.page.wait_for_timeout(40)
            still = self.page.evaluate(SPOT, [chart, pick]) == spot
            agreed = agreed + 1 if still and self.page.evaluate(HOVERED, [chart, pick]) else 0
            if agreed == 3:
                break
        assert agreed == 3, f"{chart} does not see the mouse on {pick}"
        before = self.query
        self.page.mouse.click(spot["x"], spot["y"])
        if shift:
            self.page.keyboard.up("Shift")
        self.page.wait_for_function("before => location.search !== before", arg=before)
        self.settled()

    def settled(self) -> None:
        """Wait until answers have come and are drawn."""
        self.page.wait_for_timeout(120)
        for _ in range(600):
            if not self.open_calls:
                break
            self.page.wait_for_timeout(50)
        self.page.wait_for_timeout(300)

    def arrived(self, heading: str) -> None:
        """Wait until a page with this heading has taken the place of the one before."""
        self.page.wait_for_function(
            "words => document.querySelector('h1')?.innerText === words", arg=heading
        )
        self.drawn()

    @property
    def query(self) -> str:
        """The query of the address bar."""
        return self.page.evaluate("location.search")


SPOT = """([name, pick]) => {
    const gd = document.querySelector(`[data-chart="${name}"] .js-plotly-plot`);
    gd.scrollIntoView({block: 'center', behavior: 'instant'});
    const box = gd.getBoundingClientRect(), layout = gd._fullLayout;
    for (const trace of gd._fullData) {
        const data = trace.customdata || [];
        for (let i = 0; i < data.length; i++) {
            const own = Array.isArray(data[i]) ? data[i][0] : data[i];
            if (own !== pick) continue;
            const xa = layout[trace.xaxis === 'x' ? 'xaxis' : 'xaxis' + trace.xaxis.slice(1)];
            const ya = layout[trace.yaxis === 'y' ? 'yaxis' : 'yaxis' + trace.yaxis.slice(1)];
            let x = trace.x[i], y = trace.y[i];
            if (x === null || y === null) continue;
            if (trace.type === 'bar' && trace.orientation === 'h') {
                const base = Array.isArray(trace.base) ? trace.base[i] : (trace.base || 0);
                return {x: box.left + xa._offset + xa.c2p(base + x / 2, true),
                        y: box.top + ya._offset + ya.c2p(ya.d2c(y))};
            }
            const spot = {x: box.left + xa._offset + xa.c2p(xa.d2c(x)),
                          y: box.top + ya._offset + ya.c2p(ya.d2c(y))};
            if (Number.isFinite(spot.x) && Number.isFinite(spot.y)) return spot;
        }
    }
    return null;
}"""


@pytest.fixture
def reader(chromium: Browser, address: str) -> Iterator[Reader]:
    """A reader at 1440 px; the test fails if the console or another host was needed."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    someone = Reader(context.new_page(), address)
    someone.watch()
    yield someone
    context.close()
    assert not someone.elsewhere, someone.elsewhere
    assert not someone.complaints, someone.complaints


@pytest.fixture(scope="session")
def window(chromium: Browser) -> Iterator[BrowserContext]:
    """One window for every test that only looks: it moves nothing and keeps what it loaded."""
    context = chromium.new_context(
        viewport={"width": 1440, "height": 900}, reduced_motion="reduce", color_scheme="light"
    )
    yield context
    context.close()


@pytest.fixture
def visitor(window: BrowserContext, address: str) -> Iterator[Reader]:
    """A reader in that window; the test fails if a script failed or another host was asked."""
    someone = Reader(window.new_page(), address)
    someone.watch()
    yield someone
    # What this reader chose to keep, a theme for one, is not the next one's.
    someone.page.evaluate("() => { try { localStorage.clear(); } catch { /* nothing opened */ } }")
    someone.page.close()
    assert not someone.elsewhere, someone.elsewhere
    # A page that is not there answers 404, which the console repeats.
    assert not [c for c in someone.complaints if "status of 404" not in c], someone.complaints
