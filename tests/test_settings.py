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
        ("TRUSTED_PROXIES", "10.0.0.1/99"), ("TRUSTED_PROXIES", "everyone"),
        ("PROXY_USER_HEADER", "X User"), ("PROXY_USER_HEADER", "X_User"),
        ("BASIC_USERS_FILE", "/nowhere/users"), ("ACCESS_RULES", "/nowhere/rules.json"),
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


def test_access_needs_what_it_rests_on(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(SettingError, match="BASIC_USERS_FILE"):
        Settings.from_environment({"AUTH_MODE": "basic"})
    with pytest.raises(SettingError, match="ACCESS_RULES"):
        Settings.from_environment({"ACCESS_RULES": str(file)})
    env = {"AUTH_MODE": "basic", "BASIC_USERS_FILE": str(file), "HOST": "0.0.0.0"}
    assert Settings.from_environment(env).users_file == file
    env = {"AUTH_MODE": "proxy", "TRUSTED_PROXIES": "10.0.0.0/8, ::1", "ACCESS_RULES": str(file)}
    settings = Settings.from_environment(env)
    assert settings.trusted_proxies == ("10.0.0.0/8", "::1/128")
    assert settings.proxy_user_header == "X-Forwarded-User" and settings.access_rules == file
