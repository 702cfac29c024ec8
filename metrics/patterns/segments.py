"""Combinations of attributes that posts share, and sums over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy import sparse

from metrics.catalog.dimensions import NO_PAYOUT, UNASSIGNED, UNKNOWN
from metrics.roi.post_outcomes import Outcomes

DIMENSIONS = ("platform", "category", "product", "basis", "tier")
MOST_CONDITIONS = 4
FEWEST_POSTS = 8
FEWEST_INFLUENCERS = 3
NAMELESS = (UNASSIGNED, UNKNOWN, NO_PAYOUT)
"""Values that say what is not known; a statement about them would not tell what to do."""

Cell = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Cells:
    """Cells and the posts in them.

    ``names`` are (dimension, value) pairs in the order of ``DIMENSIONS``; ``member`` is 1 where a
    post is in a cell, shape (cells, posts).
    """

    names: tuple[Cell, ...]
    member: sparse.csr_matrix

    def __len__(self) -> int:
        return len(self.names)

    def sum_by_segment(self, values: np.ndarray) -> np.ndarray:
        """Sums over the posts of each cell; ``values`` has shape (posts,) or (posts, columns)."""
        return np.asarray(self.member @ values)

    def spread_over(self, codes: np.ndarray, values: np.ndarray) -> sparse.csr_matrix:
        """Sums by cell and code, shape (cells, codes); sparse, for most cells know few codes."""
        count = int(codes.max()) + 1 if len(codes) else 0
        rows = (values, (np.arange(len(codes)), codes))
        return sparse.csr_matrix(self.member @ sparse.csr_matrix(rows, shape=(len(codes), count)))

    def only(self, chosen: np.ndarray) -> Cells:
        """Those cells that ``chosen`` marks, shape (cells,)."""
        kept = np.flatnonzero(chosen)
        return Cells(tuple(self.names[k] for k in kept), self.member[kept])

    def holding(self, posts: np.ndarray) -> Cells:
        """The same cells over the posts that ``posts`` marks, shape (posts,)."""
        return Cells(self.names, self.member.multiply(posts[None, :].astype(float)).tocsr())


def enumerate_segments(outcomes: Outcomes) -> Cells:
    """All combinations of one to four attributes with enough posts and influencers.

    A post is in at most 30 cells, so the work grows with the posts and not with the number of
    values. Cells come in the order of their names, whatever the order of the rows.
    """
    names: list[Cell] = []
    parts: list[np.ndarray] = []
    present = [key for key in DIMENSIONS if key in outcomes.codes]
    named = {key: _named(outcomes, key) for key in present}
    for size in range(1, MOST_CONDITIONS + 1):
        for keys in combinations(present, size):
            for posts in _groups(outcomes, keys, named):
                first = posts[0]
                names.append(
                    tuple((k, outcomes.vocabulary[k][outcomes.codes[k][first]]) for k in keys)
                )
                parts.append(posts)
    order = sorted(range(len(names)), key=lambda k: (len(names[k]), names[k]))
    parts = [parts[k] for k in order]
    starts = np.cumsum([0, *map(len, parts)])
    inside = np.concatenate(parts) if parts else np.zeros(0, np.int64)
    shape = (len(parts), len(outcomes))
    return Cells(
        tuple(names[k] for k in order),
        sparse.csr_matrix((np.ones(len(inside)), inside, starts), shape=shape),
    )


def _named(outcomes: Outcomes, key: str) -> np.ndarray:
    """Posts whose value of a dimension has a name."""
    known = np.array([value not in NAMELESS for value in outcomes.vocabulary[key]], bool)
    return known[outcomes.codes[key]]


def _groups(
    outcomes: Outcomes, keys: Sequence[str], named: dict[str, np.ndarray]
) -> list[np.ndarray]:
    """Posts of each large enough combination of values of these dimensions."""
    inside = np.flatnonzero(np.logical_and.reduce([named[key] for key in keys]))
    if not len(inside):
        return []
    code = np.zeros(len(inside), np.int64)
    for key in keys:
        code = code * len(outcomes.vocabulary[key]) + outcomes.codes[key][inside]
    _, code = np.unique(code, return_inverse=True)
    people = int(outcomes.influencer.max()) + 1
    pairs = np.unique(code * people + outcomes.influencer[inside]) // people
    posts = np.bincount(code)
    large = (posts >= FEWEST_POSTS) & (np.bincount(pairs) >= FEWEST_INFLUENCERS)
    order = np.argsort(code, kind="stable")
    parts = np.split(inside[order], np.cumsum(posts)[:-1])
    return [parts[k] for k in np.flatnonzero(large)]
