"""Cards, charts and their states, as a reader meets them."""

from __future__ import annotations

import json

import pytest

from components import ids
from components.cards.alert_list import Alert, alert_list
from components.cards.pattern_card import Statement, pattern_card
from components.elements import card_states
from components.page import layout
from tests.tree import attribute, find, text, walk

FIGURE = {"data": [], "layout": {"meta": {"twin": {"caption": "ROI by platform", "columns": []}}}}


def card(**more: object) -> object:
    return layout.card("dots", title="YouTube pays back", subtitle="ROI", body="body", **more)


def test_a_card_is_a_section_named_by_its_heading() -> None:
    section = card()
    (heading,) = find(section, "H2")
    assert attribute(section, "aria-labelledby") == heading.id == ids.heading("dots")
    assert text(heading) == "YouTube pays back"


def test_every_part_of_a_card_is_a_place_an_answer_can_fill() -> None:
    places = [one.id for one in walk(card()) if isinstance(getattr(one, "id", None), dict)]
    slots = ("title", "subtitle", "extra", "foot")
    wanted = [ids.body("dots"), *(ids.part("dots", slot) for slot in slots)]
    assert sorted(map(str, places)) == sorted(map(str, wanted))


@pytest.mark.parametrize("tool", layout.TOOLS)
def test_tools_are_named_for_those_who_see_no_icon(tool: str) -> None:
    (button,) = find(card(tools=(tool,)), "Button")
    assert attribute(button, "aria-label") == attribute(button, "title") == layout.TOOLS[tool][1]
    assert attribute(button, "data-tool") == tool and attribute(button, "data-for") == "dots"
    assert text(button) == ""


def test_a_chart_is_one_tab_stop_that_says_how_to_read_it() -> None:
    wrapper = layout.graph("dots", FIGURE, 320)
    assert attribute(wrapper, "tabIndex") == "0" and attribute(wrapper, "role") == "group"
    assert attribute(wrapper, "aria-roledescription") == "chart"
    said = attribute(wrapper, "aria-label")
    assert said.startswith("ROI by platform") and "arrow keys" in said and "Enter" in said
    (graph,) = find(wrapper, "Graph")
    assert graph.id == ids.chart("dots")
    assert graph.style == {"height": "320px"}, "its height stands before its data"
    assert wrapper.style == {"--room": "320px", "--room-phone": "320px"}
    small = {"data": [], "layout": {"meta": {"phone": {"height": 240}}}}
    assert layout.graph("dots", small, 320).style["--room-phone"] == "240px"
    assert graph.config["displayModeBar"] is False and graph.config["scrollZoom"] is False


def test_a_page_has_one_heading_that_can_take_the_focus() -> None:
    (heading,) = find(layout.head("Overview", ["Every ₹1 paid returned ", "₹1.94"]), "H1")
    assert heading.id == ids.TITLE and heading.tabIndex == "-1"


def test_an_insight_is_there_only_with_words() -> None:
    assert layout.foot(None) is None and layout.foot("") is None
    assert text(layout.foot("Macro accounts took 9.1%")) == "Macro accounts took 9.1%"


def test_problems_are_told_as_alerts() -> None:
    problems = [("payouts_data.csv", "no column payout")]
    assert layout.banner([]) is None
    for shown in (layout.banner(problems), layout.degraded("Overview", problems)):
        (alert,) = find(shown, role="alert")
        assert "payouts_data.csv" in text(alert) and "no column payout" in text(alert)


def test_nothing_to_show_offers_the_smallest_step_out_first() -> None:
    smallest = ("Category: Yoga", {"kind": "remove", "dimension": "category"})
    first, second = find(card_states.empty("No posts.", smallest), "Button")
    assert text(first) == "Remove Category: Yoga"
    assert json.loads(attribute(first, "data-intent")) == smallest[1]
    assert json.loads(attribute(second, "data-intent")) == {"kind": "clear"}
    assert len(find(card_states.empty("No posts.", None), "Button")) == 1


def test_a_failed_card_says_what_to_quote_and_can_be_tried_again() -> None:
    shown = card_states.failed("ab12")
    assert "ab12" in text(shown) and "other cards are not affected" in text(shown)
    (again,) = find(shown, "Button")
    assert json.loads(attribute(again, "data-intent")) == {"kind": "retry"}


def test_attention_shows_a_few_and_keeps_the_rest_in_reach() -> None:
    items = [
        Alert("loss", f"Person {i} lost ₹1 L", "ROI 0.2×", "Review", f"/{i}") for i in range(9)
    ]
    shown = alert_list(items, 4)
    first, rest = find(shown, "Ul")
    assert len(find(first, "Li")) == 4 and len(find(rest, "Li")) == 5
    assert text(find(shown, "Summary")) == "5 more of 9"
    assert not find(alert_list(items[:4], 4), "Details")
    links = [text(link) for link in find(shown, "A", data_soft_link="1")]
    assert links[0] == "Review: Person 0 lost ₹1 L", "each link says where it leads"


@pytest.mark.parametrize("picked", [False, True])
def test_a_pattern_is_picked_and_let_go_by_the_same_button(picked: bool) -> None:
    section = pattern_card(
        1,
        Statement(
            segment="X × Food",
            sentence="Below break-even in 2 of 3 active months.",
            lost="₹7.43 L",
            people="4",
            evidence="Moderate",
            badge="",
            course=("below", "none", "above", "below"),
            pick="platform=X&category=Food",
            picked=picked,
        ),
    )
    assert len(find(section, "Span", "strength__bar--on")) == 2
    assert "Moderate" in text(section), "the strength is a word too"
    assert attribute(find(section, "Div", "course")[0], "aria-label") == "2 of 3 months"
    (button,) = find(section, "Button")
    intent = json.loads(attribute(button, "data-intent"))
    assert intent == {"kind": "pick", "pick": "platform=X&category=Food"}
    assert attribute(button, "aria-pressed") == str(picked).lower()
    assert text(button) == ("Clear filter" if picked else "Filter to this")
    assert attribute(section, "aria-labelledby") == find(section, "H2")[0].id


def test_the_first_line_stands_under_the_heading_of_pages_with_data_alone() -> None:
    (line,) = find(layout.head("Overview", "Every ₹1 returned ₹2"), "Div", "welcome")
    assert text(line) == layout.WELCOME and text(line).count(".") == 1, "one sentence"
    (close,) = find(line, "Button")
    assert attribute(close, "aria-label") == "Dismiss this line"
    for bare in (layout.missing("Not found", "Nothing"), layout.degraded("Overview", [("a", "b")])):
        assert find(bare, "H1") and not find(bare, "Div", "welcome")
