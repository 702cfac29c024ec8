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


def _picked(view: View, intent: Mapping[str, Any], known: Known) -> View:
    pick = Filters.parse(_text(intent, "pick"), known)
    return view.filtered(view.filters.toggle(pick, add=intent.get("add") is True))


def _set(view: View, intent: Mapping[str, Any], known: Known) -> View:
    key, values = _text(intent, "dimension"), intent.get("values")
    if key not in BY_KEY or not isinstance(values, list):
        return view
    kept = [v for v in values[:MAX_VALUES] if isinstance(v, str) and v in known.get(key, ())]
    return view.filtered(view.filters.replaced(key, kept))


def _period(view: View, intent: Mapping[str, Any], known: Known) -> View:
    return view.filtered(view.filters.within(_day(intent.get("since")), _day(intent.get("until"))))


def _removed(view: View, intent: Mapping[str, Any], known: Known) -> View:
    key = _text(intent, "dimension")
    keys = ("since", "until") if key in ("since", "until", "period") else (key,)
    return view.filtered(view.filters.without(*keys))


def _cleared(view: View, intent: Mapping[str, Any], known: Known) -> View:
    return view.filtered(Filters())


def _switched(view: View, intent: Mapping[str, Any], known: Known) -> View:
    return view.switched_to(_text(intent, "key"), _text(intent, "value"))


def _linked(view: View, intent: Mapping[str, Any], known: Known) -> View:
    return View.parse(_text(intent, "query"), known, view.switches)


KINDS: Mapping[str, Callable[[View, Mapping[str, Any], Known], View]] = {
    "pick": _picked,
    "set": _set,
    "period": _period,
    "remove": _removed,
    "clear": _cleared,
    "option": _switched,
    "query": _linked,
}


def decided(view: View, intent: object, known: Known) -> View:
    """The next view. Never fails: what is not understood, or not in the data, changes nothing."""
    if not isinstance(intent, Mapping):
        return view
    decide = KINDS.get(_text(intent, "kind"))
    return decide(view, intent, known) if decide else view
