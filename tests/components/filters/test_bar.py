"""The filter bar: what each control sends, what it announces, what it lists."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import ids
from components.filters.bar import MOST_OPTIONS, Control, Option, filter_bar, offered
from components.filters.chips import Chip
from components.filters.period import Period
from tests.tree import attribute, find, text

FIRST, LAST = date(2024, 7, 1), date(2025, 8, 31)
PRESETS = (("Last 30 days", date(2025, 8, 2), LAST), ("All", None, None))
DAYS = Period(None, None, FIRST, LAST, "1 Jul 2024 – 31 Aug 2025", PRESETS)
PLATFORMS = (Option("YouTube", "YouTube", 95, True), Option("X & Co=1", "X & Co", 1204, False))
GENDERS = (Option("Women", "Women", 3, False), Option("Men", "Men", 2, False))
CONTROLS = (
    Control("platform", "Platform", PLATFORMS),
    Control("gender", "Gender", GENDERS, front=False),
)
CHIPS = (Chip("platform", "Platform: YouTube", True),)


def bar(**changed: Any) -> Any:
    given = {"controls": CONTROLS, "chips": CHIPS, "period": DAYS, "status": "62 of 64 influencers",
             "query": "?platform=YouTube"} | changed  # fmt: skip
    return filter_bar(**given)


def intents(tree: Any, **attributes: Any) -> list[dict[str, Any]]:
    found = [attribute(one, "data-intent") for one in find(tree, "Button", **attributes)]
    return [json.loads(one) for one in found if one]


def test_it_is_a_region_that_announces_what_is_in_view() -> None:
    tree = bar()
    assert attribute(tree, "tag") == "section" and attribute(tree, "aria-label") == "Filters"
    (status,) = find(tree, role="status")
    assert text(status) == "62 of 64 influencers"


def test_a_panel_carries_its_values_with_label_posts_and_state() -> None:
    first, *_ = find(bar(), "Div", "panel__options")
    assert attribute(first, "data-dimension") == "platform"
    assert attribute(first, "aria-label") == "Platform" and first.role == "group"
    assert json.loads(attribute(first, "data-options")) == [
        ["YouTube", "YouTube", 95, 1], ["X & Co=1", "X & Co", 1204, 0]]  # fmt: skip


def test_every_opener_names_a_panel_that_is_there() -> None:
    tree = bar()
    panels = {one.id: one for one in find(tree, "Div", "panel")}
    openers = [one for one in find(tree, "Button") if attribute(one, "data-panel")]
    assert {attribute(one, "data-panel") for one in openers} == panels.keys()
    assert ids.panel("more") in panels and ids.panel("period") in panels
    for one in openers:
        assert attribute(one, "aria-controls") == attribute(one, "data-panel")
        assert attribute(one, "aria-expanded") == "false"
    assert all(one.hidden for one in panels.values())


def test_a_chip_tells_where_it_was_picked_and_takes_itself_away() -> None:
    (chip,) = find(bar(), "Span", "chip")
    assert "chip--chart" in chip.className
    (remove,) = find(chip, "Button")
    assert attribute(remove, "aria-label") == "Remove filter Platform: YouTube"
    assert intents(chip) == [{"kind": "remove", "dimension": "platform"}]


def test_a_chosen_period_is_a_chip_too() -> None:
    chosen = Period(
        date(2025, 6, 1),
        date(2025, 8, 31),
        DAYS.first,
        DAYS.last,
        "1 Jun – 31 Aug 2025",
        DAYS.presets,
    )
    first = find(bar(period=chosen), "Span", "chip")[0]
    assert text(first) == "Period: 1 Jun – 31 Aug 2025"
    assert intents(first) == [{"kind": "remove", "dimension": "period"}]


def test_without_filters_there_is_nothing_to_clear() -> None:
    none = tuple(Option(o.value, o.label, o.count, False) for o in PLATFORMS)
    tree = bar(chips=(), controls=(Control("platform", "Platform", none),))
    assert {"kind": "clear"} not in intents(tree) and not find(tree, "Span", "chip")
    assert {"kind": "clear"} in intents(bar())


def test_presets_send_their_days_and_show_which_holds() -> None:
    presets = find(bar(), "Button", "option__preset")
    assert json.loads(attribute(presets[0], "data-intent")) == {
        "kind": "period", "since": "2025-08-02", "until": "2025-08-31"}  # fmt: skip
    assert [attribute(one, "aria-pressed") for one in presets] == ["false", "true"]


@pytest.mark.parametrize("missing", [None, date(2025, 8, 31)])
def test_a_data_set_without_days_has_a_bar_too(missing: date | None) -> None:
    assert bar(period=Period(None, None, missing, missing, "No data", ()))


def test_the_sheet_of_a_phone_has_a_name_and_two_ways_out() -> None:
    tree = bar()
    (sheet,) = find(tree, "Div", "filters")
    assert text(find(sheet, "P", "sheet-title")) == "Filters"
    assert text(find(sheet, "Button", "sheet-close")) == "Show results"
    assert {"kind": "clear"} in intents(find(sheet, "Div", "sheet-head"))


def options(many: int) -> list[Option]:
    return [Option(str(i), f"name {i}", i % 17, i == many - 1) for i in range(many)]


def test_long_lists_can_be_searched_and_say_what_they_leave_out() -> None:
    short, long = bar(controls=(Control("tier", "Tier", options(8)),)), None
    assert not find(short, "Input", type="search")
    long = bar(controls=(Control("influencer", "Influencer", options(1_200)),))
    assert find(long, "Input", type="search")
    assert f"The {MOST_OPTIONS} with most posts of 1,200" in text(long)


@given(st.integers(0, 450))
def test_what_is_picked_is_always_listed(many: int) -> None:
    every = options(many)
    shown = offered(every)
    assert len(shown) == min(many, MOST_OPTIONS)
    assert {o.value for o in every if o.checked} <= {o.value for o in shown}
    if many <= 8:
        assert list(shown) == every, "an order of the data's own, such as tiers, is kept"
