"""What a reader waits for: click to painted, bytes and requests of a visit, requests a click."""

from __future__ import annotations

import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, Page, Request, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PORT = 8063
CLICKED = {"/": "dots", "/influencers": "ranking", "/campaigns": "dots", "/patterns": "tiles"}
PICKS, VISITS, REST = 10, 5, 300
TIMES = ("first", "whole")
WINDOW = {"width": 1440, "height": 900}
SLOW = {
    "offline": False, "latency": 20, "downloadThroughput": 1_250_000, "uploadThroughput": 1_250_000
}  # fmt: skip

PAINTED = """() => {
    const shown = [...document.querySelectorAll("[data-chart]")]
        .filter((one) => one.getBoundingClientRect().top < innerHeight)
        .map((one) => one.dataset.chart);
    return performance.getEntriesByName("chart-painted")
        .filter((one) => shown.includes(one.detail)).map((one) => one.startTime);
}"""

CLICK = """async ([name, index, rest]) => {
    const gd = document.querySelector(`[data-chart="${name}"] .js-plotly-plot`);
    const marks = gd.data.flatMap((one, trace) => (one.customdata || []).flatMap((about, point) =>
        (about && about[0] ? [[trace, point]] : [])));
    const [trace, point] = marks[index % marks.length];
    const shown = [...document.querySelectorAll("[data-chart]")].filter((one) => {
        const box = one.getBoundingClientRect();
        return box.bottom > 0 && box.top < innerHeight;
    }).map((one) => one.dataset.chart);
    const event = {points: [{curveNumber: trace, pointNumber: point,
        customdata: gd.data[trace].customdata[point], data: gd.data[trace]}],
        event: new MouseEvent("click")};
    if (rest) {
        gd.emit("plotly_hover", event);
        await new Promise((done) => setTimeout(done, rest));
    }
    performance.clearMarks("chart-painted");
    performance.clearResourceTimings();
    const answered = () => performance.getEntriesByType("resource")
        .some((one) => one.name.includes("_dash-update") && one.responseEnd > 0);
    // The browser lays out and paints after a frame's callbacks, before a task of this priority.
    const frames = [];
    let watching = true;
    const frame = () => {
        const begun = performance.now();
        const seen = () => frames.push([begun, performance.now()]);
        scheduler.postTask(seen, {priority: "user-blocking"});
        if (watching) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    const start = performance.now();
    let last = start;
    const seen = new MutationObserver(() => { last = performance.now(); });
    seen.observe(document.getElementById("main"),
        {childList: true, subtree: true, attributes: true, characterData: true});
    gd.emit("plotly_click", event);
    await new Promise((done) => {
        const wait = () => (answered() && performance.now() - Math.max(last, start) > 400)
            || performance.now() - start > 5000 ? done() : setTimeout(wait, 20);
        wait();
    });
    seen.disconnect();
    watching = false;
    const painted = performance.getEntriesByName("chart-painted")
        .filter((one) => shown.includes(one.detail)).map((one) => one.startTime);
    const [, shownAt] = frames.find(([begun]) => begun >= Math.max(...painted));
    return [shownAt - start, last - start];
}"""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of the production server on a folder."""
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "app:server"]
    env = {**os.environ, "DATA_DIR": str(folder), "PORT": str(PORT)}
    address = f"http://127.0.0.1:{PORT}"
    with tempfile.TemporaryDirectory() as cache, subprocess.Popen(
        command, cwd=ROOT, env={**env, "CACHE_DIR": cache},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as server:  # fmt: skip
        try:
            for _ in range(900):
                try:
                    urllib.request.urlopen(f"{address}/readyz", timeout=5).close()
                    break
                except OSError:
                    time.sleep(0.1)
            yield address
        finally:
            server.terminate()


def drawn(page: Page) -> None:
    """Wait until the page stands."""
    page.wait_for_load_state("networkidle")
    if page.locator("[data-chart]").count():
        page.wait_for_selector(".js-plotly-plot .main-svg")
    page.wait_for_timeout(300)


@dataclass(frozen=True)
class Visit:
    """What opening an address cost: bytes over the wire, requests, ms to the charts in sight.

    A page without charts has no time.
    """

    bytes: int
    requests: int
    first: float = math.nan
    whole: float = math.nan


def visit(page: Page, address: str, slow: bool = False) -> Visit:
    """Open an address; ``slow`` at 10 Mbit/s with 20 ms to the server and back."""
    sizes: list[int] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda e: sizes.append(int(e["encodedDataLength"])))
    if slow:
        session.send("Network.emulateNetworkConditions", SLOW)
    page.goto(address)
    drawn(page)
    session.detach()
    times = page.evaluate(PAINTED)
    return Visit(sum(sizes), len(sizes), *(times[:1] + times[-1:]))


def pages(address: str) -> list[str]:
    """Every page, those of one influencer and one campaign too: the ones that sold most."""
    subjects = []
    for kind in ("influencer", "campaign"):
        asked = f"{address}/api/breakdown?by={kind}&metric=revenue"
        with urllib.request.urlopen(asked, timeout=60) as answer:
            best = max(json.load(answer)["rows"], key=lambda row: row["revenue"] or 0)
        subjects.append(f"/{kind}s/{quote(best['key'], safe='')}")
    return [*CLICKED, *subjects, "/data", "/method"]


def visits(browser: Browser, address: str, where: str, rows: int, say: Callable) -> None:
    """Print the first visit of a page, the same at 10 Mbit/s, and the next one."""
    first: list[Visit] = []
    slowed: list[Visit] = []
    again: list[Visit] = []
    for _ in range(VISITS):
        with closing(browser.new_context(viewport=WINDOW)) as context:
            page = context.new_page()
            first.append(visit(page, address + where))
            again.append(visit(page, address + where))
        # Alone in its context: Chromium may never open the page that follows a slowed one.
        with closing(browser.new_context(viewport=WINDOW)) as context:
            slowed.append(visit(context.new_page(), address + where, slow=True))

    def charts(visits: list[Visit]) -> str:
        first, whole = (statistics.median(getattr(v, part) for v in visits) for part in TIMES)
        return "no chart" if math.isnan(first) else f"charts {first:.0f} to {whole:.0f} ms"

    say(
        f"visit {rows:,} {where}: first {first[0].bytes / 1e6:.2f} MB in {first[0].requests} "
        f"requests, {charts(first)}; at 10 Mbit/s {charts(slowed)}; "
        f"next {again[0].bytes / 1e6:.3f} MB in {again[0].requests} requests, {charts(again)}"
    )


def clicks(page: Page, address: str, where: str, rows: int, say: Callable) -> None:
    """Print how long clicks on the marks of a chart take, one after the other: each is new."""
    page.goto(address + where)
    drawn(page)
    calls: list[Request] = []
    page.on("request", lambda r: calls.append(r) if "_dash-upd" in r.url else None)
    page.locator(f"[data-chart={CLICKED[where]}]").scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    for rest, words in ((REST, f"after {REST} ms on the mark"), (0, "out of nowhere")):
        calls.clear()
        half = range(PICKS) if rest else range(PICKS, 2 * PICKS)
        times = [page.evaluate(CLICK, [CLICKED[where], n, rest]) for n in half]
        painted, still = (sorted(one) for one in zip(*times))
        late = int(len(painted) * 0.95)
        say(
            f"click {rows:,} {where}, {words}: charts in the window painted after "
            f"{statistics.median(painted):.0f} ms (p95 {painted[late]:.0f}), the whole page still "
            f"after {statistics.median(still):.0f} ms (p95 {still[late]:.0f}), "
            f"{len(calls) / PICKS:.1f} requests a click"
        )


def report(folder: Path, rows: int, say: Callable[[str], None]) -> None:
    """Print the visits and the clicks of each page."""
    path = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
    with served(folder) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for where in pages(address):
            visits(browser, address, where, rows, say)
        page = browser.new_context(viewport=WINDOW).new_page()
        for where in CLICKED:
            clicks(page, address, where, rows, say)
            page = page.context.new_page()
        browser.close()
