"""Columns of a large file as distinct texts with a code a row: rules read each text once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.lib.stride_tricks import sliding_window_view

from data.ingest.cell_parsers import LARGEST_AMOUNT, CellError, Parsed, parse_column
from data.ingest.schema import Column

WORD, BLOCK, MOST_CELLS = 8, 1 << 24, 1 << 26
_KEPT = np.array([(1 << 8 * length) - 1 for length in range(WORD + 1)], "<u8")
"""The bytes of a word that belong to a text of each length."""
_DECIMAL = r"^[0-9]{1,15}(\.[0-9]{0,15})?$"
_OF_IDS = bytes(set(range(ord("!"), ord("~") + 1)) - {ord(".")}) + b"\n"
"""Printable ASCII but the point, and what joins ids: of such texts the rule changes none."""


@dataclass(frozen=True)
class DictionaryColumn:
    """Cells that repeat: ``texts[codes[row]]``."""

    texts: Sequence[str]
    codes: np.ndarray

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, row: int) -> str:
        return self.texts[self.codes[row]]


@dataclass(frozen=True)
class DecimalColumn:
    """Cells that hardly repeat, as Arrow holds them."""

    texts: pa.StringArray

    @cached_property
    def plain(self) -> np.ndarray:
        """Which cells are plain decimals, shape (rows,)."""
        found = pc.match_substring_regex(self.texts, _DECIMAL)
        return found.to_numpy(zero_copy_only=False)

    @cached_property
    def numbers(self) -> np.ndarray:
        """The plain decimals as numbers, 0 where a cell is written otherwise."""
        texts = self.texts
        if not self.plain.all():
            texts = pc.if_else(pa.array(self.plain), texts, "0")
        return pc.cast(texts, pa.float64()).to_numpy(zero_copy_only=False)

    def __len__(self) -> int:
        return len(self.texts)

    def __getitem__(self, row: int) -> str:
        return self.texts[int(row)].as_py()


@dataclass(frozen=True)
class IdColumn:
    """Cells that repeat a little, as Arrow holds them, of type ``large_string``."""

    texts: pa.LargeStringArray

    @cached_property
    def coded(self) -> tuple[np.ndarray, pa.LargeStringArray]:
        """A code of each row, shape (rows,), and the text of each code."""
        ends = np.frombuffer(self.texts.buffers()[1], np.int64)
        ends = ends[self.texts.offset : self.texts.offset + len(self.texts) + 1]
        length = np.diff(ends)
        if length.max(initial=0) > WORD:
            coded = self.texts.dictionary_encode()
            return coded.indices.to_numpy(), coded.dictionary
        body = np.frombuffer(self.texts.buffers()[2] or b"", np.uint8)
        body = np.concatenate([body, np.zeros(WORD, np.uint8)])
        words = sliding_window_view(body, WORD)[ends[:-1]].view("<u8").ravel() & _KEPT[length]
        codes, found = _of_words(words)
        return codes, _texts_of(found)

    def plain(self, empty: bool) -> bool:
        """Whether the rule for ids certainly leaves all as they are; ``empty``: nothing is one."""
        if not empty and len(self.texts) and pc.min(pc.binary_length(self.texts)).as_py() == 0:
            return False
        body = self.texts.buffers()[2]
        pieces = (
            () if body is None else (body[at : at + BLOCK] for at in range(0, len(body), BLOCK))
        )
        return not any(bytes(piece).translate(None, delete=_OF_IDS + b"\0") for piece in pieces)

    def __len__(self) -> int:
        return len(self.texts)

    def __getitem__(self, row: int) -> str:
        return self.texts[int(row)].as_py()


Cells = Sequence[str] | DictionaryColumn | DecimalColumn | IdColumn


def _of_words(words: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A code of each word of eight bytes, shape (rows,), and the word of each code.

    Ids of one making differ in few places by few signs: counted through, they are small numbers,
    which a table tells apart in a third of the time that hashing takes.
    """
    cell, size, places = np.zeros(len(words), np.int32), 1, []
    for at, signs in enumerate(words.view(np.uint8).reshape(-1, WORD).T):
        there = np.zeros(256, bool)
        there[signs] = True
        used = np.flatnonzero(there)
        size *= max(len(used), 1)
        if size > MOST_CELLS:
            codes, found = pd.factorize(words)
            return codes.astype(np.int32), found.astype("<u8")
        if len(used) > 1:
            cell = cell * np.int32(len(used)) + (np.cumsum(there, dtype=np.int32) - 1)[signs]
        places.append((at, used))
    there = np.zeros(size, bool)
    there[cell] = True
    codes = (np.cumsum(there, dtype=np.int32) - 1)[cell]
    left, found = np.flatnonzero(there), np.zeros((int(there.sum()), WORD), np.uint8)
    for at, used in reversed(places):
        left, sign = np.divmod(left, max(len(used), 1))
        found[:, at] = used[sign] if len(used) else 0
    return codes, found.view("<u8").ravel()


