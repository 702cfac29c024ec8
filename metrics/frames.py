"""Columns of equal length: what pages reckon with and charts draw.

A data frame of pandas aligns, infers and checks at every step. A page takes some thirty small
tables through a dozen steps each, and that care was half of the time it took to draw one. These
are plain arrays under their names; pandas is what exports, answers and analyses are given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

Where = np.ndarray | slice | Sequence[int]


class Frame:
    """Named arrays of shape (rows,): numbers, truths, days, or texts as Python's own.

    Frames share their arrays, so nobody writes to them; each step makes a new frame.
    """

    __slots__ = ("_columns", "_rows")

    def __init__(self, columns: Mapping[str, Any], rows: int | None = None) -> None:
        """``columns`` are sequences of equal length, or single values for all ``rows``.

        ValueError where lengths differ.
        """
        self._columns = {name: _array(values) for name, values in columns.items()}
        found = {len(one) for one in self._columns.values() if one.ndim}
        self._rows = next(iter(found), 0) if rows is None else rows
        if found - {self._rows}:
            raise ValueError(f"Columns of {self._rows} rows can't have {sorted(found)}")
        for name, one in self._columns.items():
            if not one.ndim:
                self._columns[name] = np.full(self._rows, one[()], one.dtype)

    @classmethod
    def of(cls, table: Frame | pd.DataFrame) -> Frame:
        """The table itself, or the columns of one of pandas."""
        if isinstance(table, Frame):
            return table
        return cls({str(name): table[name] for name in table}, len(table))

    @classmethod
    def of_rows(cls, rows: Sequence[Mapping[str, Any]]) -> Frame:
        """Rows that have the same keys; there is at least one."""
        return cls({name: [row[name] for row in rows] for name in rows[0]}, len(rows))

    @classmethod
    def stacked(cls, frames: Iterable[Frame]) -> Frame:
        """The rows of all, one frame below the other; NaN where one lacks a column."""
        frames = list(frames)
        names = dict.fromkeys(name for one in frames for name in one.names)
        parts = {
            name: [one[name] if name in one else np.full(len(one), np.nan) for one in frames]
            for name in names
        }
        joined = {name: _joined(arrays) for name, arrays in parts.items()}
        return _made(joined, sum(map(len, frames)))

    @property
    def names(self) -> list[str]:
        """The names of the columns, in order."""
        return list(self._columns)

    def __len__(self) -> int:
        return self._rows

    def __contains__(self, name: object) -> bool:
        return name in self._columns

    def __getitem__(self, name: str) -> np.ndarray:
        return self._columns[name]

    def __repr__(self) -> str:
        return f"Frame({self._rows} rows of {', '.join(self._columns)})"

    def at(self, where: Where) -> Frame:
        """The rows at positions, in a slice, or where a mask is true."""
        if isinstance(where, slice):
            rows = len(range(*where.indices(self._rows)))
        else:
            where = np.asarray(where, None if len(where) else np.intp)
            where = np.flatnonzero(where) if where.dtype == bool else where
            rows = len(where)
        return _made({name: one[where] for name, one in self._columns.items()}, rows)

    def first(self, count: int) -> Frame:
        """At most so many rows from the top."""
        return self.at(slice(count))

    def beside(self, columns: Frame | Mapping[str, Any] | None = None, **more: Any) -> Frame:
        """The same rows with these columns added, or in the place of those of the same name."""
        columns = columns._columns if isinstance(columns, Frame) else columns or {}
        new = Frame({**columns, **more}, self._rows)
        return _made({**self._columns, **new._columns}, self._rows)

    def only(self, *names: str) -> Frame:
        """These columns, in this order."""
        return _made({name: self._columns[name] for name in names}, self._rows)

    def without(self, *names: str) -> Frame:
        """All columns but these, of which there need be none."""
        kept = {name: one for name, one in self._columns.items() if name not in names}
        return _made(kept, self._rows)

    def ordered(self, *keys: str) -> Frame:
        """The rows in order of these columns, the first one first; ``-name`` falls.

        What is undefined stands last either way, and rows that agree stay as they were.
        """
        order = np.arange(self._rows)
        for key in reversed(keys):
            ranks = _ranks(self._columns[key.removeprefix("-")])
            ranks = -ranks if key.startswith("-") else ranks
            order = order[np.argsort(ranks[order], kind="stable")]
        return self.at(order)

    def largest(self, count: int, name: str) -> Frame:
        """The rows with the most of a column, most first."""
        return self.ordered(f"-{name}").first(count)

    def known(self, name: str) -> Frame:
        """The rows where a column is defined."""
        return self.at(~_undefined(self._columns[name]))

    def groups(self, name: str) -> Iterator[tuple[Any, Frame]]:
        """Each value of a column with its rows, in the order in which values first stand."""
        places: dict[Any, list[int]] = {}
        for place, value in enumerate(self._columns[name].tolist()):
            places.setdefault(value, []).append(place)
        return ((value, self.at(rows)) for value, rows in places.items())

    def row(self, position: int) -> dict[str, Any]:
        """A row as Python's own values. IndexError where there is none."""
        return {name: one[[position]].tolist()[0] for name, one in self._columns.items()}

    def records(self, *wanted: str) -> Iterator[dict[str, Any]]:
        """The rows as Python's own values: all columns, or those of the wanted ones there are."""
        names = [name for name in wanted if name in self] or self.names
        columns = [self._columns[name].tolist() for name in names]
        return (dict(zip(names, row)) for row in zip(*columns))

    def pandas(self) -> pd.DataFrame:
        """A data frame of its own, for whoever analyses or exports."""
        columns = {
            name: pd.Series(one, dtype=object) if one.dtype == object else one.copy()
            for name, one in self._columns.items()
        }
        return pd.DataFrame(columns, index=pd.RangeIndex(self._rows))


