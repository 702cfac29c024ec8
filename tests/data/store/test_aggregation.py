"""The sides of the engine benchmark give equal answers, so that their times can be compared."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import engines


@pytest.mark.parametrize("kind", ["correlated", "uniform"])
def test_all_sides_answer_alike(kind: str) -> None:
    rows = engines.made(kind, 4_000)
    expected: list[engines.Answer] = []
    names = []
    for name, answer in engines.sides(rows):
        names.append(name)
        found = [answer(picks) for picks in engines.steps()]
        expected = expected or found
        for one, other in zip(expected, found):
            assert one.keys() == other.keys() == {*engines.VIEWS, "customers"}
            assert all(np.allclose(one[key], other[key]) for key in one), name
    assert names[:3] == ["ours", "plain scan", "pandas"]
    assert any(step_sum["customers"][0] > 0 for step_sum in expected)


def test_correlated_rows_are_few_cells_and_uniform_ones_are_not() -> None:
    for kind, few in (("correlated", True), ("uniform", False)):
        facts = engines.facts(engines.made(kind, 200_000))
        assert (len(engines.compact(facts)) < len(facts)) == few


def test_the_report_says_every_side(capsys: pytest.CaptureFixture[str]) -> None:
    said: list[str] = []
    engines.report("uniform", 2_000, said.append)
    assert said[0].startswith("uniform 2,000: ours") and "times ours" in said[1]
    assert "one read of all bytes" in said[-1] and "load" in said[-1]
