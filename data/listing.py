"""The tables a reader sees and exports: one function for both, so they cannot differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from data.store import ALL_METRICS, Store
from metrics.filters import Filters

PATTERN_CELL = ("platform", "category")
ABOUT_INFLUENCER = ("name", "platform", "category", "gender", "tier", "basis", "followers")
POST_COLUMNS = (
    "date", "influencer", "name", "platform", "campaign", "product", "caption", "url",
    "reach", "likes", "comments", "engagement_rate", "revenue", "orders", "payout", "roi",
    "net_return", "orders_per_thousand_reach",
)  # fmt: skip


def influencers(store: Store, filters: Filters) -> pd.DataFrame:
    """Every influencer active in the selection: who they are, and every metric."""
    frame = store.breakdown("influencer", filters)
    about = pd.DataFrame([store.influencer(one) or {} for one in frame["influencer"]])
    numbers = frame[[k for k in ALL_METRICS if k in frame]]
    if about.empty:
        about = pd.DataFrame(columns=list(ABOUT_INFLUENCER))
    return pd.concat([frame[["influencer"]], about[list(ABOUT_INFLUENCER)], numbers], axis=1)


def grouped(key: str) -> Callable[[Store, Filters], pd.DataFrame]:
    """The table of one dimension: its values and every metric."""

    def listed(store: Store, filters: Filters) -> pd.DataFrame:
        frame = store.breakdown(key, filters)
        return frame[[key, *(k for k in ALL_METRICS if k in frame)]]

    return listed


def posts(store: Store, filters: Filters) -> pd.DataFrame:
    """Every post of the selection, newest first."""
    return store.posts(filters)[list(POST_COLUMNS)]


def patterns(store: Store, filters: Filters) -> pd.DataFrame:
    """Every platform × category cell, the one that lost most first."""
    frame = store.breakdown(PATTERN_CELL, filters)
    columns = [*PATTERN_CELL, *(k for k in ALL_METRICS if k in frame)]
    return frame[columns].sort_values(["net_return", *PATTERN_CELL]).reset_index(drop=True)


def quality(store: Store, filters: Filters) -> pd.DataFrame:
    """Every rejected row and warning; the selection plays no part."""
    columns = ["kind", "file", "line", "column", "value", "code", "reason"]
    rows = [[getattr(issue, c) for c in columns] for issue in store.quality.issues]
    return pd.DataFrame(rows, columns=columns)


LISTINGS: Mapping[str, Callable[[Store, Filters], pd.DataFrame]] = {
    "influencers": influencers,
    "campaigns": grouped("campaign"),
    "products": grouped("product"),
    "posts": posts,
    "patterns": patterns,
    "quality": quality,
}