def _texts_of(words: np.ndarray) -> pa.LargeStringArray:
    """The texts of words; none has a zero byte of its own."""
    signs = words.view(np.uint8).reshape(-1, WORD)
    ends = np.r_[0, np.cumsum(np.count_nonzero(signs, axis=1))]
    body = signs[signs != 0]
    return pa.LargeStringArray.from_buffers(len(words), pa.py_buffer(ends), pa.py_buffer(body))


def read_cells(column: Column, cells: Cells, day_first: bool = False) -> Parsed:
    """Reads one column by its rules; text and ids of distinct cells come as categories."""
    if isinstance(cells, DictionaryColumn):
        return _distinct(column, cells, day_first)
    if isinstance(cells, DecimalColumn):
        return _amounts(column, cells)
    if isinstance(cells, IdColumn):
        return _ids(column, cells, day_first)
    return parse_column(column, cells, day_first)


def codes_of(cells: Cells, rows: np.ndarray) -> np.ndarray:
    """An integer for each of some rows, equal where their texts are."""
    if isinstance(cells, DictionaryColumn):
        return cells.codes[rows]
    if isinstance(cells, IdColumn):
        return cells.coded[0][rows]
    texts = cells.texts if isinstance(cells, DecimalColumn) else pa.array(cells, pa.string())
    return texts.take(pa.array(rows)).dictionary_encode().indices.to_numpy()


def hashes(cells: Cells) -> np.ndarray:
    """An unsigned integer for each row, equal where the texts are, seldom where they are not."""
    if isinstance(cells, DecimalColumn):
        return cells.numbers.view(np.uint64)
    if isinstance(cells, DictionaryColumn | IdColumn):
        codes = cells.codes if isinstance(cells, DictionaryColumn) else cells.coded[0]
        return codes.astype(np.uint64)
    return codes_of(cells, np.arange(len(cells))).astype(np.uint64)


def ids_are_plain(texts: Sequence[str]) -> bool:
    """Whether ids are certainly what the rule makes of them; False where that needs a look."""
    joined = "\n".join(texts).encode()
    return (
        not joined.translate(None, delete=_OF_IDS)
        and joined.count(b"\n") == len(texts) - 1
        and all(texts)
    )


def _distinct(column: Column, cells: DictionaryColumn, day_first: bool) -> Parsed:
    if column.kind == "id" and ids_are_plain(cells.texts):
        categories = pd.Index(cells.texts, dtype="str")
        return Parsed(pd.Categorical.from_codes(cells.codes, categories=categories))
    times = np.bincount(cells.codes, minlength=len(cells.texts))
    once = parse_column(column, cells.texts, day_first, times)
    if column.kind in ("text", "id"):
        code, found = pd.factorize(once.values)
        categories = pd.Index(found, dtype="str")
        values = pd.Categorical.from_codes(code[cells.codes], categories=categories)
    else:
        values = once.values[cells.codes]
    return Parsed(
        values, _of_rows(once.failures, cells), _of_rows(once.doubts, cells), once.changes
    )


def _ids(column: Column, cells: IdColumn, day_first: bool) -> Parsed:
    """Ids that are plain stay in Arrow; others are read by the rule, each text once."""
    codes, found = cells.coded
    if cells.plain(column.empty == "keep"):
        # As a category pandas would look at every text, to see that none is there twice.
        held = pa.DictionaryArray.from_arrays(pa.array(codes), found)
        return Parsed(pd.arrays.ArrowExtensionArray(pa.chunked_array([held])))
    return _distinct(column, DictionaryColumn(found.to_pylist(), codes), day_first)


def _of_rows(found: dict[int, CellError], cells: DictionaryColumn) -> dict[int, CellError]:
    """What was found of distinct texts, said of each row that has one of them."""
    if not found:
        return {}
    marked = np.zeros(len(cells.texts), bool)
    marked[list(found)] = True
    return {int(row): found[cells.codes[row]] for row in np.flatnonzero(marked[cells.codes])}


def _amounts(column: Column, cells: DecimalColumn) -> Parsed:
    """Plain decimals in one conversion; what is written otherwise, cell by cell."""
    values = cells.numbers
    other = np.flatnonzero(~cells.plain | (values > LARGEST_AMOUNT))
    if not len(other):
        return Parsed(values)
    some = parse_column(column, cells.texts.take(pa.array(other)).to_pylist())
    values = values.copy()
    values[other] = some.values
    return replace(
        some,
        values=values,
        failures={int(other[at]): error for at, error in some.failures.items()},
        doubts={int(other[at]): error for at, error in some.doubts.items()},
    )


def filled_column(column: Column, count: int) -> object:
    """So many cells of a column that a file lacks: empty text, NaN or zero."""
    if column.kind in ("whole", "money"):
        required = column.kind == "whole" and column.empty == "reject"
        return np.zeros(count, "int64") if required else np.full(count, np.nan)
    if column.kind == "date":
        return np.zeros(count, "datetime64[s]")
    return pd.array([""] * count, dtype="str")
