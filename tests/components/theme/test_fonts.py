"""The vendored fonts hold every character and icon that is shown."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from components.cards.alert_list import ICONS
from components.elements.controls import FILES
from components.page.layout import TOOLS
from tests.woff2 import axes, characters, features

ROOT = Path(__file__).resolve().parents[3]
FONTS = ROOT / "assets" / "fonts"
INTER, DRAWN = FONTS / "inter.woff2", FONTS / "icons.woff2"
CSS = (ROOT / "assets" / "20-icons.css").read_text(encoding="utf-8")
CODES = dict(re.findall(r'\.icon-([a-z0-9-]+)::before \{ content: "\\([0-9a-f]+)"', CSS))
SOURCES = [
    path for folder in ("components", "pages", "metrics") for path in (ROOT / folder).rglob("*.py")
]
IN_USE = re.compile(
    r"\bicon\(\s*\"([a-z0-9-]+)\"|\bicon=\"([a-z0-9-]+)\"|\bstate\(\s*\"([a-z0-9-]+)\""
)


def strings(path: Path) -> Iterator[str]:
    """The string literals of a module but its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    spoken = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in spoken
        ):
            yield node.value


@pytest.fixture(scope="module")
def held() -> set[int]:
    return characters(INTER)


def test_inter_has_the_characters_of_money_and_ratios(held: set[int]) -> None:
    assert not [c for c in "₹−×–·→±≈≤≥▲▼●○…’“”\u00a0éãñ" if ord(c) not in held]
    assert ord("あ") not in held and ord("☃") not in held


def test_inter_has_every_character_the_source_shows(held: set[int]) -> None:
    for path in SOURCES:
        shown = {c for said in strings(path) for c in said if c >= " "}
        assert not {c for c in shown if ord(c) not in held}, path.name


def test_inter_is_variable_with_tabular_figures() -> None:
    low, high = axes(INTER)["wght"]
    assert low <= 400 and high >= 600
    assert {"tnum", "cv11", "calt", "kern"} <= features(INTER)


def test_fonts_are_small() -> None:
    assert INTER.stat().st_size < 85_000 and DRAWN.stat().st_size < 6_000


def test_every_icon_in_use_is_in_the_subset() -> None:
    used = {
        name
        for path in SOURCES
        for groups in IN_USE.findall(path.read_text(encoding="utf-8"))
        for name in groups
        if name
    }
    named = {*ICONS.values(), *(symbol for symbol, _ in TOOLS.values()), *(f[2] for f in FILES)}
    assert len(used) > 10
    assert used | named <= CODES.keys(), (used | named) - CODES.keys()


def test_every_named_icon_has_a_glyph() -> None:
    drawn = characters(DRAWN)
    assert CODES and all(int(code, 16) in drawn for code in CODES.values())
