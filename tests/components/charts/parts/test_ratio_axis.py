"""The log axis of ratios and what lies beyond its ends."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from components.charts.parts import ratio_axis

ratio = st.one_of(st.floats(0, 1e9), st.just(math.nan), st.just(0.0))


@given(st.lists(ratio, max_size=20), st.floats(0.5, 10))
def test_limits_hold_the_threshold_and_stay_readable(values: list[float], even: float) -> None:
    low, high = ratio_axis.limits(values, even)
    assert 0 < low < even < high
    assert 2 <= len(ratio_axis.ticks((low, high))) <= 5


@given(st.floats(-5, 1e9))
def test_what_lies_beyond_an_end_stands_at_it(value: float) -> None:
    ends = (0.25, 8.0)
    assert ends[0] < ratio_axis.clamped(value, ends) < ends[1]
    assert ratio_axis.beyond(value, ends) == (-1 if value < 0.25 else 1 if value > 8 else 0)


def test_an_undefined_ratio_is_beyond_neither_end() -> None:
    assert ratio_axis.beyond(math.nan, (0.25, 8)) == 0


def test_half_is_as_far_from_even_as_double() -> None:
    assert ratio_axis.place(1.0) == 4
    assert ratio_axis.place(0.5) == 2 and ratio_axis.place(2.0) == 6
    assert ratio_axis.place(0.25) == ratio_axis.place(0.0) == ratio_axis.place(0.001) == 0
    assert ratio_axis.place(4.0) == ratio_axis.place(500) == 8
    assert ratio_axis.place(2.5, threshold=2.5) == 4


@given(st.floats(0.01, 100), st.floats(0.01, 100))
def test_better_is_never_lower_on_the_ramp(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert ratio_axis.place(low) <= ratio_axis.place(high)


def test_ramp_names() -> None:
    assert ratio_axis.ramp(1.0) == "var(--div-4)"
    assert ratio_axis.ramp(1.5, ink=True) == "var(--div-5.25-ink)"
    assert ratio_axis.ramp(1.5, weak=True) == "var(--div-5.25-soft)"
    assert ratio_axis.ramp(1.5, weak=True, ink=True) == "var(--div-5.25-softink)"


def test_ticks_read_as_people_write_them() -> None:
    assert [ratio_axis.tick_text(v) for v in (0.25, 0.5, 1.0, 16.0)] == [
        "0.25×",
        "0.5×",
        "1×",
        "16×",
    ]
    assert ratio_axis.break_even(1.0) == "Break-even"
    assert ratio_axis.break_even(2.5) == "Break-even 2.5×"
