"""What a whole is made of, as shares."""

from __future__ import annotations

import pytest

from components.charts.mix import mix
from components.charts.parts.end_labels import LINE, spread_labels
from tests.components.charts.frames import groups
from tests.twins import csv_of


def test_shares_add_up_and_the_small_are_one() -> None:
    figure = mix(groups(tuple(f"P{n}" for n in range(12))))
    rows = [list(row.values()) for row in csv_of(figure["layout"]["meta"])]
    assert len(rows) == 8 and rows[-1][0] == "Other"
    assert sum(row[1] for row in rows) == pytest.approx(1)
    assert sum(row[2] for row in rows) == pytest.approx(1)


def test_labels_of_a_mix_keep_apart() -> None:
    places = spread_labels([0.5, 0.5, 0.49, 0.0, 0.0], LINE / 280 * 0.6)
    gaps = [b - a for a, b in zip(sorted(places), sorted(places)[1:])]
    assert min(gaps) > 0.7 * LINE / 280 * 0.6
