"""Every kind of page there is, and how far it moved while it loaded."""

from __future__ import annotations

from urllib.parse import quote

from tests.browser.conftest import Reader

CAMPAIGN = "/campaigns/Always%20On"
UNKNOWN = "/nowhere"
KINDS = ("/", "/influencers", "profile", "/campaigns", "campaign", "/patterns", "/data", "/method")
EVERY = (*KINDS, UNKNOWN)


MOST_JUMPED = 0.05
SHIFTS = """window.shifts = [];
new PerformanceObserver(list => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifts.push([one.value,
        one.sources.map(s => s.node && (s.node.className?.baseVal ?? s.node.className
            ?? s.node.parentElement?.className))]);
}).observe({type: 'layout-shift', buffered: true});"""


def address_of(reader: Reader, kind: str) -> str:
    """The path of a kind of page; the profile is of whoever the data ranks first."""
    if kind == "campaign":
        return CAMPAIGN
    if kind != "profile":
        return kind
    answer = reader.page.request.get(f"{reader.address}/api/breakdown?by=influencer&metrics=roi")
    return "/influencers/" + quote(answer.json()["rows"][0]["key"])


def jumped(reader: Reader) -> float:
    """How far the page's parts moved by themselves since it was opened."""
    return reader.page.evaluate("window.shifts.reduce((sum, [value]) => sum + value, 0)")
