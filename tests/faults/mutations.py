"""Broken sets of files: each kind of damage that an editor, a spreadsheet or a disk can do."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from pathlib import Path

from tests.worlds import World, written

FILES = ("influencers_data.csv", "posts_data.csv", "tracking_data.csv", "payouts_data.csv")
BASE = World(seed=11, influencers=6, posts=16, rows=80)
Contents = dict[str, bytes]
Cells = list[list[str]]
Damage = Callable[[random.Random, bytes], bytes]

NUMBERS = ("-1", "-0.01", "NaN", "inf", "-Infinity", "1e308", "1.7e308", "1e400", "1e-320", "",
           "0", "1_000", "12k", "₹1,23,456.50", "9007199254740993", "١٢٣", "1,0",
           "--5")  # fmt: skip
DATES = ("0001-01-01", "9999-12-31", "1969-12-31", "1970-01-01", "2100-12-31", "2101-01-01",
         "2025-02-30", "31/12/2025", "2025-1-1", "never", "", "2025-01-01T25:61:00")  # fmt: skip
NAMES = ("\u202eniamod\u202c", "شركة", "Z\u0351\u036b\u0343a\u0322\u0358\u0319l\u0355g\u0354o",
         "<script>alert(1)</script>", "<b>x</b>%{y}", "__proto__", "'; DROP TABLE x;--", "NA",
         "None", "\u2028", "a\tb", "\U0001f600" * 30, "x" * 50_000, "..",
         "a/b?c#d")  # fmt: skip
FORMULAS = ("=1+1", "+SUM(A1)", "-2+3", "@x", '=HYPERLINK("http://e")', "\t=1", "\r=1")
BLANKS = ("  1  ", "\u00a01", "1\u200b", "1.0", "01", " ", "\t", "1.00", "-0", "ghost")


def rows_of(content: bytes) -> Cells:
    """The records of a clean file."""
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


def text_of(rows: Cells, delimiter: str = ",", end: str = "\r\n") -> bytes:
    """Records as a file."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    return out.getvalue().encode()


def pieces(*choice: bytes) -> Damage:
    """Puts pieces at random places, over nothing or over some bytes."""

    def damaged(dice: random.Random, content: bytes) -> bytes:
        for _ in range(dice.randrange(1, 5)):
            at = dice.randrange(len(content))
            content = content[:at] + dice.choice(choice) + content[at + dice.randrange(3) :]
        return content

    return damaged


def cells(values: tuple[str, ...], *parts: str) -> Damage:
    """Puts values into cells of the columns whose header holds one of the parts."""

    def damaged(dice: random.Random, content: bytes) -> bytes:
        rows = rows_of(content)
        at = [n for n, name in enumerate(rows[0]) if any(part in name.lower() for part in parts)]
        for row in dice.sample(rows[1:], min(len(values), len(rows) - 1)):
            for column in at or [dice.randrange(len(row))]:
                row[column] = dice.choice(values)
        return text_of(rows)

    return damaged


def rows(change: Callable[[random.Random, Cells], Cells]) -> Damage:
    """Changes the records as a whole."""
    return lambda dice, content: text_of(change(dice, rows_of(content)))


def without_column(dice: random.Random, table: Cells) -> Cells:
    gone = dice.randrange(len(table[0]))
    return [[cell for at, cell in enumerate(row) if at != gone] for row in table]


def with_column_twice(dice: random.Random, table: Cells) -> Cells:
    again = dice.randrange(len(table[0]))
    return [[*row, row[again]] for row in table]


def swapped(dice: random.Random, table: Cells) -> Cells:
    """Two headers change places: the cells under them are of the wrong kind."""
    one, other = dice.sample(range(len(table[0])), 2)
    header = list(table[0])
    header[one], header[other] = header[other], header[one]
    return [header, *table[1:]]


def moved(dice: random.Random, table: Cells) -> Cells:
    """Whole columns change places, which means nothing."""
    order = dice.sample(range(len(table[0])), len(table[0]))
    return [[row[at] for at in order] for row in table]


def ragged(dice: random.Random, table: Cells) -> Cells:
    return [table[0], *(row[: dice.choice((-1, -2, None, None, None))] for row in table[1:])]


