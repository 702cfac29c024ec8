"""What changed from one period to the next and whose change it was, asked of the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.store import Store
from metrics import movement
from metrics.filters import Filters
from metrics.movement import Movement, Sums
from metrics.periods import Period, compared

SUMMED = ("revenue", "orders", "posts", "payout")
PAID_BY_ORDER = "order"
MEASURES = ("revenue", "payout", "roi")


@dataclass(frozen=True)
class Moved:
    """Both periods, the groups' sums in them (``revenue_before``, ``revenue``, …) and the splits.

    Rows of every split are the rows of ``groups``. ``chosen`` says whether the reader chose the
    period. A measure that was undefined in a period has no split.
    """

    period: Period
    before: Period
    chosen: bool
    groups: pd.DataFrame
    splits: Mapping[str, Movement | None]

    def rows(self, measure: str) -> pd.DataFrame:
        """The groups with ``part`` (of the change) and each effect's share in it, by its name.

        Groups that neither had nor have anything of the measure are left out. ValueError for a
        measure without a split.
        """
        split = self.splits[measure]
        if split is None:
            raise ValueError(f"{measure} has no value in one of the periods")
        effects = pd.DataFrame(split.parts, columns=list(split.effects), index=self.groups.index)
        found = self.groups.join(effects).assign(part=split.of_groups)
        columns = ["revenue", "payout"] if measure == "roi" else [measure]
        had = [column for name in columns for column in (name, f"{name}_before")]
        return found[(found[had] > 0).any(axis=1)].reset_index(drop=True)


def moved(store: Store, dimension: str, filters: Filters) -> Moved | None:
    """The change of a selection by the groups of a dimension; None without an earlier period."""

    def compute() -> Moved | None:
        periods = compared(filters.since, filters.until, store.first, store.last)
        if periods is None:
            return None
        sides = [
            store.breakdown(
                (dimension, "basis"), filters.within(one.since, one.until), SUMMED
            ) for one in periods
        ]  # fmt: skip
        names = np.unique(np.concatenate([side[dimension].astype(str) for side in sides]))
        after, before = (_sums(side, dimension, names) for side in sides)
        groups = pd.DataFrame(
            {dimension: names, "label": [store.label(dimension, one) for one in names]}
        )
        for suffix, side in (("_before", before), ("", after)):
            for name in SUMMED:
                values = getattr(side, name)
                groups[name + suffix] = values.sum(axis=1) if values.ndim > 1 else values
        splits = {name: getattr(movement, name)(before, after) for name in MEASURES}
        chosen = bool(filters.since or filters.until)
        return Moved(*periods, chosen, groups, splits)

    return store.remembered(("moved", dimension, filters), compute)


def _sums(frame: pd.DataFrame, dimension: str, names: np.ndarray) -> Sums:
    """Sums of each group, payout apart by what it was paid for: a post, or an order."""
    at = np.searchsorted(names, frame[dimension].to_numpy(str))
    kind = (frame["basis"] == PAID_BY_ORDER).to_numpy().astype(int)

    def summed(values: np.ndarray) -> np.ndarray:
        found = np.zeros((len(names), 2))
        np.add.at(found, (at, kind), values)
        return found

    sums = {name: frame[name].to_numpy(float) for name in SUMMED}
    units = np.where(kind == 1, sums["orders"], sums["posts"])
    paid = sums["payout"] > 0
    whole = {name: summed(sums[name]).sum(axis=1) for name in ("revenue", "orders", "posts")}
    # What nobody is paid for is no unit: it would look like a rate that fell to nothing.
    return Sums(**whole, payout=summed(sums["payout"]), units=summed(np.where(paid, units, 0.0)))
