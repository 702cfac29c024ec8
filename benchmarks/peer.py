"""The same click and visit on a Streamlit page (benchmarks/peers), in an environment of its own."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, WebSocket, sync_playwright

from benchmarks.browser import PICKS, ROOT, drawn

PYTHON = ROOT / "build" / "peers" / "bin" / "python"
PORT = 8064

CLICK = """async (index) => {
    const labels = [...document.querySelectorAll("[data-testid=stRadio] label")]
        .filter((one) => one.querySelector("input"));
    const start = performance.now();
    let last = start;
    const seen = new MutationObserver(() => { last = performance.now(); });
    seen.observe(document.body,
        {childList: true, subtree: true, attributes: true, characterData: true});
    labels[index % labels.length].click();
    await new Promise((done) => {
        const wait = () => (performance.now() - Math.max(last, start) > 800 && last > start)
            || performance.now() - start > 20000 ? done() : setTimeout(wait, 20);
        wait();
    });
    seen.disconnect();
    return last - start;
}"""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of the Streamlit page on a folder."""
    page = Path(__file__).parent / "peers" / "streamlit_page.py"
    command = [PYTHON, "-m", "streamlit", "run", page, "--server.headless", "true",
               "--server.port", str(PORT), "--server.address", "127.0.0.1",
               "--browser.gatherUsageStats", "false", "--", folder]  # fmt: skip
    address = f"http://127.0.0.1:{PORT}"
    with subprocess.Popen(
        [str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "HOME": str(folder)},
    ) as server:  # fmt: skip
        try:
            for _ in range(300):
                try:
                    urllib.request.urlopen(f"{address}/_stcore/health", timeout=5).close()
                    break
                except OSError:
                    time.sleep(0.1)
            yield address
        finally:
            server.terminate()


def visit(page: Page, address: str) -> int:
    """Bytes over the wire of a first visit, the web socket's included."""
    sizes: list[int] = []

    def listened(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: sizes.append(len(frame)))

    page.on("requestfinished", lambda r: sizes.append(r.sizes()["responseBodySize"]))
    page.on("websocket", listened)
    page.goto(address)
    drawn(page)
    page.wait_for_timeout(3_000)
    return sum(sizes)


def report(folder: Path, rows: int, say: Callable[[str], None]) -> None:
    """Print its visit and its click; a line says so where it is not installed."""
    if not PYTHON.exists():
        say(f"click {rows:,} Streamlit: not installed here (make bench-full does)")
        return
    path = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
    with served(folder) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        say(f"visit {rows:,} Streamlit: {visit(page, address) / 1e6:.2f} MB")
        times = [page.evaluate(CLICK, n % 3 + 1) for n in range(PICKS)]
        say(
            f"click {rows:,} Streamlit, seven charts and two tables: painted after "
            f"{statistics.median(times):.0f} ms (slowest {max(times):.0f})"
        )
        browser.close()
