"""The shared, cached, read-only store: every page, chart, export and answer asks it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date, timedelta

import numpy as np
import pandas as pd

from data.caching.lru import CACHED_PAGES, Answer, LruCache, PageCache
from data.caching.shared_memory import SharedPageCache
from data.evidence.evidence import Evidence
from data.facts.encoding import day_numbers
from data.facts.influencers import encode_influencers
from data.ingest.load import Tables
from data.ingest.quality import Quality
from data.store.aggregation import Aggregator, Sums
from data.store.column_cache import PartialSums, fill_missing_steps, needed_columns
from data.store.incremental import incremental
from data.store.row_selection import calendar_codes
from metrics.catalog import BY_KEY, METRICS, evaluate
from metrics.catalog.assumptions import Assumptions
from metrics.catalog.dimensions import DIMENSIONS, GRAINS, Dimension, dimension
from metrics.filters import Filters
from metrics.frames import Frame

EPOCH = date(1970, 1, 1)


class Store:
    """One version of the data. Frames it returns are shared: read them, never write to them.

    Nothing outside this package knows how the data is held.
    """

    def __init__(
        self,
        tables: Tables,
        assumptions: Assumptions = Assumptions(),
        *,
        version: str = "",
        include_unknown: bool = False,
    ) -> None:
        self.quality: Quality = tables.quality
        self.assumptions, self.version = assumptions, version
        self._people = encode_influencers(
            tables.influencers, tables.payouts, assumptions, unknown=include_unknown
        )
        self.evidence = Evidence(tables, self._people, assumptions)
        facts, self._posts = self.evidence.facts, self.evidence.posts
        self._engine = Aggregator(facts, assumptions, self.evidence.deals)
        self._cache, self.drawn = LruCache(), PageCache(CACHED_PAGES)
        self._payouts = Frame.of(tables.payouts)
        self.plans, self.promotions = Frame.of(tables.campaigns), Frame.of(tables.promotions)
        self.dimensions: tuple[Dimension, ...] = tuple(
            d for d in DIMENSIONS if d.key in facts.vocabulary
        )
        self._present = {k: np.flatnonzero(np.bincount(c)) for k, c in facts.codes.items()}
        self._labels = dict(zip(self._people.ids, self._people.names))
        days = np.concatenate([facts.day[facts.day >= 0], day_numbers(tables.tracking["date"])])
        self.first: date | None = EPOCH + timedelta(int(days.min())) if len(days) else None
        self.last: date | None = EPOCH + timedelta(int(days.max())) if len(days) else None
        sources = set(tables.tracking["source"].unique()) - {""}
        self.known: Mapping[str, frozenset[str]] = {
            d.key: frozenset(self.values(d.key)) | (sources if d.key == "source" else set())
            for d in self.dimensions
        } | {"influencer": frozenset(self._people.ids)}

    def values(self, key: str) -> tuple[str, ...]:
        """The values of a dimension that facts have, in their fixed order."""
        vocabulary = self._engine.facts.vocabulary[key]
        return tuple(vocabulary[code] for code in self._present[key])

    def label(self, key: str, value: str) -> str:
        """What a reader sees for a value: an influencer's name for the id, else the value."""
        return self._labels.get(value, value) if key == "influencer" else value

    def filters(self, query: str) -> Filters:
        """The selection in a query string; what this data does not know is dropped."""
        return Filters.parse(query, self.known)

    @property
    def influencer_ids(self) -> tuple[str, ...]:
        """The id of each influencer's code."""
        return self._people.ids

    def influencer(self, influencer: str) -> dict[str, object] | None:
        """An influencer's row: name, followers, platform, category, gender, tier, basis."""
        if influencer not in self._labels:
            return None
        rows = self._cache.answer("influencers", self._people.by_id)
        return {**rows[influencer], "name": self._labels[influencer]}

    def cached(self, question: Hashable, compute: Callable[[], Answer]) -> Answer:
        """An answer of somebody else, cached with this data version."""
        return self._cache.answer(question, compute)

    def share(self, ring: SharedPageCache) -> None:
        """Draw each page once for all processes that share a ring."""
        self.drawn = PageCache(CACHED_PAGES, ring, self.version)

    def cached_page(self, question: Hashable, draw: Callable[[], Answer]) -> Answer:
        """A whole page as it was drawn, cached apart from answers."""
        return self.drawn.answer(question, draw)

    def forget(self, question: Hashable, when: Callable[[Answer], bool]) -> None:
        """Let a page be drawn anew, if it is such a one."""
        self.drawn.forget(question, when)

    def sums(
        self, by: tuple[str, ...], filters: Filters, names: Iterable[str]
    ) -> Mapping[str, np.ndarray]:
        """The named columns of each group, in the rows' order of `breakdown`.

        With ``incremental`` also stand ``incremental_low`` and ``incremental_high`` (90%).
        """
        return self._sums(by, filters, frozenset(names)).columns

    def attribute(self, key: str, influencers: Iterable[str]) -> np.ndarray:
        """The code of an attribute of each influencer id."""
        codes = self._people.attributes[key].codes
        position = {one: at for at, one in enumerate(self._people.ids)}
        return codes[[position[one] for one in influencers]]

    def summary(self, filters: Filters, keys: Iterable[str] | None = None) -> dict[str, float]:
        """The metrics of a whole selection; NaN where one is undefined."""
        wanted = _wanted(keys)
        _, numbers = self._evaluated((), filters, wanted)
        return {key: float(np.ravel(value)[0]) for key, value in numbers.items()}

    def groups(
        self, by: str | tuple[str, ...], filters: Filters, keys: Iterable[str] | None = None
    ) -> Frame:
        """One row per group that has facts: its keys, a ``label`` and the metrics.

        ``by`` names dimensions, or a calendar step whose key is the first day (NaT: payouts
        without a date). ValueError names the nearest dimension for an unknown one.
        """
        by = (by,) if isinstance(by, str) else by
        for key in by:
            if key not in GRAINS and key not in {d.key for d in self.dimensions}:
                dimension(key)
                raise ValueError(f"This data has no {key!r}")
        wanted = _wanted(keys)
        question = ("groups", by, filters, wanted)
        return self._cache.answer(question, lambda: self._grouped(by, filters, wanted))

    def breakdown(
        self, by: str | tuple[str, ...], filters: Filters, keys: Iterable[str] | None = None
    ) -> pd.DataFrame:
        """`groups` as a data frame."""
        question = ("breakdown", by, filters, _wanted(keys))
        return self._cache.answer(question, lambda: self.groups(by, filters, keys).pandas())

    def steps(
        self,
        grain: str,
        filters: Filters,
        keys: Iterable[str] = ("revenue", "payout", "orders", "posts"),
    ) -> Frame:
        """Every step of the selection's period in order, empty ones as zeros; column ``start``."""
        wanted = _wanted(keys)
        return self._cache.answer(
            ("steps", grain, filters, wanted), lambda: self._stepped(grain, filters, wanted)
        )

    def posts(self, filters: Filters) -> Frame:
        """Posts of a selection with what was sold since each until the next.

        Columns: influencer, name, platform, date, url, caption, campaign, product, and the
        metrics. A post's revenue is that of the orders whose influencer's latest post it is.
        """
        wanted = ("revenue", "orders", "payout", "posts", "reach", "likes", "comments")
        wanted += ("roi", "net_return", "engagement_rate", "orders_per_thousand_reach")
        return self._cache.answer(("posts", filters), lambda: self._post_frame(filters, wanted))

    def _post_frame(self, filters: Filters, wanted: tuple[str, ...]) -> Frame:
        found = self._grouped(("post",), filters, wanted)
        found = found.at((found["posts"] > 0) & (found["post"] >= 0)).ordered("post")
        about = self._posts.without("owner").at(found["post"])
        names = [self.label("influencer", one) for one in about["influencer"].tolist()]
        rows = about.beside(found.without("post", "label"), name=names)
        return rows.ordered("-date", "influencer")

    def _stepped(self, grain: str, filters: Filters, wanted: tuple[str, ...]) -> Frame:
        found = self._grouped((grain,), filters, wanted).known(grain)
        first, last = filters.since or self.first, filters.until or self.last
        if first is None or last is None:
            return found.beside(start=found[grain]).without(grain)
        first, last = max(first, self.first), min(last, self.last)
        days = np.arange(first, last + timedelta(1), dtype="datetime64[D]").astype(np.int64)
        codes = np.unique(calendar_codes(days[days >= 0], grain))
        return fill_missing_steps(found, grain, self._decoded(grain, codes[codes >= 0]))

    def _evaluated(
        self, by: tuple[str, ...], filters: Filters, wanted: tuple[str, ...]
    ) -> tuple[Sums, dict[str, np.ndarray]]:
        sums = self._sums(by, filters, needed_columns(wanted))
        return sums, evaluate(sums.columns, self.assumptions, wanted)

    def _grouped(self, by: tuple[str, ...], filters: Filters, wanted: tuple[str, ...]) -> Frame:
        sums, numbers = self._evaluated(by, filters, wanted)
        size = len(next(iter(sums.keys.values()))) if by else 1
        keys = {key: self._decoded(key, codes) for key, codes in sums.keys.items()}
        texts = [
            [self.label(key, value) for value in values.tolist()]
            for key, values in keys.items()
            if key not in GRAINS and key != "post"
        ]
        label = [" × ".join(parts) for parts in zip(*texts)] if texts else ""
        numbers = {k: np.broadcast_to(v, (size,)) for k, v in numbers.items()}
        return Frame({**keys, "label": label, **numbers}, size)

    def _sums(self, by: tuple[str, ...], filters: Filters, names: frozenset[str]) -> Sums:
        """Sums of a breakdown. Many questions share columns: each is summed once."""
        summed = self._cache.answer(("sums", by, filters), PartialSums)
        return summed.having(names, lambda missing: self._summed(by, filters, missing))

    def _summed(self, by: tuple[str, ...], filters: Filters, names: frozenset[str]) -> Sums:
        """Sums of the facts, and the posterior's answer where incremental revenue is asked for."""
        asked = names | {"revenue"} if "incremental" in names else names
        sums = self._engine.sums(by, filters, asked)
        if "incremental" not in names:
            return sums
        found = incremental(self._engine, self.evidence.incrementality, by, filters, sums)
        return Sums(sums.keys, {**sums.columns, **found})

    def _decoded(self, key: str, codes: np.ndarray) -> np.ndarray:
        if key in GRAINS:
            return np.where(
                codes < 0, np.datetime64("NaT", "D"), codes.astype("datetime64[D]")
            ).astype("datetime64[s]")
        if key == "post":
            return codes
        return np.asarray(self._engine.facts.vocabulary[key], object)[codes]


def _wanted(keys: Iterable[str] | None) -> tuple[str, ...]:
    return tuple(BY_KEY) if keys is None else tuple(dict.fromkeys(keys))


ALL_METRICS = tuple(m.key for m in METRICS)
