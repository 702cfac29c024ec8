"""What a page shows: the reader's selection and the page's own switches, both in the URL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from metrics.filters import Filters, Known


@dataclass(frozen=True)
class Switch:
    """A choice a page offers beside the filters: its URL key, its choices, the first is default."""

    key: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class View:
    """A page's whole state. Equal states are equal values, cache keys and URLs."""

    filters: Filters = Filters()
    switched: tuple[tuple[str, str], ...] = ()
    switches: tuple[Switch, ...] = ()

    @classmethod
    def parse(cls, query: str, known: Known, switches: Sequence[Switch] = ()) -> View:
        """Read a query string; never fails, drops what it does not know."""
        given: Mapping[str, str] = dict(parse_qsl(query.lstrip("?")[:200_000], errors="replace"))
        view = cls(Filters.parse(query, known), (), tuple(switches))
        for switch in switches:
            view = view.with_choice(switch.key, given.get(switch.key, ""))
        return view

    def with_choice(self, key: str, choice: str) -> View:
        """The view with another choice of a switch; the default and the unknown leave no trace."""
        others = tuple(pair for pair in self.switched if pair[0] != key)
        for switch in self.switches:
            if switch.key == key and choice in switch.choices[1:]:
                order = [s.key for s in self.switches]
                pairs = sorted((*others, (key, choice)), key=lambda pair: order.index(pair[0]))
                return replace(self, switched=tuple(pairs))
        return replace(self, switched=others)

    def choice(self, key: str) -> str:
        """The choice of a switch, its first one unless the reader changed it."""
        for switch in self.switches:
            if switch.key == key:
                return dict(self.switched).get(key, switch.choices[0])
        raise ValueError(f"No switch {key!r} on this page")

    def with_filters(self, filters: Filters) -> View:
        """The same switches with another selection."""
        return replace(self, filters=filters)

    def query(self) -> str:
        """The query string of the page's URL, "" when everything is as it starts."""
        text = urlencode([*self.filters.pairs(), *self.switched])
        return f"?{text}" if text else ""
