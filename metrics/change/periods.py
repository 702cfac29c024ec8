"""Periods: the selected one, the equal one before it, the presets, the step of a time axis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

USUAL_DAYS = 90
"""Days that are compared with as many before them while no period is chosen."""


@dataclass(frozen=True)
class Period:
    """Days from ``since`` to ``until``, both included."""

    since: date
    until: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.until - self.since).days + 1

    def before(self) -> Period:
        """The equally long period right before it."""
        return Period(self.since - timedelta(self.days), self.since - timedelta(1))

    def inside(self, first: date, last: date) -> bool:
        """Whether data from ``first`` to ``last`` covers it whole."""
        return first <= self.since and self.until <= last


def selected_period(
    since: date | None, until: date | None, first: date | None, last: date | None
) -> Period | None:
    """The period a selection means in data from ``first`` to ``last``; None without any data."""
    if first is None or last is None:
        return None
    start, end = max(since or first, first), min(until or last, last)
    return Period(start, end) if start <= end else None


def compared_periods(
    since: date | None, until: date | None, first: date | None, last: date | None
) -> tuple[Period, Period] | None:
    """The period a change is told for and the equal one before it.

    Without a chosen period the last ``USUAL_DAYS`` days, or half of the data where it is shorter.
    None where the data does not reach back as far.
    """
    period = selected_period(since, until, first, last)
    if period is None or first is None or last is None:
        return None
    if not (since or until):
        days = min(USUAL_DAYS, period.days // 2)
        period = Period(last - timedelta(days - 1), last)
    before = period.before()
    return (period, before) if period.days and before.inside(first, last) else None


def presets(first: date, last: date) -> tuple[tuple[str, date | None, date | None], ...]:
    """(name, since, until) counted back from the last day of the data."""
    quarter = date(last.year, 3 * ((last.month - 1) // 3) + 1, 1)
    found = [
        (f"Last {days} days", last - timedelta(days - 1), last)
        for days in (30, 90, 180)
        if last - timedelta(days - 1) > first
    ]
    if quarter > first:
        found.append(("This quarter", quarter, last))
    return (*found, ("All", None, None))


def grain(days: int) -> str:
    """The calendar step that gives a time axis about 8 to 60 marks."""
    return "day" if days <= 45 else "week" if days <= 500 else "month"
