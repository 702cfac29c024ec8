"""What the numbers rest on, computed once for a version of the data: luck and displacement."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property

import numpy as np

from data.evidence.daily_panel import daily_panel, product_groups
from data.evidence.expected_revenue import expected_revenue
from data.evidence.post_outcomes import post_outcomes
from data.facts.compaction import compact, compact_without_days
from data.facts.fact_table import Facts, build_facts, encode_tables
from data.facts.first_orders import first_orders
from data.facts.influencers import Influencers
from data.ingest.load import Tables
from data.progress import announce
from metrics.catalog.assumptions import Assumptions
from metrics.diagnostics.engagement import Engagement, Posts, engagement, engagement_outliers
from metrics.diagnostics.fatigue import Fatigue, fatigue, fatigued
from metrics.frames import Frame
from metrics.incrementality.incrementality import Incrementality, measure
from metrics.incrementality.panel import Panel
from metrics.patterns.recurring import Pattern, recurring
from metrics.roi.post_outcomes import Outcomes

COMPUTING, STEPS = "Computing", 5


class Evidence:
    """Facts with the additive columns of evidence, and the posteriors that answer filters."""

    def __init__(
        self,
        tables: Tables,
        people: Influencers,
        assumptions: Assumptions,
    ) -> None:
        per_post, per_order = people.paid(tables.payouts)
        paid = per_post + per_order
        with ThreadPoolExecutor(1) as beside:
            owner = people.codes_of(tables.tracking["influencer"])
            bought = beside.submit(first_orders, tables.tracking, owner)
            parts = encode_tables(tables, people, owner)
            posts = parts.named_posts()
            who = bought.result()
            own = beside.submit(daily_panel, tables, people, posts, who)
            self.posts: Frame = Frame.of(posts)
            announce(COMPUTING, 1, STEPS)
            facts = build_facts(parts, (per_post, per_order), who, assumptions)
            announce(COMPUTING, 2, STEPS)
            self.outcomes: Outcomes = post_outcomes(facts, per_order, paid)
            share = np.divide(per_order, paid, out=np.zeros(len(paid)), where=paid > 0)
            expected, variance = expected_revenue(facts, self.outcomes, share)
            self.panel: Panel = own.result()
        extra = {"expected_revenue": expected, "revenue_variance": variance}
        extra |= _displaced_columns(facts, tables, self.panel)
        for column in extra.values():
            column.flags.writeable = False
        announce(COMPUTING, 3, STEPS)
        self.facts: Facts = compact(replace(facts, columns={**facts.columns, **extra}))
        self.deals: Facts | None = compact_without_days(self.facts)
        self._people, self._break_even = people, assumptions.break_even
        self._lock = threading.RLock()

    @cached_property
    def _incrementality(self) -> Incrementality:
        return measure(self.panel)

    @cached_property
    def patterns(self) -> tuple[Pattern, ...]:
        """Kinds of deals that lose again and again over the whole data, the strongest first."""
        return recurring(self.outcomes, self._break_even)

    @cached_property
    def fatigued(self) -> tuple[Fatigue, ...]:
        """Influencers whose last posts sell less than their own before, the clearest first."""
        last = self.panel.first + self.panel.days - 1
        return fatigued(fatigue(self.outcomes, last))

    @cached_property
    def engagement_outliers(self) -> tuple[Engagement, ...]:
        """Influencers whose engagement is far outside their platform and tier."""
        numbers = (self.posts[key].astype(float) for key in ("reach", "likes", "comments"))
        kinds = (self._people.attributes[key].codes for key in ("platform", "tier"))
        return engagement_outliers(engagement(Posts(self.outcomes.influencer, *numbers, *kinds)))

    @property
    def incrementality(self) -> Incrementality:
        """The posterior of displacement, fitted on first use."""
        with self._lock:
            return self._incrementality

    def prepare(self) -> Evidence:
        """Everything computed, so that no request has to."""
        with ThreadPoolExecutor(1) as beside:
            announce(COMPUTING, 4, STEPS)
            measured = beside.submit(lambda: self.incrementality)
            _ = self.patterns, self.fatigued, self.engagement_outliers
            measured.result()
        announce(COMPUTING, STEPS, STEPS)
        return self


def _displaced_columns(facts: Facts, tables: Tables, own: Panel) -> dict[str, np.ndarray]:
    """Claimed orders at the organic value of their product, and the squares of single rows."""
    product, group = product_groups(tables.tracking)
    orders = facts.columns["orders"]
    row = np.full(len(facts), -1, np.int64)
    if "product" in facts.codes and len(group):
        position = {name: group[code] for code, name in enumerate(product.named)}
        table = np.array([position.get(name, -1) for name in facts.vocabulary["product"]])
        row = table[facts.codes["product"]]
    if not len(own.order_value):
        return {"displaced_value": np.zeros(len(facts)), "displaced_variance": np.zeros(len(facts))}
    # An order without a product is taken at the middle of what products bring.
    value = np.where(row >= 0, own.order_value[row], np.median(own.order_value))
    spread = np.where(row >= 0, own.value_spread[row], np.median(own.value_spread))
    luck = facts.columns["order_squares"] * value**2 * spread
    return {"displaced_value": orders * value, "displaced_variance": luck}
