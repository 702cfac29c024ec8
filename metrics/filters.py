"""The reader's selection: one frozen, hashable value, and its two-way street to the URL."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import parse_qsl, urlencode

from metrics.catalog.dimensions import BY_KEY

MAX_QUERY = 200_000
"""Characters of a query that are read at all; more is not something a person selected."""

Known = Mapping[str, Collection[str]]


def _day(text: str) -> date | None:
    """An ISO day, or None for anything else a reader may send."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


@dataclass(frozen=True)
class Filters:
    """What the reader picked: *and* across dimensions, *or* within one, days inclusive.

    ``picks`` holds (dimension, sorted values) in the order of the declarations, so that equal
    selections are equal values, equal cache keys and equal queries.
    """

    picks: tuple[tuple[str, tuple[str, ...]], ...] = ()
    since: date | None = None
    until: date | None = None

    @classmethod
    def of(
        cls,
        values: Mapping[str, Iterable[str]],
        since: date | None = None,
        until: date | None = None,
    ) -> Filters:
        """The canonical value for a mapping of dimension to values."""
        picks = tuple(
            (key, tuple(sorted(set(values[key]))))
            for key in BY_KEY
            if key in values and values[key]
        )
        if since and until and since > until:
            since, until = until, since
        return cls(tuple(p for p in picks if p[1]), since, until)

    @classmethod
    def parse(cls, query: str, known: Known | None = None) -> Filters:
        """Read a query string; never fails, and drops every key, value and day it does not know.

        ``known`` maps a dimension to the values of the data; without it every value is taken.
        """
        pairs = parse_qsl(query[:MAX_QUERY].lstrip("?"), max_num_fields=None, errors="replace")
        values: dict[str, list[str]] = {}
        days: dict[str, date | None] = {"since": None, "until": None}
        for key, value in pairs:
            if key in days:
                days[key] = _day(value) or days[key]
            elif key in BY_KEY and (known is None or value in known.get(key, ())):
                values.setdefault(key, []).append(value)
        return cls.of(values, days["since"], days["until"])

    def pairs(self) -> list[tuple[str, str]]:
        """(key, value) pairs in the fixed order of the URL."""
        found = [(key, value) for key, values in self.picks for value in values]
        days = (("since", self.since), ("until", self.until))
        return found + [(key, day.isoformat()) for key, day in days if day]

    def query(self) -> str:
        """The query string with its question mark, or "" when nothing is selected."""
        text = urlencode(self.pairs())
        return f"?{text}" if text else ""

    def values(self, key: str) -> tuple[str, ...]:
        """The values picked in one dimension."""
        return dict(self.picks).get(key, ())

    def __bool__(self) -> bool:
        return bool(self.picks or self.since or self.until)

    def replaced(self, key: str, values: Iterable[str]) -> Filters:
        """The same selection with other values in one dimension; none clears it."""
        return Filters.of({**dict(self.picks), key: tuple(values)}, self.since, self.until)

    def within(self, since: date | None, until: date | None) -> Filters:
        """The same selection in another period."""
        return Filters.of(dict(self.picks), since, until)

    def without(self, *keys: str) -> Filters:
        """The selection as a chart of these dimensions sees it: everything but its own picks.

        The words ``since`` and ``until`` name the two ends of the period.
        """
        kept = tuple(p for p in self.picks if p[0] not in keys)
        since = None if "since" in keys else self.since
        until = None if "until" in keys else self.until
        return replace(self, picks=kept, since=since, until=until)

    def holds(self, pick: Filters) -> bool:
        """Whether a mark (its own small selection) is among what is picked."""
        inside = all(set(values) <= set(self.values(key)) for key, values in pick.picks)
        days = (pick.since, pick.until) in ((None, None), (self.since, self.until))
        return bool(pick) and inside and days

    def toggle(self, pick: Filters, *, add: bool = False) -> Filters:
        """Click a mark: select it alone, or clear it when it was the selection.

        With ``add`` (shift held) it joins the others of its dimension, or leaves them.
        """
        if add and pick.picks:
            leaving = self.holds(pick)
            result = self
            for key, values in pick.picks:
                old = set(self.values(key))
                result = result.replaced(key, old - set(values) if leaving else old | set(values))
            return result
        result = self
        clearing = all(self.values(key) == values for key, values in pick.picks)
        days = (pick.since, pick.until)
        if days != (None, None):
            clearing = clearing and days == (self.since, self.until)
            result = result.within(*((None, None) if clearing else days))
        for key, values in pick.picks:
            result = result.replaced(key, () if clearing else values)
        return result
