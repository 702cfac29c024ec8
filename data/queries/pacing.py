"""Campaigns against their plans, as of the last day of the data."""

from __future__ import annotations

from collections.abc import Mapping

from data.store import Store
from metrics.filters import Filters
from metrics.planning.pacing import Pace, Plan, paces


def campaign_pacing(store: Store) -> Mapping[str, tuple[Plan, Pace]]:
    """Every campaign of campaigns.csv: spend and revenue so far against budget, target and time."""

    def compute() -> Mapping[str, tuple[Plan, Pace]]:
        if not len(store.plans) or store.last is None:
            return {}
        plans = {
            row["campaign"]: Plan(
                row["start"] and row["start"].date(),
                row["end"] and row["end"].date(),
                float(row["budget"]),
                float(row["target_revenue"]),
            )
            for row in store.plans.records()
        }
        money = store.groups("campaign", Filters(), ("payout", "revenue"))
        names = money["campaign"].tolist()
        spent = dict(zip(names, money["payout"].tolist()))
        revenue = dict(zip(names, money["revenue"].tolist()))
        found = paces(plans, spent, revenue, store.last)
        return {name: (plans[name], found[name]) for name in plans}

    return store.cached(("pacing",), compute)
