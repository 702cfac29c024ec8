"""Columns of equal length answer as the data frames they stand in for."""

from __future__ import annotations

import math
from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.frames import Frame

NUMBERS = st.one_of(st.just(math.nan), st.integers(-3, 3).map(float))
TEXTS = st.sampled_from(["YouTube", "Instagram", "", "अ", "(unassigned)"])
DAYS = st.one_of(
    st.just(np.datetime64("NaT", "s")), st.integers(0, 5).map(lambda n: np.datetime64(n, "D"))
)
ROWS = st.lists(st.tuples(NUMBERS, TEXTS, DAYS, st.booleans()), max_size=12)


def both(rows: list[tuple]) -> tuple[Frame, pd.DataFrame]:
    """The same rows here and in pandas; ``at`` tells them apart."""
    number, text, day, truth = zip(*rows) if rows else ((), (), (), ())
    columns = {
        "number": np.array(number, float),
        "text": np.array(text, object),
        "day": np.array(day, "datetime64[s]"),
        "truth": np.array(truth, bool),
        "at": np.arange(len(rows)),
    }
    return Frame(columns), pd.DataFrame(columns)


def same(found: Frame, expected: pd.DataFrame) -> bool:
    pd.testing.assert_frame_equal(
        found.pandas(), expected.reset_index(drop=True), check_dtype=False, check_column_type=False
    )
    return True


@settings(deadline=None)
@given(ROWS)
def test_rows_there_and_back(rows: list[tuple]) -> None:
    frame, table = both(rows)
    assert same(frame, table) and same(Frame.of(table), table)
    assert len(frame) == len(rows) and bool(frame) == bool(rows)
    again = [tuple(row.values())[:4] for row in frame.records()]
    for (number, text, day, truth), (was, word, moment, right) in zip(rows, again):
        assert was == number or (was != was and number != number)
        assert (word, truth) == (text, right) and type(word) is str
        assert moment == np.datetime64(day, "s").item()
    assert [frame.row(n)["at"] for n in range(len(rows))] == list(range(len(rows)))


@settings(deadline=None)
@given(
    ROWS,
    st.lists(
        st.sampled_from(["number", "text", "day", "truth"]), min_size=1, max_size=3, unique=True
    ),
    st.lists(st.booleans(), min_size=3, max_size=3),
)
def test_rows_in_order(rows: list[tuple], keys: list[str], rising: list[bool]) -> None:
    frame, table = both(rows)
    asked = [key if up else f"-{key}" for key, up in zip(keys, rising)]
    expected = table
    for key, up in reversed(list(zip(keys, rising))):
        expected = expected.sort_values(key, ascending=up, kind="stable")
    assert same(frame.ordered(*asked), expected)


@settings(deadline=None)
@given(ROWS, st.integers(0, 14))
def test_some_of_the_rows(rows: list[tuple], count: int) -> None:
    frame, table = both(rows)
    assert same(frame.first(count), table.head(count))
    assert same(frame.at(frame["truth"]), table[table["truth"]])
    assert same(frame.at(np.arange(len(rows))[::-1]), table.iloc[::-1])
    assert same(frame.at([]), table.iloc[:0]) and same(frame.at(slice(1, -1)), table.iloc[1:-1])
    assert same(frame.largest(count, "number"), table.nlargest(count, "number"))
    for name in ("number", "day", "text"):
        assert same(frame.known(name), table.dropna(subset=[name]))


@settings(deadline=None)
@given(ROWS)
def test_rows_that_agree(rows: list[tuple]) -> None:
    frame, table = both(rows)
    expected = dict(iter(table.groupby("text", sort=False)))
    found = dict(frame.groups("text"))
    assert list(found) == list(expected)
    assert all(same(one, expected[key]) for key, one in found.items())


@settings(deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=3))
def test_frames_below_each_other(parts: list[list[tuple]]) -> None:
    frames, tables = zip(*map(both, parts))
    assert same(Frame.stacked(frames), pd.concat(tables))
    lacking = Frame.stacked([frames[0], frames[-1].without("number")])
    known = lacking["number"][: len(parts[0])]
    assert np.array_equal(known, frames[0]["number"], equal_nan=True)
    assert np.isnan(lacking["number"][len(parts[0]) :].astype(float)).all()


def test_columns_beside_others() -> None:
    frame = Frame({"a": [1, 2], "b": ["x", "y"]})
    more = frame.beside({"b": "z"}, c=[[1, 2], [3]], d=math.nan)
    assert more.names == ["a", "b", "c", "d"] and frame.names == ["a", "b"]
    assert more["b"].tolist() == ["z", "z"] and more["c"].tolist() == [[1, 2], [3]]
    assert np.isnan(more["d"]).all() and frame["b"].tolist() == ["x", "y"]
    assert more.only("d", "a").names == ["d", "a"]
    assert more.without("b", "nothing").names == ["a", "c", "d"]


def test_texts_are_pythons_own() -> None:
    for words in (
        ["a", "b"],
        np.array(["a", "b"]),
        pd.Series(["a", "b"]),
        pd.Categorical(["a", "b"]),
    ):
        assert [type(one) for one in Frame({"word": words})["word"].tolist()] == [str, str]


def test_days_are_days_whatever_they_are_counted_in() -> None:
    for unit in ("D", "s", "ms", "us", "ns"):
        frame = Frame({"day": np.array(["2025-08-01"], f"datetime64[{unit}]")})
        assert frame.row(0)["day"] == datetime(2025, 8, 1)


def test_what_does_not_fit_is_said() -> None:
    with pytest.raises(ValueError, match=r"2 rows can't have \[2, 3\]"):
        Frame({"a": [1, 2], "b": [1, 2, 3]})
    with pytest.raises(ValueError, match="3 rows"):
        Frame({"a": [1, 2, 3]}).beside(b=[1])
    with pytest.raises(KeyError, match="nowhere"):
        Frame({"a": [1]})["nowhere"]
    with pytest.raises(IndexError):
        Frame({"a": [1]}).row(1)


def test_nothing_at_all() -> None:
    assert len(Frame({})) == 0 and len(Frame({}, 3)) == 3 and list(Frame({}).records()) == []
    assert same(Frame({}, 3), pd.DataFrame(index=range(3)))
    assert same(Frame.stacked([]), pd.DataFrame())
