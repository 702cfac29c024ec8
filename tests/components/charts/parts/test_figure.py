"""What every chart shares: safe texts, plain numbers, the state of marks."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.charts.parts import figure


@given(st.text())
def test_plain_text_has_no_tags_and_no_templates(text: str) -> None:
    safe = figure.plain(text)
    assert "<" not in safe and ">" not in safe and "%{" not in safe


def test_plain_text_reads_as_it_was() -> None:
    assert figure.plain("Q&A <5% {off}") == "Q&amp;A &lt;5% {off}"
    assert figure.plain("%{x}") == "%&#123;x}"
    assert figure.plain("two\n lines") == "two lines"


@given(st.text(min_size=1), st.integers(2, 40))
def test_cut_names_are_short_and_say_so(text: str, length: int) -> None:
    words = " ".join(text.split())
    cut = figure.shorten(text, length)
    assert cut == figure.plain(words) if len(words) <= length else cut.endswith("…")


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True)))
def test_numbers_are_finite_or_none(values: list[float]) -> None:
    for given_one, found in zip(values, figure.numbers(values), strict=True):
        assert (found is None) == (not math.isfinite(given_one))


@given(st.floats(1e-3, 1e12), st.integers(2, 8))
def test_ticks_are_round_few_and_inside(highest: float, at_most: int) -> None:
    ticks = figure.rounded_steps(highest, at_most)
    assert ticks[0] == 0 and len(ticks) <= at_most and ticks[-1] <= highest * 1.001
    if len(ticks) > 1:
        head = ticks[1] / 10 ** math.floor(math.log10(ticks[1]) + 1e-9)
        assert min(abs(head - step) for step in (1, 2, 2.5, 5, 10)) < 1e-6


def test_no_money_has_one_tick() -> None:
    assert figure.rounded_steps(0.0) == [0.0]


@pytest.mark.parametrize(
    ("ratio", "verdict", "role"),
    [
        (2.0, "", "gain"),
        (1.0, "", "gain"),
        (0.5, "", "loss"),
        (0.0, "", "loss"),
        (math.nan, "", "neutral"),
        (2.0, "Unclear", "neutral"),
        (0.5, "Unclear", "neutral"),
        (2.0, "Earning", "gain"),
        (0.9, "Losing", "loss"),
    ],
)
def test_only_what_is_sure_has_a_side(ratio: float, verdict: str, role: str) -> None:
    assert figure.side(ratio, 1.0, verdict) == role


def test_picked_marks_are_outlined_and_dimmed_ones_step_back() -> None:
    frame = pd.DataFrame({"state": ["picked", "dimmed", "plain"], "pick": ["a=1", "a=2", "a=3"]})
    assert figure.opacities(frame) == [1.0, 0.35, 1.0]
    assert figure.outlines(frame)["color"][0] == "var(--accent)"
    assert figure.outlines(frame)["width"] == [2.0, 1.5, 1.5]
    assert figure.selection_data(frame)[1] == ["a=2", "dimmed"]
