"""Pictures of every page in both themes and three widths, under docs/screenshots.

``make screenshots`` runs it on the sample data with the Chromium named by ``CHROMIUM``.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import make_server

from app import create_app, start_worker
from settings import SAMPLE, Settings

TARGET = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
WIDTHS = (1440, 1024, 390)
THEMES = ("light", "dark")
QUALITY = 60
TALLEST = 3200  # the method page is many screens of text: its first ones tell enough


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The address of a server on a folder, and the pages with their names."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app = create_app(Settings(data_dir=folder, watch_seconds=0))
    start_worker(app.server)
    store = app.server.extensions["dashboard"][1].state.store
    pages = {
        "overview": "/",
        "influencers": "/influencers",
        "influencer": f"/influencers/{store.values('influencer')[0]}",
        "campaigns": "/campaigns",
        "campaign": f"/campaigns/{store.values('campaign')[0]}",
        "patterns": "/patterns",
        "data": "/data",
        "method": "/method",
    }
    server = make_server("127.0.0.1", 0, app.server, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", pages
    server.shutdown()


def photographed(page: Page, address: str, target: Path) -> None:
    """One page, drawn to its end, as a picture."""
    page.goto(address)
    page.wait_for_selector("h1")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(600)
    width, height = page.evaluate(
        "[document.documentElement.clientWidth, document.documentElement.scrollHeight]"
    )
    clip = {"x": 0, "y": 0, "width": width, "height": min(height, TALLEST)}
    page.screenshot(path=target, full_page=True, clip=clip, type="jpeg", quality=QUALITY)


def main(only: tuple[str, ...]) -> None:
    """Take them all, or the named pages alone."""
    TARGET.mkdir(parents=True, exist_ok=True)
    path = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
    with served(SAMPLE) as (address, pages), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for theme in THEMES:
            for width in WIDTHS:
                view = {"width": width, "height": 900}
                context = browser.new_context(viewport=view, color_scheme=theme)
                # The line for a first visit would stand on every picture.
                context.add_init_script("localStorage.setItem('welcome', 'seen')")
                page = context.new_page()
                for name in only or tuple(pages):
                    target = TARGET / f"{name}-{theme}-{width}.jpg"
                    photographed(page, address + pages[name], target)
                context.close()
        browser.close()


if __name__ == "__main__":
    main(tuple(sys.argv[1:]))
