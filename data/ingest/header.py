"""Where the declared columns stand in the header of a file."""

from collections.abc import Sequence
from dataclasses import dataclass

from data.ingest.quality import UnusableFile
from data.ingest.schema import Column, fold_header, nearest


@dataclass(frozen=True)
class HeaderMap:
    """Where each column stands in a file, which are absent, doubled, or not ours."""

    positions: dict[Column, int]
    absent: tuple[Column, ...]
    doubled: tuple[Column, ...]
    ignored: tuple[str, ...]


def match_header(file: str, columns: Sequence[Column], header: Sequence[str]) -> HeaderMap:
    """Finds each column in a header; UnusableFile when a required one is missing or doubled."""
    spelled = [fold_header(name) for name in header]
    positions: dict[Column, int] = {}
    absent: list[Column] = []
    doubled: list[Column] = []
    used: set[int] = set()
    for column in columns:
        at = [index for index, name in enumerate(spelled) if name in column.spellings]
        used.update(at)
        if not at and column.presence != "extra":
            absent.append(column)
        if len(at) > 1:
            doubled.append(column)
        if at:
            positions[column] = at[0]
    rest = [name for index, name in enumerate(header) if index not in used]
    for column in doubled:
        if column.presence == "required":
            raise UnusableFile(file, f"the column {column.header!r} is there twice")
    for column in absent:
        if column.presence == "required":
            there = f"; there are {', '.join(map(repr, header))}"[:160]
            hint = nearest(column.header, rest) or there
            raise UnusableFile(file, f"the column {column.header!r} is missing{hint}")
    ignored = tuple(
        name.strip()[:100] or f"(column {index + 1})"
        for index, name in enumerate(header)
        if index not in used
    )
    return HeaderMap(positions, tuple(absent), tuple(doubled), ignored)
