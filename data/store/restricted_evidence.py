"""A part of the facts, the people and the evidence, in codes of its own: the rest has none."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from data.evidence.evidence import Evidence
from data.evidence.post_outcomes import post_outcomes
from data.facts.compaction import compact_without_days
from data.facts.distinct_customers import CustomerSets
from data.facts.encoding import DictionaryEncoded, read_only
from data.facts.fact_table import Facts
from data.facts.influencers import Influencers
from data.store.aggregation import Aggregator
from metrics.catalog.dimensions import DIMENSIONS
from metrics.filters import Filters
from metrics.frames import Frame
from metrics.incrementality.incrementality import Incrementality

OF_PEOPLE = frozenset(d.key for d in DIMENSIONS if d.table == "influencers")
"""Dimensions that are an influencer's own."""


def by_people(rule: Filters) -> bool:
    """Whether a rule leaves whole influencers, and no part of one."""
    return all(key in OF_PEOPLE for key, _ in rule.picks)


@dataclass(frozen=True)
class KeptRows:
    """What a rule leaves: facts by position, influencers and posts by code."""

    facts: np.ndarray
    people: np.ndarray
    posts: np.ndarray


def rows_of_rule(rule: Filters, engine: Aggregator, people: Influencers) -> KeptRows:
    """What a rule leaves; nothing where it names a dimension that the data does not have."""
    facts = engine.facts
    inside, chosen = np.zeros(len(facts), bool), np.zeros(len(people.ids), bool)
    if all(key in facts.codes for key, _ in rule.picks):
        inside[engine.rows(rule)] = True
        chosen[:] = True
    for key, values in rule.picks:
        if key == "influencer":
            chosen &= np.isin(np.asarray(people.ids, object), list(values))
        elif key in people.attributes:
            one = people.attributes[key]
            chosen &= np.isin(np.asarray(one.values, object), list(values))[one.codes]
    if not by_people(rule):
        active = np.zeros(len(chosen), bool)
        active[facts.codes["influencer"][inside]] = True
        chosen &= active
    posts = facts.post[inside & (facts.columns["posts"] > 0)]
    return KeptRows(np.flatnonzero(inside), np.flatnonzero(chosen), np.unique(posts[posts >= 0]))


def remaining_codes(facts: Facts, people: Influencers, kept: KeptRows) -> dict[str, np.ndarray]:
    """The codes that are left of each dimension, ascending; their places are the new codes."""
    found = {}
    for key, codes in facts.codes.items():
        used = [codes[kept.facts]]
        if key in people.attributes:
            # The last code stands for none, whoever is left.
            one = people.attributes[key]
            used += [one.codes[kept.people], np.array([one.unassigned])]
        found[key] = kept.people if key == "influencer" else np.unique(np.concatenate(used))
    return found


def recode(codes: np.ndarray, left: np.ndarray) -> np.ndarray:
    """New codes of old ones, all of which are left."""
    return read_only(np.searchsorted(left, codes).astype(codes.dtype))


def restrict_facts(facts: Facts, kept: KeptRows, left: Mapping[str, np.ndarray]) -> Facts:
    """The facts that are left, in their order, with vocabularies of what is left."""
    rows = kept.facts
    position = np.full(len(facts), -1, np.int64)
    position[rows] = np.arange(len(rows))
    of_buyer = position[facts.buyers.fact]
    mine = of_buyer >= 0
    # A fact of a post that is outside belongs to no post; the last place stands for none.
    post = np.full(int(facts.post.max()) + 2 if len(facts) else 1, -1, facts.post.dtype)
    post[kept.posts] = np.arange(len(kept.posts))
    return replace(
        facts,
        codes={key: recode(codes[rows], left[key]) for key, codes in facts.codes.items()},
        vocabulary={
            key: tuple(words[code] for code in left[key]) for key, words in facts.vocabulary.items()
        },
        day=read_only(facts.day[rows]),
        post=read_only(post[facts.post[rows]]),
        columns={name: read_only(column[rows]) for name, column in facts.columns.items()},
        buyers=CustomerSets.of(
            facts.buyers.user[mine], of_buyer[mine], facts.buyers.users, len(rows)
        ),
    )


def restrict_influencers(
    people: Influencers, kept: KeptRows, left: Mapping[str, np.ndarray]
) -> Influencers:
    """The influencers that are left, their attributes in the codes of the facts."""
    chosen = kept.people
    attributes = {
        key: DictionaryEncoded(
            recode(one.codes[chosen], left[key]), tuple(one.values[code] for code in left[key])
        )
        for key, one in people.attributes.items()
    }
    return Influencers(
        people.frame.at(chosen),
        tuple(people.ids[at] for at in chosen),
        tuple(people.names[at] for at in chosen),
        attributes,
        people.unknown and len(people.ids) - 1 in chosen,
    )


class RestrictedEvidence(Evidence):
    """The evidence of a part: what was measured on the whole, and what is judged from the part.

    ``paid`` are ₹ by post and by order of those who are ``left`` of the whole's influencers.
    """

    def __init__(
        self,
        whole: Evidence,
        facts: Facts,
        people: Influencers,
        posts: Frame,
        paid: tuple[np.ndarray, np.ndarray],
        left: np.ndarray,
    ) -> None:
        per_post, per_order = paid
        self.outcomes = post_outcomes(facts, per_order, per_post + per_order)
        self.facts, self.panel = facts, whole.panel
        self.deals = compact_without_days(facts)
        self._people, self.posts, self._break_even = people, posts, whole._break_even
        self._lock = threading.RLock()
        self._measured = restrict_incrementality(whole.incrementality, left)

    @property
    def incrementality(self) -> Incrementality:
        """The posterior of the whole data, of the influencers that are left."""
        return self._measured


def restrict_incrementality(whole: Incrementality, left: np.ndarray) -> Incrementality:
    """The same posterior with the rates of some influencers only."""
    found = whole.rates
    if found is None:
        return whole
    weight = found.weight[left]
    rates = replace(
        found,
        mean=found.mean[left],
        covariance=found.covariance[np.ix_(left, left)],
        weight=weight / max(float(weight.sum()), 1e-9),
    )
    return replace(whole, rates=rates)
