"""Each kind of cell: what is read, what is refused and why, what is changed and counted."""

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.ingest.cell_parsers import CellError, basis, day, identifier, number, parse_column
from data.ingest.schema import Column

MONEY = Column("revenue", "money")
RATE = Column("rate", "money", empty="keep")
ORDERS = Column("orders", "whole")
REACH = Column("reach", "whole", empty="keep")
ID = Column("influencer", "id")
DATE = Column("date", "date")
NAME = Column("name", "text", empty="warn")


def refused(column: Column, cell: str) -> str:
    """The code with which one cell is refused, between two good ones."""
    good = {"date": "2025-01-01", "id": "A1"}.get(column.kind, "1")
    result = parse_column(column, [good, cell, good])
    assert list(result.failures) == [1]
    return result.failures[1].code


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("22", 22),
        ("22.0", 22),
        (" 22.50 ", 22.5),
        (".5", 0.5),
        ("5.", 5),
        ("+7", 7),
        ("₹500", 500),
        ("₹ 1,23,456.50", 123456.5),
        ("1,23,45,678", 12345678),
        ("1,234,567.89", 1234567.89),
        ("1e5", 100000),
        ("1.5E+3", 1500),
        ("-0", 0),
        ("0.1", 0.1),
        ("00012", 12),
    ],
)
def test_money(cell: str, value: float) -> None:
    result = parse_column(MONEY, [cell, "3"])
    assert not result.failures
    assert result.values.tolist() == [value, 3]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("-5", "negative"),
        ("-₹500", "negative"),
        ("₹-500", "negative"),
        ("−5", "negative"),
        ("1e400", "not_finite"),
        ("9" * 400, "not_finite"),
        ("inf", "not_finite"),
        ("-Infinity", "not_finite"),
        ("NaN", "not_finite"),
        ("", "missing"),
        ("   ", "missing"),
        ("NA", "not_a_number"),
        ("None", "not_a_number"),
        ("null", "not_a_number"),
        ("1_000", "not_a_number"),
        ("0x10", "not_a_number"),
        ("१२", "not_a_number"),
        ("1,5", "not_a_number"),
        ("1234,50", "not_a_number"),
        ("1,2345", "not_a_number"),
        ("1.2.3", "not_a_number"),
        ("12k", "not_a_number"),
        ("$5", "not_a_number"),
        ("(5)", "not_a_number"),
        ("--5", "not_a_number"),
        ("₹", "not_a_number"),
        (".", "not_a_number"),
        ("5 000", "not_a_number"),
        ("5\n6", "not_a_number"),
    ],
)
def test_money_refused(cell: str, code: str) -> None:
    assert refused(MONEY, cell) == code


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("22.5", "fraction"),
        ("-1", "negative"),
        ("1e-3", "fraction"),
        ("1e30", "too_large"),
        ("₹5", "not_a_number"),
        ("", "missing"),
    ],
)
def test_counts_refused(cell: str, code: str) -> None:
    assert refused(ORDERS, cell) == code


def test_counts_are_integers_where_none_may_be_missing() -> None:
    assert parse_column(ORDERS, ["22.0", "3"]).values.dtype == np.int64
    assert parse_column(ORDERS, []).values.dtype == np.int64
    assert parse_column(ORDERS, ["1,200", "3"]).values.tolist() == [1200, 3]


def test_an_empty_count_is_unknown_not_zero() -> None:
    values = parse_column(REACH, ["", "0", "1e3"]).values
    assert math.isnan(values[0])
    assert values[1:].tolist() == [0, 1000]


@given(st.lists(st.decimals(0, 10**9, places=2), max_size=30))
def test_decimals_are_read_to_the_nearest_float(amounts: list[Decimal]) -> None:
    for column in (MONEY, RATE):
        values = parse_column(column, [f"{amount:f}" for amount in amounts]).values
        assert values.tolist() == [float(amount) for amount in amounts]


@given(st.lists(st.text("0123456789.,eE+-₹ in\n", max_size=6), max_size=8))
def test_the_quick_way_reads_as_the_rule_does(cells: list[str]) -> None:
    for column, whole in ((MONEY, False), (ORDERS, True)):
        result = parse_column(column, cells)
        for at, cell in enumerate(cells):
            try:
                value, _ = number(cell.strip(), whole=whole, rupees=not whole)
            except CellError:
                assert at in result.failures
            else:
                assert result.values[at] == value
                assert at not in result.failures


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("42.0", "42"),
        ("42.00", "42"),
        ("007", "007"),
        ("007.0", "007"),
        ("42.5", "42.5"),
        ("v1.0", "v1.0"),
        ("1.2.0", "1.2.0"),
        ("NA", "NA"),
        ("nan", "nan"),
    ],
)
def test_ids(cell: str, value: str) -> None:
    assert identifier(cell)[0] == value


