"""Days: the period, its weekdays, seasons and festivals, and how much is bought on each."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from data.simulation.catalogue import PRODUCTS
from data.simulation.random_streams import stream

LAST_DAY = date(2025, 8, 31)

DIWALI = (
    date(2015, 11, 11), date(2016, 10, 30), date(2017, 10, 19), date(2018, 11, 7),
    date(2019, 10, 27), date(2020, 11, 14), date(2021, 11, 4), date(2022, 10, 24),
    date(2023, 11, 12), date(2024, 11, 1), date(2025, 10, 20),
)  # fmt: skip
DUSSEHRA = (
    date(2015, 10, 22), date(2016, 10, 11), date(2017, 9, 30), date(2018, 10, 18),
    date(2019, 10, 8), date(2020, 10, 25), date(2021, 10, 15), date(2022, 10, 5),
    date(2023, 10, 24), date(2024, 10, 12), date(2025, 10, 2),
)  # fmt: skip
HOLI = (
    date(2016, 3, 24), date(2017, 3, 13), date(2018, 3, 2), date(2019, 3, 21),
    date(2020, 3, 10), date(2021, 3, 29), date(2022, 3, 18), date(2023, 3, 8),
    date(2024, 3, 25), date(2025, 3, 14),
)  # fmt: skip
RAKHI = (
    date(2015, 8, 29), date(2016, 8, 18), date(2017, 8, 7), date(2018, 8, 26),
    date(2019, 8, 15), date(2020, 8, 3), date(2021, 8, 22), date(2022, 8, 11),
    date(2023, 8, 30), date(2024, 8, 19), date(2025, 8, 9),
)  # fmt: skip
EID = (
    date(2016, 7, 7), date(2017, 6, 26), date(2018, 6, 16), date(2019, 6, 5),
    date(2020, 5, 25), date(2021, 5, 14), date(2022, 5, 3), date(2023, 4, 22),
    date(2024, 4, 11), date(2025, 3, 31),
)  # fmt: skip

WEEKDAY = np.array([0.96, 0.93, 0.95, 0.98, 1.02, 1.09, 1.12])
"""Monday first."""


@dataclass(frozen=True)
class Festival:
    """Sales rise over the days before (`lift` at the height) and dip on the day itself."""

    days: tuple[date, ...]
    lift: float
    before: int


@dataclass(frozen=True)
class Period:
    """The simulated days, numbered from 0."""

    days: int
    last: date = LAST_DAY

    @property
    def first(self) -> date:
        """The date of day 0."""
        return self.last - timedelta(days=self.days - 1)

    @property
    def dates(self) -> np.ndarray:
        """Every date, as datetime64[D]."""
        return np.datetime64(self.first) + np.arange(self.days)

    @property
    def years(self) -> range:
        """The calendar years it touches, and the one before (windows may reach over)."""
        return range(self.first.year - 1, self.last.year + 1)

    def number(self, day: date) -> int:
        """A date's number; negative or beyond `days` outside the period."""
        return (day - self.first).days

    def months(self, numbers: np.ndarray) -> np.ndarray:
        """The month of each day number, as 'YYYY-MM' strings."""
        return self.dates.astype("datetime64[M]").astype(str)[numbers]


def _festivals(period: Period) -> tuple[Festival, ...]:
    years = period.years
    return (
        Festival(DIWALI, 0.55, 10),
        Festival(DUSSEHRA, 0.18, 6),
        Festival(HOLI, 0.15, 4),
        Festival(RAKHI, 0.12, 4),
        Festival(EID, 0.10, 4),
        Festival(tuple(date(year, 1, 4) for year in years), 0.35, 6),
        Festival(tuple(date(year, 1, 26) for year in years), 0.20, 4),
        Festival(tuple(date(year, 8, 15) for year in years), 0.25, 5),
    )


def day_effect(period: Period) -> np.ndarray:
    """How much is bought on each day against an average one, all products alike."""
    dates = period.dates
    weekday = (dates.astype(np.int64) + 3) % 7
    month_day = (dates - dates.astype("datetime64[M]")).astype(np.int64) + 1
    effect = WEEKDAY[weekday] * np.where(month_day <= 5, 1.10, 1.0)
    for festival in _festivals(period):
        for day in festival.days:
            gap = period.number(day) - np.arange(period.days)
            ramp = np.clip(1 - np.abs(gap - 2) / festival.before, 0, None)
            effect *= 1 + festival.lift * ramp
            effect *= np.where(gap == 0, 0.75, 1.0)
    growth = 1 + 0.12 * np.arange(period.days) / 365
    return effect * growth


def product_season(period: Period) -> np.ndarray:
    """Each product's own slow season, shape (products, days)."""
    year_share = (period.dates - period.dates.astype("datetime64[Y]")).astype(np.int64) / 365.25
    peaks = np.array([(product.peak - 0.5) / 12 for product in PRODUCTS])[:, None]
    swings = np.array([product.swing for product in PRODUCTS])[:, None]
    return 1 + swings * np.cos(2 * np.pi * (year_share - peaks))


def intensity(period: Period, lift: np.ndarray, seed: int) -> np.ndarray:
    """Organic buying per product and day, mean 1 for each product, shape (products, days).

    `lift` is what promotions multiply it by, of the same shape.
    """
    rng = stream(seed, "calendar")
    common = np.exp(rng.normal(0, 0.05, period.days))
    own = np.exp(rng.normal(0, 0.07, (len(PRODUCTS), period.days)))
    level = day_effect(period) * common * product_season(period) * own * lift
    return level / level.mean(axis=1, keepdims=True)
