"""The model of CausalImpact for each campaign: a structural time series with a control series.

Brodersen et al. (2015) fit a local level with regression on untouched series before an event and
forecast what would have happened. `pycausalimpact` does not run on pandas 3, so its underlying
model is taken from statsmodels directly (``pip install -r requirements-study.txt``).
"""

from __future__ import annotations

import warnings

import numpy as np

from data.store import Store
from metrics.filters import Filters

LEAST_BEFORE = 60
"""Days before a campaign that a model is fitted on."""
LEAST_SHARE = 0.1
"""Share of a campaign's orders from which on a product belongs to it."""


def structural(store: Store) -> float:
    """Incremental ROAS of everything; NaN where no campaign has enough days before it."""
    panel = store.evidence.panel
    totals = store.summary(Filters(), ("revenue", "payout"))
    missing, claimed = 0.0, 0.0
    frame = store.breakdown(("campaign", "product", "day"), Filters(), ("orders",))
    frame = frame[(frame["orders"] > 0) & frame["day"].notna()]
    products = list(store.values("product"))
    for _, mine in frame.groupby("campaign"):
        days = mine["day"].to_numpy("datetime64[D]").astype(np.int64) - panel.first
        first, last = int(np.quantile(days, 0.02)), int(np.quantile(days, 0.98)) + 1
        share = mine.groupby("product")["orders"].sum() / mine["orders"].sum()
        if first < LEAST_BEFORE or last - first < 5:
            continue
        for name in share[share >= LEAST_SHARE].index:
            row = products.index(name)
            if row < len(panel.organic):
                missing += _missing(panel.organic, row, first, last)
                claimed += panel.claimed[:, row, first:last].sum()
    if not claimed:
        return float("nan")
    value = store.sums((), Filters(), ("displaced_value",))["displaced_value"][0]
    return (totals["revenue"] - missing / claimed * value) / totals["payout"]


def _missing(organic: np.ndarray, row: int, first: int, last: int) -> float:
    """Orders forecast from the days before, less those that came."""
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    other = np.delete(organic, row, axis=0).sum(axis=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = UnobservedComponents(organic[row, :first], "local level", exog=other[:first])
        forecast = model.fit(disp=0).forecast(last - first, exog=other[first:last, None])
    return float(forecast.sum() - organic[row, first:last].sum())
