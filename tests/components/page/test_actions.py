"""What a click, a control and a link make of a view; and that nothing a browser sends can fail."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from components.page.actions import KINDS, reduce
from components.page.view import Switch, View
from metrics.filters import Filters

KNOWN = {"platform": {"Instagram", "YouTube"}, "category": {"Fitness", "Food"}}
SWITCHES = (Switch("rank", ("roi", "net_return")), Switch("rows", ("platform", "tier")))
START = View(Filters.of({"platform": ["YouTube"]}), (), SWITCHES)

FIELDS = "pick add dimension values since until key value query".split()  # noqa: SIM905
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=10,
)


@given(
    st.fixed_dictionaries(
        {"kind": st.sampled_from(sorted(KINDS)) | JSON},
        optional=dict.fromkeys(FIELDS, JSON),
    )
    | JSON
)  # fmt: skip
def test_nothing_a_browser_sends_can_fail(intent: object) -> None:
    view = reduce(START, intent, KNOWN)
    assert View.parse(view.query(), KNOWN, SWITCHES) == view


def test_each_kind_of_intent() -> None:
    tile = {"kind": "pick", "pick": "platform=Instagram&category=Food"}
    assert reduce(START, tile, KNOWN).query() == "?platform=Instagram&category=Food"
    more = reduce(START, {"kind": "pick", "pick": "platform=Instagram", "add": True}, KNOWN)
    assert more.filters.values("platform") == ("Instagram", "YouTube")
    only = {"kind": "set", "dimension": "category", "values": ["Food", "Nonsense"]}
    assert reduce(START, only, KNOWN).filters.values("category") == ("Food",)
    period = {"kind": "period", "since": "2025-03-01", "until": "2025-02-01"}
    assert reduce(START, period, KNOWN).filters.since == date(2025, 2, 1)
    assert reduce(START, {"kind": "remove", "dimension": "platform"}, KNOWN).query() == ""
    assert reduce(more, {"kind": "clear"}, KNOWN).query() == ""
    linked = reduce(START, {"kind": "query", "query": "?category=Food&rank=net_return"}, KNOWN)
    assert linked.query() == "?category=Food&rank=net_return"


def test_switches_keep_their_default_out_of_the_url() -> None:
    other = reduce(START, {"kind": "option", "key": "rank", "value": "net_return"}, KNOWN)
    assert other.choice("rank") == "net_return" and "rank=net_return" in other.query()
    back = reduce(other, {"kind": "option", "key": "rank", "value": "roi"}, KNOWN)
    assert back == START
    unknown = reduce(START, {"kind": "option", "key": "rank", "value": "<b>"}, KNOWN)
    assert unknown == START
