"""The document: which scripts it names."""

from __future__ import annotations

import re

from dash import html

from components.page.document import PLOTLY, UNUSED, Document
from components.page.shell import index_page


def served(*sources: str) -> str:
    app = Document("document", index_string=index_page("abc"))
    app.layout = html.Div()
    scripts = "\n".join(f'<script src="{one}"></script>' for one in sources)
    parts = dict.fromkeys(
        ("metas", "title", "favicon", "css", "config", "renderer", "app_entry"), ""
    )
    return app.interpolate_index(scripts=scripts, **parts)


def test_what_no_page_needs_is_left_out() -> None:
    needed = "/_dash-component-suites/dash/deps/react@18.v4.min.js"
    page = served(needed, *(f"/_dash-component-suites/x{one}y.js" for one in UNUSED))
    assert re.findall(r'<script src="([^"]*)"', page) == ["/assets/theme-boot.js?m=abc", needed]


def test_the_charts_are_fetched_early_and_run_late() -> None:
    page = served("/a.js", f"/assets{PLOTLY}basic.min.js?m=1")
    address = f"/assets{PLOTLY}basic.min.js?m=1"
    assert f'<script src="{address}"' not in page
    assert f'<meta name="plotly" content="{address}">' in page
    assert f'<link rel="preload" href="{address}" as="script" fetchpriority="low">' in page
    assert page.index('rel="preload" href="/assets/fonts') < page.rindex(address)
