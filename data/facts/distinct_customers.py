"""Who bought at which fact, and how many different users that are: exact, for any selection."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.facts.encoding import read_only, unique_sorted

LARGE = 1 / 64
"""A fact with more than this share of all users also has them as bits: that takes at most twice
the room of their codes, and a set of bits joins another sixty times as fast as codes do."""
FEWEST_FOR_BITS = 1_000
FEW_GROUPS = 64
"""Up to so many groups a set of all users is made of each: there bits count."""
PIECES = 4_096
"""Up to so many stretches of users are read one after the other; more are gathered at once."""

BLOCK = 1 << 22
"""Users that are counted together: a flag of each fits where a processor keeps what is near."""

Rows = np.ndarray | slice


@dataclass(frozen=True)
class CustomerSets:
    """Users by fact, each once, in blocks of users: what is different in each adds up."""

    blocks: tuple[CustomerBlock, ...]
    users: int

    @classmethod
    def of(cls, user: np.ndarray, fact: np.ndarray, users: int, facts: int) -> CustomerSets:
        """Pairs in any order and number; users below 0 are unknown and left out."""
        if users <= BLOCK:
            return cls((CustomerBlock.of(user, fact, users, facts),), users)
        blocks = []
        for low in range(0, users, BLOCK):
            mine = np.flatnonzero((user >= low) & (user < low + BLOCK))
            blocks.append(
                CustomerBlock.of(user[mine] - low, fact[mine], min(BLOCK, users - low), facts)
            )
        return cls(tuple(blocks), users)

    @classmethod
    def nobody(cls, facts: int) -> CustomerSets:
        """No known user at any of so many facts."""
        none = np.zeros(0, np.int64)
        return cls.of(none, none, 0, facts)

    @property
    def fact(self) -> np.ndarray:
        """The fact of each pair, shape (pairs,)."""
        return np.concatenate([block.fact for block in self.blocks])

    @property
    def user(self) -> np.ndarray:
        """The user of each pair, shape (pairs,)."""
        return np.concatenate([one.user + at * BLOCK for at, one in enumerate(self.blocks)])

    def count(self, rows: Rows) -> int:
        """How many different users bought at any of some facts (ascending)."""
        return sum(block.count(rows) for block in self.blocks)

    def count_by_group(self, rows: Rows, group: np.ndarray, size: int) -> np.ndarray:
        """How many different users bought in each of ``size`` groups; ``group`` is each row's."""
        return sum(block.count_by_group(rows, group, size) for block in self.blocks)


@dataclass(frozen=True)
class CustomerBlock:
    """Users by fact, each once: those of fact ``f`` are ``user[start[f] : start[f + 1]]``.

    ``large`` are the facts, ascending, whose users also stand as ``bits``, one row of bytes each.
    """

    start: np.ndarray
    user: np.ndarray
    users: int
    large: np.ndarray
    bits: np.ndarray

    @classmethod
    def of(cls, user: np.ndarray, fact: np.ndarray, users: int, facts: int) -> CustomerBlock:
        """Pairs in any order and number; users below 0 are unknown and left out."""
        known = user >= 0
        if not known.all():
            user, fact = user[known], fact[known]
        pairs = unique_sorted(fact.astype(np.int64) * max(users, 1) + user)
        counts = np.bincount(pairs // max(users, 1), minlength=facts)
        start = np.zeros(facts + 1, np.int64)
        np.cumsum(counts, out=start[1:])
        found = (pairs % max(users, 1)).astype(np.int32)
        large = np.flatnonzero(counts > max(users * LARGE, FEWEST_FOR_BITS))
        bits = np.zeros((len(large), -(-users // 8)), np.uint8)
        for row, one in enumerate(large):
            bits[row] = np.packbits(_flags(users, found[start[one] : start[one + 1]]))
        narrow = start.astype(np.int32) if len(found) < 2**31 else start
        return cls(read_only(narrow), read_only(found), users, read_only(large), read_only(bits))

    @property
    def fact(self) -> np.ndarray:
        """The fact of each pair, shape (pairs,)."""
        return np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))

    def count(self, rows: Rows) -> int:
        """How many different users bought at any of some facts (ascending)."""
        both = np.zeros(0, np.uint8)
        if len(self.large):
            chosen = np.zeros(len(self.start) - 1, bool)
            chosen[rows] = True
            inside = chosen[self.large]
            if inside.any():
                both = np.bitwise_or.reduce(self.bits[inside], axis=0)
            chosen[self.large] = False
            rows = np.flatnonzero(chosen)
        seen = _flags(self.users, *self._pieces(*self._stretches(rows)))
        if len(both):
            seen |= np.unpackbits(both, count=self.users).view(bool)
        return int(np.count_nonzero(seen))

    def count_by_group(self, rows: Rows, group: np.ndarray, size: int) -> np.ndarray:
        """How many different users bought in each of ``size`` groups; ``group`` is each row's."""
        if size <= FEW_GROUPS:
            every = np.arange(len(self.start) - 1)[rows]
            return np.array([self.count(every[group == one]) for one in range(size)], float)
        lows, highs = self._stretches(rows, merged=False)
        order = np.argsort(group, kind="stable")
        users = self._gathered(lows[order], highs[order])
        sold = np.bincount(group, weights=highs - lows, minlength=size).astype(np.int64)
        ends = np.cumsum(sold)
        found = np.zeros(size)
        if size > PIECES:
            pairs = unique_sorted(np.repeat(np.arange(size), sold) * max(self.users, 1) + users)
            return np.bincount(pairs // max(self.users, 1), minlength=size).astype(float)
        place = np.zeros(self.users, np.int32)
        for one in np.flatnonzero(sold):
            mine = users[ends[one] - sold[one] : ends[one]]
            # Of all places that name a user, the one that was written last is still there.
            own = np.arange(len(mine), dtype=np.int32)
            place[mine] = own
            found[one] = np.count_nonzero(place[mine] == own)
        return found

    def _stretches(self, rows: Rows, merged: bool = True) -> tuple[np.ndarray, np.ndarray]:
        """Where the users of facts begin and end; ``merged`` joins those that touch."""
        lows, highs = self.start[:-1][rows], self.start[1:][rows]
        if not merged or not len(lows):
            return lows, highs
        first = np.r_[True, lows[1:] != highs[:-1]]
        return lows[first], highs[np.r_[first[1:], True]]

    def _pieces(self, lows: np.ndarray, highs: np.ndarray) -> list[np.ndarray]:
        if len(lows) > PIECES:
            return [self._gathered(lows, highs)]
        return [self.user[low:high] for low, high in zip(lows.tolist(), highs.tolist())]

    def _gathered(self, lows: np.ndarray, highs: np.ndarray) -> np.ndarray:
        """The users of all stretches, one after the other."""
        if len(lows) <= PIECES:
            parts = self._pieces(lows, highs)
            return np.concatenate(parts) if parts else self.user[:0]
        counts = (highs - lows).astype(np.int64)
        before = np.cumsum(counts) - counts
        return self.user[np.repeat(lows - before, counts) + np.arange(counts.sum())]


def _flags(users: int, *pieces: np.ndarray) -> np.ndarray:
    """Which users stand in any of the pieces, shape (users,)."""
    seen = np.zeros(users, bool)
    for piece in pieces:
        seen[piece] = True
    return seen
