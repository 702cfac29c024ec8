"""Many ids, told apart as numbers where they are short, and as they are where they are not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.facts.encoding import encode_ids
from data.ingest import columns
from data.ingest.columns import IdColumn, hashes, read_cells
from data.ingest.schema import Column

USER = Column("user", "id", empty="keep", many=True)
SHORT = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=8)
ANY = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)


def held(texts: list[str]) -> IdColumn:
    return IdColumn(pa.array(texts, pa.large_string()))


@given(st.lists(st.one_of(SHORT, ANY), max_size=40))
def test_rows_have_one_code_where_they_have_one_text(texts: list[str]) -> None:
    codes, found = held(texts).coded
    assert [found[int(code)].as_py() for code in codes] == texts
    assert len(found) == len(set(texts))


@pytest.mark.parametrize("most", [1, 300, 1 << 26])
def test_ids_of_one_making_and_of_many_are_told_apart_alike(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "MOST_CELLS", most)
    dice = np.random.default_rng(3)
    texts = [f"U{number}" for number in dice.integers(0, 200, 900)]
    codes, found = held(texts).coded
    assert np.array(found.to_pylist(), object)[codes].tolist() == texts


def test_a_part_of_a_larger_array_is_read_as_it_stands() -> None:
    whole = pa.array(["a", "bb", "", "a", "ccc"], pa.large_string())
    assert len(IdColumn(whole.slice(1, 3)).coded[1]) == 3
    assert IdColumn(whole.slice(1, 3))[2] == "a"


@pytest.mark.parametrize(
    ("texts", "read"),
    [
        (["U1", "U2", "U1"], ["U1", "U2", "U1"]),
        (["U1", "", "U1"], ["U1", "", "U1"]),
        (["7.0", " 8 ", "7"], ["7", "8", "7"]),
        (["ünï", "123456789", "ünï"], ["ünï", "123456789", "ünï"]),
    ],
)
def test_the_rule_for_ids_holds(texts: list[str], read: list[str]) -> None:
    found = read_cells(USER, held(texts))
    assert pd.Series(found.values).tolist() == read and not found.failures
    codes, names = encode_ids(pd.Series(found.values))
    assert [names[code] for code in codes] == read
    assert len(set(codes.tolist())) == len(set(read))


def test_an_empty_one_is_refused_where_one_must_stand() -> None:
    column = Column("user", "id", many=True)
    found = read_cells(column, held(["U1", ""]))
    assert [error.code for error in found.failures.values()] == ["missing"]
    assert list(found.failures) == [1]


def test_equal_rows_have_equal_hashes() -> None:
    one = hashes(held(["a", "b", "a"]))
    assert one[0] == one[2] != one[1]
