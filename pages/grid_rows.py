"""Rows of grids: values as the browser takes them, and what grids say of influencers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from components.cards import data_grid
from data.store import Store
from metrics.filters import Filters
from metrics.frames import Frame


def describes(store: Store, influencer: str) -> str:
    """Platform, category and tier of an influencer in one line."""
    about = store.influencer(influencer) or {}
    words = [str(about.get(key, "")) for key in ("platform", "category", "tier")]
    return " · ".join(word.capitalize() if word.islower() else word for word in words if word)


def months_of(store: Store, filters: Filters) -> dict[str, list[float]]:
    """Revenue by month of every influencer, for the small lines of tables.

    Twelve months, or as many as the data has, to the one in which the selection ends. Where its
    period begins does not matter: the line is there to show what was before, too.
    """
    if store.first is None:
        return {}
    last = min(filters.until or store.last, store.last)
    months = np.arange(np.datetime64(last, "M") - 11, np.datetime64(last, "M") + 1)
    months = months[months >= np.datetime64(store.first, "M")]
    year = (
        filters.within(months[0].astype("datetime64[D]").item(), last) if len(months) else filters
    )

    def compute() -> dict[str, list[float]]:
        frame = store.groups(("influencer", "month"), year, ("revenue",)).known("month")
        at = np.searchsorted(months, frame["month"].astype("datetime64[M]"))
        people = {one: row for row, one in enumerate(dict.fromkeys(frame["influencer"].tolist()))}
        wide = np.zeros((len(people), len(months)), int)
        rows = [people[one] for one in frame["influencer"].tolist()]
        wide[rows, at] = np.rint(np.nan_to_num(frame["revenue"]))
        return dict(zip(people, wide.tolist()))

    return store.cached(("months", year), compute)


def grid_rows(frame: Frame, columns: Sequence[dict], *also: str) -> list[dict]:
    """Rows of a grid for the browser, no more of them than its columns read.

    Undefined numbers are null, days text; ``also`` names what the caller makes something of.
    """
    wanted = data_grid.fields(columns) | set(also)
    kept = {key: _plain(frame[key]) for key in frame.names if key in wanted}
    return [dict(zip(kept, row)) for row in zip(*kept.values())]


def _plain(column: np.ndarray) -> list:
    """Values as JSON has them; more digits than a cell can tell apart would weigh half of all."""
    if column.dtype.kind == "M":
        return column.astype("datetime64[D]").astype(str).tolist()
    if column.dtype.kind != "f":
        return column.tolist()
    rounded = np.where(np.abs(column) < 100, np.round(column, 6), np.round(column, 2))
    return [None if one != one else one for one in rounded.tolist()]
