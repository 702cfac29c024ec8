"""Columns written by whole-array operations equal what a row-by-row writer gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.simulation.digits import lines, money, whole, words

NUMBERS = st.lists(st.integers(0, 2**31 - 1), min_size=1, max_size=40)


def text(column: np.ndarray) -> list[str]:
    return lines([column]).decode().splitlines()


@given(NUMBERS)
def test_whole_numbers(numbers: list[int]) -> None:
    assert text(whole(np.array(numbers))) == [str(number) for number in numbers]


@given(NUMBERS)
def test_a_width_keeps_zeros_in_front(numbers: list[int]) -> None:
    assert text(whole(np.array(numbers), 12)) == [f"{number:012d}" for number in numbers]


@given(NUMBERS)
def test_money_has_two_decimals(paise: list[int]) -> None:
    expected = [f"{one // 100}.{one % 100:02d}" for one in paise]
    assert text(money(np.array(paise))) == expected


@given(st.lists(st.sampled_from(["", "Whey", "योग", "Diwali Gifting"]), min_size=1))
def test_words_keep_any_letters_and_the_empty(chosen: list[str]) -> None:
    known = ("", "Whey", "योग", "Diwali Gifting")
    column = words(known, np.array([known.index(one) for one in chosen]))
    assert lines([column, column]).decode().split("\n")[:-1] == [f"{one},{one}" for one in chosen]


@pytest.mark.parametrize("bad", ['a"b', "a,b", "a\nb", "a\0b"])
def test_a_text_that_needs_quotes_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="quoted"):
        words([bad], np.array([0]))