def test_every_change_of_an_id_is_counted() -> None:
    result = parse_column(ID, ["42.0", "42", " 42 ", "42.0", "7"])
    assert result.values.tolist() == ["42", "42", "42", "42", "7"]
    assert result.changes == {"trailing .0 dropped": 2, "trimmed": 1}


@pytest.mark.parametrize(
    ("cell", "iso"),
    [
        ("2025-02-28", "2025-02-28"),
        ("2024-02-29", "2024-02-29"),
        ("2025-02-28 23:59:59", "2025-02-28"),
        ("2025-02-28T23:59", "2025-02-28"),
        ("2025-02-28T23:59:59.123Z", "2025-02-28"),
        ("2025-02-28T23:59:59+05:30", "2025-02-28"),
        (" 2025-02-28 ", "2025-02-28"),
    ],
)
def test_dates(cell: str, iso: str) -> None:
    result = parse_column(DATE, [cell])
    assert not result.failures
    assert result.values.dtype == "datetime64[s]"
    assert result.values[0] == np.datetime64(iso)


@pytest.mark.parametrize(
    "cell",
    [
        "2025-02-30",
        "2025-13-01",
        "2025-2-3",
        "28/02/2025",
        "20250228",
        "2025/02/28",
        "yesterday",
        "0001-01-01",
        "9999-12-31",
        "２０２５-02-28",
        "2025-02-28x",
        "45000",
    ],
)
def test_dates_refused(cell: str) -> None:
    assert refused(DATE, cell) == "date"


def test_an_empty_date_is_missing() -> None:
    assert refused(DATE, "") == "missing"


def test_day_first_dates_only_when_declared() -> None:
    result = parse_column(
        DATE, ["03/02/2025", "2025-02-03", "3-2-2025", "13/13/2025"], day_first=True
    )
    assert [str(value)[:10] for value in result.values[:3]] == ["2025-02-03"] * 3
    assert list(result.failures) == [3]
    with pytest.raises(CellError, match="must be declared"):
        day("03/02/2025")


def test_a_dropped_time_is_counted() -> None:
    assert parse_column(DATE, ["2025-02-28T10:00", "2025-02-28"]).changes == {"time dropped": 1}


@pytest.mark.parametrize("cell", ["post", "Post", "per_post", "Per Post", "PER-POST"])
def test_basis_by_post(cell: str) -> None:
    assert basis(cell)[0] == "post"


@pytest.mark.parametrize("cell", ["order", "ORDER", "per_order", "Per Order"])
def test_basis_by_order(cell: str) -> None:
    assert basis(cell)[0] == "order"


@pytest.mark.parametrize("cell", ["click", "", "postorder"])
def test_another_basis_is_refused(cell: str) -> None:
    result = parse_column(Column("basis", "basis"), [cell])
    assert list(result.failures) == [0]


def test_texts_are_trimmed_and_names_like_na_stay() -> None:
    result = parse_column(NAME, [" Asha ", "NA", "None", "null", "nan", "<b>%{y}</b>", "__proto__"])
    assert result.values.tolist() == [
        "Asha", "NA", "None", "null", "nan", "<b>%{y}</b>", "__proto__",
    ]  # fmt: skip
    assert result.changes == {"trimmed": 1}
    assert not result.failures


def test_an_empty_text_is_refused_doubted_or_kept() -> None:
    for empty, found in (("reject", "failures"), ("warn", "doubts"), ("keep", "")):
        result = parse_column(Column("name", "text", empty=empty), ["a", " "])  # type: ignore[arg-type]
        assert list(result.failures) == ([1] if found == "failures" else [])
        assert list(result.doubts) == ([1] if found == "doubts" else [])


def test_a_line_break_is_doubtful_in_a_name_and_usual_in_a_caption() -> None:
    cells = ["a\nb"]
    assert parse_column(NAME, cells).doubts[0].code == "line_break"
    assert not parse_column(Column("caption", "text", empty="keep", multiline=True), cells).doubts
