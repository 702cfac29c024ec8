"""Sorting by several whole numbers, beside numpy's own."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.facts.sorting import argsort_by

WIDTHS = st.sampled_from([1, 2, 30, 10**6, 2**40, 2**62])


@given(st.lists(WIDTHS, min_size=1, max_size=5), st.integers(0, 60), st.integers(0, 2**32))
def test_positions_are_those_of_lexsort(widths: list[int], rows: int, seed: int) -> None:
    dice = np.random.default_rng(seed)
    keys = [dice.integers(-1, width, rows) for width in widths]
    assert argsort_by(*keys).tolist() == np.lexsort(keys[::-1]).tolist()


@pytest.mark.parametrize("kind", [np.uint8, np.int32, float])
def test_rows_that_are_alike_keep_their_order(kind: type) -> None:
    dice = np.random.default_rng(5)
    keys = [dice.integers(0, 3, 70_000).astype(kind) for _ in range(3)]
    assert np.array_equal(argsort_by(*keys), np.lexsort(keys[::-1]))
