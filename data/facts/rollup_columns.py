"""What single order rows amount to, when rows that no question tells apart came as one.

A rolled-up tracking table says of each row how many orders rows it stands for and the sums of
their squares. A row without these columns, or with an empty cell in them, stands for itself.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

SECOND_MOMENTS = (
    "order_value_squares",
    "order_value_products",
    "order_squares",
    "order_rows",
    "rows",
)


def column_or(tracking: pd.DataFrame, column: str, single: np.ndarray) -> np.ndarray:
    """A rolled-up column of shape (rows,); ``single`` where a row stands for itself."""
    if column not in tracking:
        return single
    values = tracking[column].to_numpy(float)
    return np.where(np.isnan(values), single, values)


def row_counts(tracking: pd.DataFrame) -> np.ndarray:
    """How many rows of the source each row stands for."""
    return column_or(tracking, "rolled_rows", np.ones(len(tracking)))


def buyer_counts(tracking: pd.DataFrame, known: np.ndarray) -> np.ndarray:
    """How many rows with a known buyer each row stands for; ``known`` is whether it names one."""
    return column_or(tracking, "rolled_buyers", known.astype(float))


def first_counts(tracking: pd.DataFrame) -> np.ndarray:
    """First-time buyers of rows that no longer name their buyer."""
    return column_or(tracking, "rolled_firsts", np.zeros(len(tracking)))


def rupee_squares(tracking: pd.DataFrame) -> np.ndarray:
    """The squares of whole rupees: they add up exactly in any order."""
    revenue = tracking["revenue"].to_numpy(float)
    return column_or(tracking, "rolled_rupee_squares", np.round(revenue) ** 2)


def second_moments(orders: pd.DataFrame) -> dict[str, np.ndarray]:
    """Additive columns of order rows: ₹², ₹ x orders, orders², and how many rows sold."""
    revenue, count = orders["revenue"].to_numpy(float), orders["orders"].to_numpy(float)
    return {
        "order_value_squares": column_or(orders, "rolled_revenue_squares", revenue**2),
        "order_value_products": column_or(orders, "rolled_revenue_orders", revenue * count),
        "order_squares": column_or(orders, "rolled_orders_squares", count**2),
        "rows": row_counts(orders),
        "order_rows": np.where(count > 0, row_counts(orders), 0.0),
    }
