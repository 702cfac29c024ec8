"""What would have been sold anyway: incremental revenue of any group, with its interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from metrics.incrementality.displacement import Fit, fit_displacement
from metrics.incrementality.panel import Panel
from metrics.incrementality.rates import Rates, rates

MEASURED, NOT_MEASURABLE = "measured", "not measurable"
PASS, REVIEW, FAIL = "PASS", "REVIEW", "FAIL"
NORMAL_90 = 1.6449
LEAST_DAYS, ENOUGH_DAYS = 90, 180
LEAST_ORDERS, ENOUGH_ORDERS = 300.0, 3_000.0
LEAST_DAILY, ENOUGH_DAILY = 0.1, 1.0
WIDEST_RATE, WIDE_RATE = 0.60, 0.20


@dataclass(frozen=True)
class Check:
    """One precondition: its result, what was found, and what it means."""

    key: str
    label: str
    result: str
    found: str


@dataclass(frozen=True)
class Displaced:
    """Claimed orders of groups, as the posterior needs them.

    ``value`` is ₹ at the organic order value of the product and ``luck`` ₹² of single orders,
    both of shape (groups, influencers), or (groups,) where each group is one influencer's.
    """

    value: np.ndarray
    luck: np.ndarray


@dataclass(frozen=True)
class Incremental:
    """Incremental revenue of groups in ₹: estimate and 90% interval, each of shape (groups,)."""

    estimate: np.ndarray
    low: np.ndarray
    high: np.ndarray


@dataclass(frozen=True)
class Incrementality:
    """The cached posterior of displacement, or why there is none.

    ``left_out`` marks unexplained spikes, shape (products, days); ``order_value`` is ₹ of an
    organic order and ``order_square`` ₹² of one, shape (products,).
    """

    status: str
    reason: str
    checks: tuple[Check, ...]
    rates: Rates | None = None
    fit: Fit | None = field(default=None, repr=False)
    left_out: np.ndarray | None = field(default=None, repr=False)

    @property
    def measured(self) -> bool:
        """Whether there are numbers."""
        return self.status == MEASURED

    def of(self, revenue: np.ndarray, displaced: Displaced) -> Incremental:
        """Incremental ₹ of groups: revenue less what was displaced, one matrix product each.

        The variance has three parts: of the rates, of what goes unseen, and the luck of which
        single orders would have come anyway (binomial).
        """
        if self.rates is None:
            nothing = np.full(len(revenue), np.nan)
            return Incremental(nothing, nothing, nothing)
        found, value = self.rates, displaced.value
        spread = ((value @ found.covariance) * value).sum(axis=1)
        return self._less(revenue, value @ found.mean, spread, displaced.luck @ found.luck)

    def of_each(self, revenue: np.ndarray, owner: np.ndarray, displaced: Displaced) -> Incremental:
        """The same for groups of one influencer each, whose position is ``owner``."""
        if self.rates is None:
            return self.of(revenue, displaced)
        found, value = self.rates, displaced.value
        spread = value**2 * np.diagonal(found.covariance)[owner]
        luck = displaced.luck * found.luck[owner]
        return self._less(revenue, value * found.mean[owner], spread, luck)

    def _less(
        self, revenue: np.ndarray, seen: np.ndarray, spread: np.ndarray, luck: np.ndarray
    ) -> Incremental:
        factor, doubt = self.rates.factor, self.rates.factor_spread
        variance = factor**2 * spread + doubt**2 * (seen**2 + spread)
        variance = np.maximum(variance + luck, 0.0)
        estimate = revenue - factor * seen
        half = NORMAL_90 * np.sqrt(variance)
        return Incremental(estimate, estimate - half, estimate + half)

    def missing_of_ten(self) -> tuple[float, float, float]:
        """Of ten claimed orders how many would have come anyway: estimate and 90% interval."""
        if self.rates is None:
            return np.nan, np.nan, np.nan
        weight = self.rates.weight
        mean = float(weight @ self.rates.mean)
        spread = float(weight @ self.rates.covariance @ weight)
        factor = self.rates.factor
        variance = factor**2 * spread + self.rates.factor_spread**2 * (mean**2 + spread)
        half = NORMAL_90 * float(np.sqrt(max(variance, 0.0)))
        return 10 * factor * mean, 10 * (factor * mean - half), 10 * (factor * mean + half)


def _count(value: float) -> str:
    return f"{value:,.0f}"


def _grade(value: float, least: float, enough: float) -> str:
    return FAIL if value < least else REVIEW if value < enough else PASS


def preconditions(panel: Panel) -> tuple[Check, ...]:
    """What the data must have before anything is estimated."""
    orders = float(panel.organic.sum())
    products = int((panel.organic.sum(axis=1) > 0).sum())
    claimed = float(panel.claimed.sum())
    daily = orders / max(panel.organic.shape[0] * panel.days, 1)
    baseline = _grade(orders, LEAST_ORDERS, ENOUGH_ORDERS)
    return (
        Check(
            "baseline", "Sales without an influencer", baseline,
            f"{_count(orders)} orders; {_count(LEAST_ORDERS)} are needed, "
            f"{_count(ENOUGH_ORDERS)} are enough."
            if orders else "There are no orders without an influencer to compare with.",
        ),
        Check(
            "products", "Products to compare", _grade(products, 2, 4),
            f"{products} with sales of their own; 2 are needed, 4 are enough.",
        ),
        Check(
            "days", "Length of the data", _grade(panel.days, LEAST_DAYS, ENOUGH_DAYS),
            f"{panel.days} days; {LEAST_DAYS} are needed, {ENOUGH_DAYS} are enough.",
        ),
        Check(
            "volume", "Orders of a product a day", _grade(daily, LEAST_DAILY, ENOUGH_DAILY),
            f"{daily:.1f} without an influencer; {LEAST_DAILY} are needed, {ENOUGH_DAILY:.0f} "
            "are enough.",
        ),
        Check(
            "claimed", "Sales with an influencer", FAIL if claimed <= 0 else
            REVIEW if claimed < 0.01 * orders else PASS,
            f"{_count(claimed)} orders, {claimed / max(orders, 1):.0%} of those without one.",
        ),
    )  # fmt: skip


def _fit_checks(panel: Panel, fit: Fit, left_out: np.ndarray, found: Rates) -> tuple[Check, ...]:
    """What is known only after the fit: precision, spikes, later displacement."""
    weight = found.weight
    spread = float(np.sqrt(max(weight @ found.covariance @ weight, 0.0)))
    spikes = float(left_out.mean()) if left_out.size else 0.0
    late = found.late_gap
    return (
        Check(
            "precision", "Precision of the displaced share",
            FAIL if spread > WIDEST_RATE else REVIEW if spread > WIDE_RATE else PASS,
            f"The standard error is {spread:.2f} orders for each order claimed.",
        ),
        Check(
            "spikes", "Unexplained spikes of own sales",
            REVIEW if spikes > 0.02 else PASS,
            f"{_count(float(left_out.sum()))} product-days ({spikes:.1%}) sold far more than "
            "expected and are left out; promotions.csv can say what they were.",
        ),
        Check(
            "drift", "Noise of own sales", REVIEW if fit.together > 2.0 else PASS,
            f"Two weeks of a product vary {fit.together:.1f} times as much as single days let "
            "expect; intervals are wider by its root.",
        ),
        Check(
            "later", "Purchases moved from later days", REVIEW if abs(late) > 2.0 else PASS,
            f"What was missing up to six weeks later is {late:+.1f} standard deviations from "
            "the setting, which was moved towards it.",
        ),
    )  # fmt: skip


def grade_of(checks: tuple[Check, ...]) -> str:
    """The worst result of all preconditions."""
    found = {one.result for one in checks}
    return FAIL if FAIL in found else REVIEW if REVIEW in found else PASS


def measure(panel: Panel) -> Incrementality:
    """Fit the panel, or say in words why nothing can be measured."""
    checks = preconditions(panel)
    failed = [one for one in checks if one.result == FAIL]
    if failed:
        return Incrementality(NOT_MEASURABLE, _why(failed), checks)
    fit, left_out = fit_displacement(panel)
    found = rates(fit, panel.newness, panel.claimed.sum(axis=(1, 2)))
    checks += _fit_checks(panel, fit, left_out, found)
    failed = [one for one in checks if one.result == FAIL]
    if failed:
        return Incrementality(NOT_MEASURABLE, _why(failed), checks)
    return Incrementality(MEASURED, "", checks, found, fit, left_out)


REASONS: Mapping[str, str] = {
    "baseline": "there are too few orders without an influencer to compare with",
    "products": "it takes two products with sales of their own to tell displacement from season",
    "days": f"it takes {LEAST_DAYS} days of data",
    "volume": "each product sells too little without influencers on a day",
    "claimed": "no order names an influencer",
    "precision": "own sales vary too much for displacement to show",
}


def _why(failed: list[Check]) -> str:
    """One sentence with every reason."""
    return "Not measurable: " + "; ".join(REASONS[one.key] for one in failed) + "."
