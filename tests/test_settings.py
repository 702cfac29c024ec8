"""Settings: what they default to, what they take, what they refuse."""

from __future__ import annotations

from pathlib import Path

import pytest

from settings import SettingError, Settings

ROOT = Path(__file__).resolve().parent.parent


def test_defaults_are_those_of_the_example() -> None:
    settings = Settings.from_environment({})
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    example = dict(line.split("#")[0].strip().split("=", 1) for line in lines if line[:1] != "#")
    assert Settings.from_environment(example | {"DATA_DIR": ""}) == settings
    assert settings.data_dir == ROOT / example["DATA_DIR"]
    assert settings.assumptions.baseline_order_value == 300


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"), ("PORT", "x"), ("GROSS_MARGIN", "1.1"), ("GROSS_MARGIN", "nan"),
        ("BASELINE_ORDER_VALUE", "-1"), ("AUTH_MODE", "magic"), ("ALLOW_PUBLIC", "maybe"),
        ("HOST", "0.0.0.0"), ("HOST", "example.com"), ("MEDIA_PRICES", "Instagram"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"{name}="):
        Settings.from_environment({name: value})


def test_what_can_be_set() -> None:
    env = {"HOST": "::1", "MEDIA_PRICES": "YouTube=400, Instagram=250", "GROSS_MARGIN": "0.4"}
    settings = Settings.from_environment(env)
    assert settings.assumptions.media_prices == (("Instagram", 250.0), ("YouTube", 400.0))
    assert settings.assumptions.break_even == 2.5
    assert Settings.from_environment({"HOST": "0.0.0.0", "ALLOW_PUBLIC": "1"}).host == "0.0.0.0"
