"""Plain elements: what is written of them, and what is refused."""

from __future__ import annotations

import numpy as np
import orjson
import pytest
from dash import dcc
from dash import html as live
from hypothesis import given
from hypothesis import strategies as st

from components.elements import tags
from components.elements.static_tree import Markup, elements, fixed
from tests.tree import find, text


def read(children: object) -> object:
    return orjson.loads(elements(children))


def test_an_element_is_its_tag_with_its_attributes_as_react_names_them() -> None:
    written = read(tags.Tr(tags.Td("₹1", className="number", colSpan=2), **{"data-row": "1"}))
    assert written == {
        "tag": "tr",
        "data-row": "1",
        "children": {"tag": "td", "children": "₹1", "className": "number", "colSpan": 2},
    }


def test_lists_texts_numbers_and_nothing_stay_what_they_are() -> None:
    assert read(["a", None, 3, [tags.I("b")], np.float64("nan")]) == [
        "a", None, 3, [{"tag": "i", "children": "b"}], None,
    ]  # fmt: skip


def test_a_link_within_the_application_needs_no_reload() -> None:
    assert read(tags.Link("Open", href="/data")) == {
        "tag": "a", "data-soft-link": "1", "children": "Open", "href": "/data",
    }  # fmt: skip


def test_a_field_starts_anew_when_the_server_says_another_value() -> None:
    one, other = (read(tags.Field(day, type="date")) for day in ("2025-01-01", "2025-02-01"))
    assert one["tag"] == "input" and one["className"] == "form-control form-control-sm"
    assert one["defaultValue"] == "2025-01-01" and one["key"] != other["key"]
    assert "value" not in one and "size" not in one


@pytest.mark.parametrize("more", [dcc.Graph(), dcc.Store(id="a"), live.Div()])
def test_what_is_more_than_an_element_is_refused(more: object) -> None:
    with pytest.raises(TypeError):
        elements(tags.Div([more]))


@given(st.recursive(st.text(max_size=5), lambda inner: st.lists(inner, max_size=3), max_leaves=8))
def test_no_word_is_lost(words: object) -> None:
    tree = tags.Div([tags.Span(words), words])
    assert text(Markup(orjson.loads(elements(tree)))) == text(tree)


def test_fixed_elements_stand_in_a_place_of_their_own() -> None:
    place = fixed([tags.P("a"), tags.P("b")], "nav", className="bottom", **{"aria-label": "Pages"})
    (nav,) = find(place, "Nav", "bottom", aria_label="Pages")
    assert [one.children for one in find(nav, "P")] == ["a", "b"]
