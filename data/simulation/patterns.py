"""Which influencers and posts fall under a planted pattern."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from data.simulation.campaigns import PLATFORMS
from data.simulation.catalogue import CATEGORIES, NAMES
from data.simulation.people import TIERS, People
from data.simulation.scenario import Pattern

BASES = ("post", "order", "mixed")
POST, ORDER, MIXED = range(3)
NO_PATTERN = -1
NEVER = 2.0


def sharing(pattern: Pattern, who: People) -> np.ndarray:
    """Marks the influencers whose platform, category and tier are the pattern's."""
    found = np.ones(len(who), bool)
    for value, words, codes in (
        (pattern.platform, PLATFORMS, who.platform),
        (pattern.category, CATEGORIES, who.category),
        (pattern.tier, TIERS, who.tier),
    ):
        if value:
            found &= codes == words.index(value)
    return found


def members(pattern: Pattern, who: People, basis: np.ndarray) -> np.ndarray:
    """Marks the influencers whose deals can fall under a pattern."""
    found = sharing(pattern, who)
    return found & (basis == BASES.index(pattern.basis)) if pattern.basis else found


def spared(patterns: Iterable[Pattern], who: People) -> People:
    """The same people, where no member of a pattern tires: they lose for one reason only."""
    lots = who.tiring
    for pattern in patterns:
        lots = np.where(sharing(pattern, who), NEVER, lots)
    return replace(who, tiring=lots)


def pattern_of(
    patterns: Iterable[Pattern],
    who: People,
    basis: np.ndarray,
    influencer: np.ndarray,
    product: np.ndarray,
) -> np.ndarray:
    """The first pattern each post falls under, as a position; NO_PATTERN for most."""
    found = np.full(len(influencer), NO_PATTERN)
    for position, pattern in enumerate(patterns):
        hit = members(pattern, who, basis)[influencer]
        if pattern.product:
            hit = hit & (product == NAMES.index(pattern.product))
        found[(found == NO_PATTERN) & hit] = position
    return found
