"""Calendar steps on a time axis: where they stand, what they are called, what they pick."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import numpy as np

import formats

SHORT_AXIS = 80
"""Days up to which the ticks of an axis are days, not months."""


def days(starts: np.ndarray) -> list[date]:
    """The first day of each step."""
    return starts.astype("datetime64[D]").tolist()


def next_month(day: date) -> date:
    """The first day of the month after."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def end(start: date, grain: str) -> date:
    """The last day of a step."""
    if grain == "month":
        return next_month(start.replace(day=1)) - timedelta(1)
    return start + timedelta(6 if grain == "week" else 0)


def stamp(moment: datetime) -> str:
    """A moment as Plotly reads it."""
    return moment.isoformat(timespec="minutes")


def midnight(day: date) -> datetime:
    """The start of a day."""
    return datetime(day.year, day.month, day.day)


def span(starts: Sequence[date], grain: str) -> tuple[datetime, datetime]:
    """From the start of the first step to the end of the last."""
    return midnight(starts[0]), midnight(end(starts[-1], grain)) + timedelta(1)


def middle(start: date, grain: str) -> datetime:
    """The middle of a step: a mark there stands for the days around it."""
    first = midnight(start)
    return first + (midnight(end(start, grain)) + timedelta(1) - first) / 2


def width(grain: str, share: float) -> float:
    """A share of a step in milliseconds, as the width of bars wants it."""
    return {"day": 1, "week": 7, "month": 30.4}[grain] * 86_400_000 * share


def words(start: date, grain: str) -> str:
    """A step in words: 12 Aug 2025, Week of 4 Aug 2025, Aug 2025."""
    return {"day": formats.date, "week": formats.week, "month": formats.month}[grain](start)


def described_step(
    start: date, grain: str, first: date | None = None, last: date | None = None
) -> str:
    """A step in words, and how much of it the data has where that is not all."""
    stop = end(start, grain)
    days = (stop - start).days + 1
    missing = max(0, (first - start).days if first else 0)
    missing += max(0, (stop - last).days if last else 0)
    held = f", {days - missing} of {days} days" if 0 < missing < days else ""
    return f"{words(start, grain)}{held}"


def pick(start: date, grain: str, first: date | None = None, last: date | None = None) -> str:
    """The query fragment of a step's days, inside the days the data has."""
    since, until = start, end(start, grain)
    if first is not None:
        since = max(since, first)
    if last is not None:
        until = max(min(until, last), since)
    return f"since={since.isoformat()}&until={until.isoformat()}"


def ticks(
    first: date, last: date, at_most: int = 8, grain: str = "day"
) -> tuple[list[str], list[str]]:
    """Places and names of at most so many ticks: days on a short axis, else months.

    The year stands below the first tick and every January. Ticks of monthly steps stand in the
    middle of their month, where the marks are.
    """
    if (last - first).days < SHORT_AXIS and grain != "month":
        return _day_ticks(first, last, at_most)
    months = [first if first.day == 1 else next_month(first)]
    while next_month(months[-1]) <= last:
        months.append(next_month(months[-1]))
    decades = 120 * math.ceil(len(months) / at_most / 120)
    every = next((n for n in (1, 2, 3, 6, 12, 24, 60) if len(months) / n <= at_most), decades)
    shown = [m for i, m in enumerate(months) if i % every == 0]
    places = [stamp(middle(m, "month")) if grain == "month" else m.isoformat() for m in shown]
    return places, month_ticks(shown)


def month_ticks(months: Sequence[date]) -> list[str]:
    """Months as ticks: the year below the first and below the first of each new year."""
    found, year = [], None
    for month in months:
        name = formats.MONTHS[month.month - 1]
        found.append(name if month.year == year else f"{name}<br>{month.year}")
        year = month.year
    return found


def _day_ticks(first: date, last: date, at_most: int) -> tuple[list[str], list[str]]:
    length = (last - first).days + 1
    every = next(n for n in (1, 2, 7, 14, 28) if math.ceil(length / n) <= at_most or n == 28)
    shown = [first + timedelta(n) for n in range(0, length, every)]
    names = [f"{d.day} {formats.MONTHS[d.month - 1]}" for d in shown]
    names[0] = f"{names[0]}<br>{first.year}"
    return [stamp(middle(d, "day")) for d in shown], names
