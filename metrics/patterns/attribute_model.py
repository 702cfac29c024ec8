"""What attributes alone make of a post's revenue, and how much influencers differ beyond that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from metrics.roi.post_outcomes import Outcomes
from metrics.roi.variability import Dispersion

ATTRIBUTES = ("platform", "category", "product", "tier")
ROUNDS = 10
USUAL_SPREAD = 0.2
"""Standard deviation of log ROI between values that weighs like two values when few are seen."""
INTERCEPT_SPREAD = 3.0
MOST_OFF = 5.0
"""A group that sold more than six times what is likely pulls no harder than one that sold six."""


@dataclass(frozen=True)
class AttributeModel:
    """``revenue`` in ₹ of each post as its attributes predict it, shape (posts,).

    ``between`` is the variance of log ROI among influencers of the same attributes; ``beyond``
    that of an influencer's products around what influencer and product make together.
    """

    revenue: np.ndarray
    between: float
    beyond: float


def swing(outcomes: Outcomes, luck: Dispersion) -> np.ndarray:
    """Variance in ₹² of each post's revenue given its cost, beyond counting, shape (posts,).

    What follows orders costs less when they fail to come, so only the rest carries the swing.
    """
    return luck.cv_squared * ((1.0 - outcomes.share_by_order) * luck.expected) ** 2


def order_size(outcomes: Outcomes) -> float:
    """₹² of counting noise for each ₹ expected: the mean order, larger ones weighing more."""
    total = float(outcomes.revenue.sum())
    return float(outcomes.squares.sum()) / total if total > 0 else 0.0


def attribute_model(outcomes: Outcomes, luck: Dispersion) -> AttributeModel:
    """Ridge of log ROI on attributes, with each influencer's own level beside them.

    Groups are an influencer's posts for one product. Penalised quasi-likelihood with a log link
    (Breslow and Clayton 1993), which groups that sold nothing cannot break; the spreads of the
    effects by the fixed point of their marginal likelihood (MacKay 1992).
    """
    if not len(outcomes) or outcomes.revenue.sum() <= 0 or outcomes.cost.sum() <= 0:
        return AttributeModel(np.zeros(len(outcomes)), USUAL_SPREAD**2, 0.0)
    first, group = influencer_product_groups(outcomes)

    def sum_by_group(values: np.ndarray) -> np.ndarray:
        return np.bincount(group, values, len(first))

    cost, revenue, expected = (
        sum_by_group(v) for v in (outcomes.cost, outcomes.revenue, luck.expected)
    )
    paid = (cost > 0) & (expected > 0)
    blocks = [_one_hot(outcomes, key) for key in ATTRIBUTES if key in outcomes.codes]
    columns = np.concatenate([np.ones((len(outcomes), 1)), *blocks], axis=1)
    block = np.repeat(np.arange(len(blocks) + 1), [1, *(one.shape[1] for one in blocks)])
    noise = swing(outcomes, luck) + order_size(outcomes) * luck.expected
    varying = sum_by_group(noise)[paid] / expected[paid] ** 2
    ridge = _Ridge(
        columns[first[paid]],
        block,
        outcomes.influencer[first[paid]],
        revenue[paid] / cost[paid],
        varying,
    )
    effects, between, beyond = ridge.fit_attributes()
    return AttributeModel(outcomes.cost * np.exp(columns @ effects), between, beyond)


def influencer_product_groups(outcomes: Outcomes) -> tuple[np.ndarray, np.ndarray]:
    """An influencer's posts for one product: a post of each, and the number of each post's."""
    product = outcomes.codes.get("product", np.zeros(len(outcomes), np.int64)).astype(np.int64)
    pairs = outcomes.influencer.astype(np.int64) * (int(product.max(initial=0)) + 1) + product
    _, first, group = np.unique(pairs, return_index=True, return_inverse=True)
    return first, group


def _one_hot(outcomes: Outcomes, key: str) -> np.ndarray:
    return np.eye(len(outcomes.vocabulary[key]))[outcomes.codes[key]]


@dataclass(frozen=True)
class _Ridge:
    """Groups to fit: columns (groups, effects) and the block of each effect, who, ROI, noise."""

    x: np.ndarray
    block: np.ndarray
    who: np.ndarray
    ratio: np.ndarray
    varying: np.ndarray

    def fit_attributes(self) -> tuple[np.ndarray, float, float]:
        """Effects of the attributes; the variances between influencers and beyond them."""
        people, blocks = int(self.who.max()) + 1, int(self.block.max()) + 1
        variances = np.full(blocks, USUAL_SPREAD**2)
        variances[0] = INTERCEPT_SPREAD**2
        between = beyond = USUAL_SPREAD**2
        usual = float(np.average(self.ratio, weights=1.0 / self.varying))
        fit = np.full(len(self.ratio), np.log(max(usual, 1e-9)))
        for _ in range(ROUNDS):
            off = np.clip(self.ratio / np.exp(fit) - 1.0, -1.0, MOST_OFF)
            weight = 1.0 / (self.varying + beyond)
            effects, own, told, leverage, sureness = self._solve(
                fit + off, weight, variances, between
            )
            fit = np.clip(self.x @ effects + own[self.who], -20.0, 20.0)
            squares = np.bincount(self.block, effects**2, blocks)
            free = np.bincount(self.block, 1.0 - told / variances[self.block], blocks)
            # A prior worth two values keeps a block of few values from vanishing or running away.
            variances[1:] = (squares[1:] + 2 * USUAL_SPREAD**2) / (free[1:] + 2)
            known = people - float(sureness.sum()) / between
            between = (float(own @ own) + 2 * USUAL_SPREAD**2) / (known + 2)
            left = float(((off**2 - self.varying) * weight).sum())
            beyond = float(np.clip(left / ((1.0 - leverage) * weight).sum(), 1e-3, 2.0))
        return effects, between, beyond

    def _solve(
        self, z: np.ndarray, weight: np.ndarray, variances: np.ndarray, between: float
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Effects, influencers' levels, posterior variances of the effects, leverages, and the
        posterior variances of the levels.

        Influencers are eliminated first (Schur complement): there may be thousands of them.
        """
        weighted = self.x * weight[:, None]
        depth = np.bincount(self.who, weight) + 1.0 / between
        select = sparse.csr_matrix((np.ones(len(z)), (self.who, np.arange(len(z)))))
        shared = (select @ weighted) / depth[:, None]
        inner = self.x.T @ weighted + np.diag(1.0 / variances[self.block])
        inverse = np.linalg.inv(inner - (shared * depth[:, None]).T @ shared)
        pull = np.bincount(self.who, weight * z)
        effects = inverse @ (weighted.T @ z - shared.T @ pull)
        own = pull / depth - shared @ effects
        apart = self.x - shared[self.who]
        leverage = weight * (((apart @ inverse) * apart).sum(axis=1) + 1.0 / depth[self.who])
        sureness = 1.0 / depth + ((shared @ inverse) * shared).sum(axis=1)
        return effects, own, np.diag(inverse), np.minimum(leverage, 1.0 - 1e-6), sureness
