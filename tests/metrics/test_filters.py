"""The selection: what it reads, how it toggles, and that its query leads back to it."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from metrics.filters import Filters

KNOWN = {
    "platform": {"Instagram", "YouTube", "a&b=c"},
    "category": {"Fitness", "योग", "x" * 50},
    "influencer": {"1", "007"},
}


@given(st.text())
def test_any_text_gives_only_known_values(text: str) -> None:
    filters = Filters.parse(text, KNOWN)
    assert all(set(values) <= KNOWN[key] for key, values in filters.picks)


@given(
    st.fixed_dictionaries(
        {}, optional={k: st.lists(st.sampled_from(sorted(v))) for k, v in KNOWN.items()}
    ),
    st.none() | st.dates(),
    st.none() | st.dates(),
)
def test_the_query_leads_back(values: dict, since: date | None, until: date | None) -> None:
    filters = Filters.of(values, since, until)
    assert Filters.parse(filters.query(), KNOWN) == filters
    assert hash(Filters.parse(filters.query(), KNOWN)) == hash(filters)


def test_equal_selections_have_equal_queries() -> None:
    one = Filters.parse("?platform=YouTube&category=Fitness&platform=Instagram", KNOWN)
    other = Filters.parse("category=Fitness&platform=Instagram&platform=YouTube&x=1", KNOWN)
    assert one.query() == other.query() == "?platform=Instagram&platform=YouTube&category=Fitness"


def test_days_in_the_wrong_order_are_swapped_and_nonsense_is_dropped() -> None:
    filters = Filters.parse("since=2025-03-01&until=2025-01-01")
    assert (filters.since, filters.until) == (date(2025, 1, 1), date(2025, 3, 1))
    assert not Filters.parse("since=2025-02-30&until=soon")


def test_a_click_selects_and_the_second_clears() -> None:
    pick = Filters.of({"platform": ["YouTube"]})
    once = Filters.of({"category": ["Fitness"]}).toggle(pick)
    assert once.values("platform") == ("YouTube",) and once.values("category") == ("Fitness",)
    assert once.toggle(pick) == Filters.of({"category": ["Fitness"]})


def test_a_click_replaces_and_shift_adds_and_takes_away() -> None:
    start = Filters.of({"platform": ["Instagram"]})
    pick = Filters.of({"platform": ["YouTube"]})
    assert start.toggle(pick).values("platform") == ("YouTube",)
    both = start.toggle(pick, add=True)
    assert both.values("platform") == ("Instagram", "YouTube")
    assert both.toggle(pick, add=True) == start


def test_a_mark_of_two_dimensions_is_one_pick() -> None:
    tile = Filters.of({"platform": ["YouTube"], "category": ["Fitness"]})
    picked = Filters().toggle(tile)
    assert picked == tile and picked.toggle(tile) == Filters()


def test_a_period_toggles_too() -> None:
    week = Filters.of({}, date(2025, 1, 6), date(2025, 1, 12))
    assert Filters().toggle(week) == week and week.toggle(week) == Filters()


def test_a_chart_is_not_filtered_by_its_own_pick() -> None:
    filters = Filters.of({"platform": ["YouTube"]}, date(2025, 1, 1), None)
    assert filters.without("platform").picks == ()
    assert filters.without("since", "until").since is None
