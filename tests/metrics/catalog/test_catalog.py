"""Each declared metric on sums worked out by hand, and declarations that must fail."""

from __future__ import annotations

import numpy as np
import pytest

from metrics.catalog import METRICS, Metric, evaluate, metric
from metrics.catalog.assumptions import Assumptions
from metrics.catalog.columns import SUMS
from metrics.catalog.dimensions import dimension
from metrics.catalog.loss_rule import below_break_even

SUM = {name: np.array([float(i + 1)]) for i, name in enumerate(SUMS)}
COLUMNS = SUM | {
    "revenue": np.array([1_000.0]),
    "orders": np.array([2.0]),
    "payout": np.array([500.0]),
    "customers": np.array([2.0]),
    "influencers": np.array([1.0]),
    "losing_influencers": np.array([0.0]),
    "incremental": np.array([600.0]),
}
BY_HAND = {"roi": 2.0, "incremental_roas": 0.8, "net_return": 500.0, "cost_per_order": 250.0}


@pytest.mark.parametrize("one", METRICS, ids=lambda m: m.key)
def test_every_metric_has_a_value_a_meaning_and_survives_nothing(one: Metric) -> None:
    found = evaluate(COLUMNS, Assumptions())[one.key]
    assert found.shape in ((1,), ()) and one.meaning.endswith(".") and one.label
    nothing = {name: np.zeros(1) for name in COLUMNS}
    empty = evaluate(nothing, Assumptions())[one.key]
    assert not np.isinf(empty).any()
    assert not np.isnan(empty).any() or one.undefined


@pytest.mark.parametrize(("key", "value"), BY_HAND.items())
def test_formulas_by_hand(key: str, value: float) -> None:
    assert evaluate(COLUMNS, Assumptions())[key] == pytest.approx(value)


def test_a_ratio_is_a_ratio_of_sums() -> None:
    parts = {"revenue": np.array([10.0, 1_000.0]), "payout": np.array([100.0, 100.0])}
    whole = {name: np.array([column.sum()]) for name, column in parts.items()}
    assert evaluate(whole, Assumptions())["roi"] == pytest.approx(1_010 / 200)


def test_a_wrong_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(ValueError, match="did you mean 'cost_per_order'"):
        metric("cost_per_ordr")
    with pytest.raises(ValueError, match="did you mean 'platform'"):
        dimension("platfrom")
    with pytest.raises(ValueError, match="did you mean 'revenue'"):
        Metric("x", "X", "ratio", "revenu / payout", "Wrong.")
    with pytest.raises(ValueError, match="no column '__import__'"):
        Metric("x", "X", "ratio", "__import__('os')", "Wrong.")
    with pytest.raises(ValueError, match="uses Attribute"):
        Metric("x", "X", "ratio", "revenue.real", "Wrong.")


def test_the_loss_rule() -> None:
    columns = {
        "revenue": np.array([90.0, 110.0, 0.0, 50.0, 1_000.0]),
        "orders": np.array([0.0, 0.0, 0.0, 1.0, 4.0]),
        "payout": np.array([100.0, 100.0, 10.0, 0.0, 10.0]),
    }
    assert below_break_even(columns, Assumptions()).tolist() == [True, False, True, False, True]
    half = Assumptions(gross_margin=0.5)
    assert below_break_even(columns, half)[1]
