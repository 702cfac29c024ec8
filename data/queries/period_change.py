"""What changed from one period to the next and whose change it was, asked of the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from data.store import Store
from metrics.change import decomposition
from metrics.change.decomposition import Movement, Sums
from metrics.change.periods import Period, compared_periods
from metrics.filters import Filters
from metrics.frames import Frame

SUMMED = ("revenue", "orders", "posts", "payout")
PAID_BY_ORDER = "order"
MEASURES = ("revenue", "payout", "roi")


@dataclass(frozen=True)
class PeriodChange:
    """Both periods, the groups' sums in them (``revenue_before``, ``revenue``, …) and the splits.

    Rows of every split are the rows of ``groups``. ``chosen`` says whether the reader chose the
    period. A measure that was undefined in a period has no split.
    """

    period: Period
    before: Period
    chosen: bool
    groups: Frame
    splits: Mapping[str, Movement | None]

    def rows(self, measure: str) -> Frame:
        """The groups with ``part`` (of the change) and each effect's share in it, by its name.

        Groups that neither had nor have anything of the measure are left out. ValueError for a
        measure without a split.
        """
        split = self.splits[measure]
        if split is None:
            raise ValueError(f"{measure} has no value in one of the periods")
        found = self.groups.beside(dict(zip(split.effects, split.parts.T)), part=split.of_groups)
        columns = ["revenue", "payout"] if measure == "roi" else [measure]
        had = [found[column] > 0 for name in columns for column in (name, f"{name}_before")]
        return found.at(np.any(had, axis=0))


def period_change(store: Store, dimension: str, filters: Filters) -> PeriodChange | None:
    """The change of a selection by the groups of a dimension; None without an earlier period."""

    def compute() -> PeriodChange | None:
        periods = compared_periods(filters.since, filters.until, store.first, store.last)
        if periods is None:
            return None
        sides = [
            store.groups(
                (dimension, "basis"), filters.within(one.since, one.until), SUMMED
            ) for one in periods
        ]  # fmt: skip
        names = sorted({one for side in sides for one in side[dimension].tolist()})
        after, before = (_sums(side, dimension, names) for side in sides)
        columns = {dimension: names, "label": [store.label(dimension, one) for one in names]}
        for suffix, side in (("_before", before), ("", after)):
            for name in SUMMED:
                values = getattr(side, name)
                columns[name + suffix] = values.sum(axis=1) if values.ndim > 1 else values
        groups = Frame(columns, len(names))
        splits = {name: getattr(decomposition, name)(before, after) for name in MEASURES}
        chosen = bool(filters.since or filters.until)
        return PeriodChange(*periods, chosen, groups, splits)

    return store.cached(("moved", dimension, filters), compute)


def _sums(frame: Frame, dimension: str, names: Sequence[str]) -> Sums:
    """Sums of each group, payout apart by what it was paid for: a post, or an order."""
    place = {name: at for at, name in enumerate(names)}
    at = np.array([place[one] for one in frame[dimension].tolist()], np.int64)
    kind = (frame["basis"] == PAID_BY_ORDER).astype(int)

    def summed(values: np.ndarray) -> np.ndarray:
        found = np.zeros((len(names), 2))
        np.add.at(found, (at, kind), values)
        return found

    units = np.where(kind == 1, frame["orders"], frame["posts"])
    paid = frame["payout"] > 0
    whole = {name: summed(frame[name]).sum(axis=1) for name in ("revenue", "orders", "posts")}
    # What nobody is paid for is no unit: it would look like a rate that fell to nothing.
    return Sums(**whole, payout=summed(frame["payout"]), units=summed(np.where(paid, units, 0.0)))
