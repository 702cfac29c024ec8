"""The tables a reader sees and exports: one function for both, so they cannot differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from data.queries.estimates import breakdown_with_intervals, judged
from data.queries.pattern_sentences import sentence
from data.store import ALL_METRICS, Store
from metrics.catalog import METRICS
from metrics.filters import Filters
from metrics.frames import Frame

EVIDENCE = (
    "roi_low",
    "roi_high",
    "loss_probability",
    "verdict",
    *(f"{m.key}_{end}" for m in METRICS if m.uncertain == "incremental" for end in ("low", "high")),
)
"""Columns of evidence beside the metrics: 90% intervals and the verdict."""
PATTERN_CELL = ("platform", "category")
PATTERN_DIMENSIONS = ("platform", "category", "product", "basis", "tier")
PATTERN_COLUMNS = (
    "posts",
    "influencers",
    "months",
    "months_below",
    "revenue",
    "payout",
    "roi",
    "roi_low",
    "roi_high",
    "loss_probability",
    "lost",
    "evidence",
    "survives",
)
ABOUT_INFLUENCER = ("name", "platform", "category", "gender", "tier", "basis", "followers")
POST_COLUMNS = (
    "date", "influencer", "name", "platform", "campaign", "product", "caption", "url",
    "reach", "likes", "comments", "engagement_rate", "revenue", "orders", "payout", "roi",
    "net_return", "orders_per_thousand_reach",
)  # fmt: skip


def influencer_table(store: Store, filters: Filters) -> Frame:
    """Every influencer active in the selection: who they are, every metric, the evidence."""
    found = breakdown_with_intervals(store, "influencer", filters)
    about = [store.influencer(one) or {} for one in found["influencer"].tolist()]
    told = {key: [one.get(key, "") for one in about] for key in ABOUT_INFLUENCER}
    return found.only("influencer").beside(told).beside(found.only(*_numbers(found)))


def _numbers(frame: Frame | pd.DataFrame) -> list[str]:
    return [k for k in (*ALL_METRICS, *EVIDENCE) if k in frame]


def dimension_table(key: str, store: Store, filters: Filters) -> Frame:
    """The values of a dimension in the selection, every metric, the evidence."""
    found = breakdown_with_intervals(store, key, filters)
    return found.only(key, *_numbers(found))


def posts(store: Store, filters: Filters) -> pd.DataFrame:
    """Every post of the selection, newest first."""
    return store.posts(filters).only(*POST_COLUMNS).pandas()


def patterns(store: Store, filters: Filters) -> pd.DataFrame:
    """Every platform × category cell with its evidence, the one that lost most first."""
    frame = judged(store, PATTERN_CELL, filters)
    columns = [*PATTERN_CELL, *_numbers(frame)]
    return frame[columns].sort_values(["net_return", *PATTERN_CELL]).reset_index(drop=True)


def recurring(store: Store, filters: Filters) -> pd.DataFrame:
    """The statements about what loses again and again, over the whole data, strongest first."""
    rows = [
        {
            **{key: dict(one.cell).get(key, "") for key in PATTERN_DIMENSIONS},
            **{key: getattr(one, key) for key in PATTERN_COLUMNS},
            "sentence": sentence(one),
        }
        for one in store.evidence.patterns
    ]
    return pd.DataFrame(rows, columns=[*PATTERN_DIMENSIONS, *PATTERN_COLUMNS, "sentence"])


def quality(store: Store, filters: Filters) -> pd.DataFrame:
    """Every rejected row and warning; the selection plays no part."""
    columns = ["kind", "file", "line", "column", "value", "code", "reason"]
    rows = [[getattr(issue, c) for c in columns] for issue in store.quality.issues]
    return pd.DataFrame(rows, columns=columns)


LISTINGS: Mapping[str, Callable[[Store, Filters], pd.DataFrame]] = {
    "influencers": lambda store, filters: influencer_table(store, filters).pandas(),
    "campaigns": lambda store, filters: dimension_table("campaign", store, filters).pandas(),
    "products": lambda store, filters: dimension_table("product", store, filters).pandas(),
    "posts": posts,
    "patterns": patterns,
    "recurring": recurring,
    "quality": quality,
}
