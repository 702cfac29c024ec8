"""What the reader now wants: a click, a control or a link turned into the next view."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from components.page.view import View
from metrics.catalog.dimensions import BY_KEY
from metrics.filters import Filters, Known

MAX_VALUES = 5_000


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def _text(intent: Mapping[str, Any], key: str) -> str:
    value = intent.get(key)
    return value if isinstance(value, str) else ""


def _pick(view: View, intent: Mapping[str, Any], known: Known) -> View:
    pick = Filters.parse(_text(intent, "pick"), known)
    return view.with_filters(view.filters.toggle(pick, add=intent.get("add") is True))


def _set_values(view: View, intent: Mapping[str, Any], known: Known) -> View:
    key, values = _text(intent, "dimension"), intent.get("values")
    if key not in BY_KEY or not isinstance(values, list):
        return view
    kept = [v for v in values[:MAX_VALUES] if isinstance(v, str) and v in known.get(key, ())]
    return view.with_filters(view.filters.replaced(key, kept))


def _set_period(view: View, intent: Mapping[str, Any], known: Known) -> View:
    return view.with_filters(
        view.filters.within(_day(intent.get("since")), _day(intent.get("until")))
    )


def _remove(view: View, intent: Mapping[str, Any], known: Known) -> View:
    key = _text(intent, "dimension")
    keys = ("since", "until") if key in ("since", "until", "period") else (key,)
    return view.with_filters(view.filters.without(*keys))


def _clear(view: View, intent: Mapping[str, Any], known: Known) -> View:
    return view.with_filters(Filters())


def _switch(view: View, intent: Mapping[str, Any], known: Known) -> View:
    return view.with_choice(_text(intent, "key"), _text(intent, "value"))


def _follow_link(view: View, intent: Mapping[str, Any], known: Known) -> View:
    return View.parse(_text(intent, "query"), known, view.switches)


KINDS: Mapping[str, Callable[[View, Mapping[str, Any], Known], View]] = {
    "pick": _pick,
    "set": _set_values,
    "period": _set_period,
    "remove": _remove,
    "clear": _clear,
    "option": _switch,
    "query": _follow_link,
}


def reduce(view: View, intent: object, known: Known) -> View:
    """The next view. Never fails: what is not understood, or not in the data, changes nothing."""
    if not isinstance(intent, Mapping):
        return view
    decide = KINDS.get(_text(intent, "kind"))
    return decide(view, intent, known) if decide else view
