"""Colour tokens of both themes: the only place where a hex value stands."""

from __future__ import annotations

from collections.abc import Mapping

LIGHT: Mapping[str, str] = {
    "canvas": "#F6F7F9", "surface": "#FFFFFF", "sunken": "#EEF0F4", "hover": "#F3F4F8",
    "border": "#E1E4EA", "grid": "#E9ECF1", "control": "#7F8896", "text": "#12161D",
    "text2": "#434B58", "text3": "#5F6877", "accent": "#4338CA", "accent_soft": "#ECEBFF",
    "on_accent": "#FFFFFF", "gain": "#0A6C80", "gain_soft": "#DDF1F4", "loss": "#B23C0A",
    "loss_soft": "#FCE9DF", "warn": "#7A5200", "warn_soft": "#FFF1CC", "revenue": "#1D5FD1",
    "payout": "#6B7483", "neutral": "#7F8896",
    "cat-1": "#4A54C5", "cat-2": "#EC690C", "cat-3": "#679B81", "cat-4": "#7F3152",
    "cat-5": "#9A87BC",
    "tier-1": "#A5B4F5", "tier-2": "#6F7DE6", "tier-3": "#4338CA", "tier-4": "#231B72",
    "tier-5": "#120D45",
    "div-0": "#8F2D04", "div-1": "#C2521C", "div-2": "#E58B5B", "div-3": "#F4C6AA",
    "div-4": "#E9ECF0", "div-5": "#B0DAE2", "div-6": "#62B4C3", "div-7": "#1B7D8F",
    "div-8": "#075566",
}  # fmt: skip
DARK: Mapping[str, str] = {
    "canvas": "#0D1015", "surface": "#15191F", "sunken": "#1C2129", "hover": "#1F252E",
    "border": "#2A313C", "grid": "#262C36", "control": "#69758A", "text": "#EEF1F6",
    "text2": "#BAC2CF", "text3": "#929DAE", "accent": "#A9A6FF", "accent_soft": "#26264A",
    "on_accent": "#12122B", "gain": "#55C2D6", "gain_soft": "#10323A", "loss": "#FF9D6B",
    "loss_soft": "#3B2115", "warn": "#F2C14E", "warn_soft": "#352B10", "revenue": "#7FB0FF",
    "payout": "#98A3B5", "neutral": "#7C879A",
    "cat-1": "#727EE7", "cat-2": "#EB7B14", "cat-3": "#85E3B0", "cat-4": "#9F6674",
    "cat-5": "#E3BFFC",
    "tier-1": "#3E4391", "tier-2": "#6A6FD6", "tier-3": "#A9A6FF", "tier-4": "#E2E0FF",
    "tier-5": "#FFFFFF",
    "div-0": "#FFB48A", "div-1": "#E07B45", "div-2": "#A9552A", "div-3": "#5E3420",
    "div-4": "#2A303A", "div-5": "#1D4751", "div-6": "#23768A", "div-7": "#45AFC4",
    "div-8": "#9BE3F0",
}  # fmt: skip

MIXES: Mapping[str, tuple[str, float]] = {
    "gain-tint": ("gain", 0.18), "loss-tint": ("loss", 0.18), "loss-wash": ("loss", 0.055),
    "gain-42": ("gain", 0.42), "gain-55": ("gain", 0.55),
    "loss-42": ("loss", 0.42), "loss-55": ("loss", 0.55), "loss-45": ("loss", 0.45),
    "neutral-42": ("neutral", 0.42), "neutral-55": ("neutral", 0.55),
    "revenue-10": ("revenue", 0.10), "revenue-45": ("revenue", 0.45), "accent-7": ("accent", 0.07),
}  # fmt: skip
"""Tints: a token mixed with the surface, solid, so that overlaps do not darken."""

TRANSLUCENT = frozenset({"loss-wash", "revenue-10", "accent-7", "loss-45"})
"""Tints that lie over grid lines and must let them through."""

OVERLAYS = {"light": "0 8px 28px rgba(16,24,40,.14)", "dark": "0 8px 28px rgba(0,0,0,.5)"}
CARDS = {"light": "0 1px 2px rgba(16,24,40,.05)", "dark": "none"}
THEMES = {"light": LIGHT, "dark": DARK}


def rgb(colour: str) -> tuple[int, int, int]:
    """The channels of a hex colour, 0-255."""
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def mix(colour: str, ground: str, share: float) -> str:
    """``share`` of a colour over a ground, as a hex colour."""
    parts = (round(a * share + b * (1 - share)) for a, b in zip(rgb(colour), rgb(ground)))
    return "#" + "".join(f"{part:02X}" for part in parts)


def luminance(colour: str) -> float:
    """Relative luminance of sRGB (WCAG 2.2)."""
    channels = (c / 255 for c in rgb(colour))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (WCAG 2.2), 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def resolve(theme: str) -> dict[str, str]:
    """Every token of a theme, tints included, by name."""
    base = THEMES[theme]
    found = dict(base)
    for name, (token, share) in MIXES.items():
        if name in TRANSLUCENT:
            found[name] = f"rgba({', '.join(map(str, rgb(base[token])))}, {share})"
        else:
            found[name] = mix(base[token], base["surface"], share)
    for step in range(9):
        colour = base[f"div-{step}"]
        black, white = contrast(colour, "#000000"), contrast(colour, "#FFFFFF")
        found[f"div-{step}-ink"] = "#000000" if black >= white else "#FFFFFF"
        found[f"div-{step}-soft"] = mix(colour, base["surface"], 0.6)
    return found