def cut(dice: random.Random, content: bytes) -> bytes:
    """The end is missing, as after a broken transfer."""
    return content[: dice.randrange(1, len(content))]


def mixed_encodings(dice: random.Random, content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    for at in dice.sample(range(1, len(lines)), min(6, len(lines) - 1)):
        codec = dice.choice(("cp1252", "utf-8", "latin-1"))
        lines[at] = lines[at].replace(b"e", "é".encode(codec), 1)
    return b"".join(lines)


def windows_1252(_: random.Random, content: bytes) -> bytes:
    header, _, rest = content.partition(b"\n")
    return header + b"\n" + rest.replace(b"e", b"\xe9")


KINDS: dict[str, Damage] = {
    "cut": cut,
    "bytes": pieces(b"", b"9" * 30, b" ", b"-", b".0", b"\xff", b"\xe2\x82\xb9", b"\xef\xbb\xbf"),
    "quotes": pieces(b'"', b'""', b'"\n', b',"', b"'"),
    "line breaks": pieces(b"\n", b"\r", b"\r\n", b"\x0b", b"\x1e", b"\xe2\x80\xa8"),
    "NULs": pieces(b"\0", b"\0\0\0"),
    "delimiters": pieces(b",", b";", b"\t", b",,"),
    "mixed encodings": mixed_encodings,
    "Windows-1252": windows_1252,
    "UTF-16": lambda _, content: content.decode().encode("utf-16"),
    "UTF-16 cut": lambda dice, content: cut(dice, content.decode().encode("utf-16")),
    "a byte order mark": lambda _, content: b"\xef\xbb\xbf" + content,
    "two byte order marks": lambda _, content: b"\xef\xbb\xbf\xef\xbb\xbf" + content,
    "huge fields": cells(("y" * 300_000,), "name", "caption", "campaign", "rate"),
    "swapped headers": rows(swapped),
    "moved columns": rows(moved),
    "a column missing": rows(without_column),
    "a column twice": rows(with_column_twice),
    "other rows": rows(lambda dice, table: [table[0], *dice.sample(table[1:], len(table) - 1)]),
    "rows twice": rows(lambda dice, table: [*table, *dice.sample(table[1:], len(table) // 2)]),
    "ragged rows": rows(ragged),
    "no rows": rows(lambda _, table: table[:1]),
    "one row": rows(lambda _, table: table[:2]),
    "no header": rows(lambda _, table: table[1:]),
    "nothing": lambda *_: b"",
    "numbers": cells(NUMBERS, "revenue", "orders", "payout", "rate", "reach", "likes", "follower"),
    "huge money": cells(("1e308", "1.7e308"), "revenue", "payout"),
    "dates": cells(DATES, "date"),
    "far dates": cells(("1970-01-01", "2100-12-31"), "date"),
    "names": cells(NAMES, "name", "campaign", "product", "caption", "source", "category"),
    "formulas": cells(FORMULAS, "name", "campaign", "product", "caption", "id"),
    "ids": cells(BLANKS, "id"),
    "CRLF": lambda _, content: text_of(rows_of(content), end="\r\n"),
    "CR": lambda _, content: text_of(rows_of(content), end="\r"),
    "semicolons": lambda _, content: text_of(rows_of(content), delimiter=";"),
    "tabs": lambda _, content: text_of(rows_of(content), delimiter="\t"),
}


def clean(folder: Path) -> Contents:
    """The undamaged files, written once into a folder."""
    written(BASE, folder)
    return {name: (folder / name).read_bytes() for name in FILES}


def damaged(contents: Contents, kind: str, seed: int, files: tuple[str, ...] = ()) -> Contents:
    """The files with one kind of damage: in those named, or in one to four chosen by the seed."""
    dice = random.Random(f"{kind} {seed}")
    chosen = files or tuple(dice.sample(FILES, dice.randrange(1, len(FILES) + 1)))
    return {
        name: KINDS[kind](dice, content) if name in chosen else content
        for name, content in contents.items()
    }


def put(contents: Contents, folder: Path) -> Path:
    """Write a set of files into a folder."""
    folder.mkdir(exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return folder
