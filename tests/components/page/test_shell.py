"""The shell: landmarks, the order a keyboard meets things in, and the document around them."""

from __future__ import annotations

import pytest
from dash import html

from components import ids
from components.page.shell import FRONT, Freshness, NavItem, index_page, shell
from tests.tree import attribute, find, text, walk

NAV = tuple(NavItem(f"/{name.lower()}", name, "people") for name in "ABCDEF")
GOOD = Freshness(True, "Data is complete", "to 31 Aug 2025 · 4 files", "/data")


def built(freshness: Freshness = GOOD) -> html.Div:
    return shell(NAV, freshness, html.P("page"))


def test_the_skip_link_comes_first_and_leads_to_the_page() -> None:
    tree = built()
    first = next(one for one in walk(tree) if type(one).__name__ in ("A", "Link", "Button"))
    assert attribute(first, "href") == f"#{ids.MAIN}"
    (main,) = find(tree, "Main")
    assert main.id == ids.MAIN and text(main) == "page"


def test_every_landmark_of_a_kind_has_its_own_name() -> None:
    names = [attribute(nav, "aria-label") for nav in find(built(), "Nav")]
    assert len(names) == len(set(names)) == 2 and all(names)


def test_every_page_is_reachable_in_both_bars() -> None:
    tree = built()
    side, bottom = find(tree, "Nav")
    assert [link.href for link in find(side, "A")] == [item.path for item in NAV]
    assert [link.href for link in find(bottom, "A")] == [item.path for item in NAV]
    assert len(find(bottom, "Details")) == 1, "those beyond the first stand behind More"
    behind = find(find(bottom, "Details"), "A")
    assert [link.href for link in behind] == [item.path for item in NAV[FRONT:]]
    kept = [attribute(link, "data-page") for link in (*find(side, "A"), *find(bottom, "A"))]
    assert kept == [item.path for item in NAV] * 2, "links that carry the filters along"


@pytest.mark.parametrize(("good", "kind"), [(True, "fresh--ok"), (False, "fresh--trouble")])
def test_trouble_with_the_data_is_not_told_by_colour_alone(good: bool, kind: str) -> None:
    tree = built(Freshness(good, "3 rows were rejected", "to 31 Aug 2025", "/data"))
    (box,) = find(tree, "A", kind)
    assert attribute(box, "data-soft-link")
    assert "3 rows were rejected" in text(box) and box.href == "/data"
    (symbol,) = find(box, "I")
    assert ("exclamation" in symbol.className) is not good


def test_the_theme_has_three_choices_in_each_bar() -> None:
    choices = [attribute(one, "data-theme-choice") for one in find(built(), "Button")]
    assert choices == ["system", "light", "dark"] * 2


def test_the_search_comes_before_the_navigation_and_views_stay_hidden_until_kept() -> None:
    side = find(built(), "Div", "side")[0]
    names = [attribute(one, "role") or type(one).__name__ for one in side.children]
    assert names.index("search") < names.index("Nav") < names.index("group")
    places = [one for one in walk(built()) if attribute(one, "data-views")]
    assert [attribute(one, "data-views") for one in places] == ["side", "more"]
    assert all(one.hidden and attribute(one, "aria-label") for one in places)


def test_icons_are_silent() -> None:
    tree = built()
    assert find(tree, "I")
    assert all(attribute(one, "aria-hidden") == "true" for one in find(tree, "I"))


def test_the_document_has_a_language_and_its_theme_before_its_styles() -> None:
    page = index_page("abc")
    assert '<html lang="en-IN">' in page and "?m=abc" in page and "VERSION" not in page
    assert page.index("theme-boot.js") < page.index("{%css%}")
    assert "http" not in page
    for part in ("metas", "title", "favicon", "css", "app_entry", "config", "scripts", "renderer"):
        assert "{%" + part + "%}" in page
