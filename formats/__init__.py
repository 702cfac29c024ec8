"""Numbers, days and intervals as a reader in India sees them; twin of assets/formats.js.

Rupees group 3-2-2 and shorten to K, L (lakh) and Cr (crore) with three significant digits. What is
undefined is "–", never 0, ∞ or NaN.
"""

from __future__ import annotations

import re
from datetime import date as Day
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from math import isfinite

UNDEFINED = "–"
MINUS = "−"
NBSP = "\u00a0"
EVERY_DIGIT = Context(prec=400)  # the largest number there is has 309 before its point
_TENS = (1.0, 10.0, 100.0)
SURE, HALF = 1e9, 1e-5
"""Under ``SURE`` a product is exact to far less than ``HALF``, so rounding can't be in doubt."""
ALMOST_SURE = 0.99
_SOME = re.compile("[1-9]").search
REPEATED = 2_048
"""Texts that are kept: a figure stands in a chart, in its label, in its table and elsewhere."""
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

Number = float | int | None


def _missing(value: Number) -> bool:
    return value is None or value != value or not isfinite(value)


def _fixed(value: float, places: int) -> str:
    """Decimal digits, rounded half away from zero as a person rounds."""
    value = float(value)
    scaled = value * _TENS[places]
    if abs(scaled) < SURE and abs(scaled % 1 - 0.5) > HALF:
        return f"{value:.{places}f}"
    # Half a step, or nearly: what a person sees is the shortest text of the number, not its bits.
    step = Decimal(1).scaleb(-places)
    return str(Decimal(repr(value)).quantize(step, ROUND_HALF_UP, EVERY_DIGIT))


def _grouped(digits: str) -> str:
    head, tail = digits[:-3], digits[-3:]
    parts = []
    while len(head) > 2:
        parts.insert(0, head[-2:])
        head = head[:-2]
    return ",".join([*([head] if head else []), *parts, tail])


def _whole(value: float) -> str:
    return _grouped(_fixed(abs(value), 0))


def _signed(value: float, text: str, plus: bool = False) -> str:
    if value >= 0 and not plus or not _SOME(text):
        return text
    return f"{MINUS}{text}" if value < 0 else f"+{text}"


def _three(value: float) -> str:
    """Three significant digits of a number from 0 to 1,000, trailing zeros kept."""
    for places, limit in ((2, 10), (1, 100)):
        if value < limit and float(text := _fixed(value, places)) < limit:
            return text
    return _fixed(value, 0)


def _short(value: float) -> str:
    """|value| with K, L or Cr; rounding carries over to the next unit."""
    size = abs(value)
    if size < 1_000 and float(text := _fixed(size, 0)) < 1_000:
        return text
    for step, unit in ((1e3, "K"), (1e5, f"{NBSP}L")):
        if size < 100 * step and float(text := _three(size / step)) < 100:
            return text + unit
    crore = size / 1e7
    text = _three(crore) if crore < 1_000 else _whole(crore)
    return f"{text}{NBSP}Cr"


@lru_cache(REPEATED)
def rupees(value: Number) -> str:
    """Exact rupees without paise: ₹1,23,456."""
    return UNDEFINED if _missing(value) else _signed(value, f"₹{_whole(value)}")


@lru_cache(REPEATED)
def rupees_short(value: Number) -> str:
    """Rupees in three significant digits: ₹84.2K, ₹1.23 L, ₹3.42 Cr."""
    return UNDEFINED if _missing(value) else _signed(value, f"₹{_short(value)}")


def signed_rupees(value: Number) -> str:
    """Exact rupees with their sign: +₹6,44,066."""
    return UNDEFINED if _missing(value) else _signed(value, f"₹{_whole(value)}", plus=True)


def signed_rupees_short(value: Number) -> str:
    """Short rupees with their sign: +₹6.44 L."""
    return UNDEFINED if _missing(value) else _signed(value, f"₹{_short(value)}", plus=True)


