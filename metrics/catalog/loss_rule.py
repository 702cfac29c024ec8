"""Named rules that judge a group from its sums."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from metrics.catalog import evaluate
from metrics.catalog.assumptions import Assumptions

BELOW_BREAK_EVEN = "below break-even: ROI < 1 / margin or incremental ROAS < 0"


def below_break_even(columns: Mapping[str, np.ndarray], assumptions: Assumptions) -> np.ndarray:
    """The original loss rule for each group, boolean of shape (groups,).

    A group that was paid nothing has no ROI and is never called losing; one that was paid and
    sold nothing is.
    """
    ratios = evaluate(columns, assumptions, ("roi", "incremental_roas"))
    with np.errstate(invalid="ignore"):
        return (ratios["roi"] < assumptions.break_even) | (ratios["incremental_roas"] < 0)
