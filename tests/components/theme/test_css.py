"""The stylesheets: written from the tokens, and nothing in them that the tokens do not know."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from components.theme.css import BOOTSTRAP, TARGET, css
from components.theme.tokens import THEMES, resolve

ASSETS = TARGET.parent
OWN = sorted(path for path in ASSETS.glob("*.css") if not path.name.startswith("00-"))
BARE = re.compile(r"/\*.*?\*/", re.S)


def named(path: Path) -> str:
    return path.name


def text(path: Path) -> str:
    return BARE.sub("", path.read_text(encoding="utf-8"))


def test_the_committed_file_is_what_the_tokens_say() -> None:
    assert TARGET.read_text(encoding="utf-8") == css()


def test_parts_of_others_take_tokens_that_exist() -> None:
    for theme in THEMES:
        assert set(BOOTSTRAP.values()) <= resolve(theme).keys()
    dash = [name for name in BOOTSTRAP if name.startswith("--Dash-")]
    assert len(dash) >= 14


def test_paper_is_always_light() -> None:
    printed = css().split("@media print")[1]
    assert '[data-bs-theme="dark"]' in printed
    assert f"--surface: {THEMES['light']['surface']}" in printed
    assert THEMES["dark"]["surface"] not in printed


@pytest.mark.parametrize("path", [p for p in OWN if p != TARGET], ids=named)
def test_colours_are_tokens(path: Path) -> None:
    values = " ".join(re.findall(r"[\w-]+\s*:([^;{}]*)[;}]", text(path)))
    assert "var(--" in values or path.name in ("20-icons.css", "90-print.css")
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?)\(", values)


@pytest.mark.parametrize("path", OWN, ids=named)
def test_every_variable_in_use_is_defined(path: Path) -> None:
    everything = "".join(text(one) for one in [*OWN, ASSETS / "00-bootstrap.min.css"])
    builders = (ASSETS.parent / "components" / "page" / "layout.py").read_text(encoding="utf-8")
    defined = set(re.findall(r"(--[\w-]+)\"?\s*:", everything + builders))
    used = set(re.findall(r"var\((--[\w-]+)\)", text(path)))
    assert used <= defined, used - defined


@pytest.mark.parametrize("path", OWN, ids=named)
def test_no_text_is_smaller_than_twelve(path: Path) -> None:
    sizes = re.findall(r"font(?:-size)?:[^;}]*?(\d+(?:\.\d+)?)px", text(path))
    assert all(float(size) >= 12 for size in sizes), sizes


@pytest.mark.parametrize("path", OWN, ids=named)
def test_nothing_comes_from_another_host(path: Path) -> None:
    assert not re.search(r"https?:|@import|url\(\s*[\"']?//", text(path))
    for name in re.findall(r"url\(\s*[\"']?([^\"')]+)", text(path)):
        assert name.startswith("data:") or (ASSETS / name).exists(), name


def test_motion_stops_for_those_who_ask() -> None:
    layout = text(ASSETS / "30-layout.css")
    reduced = layout.index("@media (prefers-reduced-motion: reduce)")
    assert "animation: none !important" in layout[reduced:]
    assert "transition: none !important" in layout[reduced:]


def test_the_focus_ring_is_never_taken_away() -> None:
    for path in OWN:
        for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text(path)):
            if re.search(r"outline:\s*(none|0)\b", body):
                assert selector.strip() == "main:focus", selector
    assert ":focus-visible { outline: 2px solid var(--accent)" in text(ASSETS / "30-layout.css")
