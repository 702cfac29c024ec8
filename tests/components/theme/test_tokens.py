"""Contrasts and colour differences of both themes, recomputed from the tokens."""

from __future__ import annotations

from itertools import combinations

import pytest

from components.theme.tokens import DARK, LIGHT, THEMES, contrast, mix, resolve, rgb
from tests.colour_vision import DEFICIENCIES, difference

GROUNDS = ("surface", "canvas", "sunken")
WORDS = ("text", "text2", "text3", "accent", "gain", "loss", "warn", "revenue")
OUTLINES = ("control", "neutral", "payout")
CATEGORIES = tuple(f"cat-{i}" for i in range(1, 6))
TIERS = tuple(f"tier-{i}" for i in range(2, 6))
both = pytest.mark.parametrize("theme", THEMES)


def test_contrast_is_the_standards() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_both_themes_have_the_same_tokens() -> None:
    assert LIGHT.keys() == DARK.keys()
    assert resolve("light").keys() == resolve("dark").keys()


@both
def test_words_can_be_read_on_every_ground(theme: str) -> None:
    token = THEMES[theme]
    for word in WORDS:
        for ground in (*GROUNDS, "hover"):
            assert contrast(token[word], token[ground]) >= 4.5, f"{word} on {ground}"
    assert contrast(token["payout"], token["surface"]) >= 4.5
    assert contrast(token["on_accent"], token["accent"]) >= 4.5


@both
@pytest.mark.parametrize("role", ["accent", "gain", "loss", "warn"])
def test_words_can_be_read_on_their_own_soft_ground(theme: str, role: str) -> None:
    token = THEMES[theme]
    assert contrast(token[role], token[f"{role}_soft"]) >= 4.5
    assert contrast(token["text2"], token[f"{role}_soft"]) >= 4.5


@both
def test_outlines_and_marks_stand_out(theme: str) -> None:
    token = THEMES[theme]
    for outline in OUTLINES:
        for ground in GROUNDS:
            assert contrast(token[outline], token[ground]) >= 3, f"{outline} on {ground}"
    for mark in (*CATEGORIES, *TIERS):
        assert contrast(token[mark], token["surface"]) >= 3, mark


@both
def test_a_tile_is_readable_anywhere_on_the_ramp(theme: str) -> None:
    stops = [THEMES[theme][f"div-{i}"] for i in range(9)]
    worst = 21.0
    for point in range(400):
        left, share = divmod(point / 399 * 8, 1)
        right = stops[min(int(left) + 1, 8)]
        colour = mix(right, stops[int(left)], share)
        worst = min(worst, max(contrast(colour, "#000000"), contrast(colour, "#FFFFFF")))
    assert worst >= 4.5


@both
def test_the_ink_of_a_tile_is_the_better_one(theme: str) -> None:
    token = resolve(theme)
    for step in range(9):
        ground, ink = token[f"div-{step}"], token[f"div-{step}-ink"]
        other = "#FFFFFF" if ink == "#000000" else "#000000"
        assert contrast(ground, ink) >= max(4.5, contrast(ground, other))


@both
@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_better_and_worse_differ_for_everyone(theme: str, deficiency: str) -> None:
    token = THEMES[theme]
    assert difference(token["gain"], token["loss"], deficiency) >= 30


@both
@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_categories_differ_for_everyone(theme: str, deficiency: str) -> None:
    colours = [THEMES[theme][name] for name in CATEGORIES]
    assert min(difference(a, b, deficiency) for a, b in combinations(colours, 2)) >= 18


def test_the_common_red_and_green_would_fail() -> None:
    assert difference("#2CA02C", "#D62728", "deuteranopia") < 10 < difference("#2CA02C", "#D62728")


@both
def test_tints_lie_between_the_token_and_the_surface(theme: str) -> None:
    token = resolve(theme)
    for channel, low, high in zip(
        rgb(token["gain-42"]), rgb(token["gain"]), rgb(token["surface"]), strict=True
    ):
        assert min(low, high) <= channel <= max(low, high)
    assert token["revenue-10"].startswith("rgba(")
