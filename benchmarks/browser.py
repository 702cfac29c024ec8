"""What a reader waits for: click to painted, bytes and requests of a visit, requests a click."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, Request, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PORT = 8063
PAGES = ("/", "/influencers", "/campaigns", "/patterns")
CLICKED = {"/": "dots", "/influencers": "ranking", "/campaigns": "dots", "/patterns": "tiles"}
PICKS = 12

CLICK = """async ([name, index]) => {
    const gd = document.querySelector(`[data-chart="${name}"] .js-plotly-plot`);
    const trace = gd.data.findIndex((t) => (t.customdata || []).length > index);
    const shown = [...document.querySelectorAll("[data-chart]")].filter((one) => {
        const box = one.getBoundingClientRect();
        return box.bottom > 0 && box.top < innerHeight;
    }).map((one) => one.dataset.chart);
    performance.clearMarks("chart-painted");
    const start = performance.now();
    let last = start;
    const seen = new MutationObserver(() => { last = performance.now(); });
    seen.observe(document.getElementById("main"),
        {childList: true, subtree: true, attributes: true, characterData: true});
    gd.emit("plotly_click", {points: [{curveNumber: trace, pointNumber: index,
        customdata: gd.data[trace].customdata[index], data: gd.data[trace]}],
        event: new MouseEvent("click")});
    await new Promise((done) => {
        const wait = () => (performance.now() - Math.max(last, start) > 400 && last > start)
            || performance.now() - start > 5000 ? done() : setTimeout(wait, 20);
        wait();
    });
    seen.disconnect();
    const painted = performance.getEntriesByName("chart-painted")
        .filter((one) => shown.includes(one.detail)).map((one) => one.startTime);
    return [Math.max(...painted) - start, last - start];
}"""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of the production server on a folder."""
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "app:server"]
    env = {**os.environ, "DATA_DIR": str(folder), "PORT": str(PORT)}
    address = f"http://127.0.0.1:{PORT}"
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as server:  # fmt: skip
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
    page.wait_for_selector(".js-plotly-plot .main-svg")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)


def visit(page: Page, address: str) -> tuple[int, int]:
    """(bytes over the wire, requests) of opening an address."""
    sizes: list[int] = []

    def finished(request: Request) -> None:
        if request.url.startswith("http"):
            sizes.append(request.sizes()["responseBodySize"])

    page.on("requestfinished", finished)
    page.goto(address)
    drawn(page)
    page.remove_listener("requestfinished", finished)
    return sum(sizes), len(sizes)


def report(folder: Path, rows: int, say: Callable[[str], None]) -> None:
    """Print the visit and the click of each page."""
    path = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
    with served(folder) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        first, second = visit(page, f"{address}/"), visit(page, f"{address}/")
        say(
            f"visit {rows:,}: first {first[0] / 1e6:.2f} MB in {first[1]} requests, "
            f"next {second[0] / 1e6:.3f} MB in {second[1]} requests"
        )
        for where in PAGES:
            page.goto(address + where)
            drawn(page)
            calls: list[Request] = []
            page.on("request", lambda r, c=calls: c.append(r) if "_dash-upd" in r.url else None)
            page.locator(f"[data-chart={CLICKED[where]}]").scroll_into_view_if_needed()
            page.wait_for_timeout(300)
            times = [page.evaluate(CLICK, [CLICKED[where], n % 3]) for n in range(PICKS)]
            painted, still = (sorted(one) for one in zip(*times))
            say(
                f"click {rows:,} {where}: charts in the window painted after "
                f"{statistics.median(painted):.0f} ms (slowest {painted[-1]:.0f}), the whole page "
                f"still after {statistics.median(still):.0f} ms (slowest {still[-1]:.0f}), "
                f"{len(calls) / PICKS:.1f} requests a click"
            )
        browser.close()
