"""A store of a part of the data: nothing in it names or counts what is outside of that part."""

from __future__ import annotations

import copy
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

import numpy as np

from data.caching.lru import CACHED_PAGES, LruCache, PageCache
from data.facts.fact_table import Facts
from data.ingest.quality import Quality
from data.store.aggregation import Aggregator
from data.store.restricted_evidence import (
    KeptRows,
    RestrictedEvidence,
    by_people,
    remaining_codes,
    restrict_facts,
    restrict_influencers,
    rows_of_rule,
)
from data.store.store import EPOCH, Store
from metrics.filters import Filters
from metrics.frames import Frame

MOST = 32
"""Parts of one version of the data that are kept: the most recently asked ones."""


def restrict(store: Store, rule: Filters) -> Store:
    """The store of what a rule selects: the same sums as ``store`` under that selection.

    The posterior of displacement is that of the whole data; patterns, tired audiences and
    doubtful engagement are judged anew from what is left. Campaign plans are left where whole
    campaigns are, rows of payouts where whole influencers are.
    """
    whole, people = store.evidence.facts, store._people
    kept = rows_of_rule(rule, Aggregator(whole, store.assumptions), people)
    left = remaining_codes(whole, people, kept)
    facts = restrict_facts(whole, kept, left)
    few = copy.copy(store)
    few.version = f"{store.version}-{_short(rule)}"
    few._people, few._posts = restrict_influencers(people, kept, left), _posts(store, kept, rule)
    paid = tuple(money[kept.people] for money in people.paid(store._payouts))
    few.evidence = RestrictedEvidence(
        store.evidence, facts, few._people, few._posts, paid, kept.people
    )
    few._engine = Aggregator(facts, store.assumptions, few.evidence.deals)
    few._cache = LruCache()
    few.drawn = PageCache(CACHED_PAGES, store.drawn.ring, f"{store.version} {rule!r}")
    few._payouts = _payouts(store, few._people.ids, rule)
    few._present = {key: np.unique(codes) for key, codes in facts.codes.items()}
    few._labels = dict(zip(few._people.ids, few._people.names))
    days = facts.day[facts.day >= 0]
    few.first = EPOCH + timedelta(int(days.min())) if len(days) else None
    few.last = EPOCH + timedelta(int(days.max())) if len(days) else None
    few.known = {d.key: frozenset(few.values(d.key)) for d in few.dimensions}
    few.known |= {"influencer": frozenset(few._people.ids)}
    whole_campaigns = {key for key, _ in rule.picks} <= {"campaign"}
    plans = store.plans if whole_campaigns else store.plans.first(0)
    few.plans = _named(plans, "campaign", few.known)
    few.promotions = _named(store.promotions, "product", few.known)
    few.quality = _quality(store.quality, few, facts)
    return few


def _short(rule: Filters) -> str:
    """A short name of a rule that tells nothing of it."""
    return hashlib.blake2b(repr(rule).encode(), digest_size=6).hexdigest()


def _posts(store: Store, kept: KeptRows, rule: Filters) -> Frame:
    """The posts that are left, in the order of their new codes.

    A post may stand on another platform than its influencer: one outside the rule isn't named.
    """
    posts = store._posts.at(kept.posts)
    posts = posts.beside(owner=np.searchsorted(kept.people, posts["owner"]))
    allowed = rule.values("platform")
    if not allowed:
        return posts
    inside = np.isin(posts["platform"], list(allowed))
    return posts.beside(platform=np.where(inside, posts["platform"], ""))


def _payouts(store: Store, ids: Iterable[str], rule: Filters) -> Frame:
    return store._payouts.at(np.isin(store._payouts["influencer"], list(ids)) & by_people(rule))


def _named(frame: Frame, column: str, known: Mapping[str, frozenset[str]]) -> Frame:
    if column not in frame:
        return frame
    return frame.at(np.isin(frame[column], list(known.get(column, ()))))


def _quality(quality: Quality, few: Store, facts: Facts) -> Quality:
    """The account of the rows that are left.

    Whose a rejected row is nobody can say, so only readers of all data are told of those.
    """
    counts = {
        "influencers": len(few.influencer_ids),
        "posts": int(facts.columns["posts"].sum()),
        "tracking": int(facts.columns["rows"].sum()),
        "payouts": len(few._payouts),
        "promotions": len(few.promotions),
        "campaigns": len(few.plans),
    }
    nothing = {"rejected": 0, "warnings": 0, "ignored_columns": (), "changes": {}, "counts": {}}
    files = tuple(
        replace(one, read=counts.get(one.key, 0), accepted=counts.get(one.key, 0), **nothing)
        for one in quality.files
    )
    return Quality(files, (), 0, float(facts.columns["revenue"].sum()), quality.problems)


class RestrictedStores:
    """The parts of the current version of the data, each made when it is first asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._whole: Store | None = None
        self._made: OrderedDict[Filters, Store] = OrderedDict()

    def of(self, store: Store, rule: Filters) -> Store:
        """The part of a store that a rule selects; the store itself where it selects all."""
        if not rule:
            return store
        with self._lock:
            if store is not self._whole:
                self._whole = store
                self._made.clear()
            if rule not in self._made:
                self._made[rule] = restrict(store, rule)
            self._made.move_to_end(rule)
            while len(self._made) > MOST:
                self._made.popitem(last=False)
            return self._made[rule]