def _made(columns: dict[str, np.ndarray], rows: int) -> Frame:
    """A frame of arrays that are known to agree."""
    made = Frame.__new__(Frame)
    made._columns, made._rows = columns, rows
    return made


def _array(values: Any) -> np.ndarray:
    """Values as an array of shape (rows,), a single one as one of shape ()."""
    if not isinstance(values, np.ndarray):
        if hasattr(values, "to_numpy"):
            return _array(values.to_numpy())
        if isinstance(values, str) or not np.iterable(values):
            return np.array(values, object if isinstance(values, str) else None)
        values = list(values)
        if values and not isinstance(values[0], (int, float, np.generic)):
            return _objects(values)
        values = np.array(values)
    if values.dtype.kind == "M":
        return values.astype("datetime64[s]", copy=False)
    return values.astype(object) if values.dtype.kind in "UST" else values


def _objects(values: list[Any]) -> np.ndarray:
    """Whatever they are, one by one: numpy would look inside lists."""
    found = np.empty(len(values), object)
    found[:] = values
    return found


def _joined(parts: list[np.ndarray]) -> np.ndarray:
    """Arrays one behind the other; empty ones have no say in what kind of values these are."""
    return np.concatenate([one for one in parts if len(one)] or parts)


def _undefined(values: np.ndarray) -> np.ndarray:
    if values.dtype.kind in "fM":
        return values != values
    if values.dtype == object:
        return np.array([one is None or one != one for one in values.tolist()], bool)
    return np.zeros(len(values), bool)


def _ranks(values: np.ndarray) -> np.ndarray:
    """Numbers in the order of the values; NaN for what is undefined."""
    if values.dtype.kind in "fiub":
        return values.astype(float)
    undefined = _undefined(values)
    codes = np.full(len(values), np.nan)
    codes[~undefined] = np.unique(values[~undefined], return_inverse=True)[1]
    return codes
