"""Campaigns: when they run, what they sell, and on which platforms they lean."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from data.simulation.calendar import DIWALI, Period
from data.simulation.catalogue import CATEGORIES, NAMES

PLATFORMS = ("Instagram", "YouTube", "X", "Facebook")
ALWAYS_ON = "Always On"
SHORTEST = 7


@dataclass(frozen=True)
class Template:
    """A campaign that returns each year: its window, products, lift of sales and leanings."""

    name: str
    window: Callable[[int], tuple[date, date] | None]
    products: tuple[str, ...]
    lift: float
    platforms: tuple[float, float, float, float]
    categories: tuple[str, ...]


def _diwali(year: int) -> tuple[date, date] | None:
    day = next((day for day in DIWALI if day.year == year), None)
    return (day - timedelta(days=26), day + timedelta(days=3)) if day else None


def _yearly(
    start: tuple[int, int], end: tuple[int, int]
) -> Callable[[int], tuple[date, date] | None]:
    later = end < start
    return lambda year: (date(year, *start), date(year + later, *end))


TEMPLATES: tuple[Template, ...] = (
    Template("Diwali Gifting", _diwali,
             ("Protein Bar", "Multivitamin", "Collagen", "SuperMilk", "Omega-3", "Whey Protein"),
             1.25, (1.2, 1.0, 0.8, 1.2), CATEGORIES),
    Template("New Year Reset", _yearly((12, 26), (2, 2)),
             ("Whey Protein", "Creatine", "Plant Protein", "Multivitamin", "Omega-3"),
             1.15, (1.0, 1.3, 0.8, 0.7), ("Fitness", "Nutrition", "Yoga")),
    Template("Protein Pledge", _yearly((2, 15), (3, 25)),
             ("Whey Protein", "Plant Protein", "Protein Bar", "Mass Gainer"),
             1.0, (1.0, 1.1, 1.0, 0.6), ("Fitness", "Nutrition", "Food")),
    Template("Summer Shred", _yearly((4, 5), (5, 31)),
             ("Whey Protein", "Creatine", "Pre-Workout", "Collagen", "Protein Bar"),
             1.05, (1.3, 1.0, 0.7, 0.6), ("Fitness", "Nutrition", "Yoga", "Beauty")),
    Template("Back to School", _yearly((6, 5), (7, 6)),
             ("SuperMilk", "Kids Gummies", "Multivitamin", "Protein Bar"),
             1.1, (1.0, 1.0, 0.6, 1.6), ("Parenting", "Food", "Nutrition")),
    Template("Monsoon Immunity", _yearly((7, 1), (8, 20)),
             ("Multivitamin", "Omega-3", "Biotin", "Kids Gummies", "Collagen", "Plant Protein"),
             0.85, (1.1, 1.0, 1.2, 1.0), CATEGORIES),
)  # fmt: skip


@dataclass(frozen=True)
class Campaign:
    """One run of a campaign: day numbers (within the period), and what tilts its posts."""

    name: str
    first: int
    last: int
    products: np.ndarray
    lift: float
    platforms: np.ndarray
    categories: np.ndarray

    @property
    def days(self) -> int:
        """How long it runs inside the period."""
        return self.last - self.first + 1


def campaigns(period: Period) -> tuple[Campaign, ...]:
    """Those that run at least a week of the period, by start; the evergreen one first.

    A name that runs in several years carries its year.
    """
    runs = []
    for template in TEMPLATES:
        for year in period.years:
            window = template.window(year)
            if window is None:
                continue
            first = max(period.number(window[0]), 0)
            last = min(period.number(window[1]), period.days - 1)
            if last - first + 1 >= SHORTEST:
                runs.append((template, year, first, last))
    names = [template.name for template, *_ in runs]
    found = [
        _run(t, t.name if names.count(t.name) == 1 else f"{t.name} {year}", first, last)
        for t, year, first, last in sorted(runs, key=lambda run: run[2:])
    ]
    return (_evergreen(period), *found)


def _run(template: Template, name: str, first: int, last: int) -> Campaign:
    sold = np.array([product in template.products for product in NAMES], float)
    leaning = np.array([1.0 if c in template.categories else 0.15 for c in CATEGORIES])
    return Campaign(name, first, last, sold, template.lift, np.array(template.platforms), leaning)


def _evergreen(period: Period) -> Campaign:
    even = np.ones(len(CATEGORIES))
    return Campaign(
        ALWAYS_ON, 0, period.days - 1, np.ones(len(NAMES)), 0.95, np.ones(len(PLATFORMS)), even
    )
