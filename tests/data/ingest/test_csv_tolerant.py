"""Encodings, delimiters, quotes, field counts, and the line on which each record starts."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.ingest.csv_tolerant import Records, read_csv_tolerant
from data.ingest.quality import UnusableFile


def read(content: str | bytes) -> Records:
    return read_csv_tolerant("f.csv", content if isinstance(content, bytes) else content.encode())


@pytest.mark.parametrize(
    ("encode", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_encodings_are_recognised(encode: str, name: str) -> None:
    result = read("a,b\nJosé,é\n".encode(encode))
    assert result.encoding == name
    assert result.header == ["a", "b"]
    assert result.rows == [["José", "é"]]


def test_utf_16_big_endian() -> None:
    assert read(b"\xfe\xff" + "a,b\n1,₹\n".encode("utf-16-be")).rows == [["1", "₹"]]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\n  \n\r\n", "is empty"),
        ("a,b\n1,2\n".encode("utf-32"), "UTF-32"),
        ("a,b\n1,2\n".encode("utf-16-le"), "UTF-16 without a byte order mark"),
        ("a,b\n1,2\n".encode("utf-16")[:-1], "damaged UTF-16"),
        ("a,b\nプロテイン,2\n".encode("shift-jis"), "neither UTF-8.*0x8d.*in line 2"),
        (b"PK\x03\x04rest", "Excel workbook"),
        (b"\x1f\x8brest", "gzip"),
        (b'"a,b\n1,2\n', "no readable header"),
    ],
)
def test_other_content_is_refused_by_name(content: bytes, reason: str) -> None:
    with pytest.raises(UnusableFile, match=f"f.csv: .*{reason}"):
        read(content)


def test_a_broken_byte_in_utf_8_costs_its_row_only() -> None:
    result = read("a,b\nजिम,1\nx,2\n₹,3\n".encode().replace(b"x", b"\xff"))
    assert result.encoding == "UTF-8"
    assert result.rows == [["जिम", "1"], ["₹", "3"]]
    assert [(record.line, record.code) for record in result.broken] == [(3, "encoding")]


def test_a_nul_costs_its_row_only() -> None:
    result = read(b"a,b\n1,x\0y\n2,z\n\0\0\0")
    assert result.rows == [["2", "z"]]
    assert [(record.line, record.code) for record in result.broken] == [(2, "nul"), (4, "nul")]
    assert result.read == 3


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(mark: str, end: str) -> None:
    result = read(end.join(mark.join(row) for row in (["a", "b"], ["1", "x y"], ["2", ""])))
    assert result.delimiter == mark
    assert result.rows == [["1", "x y"], ["2", ""]]
    assert result.lines == [2, 3]


def test_the_hint_of_excel_is_no_header() -> None:
    result = read("sep=;\na;b\n1;2\n")
    assert (result.header, result.header_line, result.lines) == (["a", "b"], 2, [3])


def test_lines_are_physical_over_quotes_and_blank_lines() -> None:
    result = read('a,b\n\n1,"x\ny\n\nz"\n   \n2,w\n\n')
    assert result.rows == [["1", "x\ny\n\nz"], ["2", "w"]]
    assert result.lines == [3, 8]
    assert result.read == 2


def test_a_file_may_hold_a_header_only() -> None:
    assert read("a,b").rows == []
    assert read("a,b\n").read == 0


@pytest.mark.parametrize(
    ("row", "code"),
    [("1,2,3", "too_many_fields"), ("1", "too_few_fields"), ("1,2,", "too_many_fields")],
)
def test_a_row_of_another_width_is_broken(row: str, code: str) -> None:
    result = read(f"a,b\n{row}\n3,4\n")
    assert result.rows == [["3", "4"]]
    assert [(record.line, record.code) for record in result.broken] == [(2, code)]


def test_a_row_of_commas_is_a_row() -> None:
    assert read("a,b\n,\n").rows == [["", ""]]


@pytest.mark.parametrize(
    "content",
    [
        'a,b,c\n1,"x,2\n2,y,3\n3,z,4\n',
        'a,b,c\n1,"x,2\n2,y,3\n3,"z",4\n',
        'a,b,c\n1,"x,2\n2,y,3\n3,"",4\n',
        'a,b,c\n1,"x,2\n2,y,3\n3,"z, w",4\n',
        'a,b,c\n1,"x,2\n2,y,3\n3,z",4\n',
    ],
)
def test_an_unclosed_quote_swallows_no_other_row(content: str) -> None:
    result = read(content)
    assert result.read == 3
    assert ["2", "y", "3"] in result.rows
    assert (result.broken[0].line, result.broken[0].code) == (2, "quote")


def test_a_text_over_lines_with_commas_is_not_taken_for_rows() -> None:
    caption = "Day 1, done\nstrong, fit\nsee you, soon"
    result = read(f'a,b\n1,"{caption}"\n')
    assert result.rows == [["1", caption]]


def test_quotes_without_end_are_refused_soon() -> None:
    with pytest.raises(UnusableFile, match="quotes do not match"):
        read("a,b\n" + 'a","b\n' * 20_000)


def test_texts_may_be_long() -> None:
    assert len(read(f"a,b\n1,{'x' * 200_000}\n").rows[0][1]) == 200_000


@given(
    st.lists(
        st.lists(st.text(max_size=8).filter(lambda text: "\0" not in text), min_size=2, max_size=2),
        max_size=8,
    )
)
def test_what_csv_writes_is_read_back(rows: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([["a", "b"], *rows])
    result = read(out.getvalue().encode("utf-8", "replace"))
    expected = [[cell.encode("utf-8", "replace").decode() for cell in row] for row in rows]
    assert result.rows == expected
    assert result.read == len(rows)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        result = read(content)
    except UnusableFile:
        return
    assert all(len(row) == len(result.header) for row in result.rows)
    assert result.lines == sorted(set(result.lines))
    assert result.read == len(result.rows) + len(result.broken)
