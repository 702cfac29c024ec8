"""Marks of a chart: what a click on each row picks, and whether it is picked now."""

from __future__ import annotations

from functools import lru_cache

from metrics.filters import Filters
from metrics.frames import Frame


def with_selection_state(frame: Frame, by: tuple[str, ...], filters: Filters) -> Frame:
    """The frame with ``pick`` (a query fragment) and ``state`` picked, dimmed or plain.

    Rows are dimmed only while something of the chart's own dimensions is picked.
    """
    own = any(filters.values(key) for key in by)
    picks = [_pick(by, values) for values in zip(*(frame[key].tolist() for key in by))]
    now = Filters.of({key: filters.values(key) for key in by})
    states = ["plain" if not own else "picked" if _inside(now, p) else "dimmed" for p, _ in picks]
    return frame.beside(pick=[fragment for _, fragment in picks], state=states)


@lru_cache(maxsize=4096)
def _pick(by: tuple[str, ...], values: tuple[object, ...]) -> tuple[Filters, str]:
    """The selection that a mark stands for, and its query fragment."""
    pick = Filters.of({key: (str(value),) for key, value in zip(by, values)})
    return pick, pick.query()[1:]


def _inside(now: Filters, pick: Filters) -> bool:
    """Whether a mark agrees with each dimension that has a selection."""
    return all(set(values) <= set(now.values(key)) for key, values in pick.picks if now.values(key))
