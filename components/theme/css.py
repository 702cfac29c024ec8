"""The tokens as CSS custom properties: ``python -m components.theme.css`` writes the asset."""

from __future__ import annotations

from pathlib import Path

from components.theme.tokens import CARDS, OVERLAYS, resolve

TARGET = Path(__file__).resolve().parents[2] / "assets" / "10-tokens.css"

BOOTSTRAP = {
    "--bs-body-bg": "canvas", "--bs-body-color": "text2", "--bs-border-color": "border",
    "--bs-primary": "accent", "--bs-link-color": "accent", "--bs-link-hover-color": "accent",
    "--bs-secondary-color": "text3", "--bs-emphasis-color": "text", "--bs-code-color": "text2",
    "--Dash-Fill-Interactive-Strong": "accent", "--Dash-Fill-Interactive-Weak": "accent_soft",
    "--Dash-Fill-Inverse-Strong": "surface", "--Dash-Fill-Primary-Hover": "hover",
    "--Dash-Fill-Primary-Active": "sunken", "--Dash-Fill-Disabled": "sunken",
    "--Dash-Text-Primary": "text", "--Dash-Text-Strong": "text", "--Dash-Text-Weak": "text3",
    "--Dash-Text-Disabled": "text3", "--Dash-Stroke-Strong": "control",
    "--Dash-Stroke-Weak": "border", "--Dash-Shading-Strong": "border",
    "--Dash-Shading-Weak": "sunken",
}  # fmt: skip


def css() -> str:
    """The stylesheet: light on the root, dark under its theme, light again on paper."""
    return "\n".join(
        (
            "/* Written by `python -m components.theme.css` from components/theme/tokens.py. */",
            block(':root, [data-bs-theme="light"]', "light"),
            block('[data-bs-theme="dark"]', "dark"),
            "@media print {\n" + block(':root, [data-bs-theme="dark"]', "light") + "}\n",
        )
    )


def block(selector: str, theme: str) -> str:
    """One theme's custom properties under a selector."""
    lines = [f"  --{name}: {value};" for name, value in resolve(theme).items()]
    lines += [f"  {name}: var(--{token});" for name, token in BOOTSTRAP.items()]
    lines += [f"  --overlay: {OVERLAYS[theme]};", f"  --card-shadow: {CARDS[theme]};"]
    return f"{selector} {{\n  color-scheme: {theme};\n" + "\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    TARGET.write_text(css(), encoding="utf-8")