def rupees_tick(value: Number) -> str:
    """Short rupees for an axis, trailing zeros cut: ₹2.5 L, ₹10 L."""
    text = rupees_short(value)
    number = text.rstrip("KLCr" + NBSP)
    unit = text[len(number) :]
    return (number.rstrip("0").rstrip(".") if "." in number else number) + unit


@lru_cache(REPEATED)
def ratio(value: Number) -> str:
    """A ratio: two decimals under 10, one above: 0.87×, 12.5×."""
    if _missing(value):
        return UNDEFINED
    text = _fixed(abs(value), 2)
    return _signed(value, f"{text if float(text) < 10 else _fixed(abs(value), 1)}×")


def ratio_tight(value: Number) -> str:
    """A ratio where room is scarce: two decimals under 2, one above."""
    if _missing(value):
        return UNDEFINED
    text = _fixed(abs(value), 2)
    return _signed(value, f"{text if float(text) < 2 else _fixed(abs(value), 1)}×")


@lru_cache(REPEATED)
def percent(value: Number) -> str:
    """A share: one decimal under 10%, none from there: 3.8%, 14%."""
    if _missing(value):
        return UNDEFINED
    text = _fixed(abs(value) * 100, 1)
    return _signed(value, f"{text if float(text) < 10 else _whole(value * 100)}%")


def chance(probability: float) -> str:
    """A chance in words that never claim certainty: 93%, over 99%, under 1%."""
    if probability > ALMOST_SURE:
        return "over 99%"
    return "under 1%" if probability < 1 - ALMOST_SURE else percent(probability)


def signed_percent(value: Number) -> str:
    """A relative change with its sign: −14%, +3.8%."""
    text = percent(value)
    return f"+{text}" if not _missing(value) and value > 0 and text != "0.0%" else text


def points(value: Number) -> str:
    """A difference of shares: +2.1 points."""
    if _missing(value):
        return UNDEFINED
    return _signed(value, f"{_fixed(abs(value) * 100, 1)} points", plus=True)


def count(value: Number) -> str:
    """A count with Indian grouping: 1,04,500."""
    return UNDEFINED if _missing(value) else _signed(value, _whole(value))


def signed_count(value: Number) -> str:
    """A change of a count with its sign: −3."""
    return UNDEFINED if _missing(value) else _signed(value, _whole(value), plus=True)


def followers(value: Number) -> str:
    """Followers, short: 84.2K, 1.2 L."""
    if _missing(value):
        return UNDEFINED
    return rupees_tick(value).replace("₹", "")


def date(day: Day | None) -> str:
    """12 Aug 2025."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day is not None else UNDEFINED


def date_range(first: Day | None, last: Day | None) -> str:
    """1 Jun – 31 Aug 2025; the year once where it is one."""
    if first is None or last is None:
        return UNDEFINED
    if first == last:
        return date(first)
    start = date(first) if first.year != last.year else date(first).rsplit(" ", 1)[0]
    return f"{start} – {date(last)}"


def month(day: Day | None) -> str:
    """Aug 2025."""
    return f"{MONTHS[day.month - 1]} {day.year}" if day is not None else UNDEFINED


def week(day: Day | None) -> str:
    """Week of 4 Aug 2025."""
    return f"Week of {date(day)}" if day is not None else UNDEFINED


def interval(low: Number, high: Number, unit: str = "ratio") -> str:
    """1.58×–2.31×; undefined when either end is."""
    if _missing(low) or _missing(high):
        return UNDEFINED
    return f"{formatted(unit, low)}–{formatted(unit, high)}"


def formatted(unit: str, value: Number, short: bool = False) -> str:
    """A value of a metric by its unit."""
    if unit == "rupees":
        return rupees_short(value) if short else rupees(value)
    return {"ratio": ratio, "percent": percent}.get(unit, count)(value)
