"""The tables of a WOFF2 font that say which characters, features and axes it has.

Needs Brotli alone. Format: W3C WOFF File Format 2.0, OpenType 1.9 (cmap formats 4 and 12).
"""

from __future__ import annotations

from pathlib import Path
from struct import unpack_from

import brotli

TAGS = """cmap head hhea hmtx maxp name OS/2 post cvt_ fpgm glyf loca prep CFF_ VORG EBDT EBLC gasp
hdmx kern LTSH PCLT VDMX vhea vmtx BASE GDEF GPOS GSUB EBSC JSTF MATH CBDT CBLC COLR CPAL SVG_ sbix
acnt avar bdat bloc bsln cvar fdsc feat fmtx fvar gvar hsty just lcar mort morx opbd prop trak Zapf
Silf Glat Gloc Feat Sill""".split()  # noqa: SIM905


def tables(path: Path) -> dict[str, bytes]:
    """The tables of a font by tag, as they are stored."""
    data = path.read_bytes()
    assert data[:4] == b"wOF2"
    count, size = unpack_from(">H", data, 12)[0], unpack_from(">L", data, 20)[0]
    place, found = 48, []

    def number() -> int:
        nonlocal place
        value, more = 0, True
        while more:
            value, more = value << 7 | data[place] & 0x7F, data[place] & 0x80
            place += 1
        return value

    for _ in range(count):
        flags = data[place]
        place += 1
        if flags & 0x3F == 0x3F:
            tag, place = data[place : place + 4].decode(), place + 4
        else:
            tag = TAGS[flags & 0x3F]
        length = number()
        changed = (flags >> 6 != 3) if tag in ("glyf", "loca") else flags >> 6 != 0
        found.append((tag, number() if changed else length))
    whole, start, named = brotli.decompress(data[place : place + size]), 0, {}
    for tag, length in found:
        named[tag], start = whole[start : start + length], start + length
    return named


def characters(path: Path) -> set[int]:
    """The code points a font has a glyph for."""
    cmap, held = tables(path)["cmap"], set()
    for index in range(unpack_from(">H", cmap, 2)[0]):
        table = cmap[unpack_from(">L", cmap, 8 + 8 * index)[0] :]
        kind = unpack_from(">H", table)[0]
        if kind == 12:
            for group in range(unpack_from(">L", table, 12)[0]):
                first, last = unpack_from(">LL", table, 16 + 12 * group)
                held |= set(range(first, last + 1))
        elif kind == 4:
            held |= _segments(table)
    return held


def _segments(table: bytes) -> set[int]:
    double = unpack_from(">H", table, 6)[0]
    held = set()
    for at in range(0, double, 2):
        last = unpack_from(">H", table, 14 + at)[0]
        first, delta = (unpack_from(">H", table, 16 + n * double + at)[0] for n in (1, 2))
        spot = 16 + 3 * double + at
        offset = unpack_from(">H", table, spot)[0]
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = (
                unpack_from(">H", table, spot + offset + 2 * (code - first))[0]
                if offset
                else code + delta
            )
            if glyph & 0xFFFF:
                held.add(code)
    return held


def features(path: Path) -> set[str]:
    """The tags of its layout features, of substitution and of position."""
    found = set()
    for table in (t for tag, t in tables(path).items() if tag in ("GSUB", "GPOS")):
        start = unpack_from(">H", table, 6)[0]
        for index in range(unpack_from(">H", table, start)[0]):
            found.add(table[start + 2 + 6 * index : start + 6 + 6 * index].decode())
    return found


def axes(path: Path) -> dict[str, tuple[float, float]]:
    """The least and the greatest value of each axis of a variable font."""
    table = tables(path)["fvar"]
    start, _, count, size = unpack_from(">HHHH", table, 4)
    found = {}
    for index in range(count):
        at = start + index * size
        low, _, high = (value / 65536 for value in unpack_from(">lll", table, at + 4))
        found[table[at : at + 4].decode()] = (low, high)
    return found
