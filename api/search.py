"""Where a name leads: influencers, campaigns, products and pages found from a few letters."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, Response, request

from api.responses import json, with_etag
from data.sources.live import LiveSource
from data.store import Store

MOST = 8
LONGEST = 100
"""Characters of a question that are read; no name is longer."""
KINDS = ("influencer", "campaign", "product", "page")


@dataclass(frozen=True)
class Entry:
    """Something with a name: where it stands, and what picking it adds to the filters."""

    kind: str
    value: str
    label: str
    path: str
    pick: str = ""
    code: str = ""

    def rank(self, asked: Sequence[str]) -> int | None:
        """0 when the name or the id starts so, 1 when words do, 2 inside words, None if nowhere."""
        words = self.words
        phrase = " ".join(asked)
        if " ".join(words).startswith(phrase) or (self.code and self.code.startswith(phrase)):
            return 0
        if all(any(word.startswith(one) for word in words) for one in asked):
            return 1
        whole = " ".join(words)
        return 2 if all(one in whole for one in asked) else None

    @property
    def words(self) -> list[str]:
        """The words of the name as they are compared."""
        return fold(self.label)


def fold(text: str) -> list[str]:
    """The words of a text without case, accents and punctuation around them."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    words = (word.strip("()[]{}'\"“”‘’.,;:&/\x00") for word in kept.split())
    return [word for word in words if word]


def entries(store: Store, pages: Sequence[tuple[str, str]]) -> tuple[Entry, ...]:
    """Everything that can be found, in the order of its kind and name."""

    def named(key: str) -> list[str]:
        known = key in {one.key for one in store.dimensions}
        return [value for value in store.values(key) if not value.startswith("(")] if known else []

    found = [
        Entry("influencer", one, store.label("influencer", one),
              f"/influencers/{quote(one, safe='')}", code=" ".join(fold(one)))
        for one in store.influencer_ids if not one.startswith("(")
    ]  # fmt: skip
    found += [Entry("campaign", n, n, f"/campaigns/{quote(n, safe='')}") for n in named("campaign")]
    found += [Entry("product", n, n, "/", urlencode({"product": n})) for n in named("product")]
    return (*found, *plain_pages(pages))


def plain_pages(pages: Sequence[tuple[str, str]]) -> tuple[Entry, ...]:
    """The pages of the navigation; they are there without any data."""
    return tuple(Entry("page", path, title, path) for title, path in pages)


def matches(known: Sequence[Entry], question: str) -> list[Entry]:
    """The best few, no kind crowding out another that matches as well."""
    asked = fold(question[:LONGEST])
    if not asked:
        return []
    ranked = [(rank, one) for one in known if (rank := one.rank(asked)) is not None]
    ranked.sort(key=lambda pair: (pair[0], KINDS.index(pair[1].kind), pair[1].label.casefold()))
    seen: Counter[tuple[int, str]] = Counter()
    turns = []
    for at, (rank, one) in enumerate(ranked):
        turns.append((rank, seen[rank, one.kind], at))
        seen[rank, one.kind] += 1
    return [ranked[at][1] for at in sorted(at for *_, at in sorted(turns)[:MOST])]


def as_result(found: Sequence[Entry], store: Store | None) -> list[dict[str, str]]:
    """What the browser shows of each, and where it leads."""
    names = Counter((one.kind, one.label) for one in found)
    return [
        {
            "kind": one.kind,
            "label": one.label,
            "detail": detail(one, store, alone=names[one.kind, one.label] == 1),
            "path": one.path,
            "pick": one.pick,
        }
        for one in found
    ]


def detail(one: Entry, store: Store | None, *, alone: bool) -> str:
    """The kind in words, and what tells two people of one name apart."""
    about: dict[str, Any] = {}
    if one.kind == "influencer" and store is not None:
        about = store.influencer(one.value) or {}
    parts = [one.kind.capitalize(), str(about.get("platform") or ""), "" if alone else one.value]
    return " · ".join(part for part in parts if part)


def register(server: Flask, source: LiveSource, pages: Sequence[tuple[str, str]]) -> None:
    """Add ``/api/search?q=``; ``pages`` are titles and paths. It answers any question with 200."""

    @server.get("/api/search")
    def search() -> Response:
        store, question = source.state.store, request.args.get("q", "")
        if store is None:
            return json({"matches": as_result(matches(plain_pages(pages), question), None)})
        known = store.cached(("search", tuple(pages)), lambda: entries(store, pages))
        answer = {"matches": as_result(matches(known, question), store), "version": store.version}
        return with_etag(json(answer), store.version)
