"""axe-core finds no violation on any page, in either theme, on any width."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import Reader
from tests.browser.pages import EVERY, address_of

# axe-core 4.14.1, MPL-2.0 (axe/axe-LICENSE.txt), as published by Deque; unchanged.
AXE = (Path(__file__).parent / "axe" / "axe-4.14.1.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The two themes differ in nothing but colours, so the second asks only what colours decide.
COLOURS = ["color-contrast", "link-in-text-block"]
WIDTHS = (1440, 1024, 390)
AUDIT = """async rules => {
    const frame = () => new Promise(requestAnimationFrame);
    await frame();
    await frame();
    const said = await axe.run(document, {runOnly: rules, resultTypes: ['violations'],
        preload: false, iframes: false});
    return said.violations.map(v =>
        [v.id, v.nodes.slice(0, 3).map(n => `${n.target} ${n.failureSummary}`)]);
}"""


@pytest.mark.parametrize("kind", EVERY)
def test_axe_finds_nothing(visitor: Reader, kind: str) -> None:
    page, found = visitor.page, {}
    visitor.open(address_of(visitor, kind))
    # Evaluated by the browser's debugger, the engine needs no place in the page's strict policy.
    page.evaluate(AXE)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for theme, rules in (("light", TAGS), ("dark", COLOURS)):
            page.evaluate("theme => window.theme.choose(theme)", theme)
            assert page.evaluate("document.documentElement.dataset.bsTheme") == theme
            if violations := page.evaluate(AUDIT, rules):
                found[theme, width] = violations
    assert not found, found


def test_axe_would_find_a_fault(visitor: Reader) -> None:
    visitor.open("/nowhere")
    visitor.page.evaluate(AXE)
    visitor.page.evaluate("""() => {
        const text = document.querySelector('.lead-sentence');
        text.style.color = 'var(--border)';
        text.removeAttribute('class');
        document.documentElement.lang = '';
    }""")
    faults = {fault for fault, _ in visitor.page.evaluate(AUDIT, TAGS)}
    assert {"color-contrast", "html-has-lang"} <= faults
