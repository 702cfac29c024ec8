"""The check boxes of a filter's panel: made in the browser from what the server sent."""

from __future__ import annotations

import json
from typing import Any

import pytest

from components.page.actions import reduce
from components.page.view import View
from metrics.filters import Filters
from tests.browser.conftest import Reader

VALUES = ["YouTube", "X & Co=1", "<b>", "__proto__", "a+b %26", "अ ~*'", ""]
FIRST = [[value, f"{value} it is", 95 + 1_000 * at, at % 2] for at, value in enumerate(VALUES)]

MADE = """(values) => {
    let panel = document.getElementById("of-test");
    if (!panel) {
        panel = document.body.appendChild(document.createElement("div"));
        panel.id = "of-test";
        panel.innerHTML = "<div data-dimension='platform'></div>";
    }
    const holder = panel.firstChild;
    holder.dataset.options = JSON.stringify(values);
    window.options.fill(panel);
    return [...holder.children].map((row) => {
        const [box, only] = row.children;
        return { words: [...box.children].map((one) => one.textContent), held: row.dataset.words,
            name: only.getAttribute("aria-label"), checked: box.getAttribute("aria-checked"),
            pick: box.dataset.intent, only: only.dataset.intent };
    });
}"""


@pytest.fixture
def made(reader: Reader) -> Any:
    """Fills one panel with values and reads what stands there."""
    reader.open("/method")
    return lambda values: reader.page.evaluate(MADE, values)


def test_each_value_has_a_box_with_its_label_count_and_state(made: Any) -> None:
    for row, (_, label, posts, checked) in zip(made(FIRST), FIRST, strict=True):
        assert row["words"] == ["", label, f"{posts:,}"]
        assert row["checked"] == ("true" if checked else "false")
        assert row["name"] == f"Only {label}" and row["held"] == label.lower()


def test_a_box_toggles_exactly_its_value_and_only_leaves_it_alone(made: Any) -> None:
    known = {"platform": set(VALUES)}
    for row, value in zip(made(FIRST), VALUES, strict=True):
        add, only = json.loads(row["pick"]), json.loads(row["only"])
        if value:
            both = reduce(View(Filters.of({"platform": ["YouTube"]})), add, known)
            kept = {"YouTube"} ^ {value}
            assert set(both.filters.values("platform")) == kept
        assert only == {"kind": "set", "dimension": "platform", "values": [value]}


def test_new_counts_keep_the_elements_and_the_focus(reader: Reader, made: Any) -> None:
    made(FIRST)
    reader.page.evaluate("document.querySelector('#of-test .option:nth-child(3) button').focus()")
    again = made([[value, label, 7, 1] for value, label, _, _ in FIRST])
    assert {row["words"][2] for row in again} == {"7"}
    assert {row["checked"] for row in again} == {"true"}
    fewer = made([FIRST[2], FIRST[0]])
    assert [row["words"][1] for row in fewer] == ["<b> it is", "YouTube it is"]
    focused = "document.activeElement.closest('.option').dataset.value"
    assert reader.page.evaluate(focused) == "<b>"


def test_an_open_panel_follows_what_is_picked(reader: Reader) -> None:
    reader.open("/")
    reader.page.locator("[data-panel=panel-platform]").click()
    panel = reader.page.locator("#panel-platform")
    box = panel.get_by_role("checkbox", name="YouTube")
    assert box.get_attribute("aria-checked") == "false"
    box.click()
    reader.settled()
    assert reader.query == "?platform=YouTube" and panel.is_visible()
    assert box.get_attribute("aria-checked") == "true"
    reader.page.locator("#panel-platform .text-button", has_text="Clear").click()
    reader.settled()
    assert reader.query == "" and box.get_attribute("aria-checked") == "false"
