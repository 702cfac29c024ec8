"""Who sees what: rules from a file, and the part of the data that each reader gets."""

from __future__ import annotations

import csv
import json as plain_json
import logging
import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, has_request_context, request

from api.login import INSIDE, OPEN, refuse
from data.sources.live import LiveSource, State
from data.store.restricted import RestrictedStores
from metrics.catalog.dimensions import DIMENSIONS
from metrics.filters import Filters

log = logging.getLogger("dashboard.access")

Rule = Filters | None
"""What a reader may see; None is nothing at all, no picks are everything."""
DEFAULT, EVERYTHING = "*", "all"
KEYS = {word: d.key for d in DIMENSIONS for word in (d.key, d.plural)}
SEPARATOR = ";"
NOT_YOURS = "None of this data is open to you; ask whoever keeps the access rules."
WHOLE_ONLY = "Only readers who see all of the data may replace it."
HIDDEN = State(None, (("", "Nothing is shown before it is known who is asking."),), "")


def rule_of(told: object) -> Rule:
    """A rule from ``"all"`` or dimension: values; ValueError for what is none.

    A dimension that is not named, or is ``"all"``, is open; an empty list leaves nothing.
    """
    if told == EVERYTHING:
        return Filters()
    if not isinstance(told, dict) or not told:
        raise ValueError(f'is neither "{EVERYTHING}" nor lists of what may be seen')
    picks: dict[str, list[str]] = {}
    for word, values in told.items():
        key = KEYS.get(word)
        if key is None or key in picks:
            raise ValueError(f"names {word!r}; known are {', '.join(KEYS)}, each once")
        if values == EVERYTHING:
            continue
        if not isinstance(values, list) or not all(isinstance(v, str) and v for v in values):
            raise ValueError(f'{word!r} is neither "{EVERYTHING}" nor a list of texts')
        picks[key] = values
    return Filters.of(picks) if all(picks.values()) else None


def _once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"{key!r} stands twice")
        found[key] = value
    return found


def _lines(text: str) -> Iterator[tuple[str, object]]:
    """Users and what they may see, from CSV with a column ``user`` and one a dimension."""
    rows = csv.DictReader(text.splitlines())
    columns = [name.strip() for name in rows.fieldnames or ()]
    if "user" not in columns or len(set(columns)) < len(columns):
        raise ValueError("the first line needs a column 'user' and each column once")
    rows.fieldnames = columns
    for row in rows:
        if None in row or None in row.values():
            raise ValueError(f"line {rows.line_num} has other columns than the first")
        user = row.pop("user").strip()
        told = {key: cell.strip() for key, cell in row.items() if cell.strip()}
        lists = {
            key: cell if cell == EVERYTHING else [v.strip() for v in cell.split(SEPARATOR)]
            for key, cell in told.items()
        }
        if user:
            yield user, lists


def rules_in(path: Path) -> dict[str, Rule]:
    """The rule of each user; ValueError or OSError says why the file can't be used."""
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix.lower() == ".csv":
        told = _once(_lines(text))
    else:
        told = plain_json.loads(text, object_pairs_hook=_once)
    if not isinstance(told, dict):
        raise ValueError("it is no object of users")
    found = {}
    for user, one in told.items():
        try:
            found[user] = rule_of(one)
        except ValueError as error:
            raise ValueError(f"the rule of {user!r} {error}") from None
    return found


class Rules:
    """The file of rules, read again when it changes; while it can't be read nobody sees a thing."""

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, threading.Lock()
        self._stamp, self._rules = self._stamped(), rules_in(path)

    def _stamped(self) -> tuple[int, ...]:
        try:
            about = self._path.stat()
        except OSError:
            return ()
        return (about.st_mtime_ns, about.st_size, about.st_ino)

    def of(self, user: str) -> Rule:
        """What a user may see: the own rule, else that of ``*``, else nothing."""
        with self._lock:
            stamp = self._stamped()
            if stamp != self._stamp:
                self._stamp, self._rules = stamp, {}
                try:
                    self._rules = rules_in(self._path)
                    log.info("access rules read", extra={"users": len(self._rules)})
                except (OSError, ValueError, RecursionError) as error:
                    reason = str(error)
                    log.error("nobody sees data until the rules do", extra={"reason": reason})
            return self._rules.get(user, self._rules.get(DEFAULT))


def register_rules(server: Flask, source: LiveSource, rules: Rules | None) -> None:
    """Give every reader the part of the data that is theirs, in all that reads ``source.state``.

    It comes after the login. Without a rule a reader is refused, and no request sees anything
    before its rule is known.
    """
    if rules is None:
        return
    parts = RestrictedStores()

    def seen(state: State) -> State:
        if not has_request_context() or request.environ.get(INSIDE):
            return state
        if "rule" not in g or g.rule is None:
            return HIDDEN
        return replace(state, store=state.store and parts.of(state.store, g.rule))

    source.view = seen

    @server.before_request
    def theirs() -> Response | None:
        place = request.url_rule.rule if request.url_rule else ""
        if place in OPEN or request.environ.get(INSIDE):
            return None
        rule = rules.of(g.get("user", ""))
        if rule and place.startswith("/api/upload"):
            return refuse(403, WHOLE_ONLY)
        g.rule = rule
        store = source.state.store
        if rule is None or (rule and store is not None and not store.influencer_ids):
            g.rule = None
            return refuse(403, NOT_YOURS)
        return None
