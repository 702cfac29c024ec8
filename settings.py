"""Settings from the environment, checked once at start."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import TypeVar

from metrics.catalog.assumptions import Assumptions

Value = TypeVar("Value")
HERE = Path(__file__).resolve().parent
SAMPLE = HERE / "data" / "sample"
AUTH_MODES = ("none", "basic", "proxy")


class SettingError(ValueError):
    """A setting with a value that can't be used; the message is one clear line."""


@dataclass(frozen=True)
class Settings:
    """Everything the environment decides. ``from_environment`` is the only reader of it."""

    data_dir: Path = SAMPLE
    host: str = "127.0.0.1"
    port: int = 8050
    auth_mode: str = "none"
    users_file: Path | None = None
    proxy_user_header: str = "X-Forwarded-User"
    trusted_proxies: tuple[str, ...] = ()
    access_rules: Path | None = None
    allow_public: bool = False
    day_first: bool = False
    include_unknown: bool = False
    watch_seconds: float = 2.0
    cache_dir: Path | None = None
    allow_uploads: bool = False
    max_upload_mb: int = 64
    metrics: bool = False
    assumptions: Assumptions = field(default_factory=Assumptions)
    database_url: str = field(default="", repr=False)
    database_schema: str = ""
    database_version_query: str = ""

    @classmethod
    def from_environment(cls, env: Mapping[str, str] = os.environ) -> Settings:
        """Read the settings; SettingError names the variable, its value and what it may be."""
        settings = cls(
            data_dir=Path(env.get("DATA_DIR") or SAMPLE),
            host=env.get("HOST") or "127.0.0.1",
            port=_read(env, "PORT", 8050, int, lambda v: 0 < v < 65536, "a port, 1 to 65535"),
            auth_mode=_read(
                env, "AUTH_MODE", "none", str, lambda v: v in AUTH_MODES, "none, basic or proxy"
            ),
            users_file=_file(env, "BASIC_USERS_FILE"),
            proxy_user_header=_read(
                env, "PROXY_USER_HEADER", "X-Forwarded-User", str, _header, "the name of a header"
            ),
            trusted_proxies=_networks(env, "TRUSTED_PROXIES"),
            access_rules=_file(env, "ACCESS_RULES"),
            allow_public=_flag(env, "ALLOW_PUBLIC"),
            day_first=_flag(env, "DAY_FIRST"),
            include_unknown=_flag(env, "INCLUDE_UNKNOWN_INFLUENCERS"),
            watch_seconds=_read(
                env, "WATCH_SECONDS", 2.0, float, lambda v: 0 <= v <= 60, "seconds, 0 to 60"
            ),
            cache_dir=_cache_dir(env),
            allow_uploads=_flag(env, "ALLOW_UPLOADS"),
            max_upload_mb=_read(
                env, "MAX_UPLOAD_MB", 64, int, lambda v: 1 <= v <= 1024, "whole MB, 1 to 1024"
            ),
            metrics=_flag(env, "METRICS"),
            assumptions=_assumptions(env),
            database_url=_database(env),
            database_schema=env.get("DATABASE_SCHEMA", ""),
            database_version_query=env.get("DATABASE_VERSION_QUERY", ""),
        )
        _agree(settings)
        return settings

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False


def _cache_dir(env: Mapping[str, str]) -> Path | None:
    """CACHE_DIR, none when it is ``off``; else the cache folder of the user who runs the server."""
    text = env.get("CACHE_DIR", "").strip()
    if text:
        return None if text.lower() == "off" else Path(text)
    home = env.get("XDG_CACHE_HOME") or (env.get("HOME") and str(Path(env["HOME"]) / ".cache"))
    return Path(home) / "influencer-dashboard" if home else None


def _agree(settings: Settings) -> None:
    """SettingError for settings that are fine alone and not together."""
    if settings.allow_uploads and not settings.watch_seconds:
        raise SettingError(
            "ALLOW_UPLOADS=1 needs WATCH_SECONDS above 0, or only one worker sees new files."
        )
    if settings.allow_uploads and settings.database_url:
        raise SettingError("ALLOW_UPLOADS=1 is for the files of DATA_DIR, not for DATABASE_URL.")
    if settings.auth_mode == "basic" and settings.users_file is None:
        raise SettingError(
            "AUTH_MODE=basic needs BASIC_USERS_FILE, the file of who may log in; "
            "`python -m api.login NAME` writes a line of it."
        )
    if settings.auth_mode == "none" and settings.access_rules is not None:
        raise SettingError(
            "ACCESS_RULES needs AUTH_MODE=basic or proxy: nobody is asked who they are."
        )
    if settings.auth_mode == "none" and not settings.loopback and not settings.allow_public:
        raise SettingError(
            f"HOST={settings.host} is reachable by others and AUTH_MODE is none: anyone could "
            "read the data. Set AUTH_MODE=basic, or put it behind a proxy that asks who is "
            "there; ALLOW_PUBLIC=1 if everyone may."
        )


def _file(env: Mapping[str, str], name: str) -> Path | None:
    text = env.get(name, "").strip()
    if text and not Path(text).is_file():
        raise SettingError(f"{name}={text!r} is not a file.")
    return Path(text) if text else None


def _header(text: str) -> bool:
    """Whether a text can be the name of a header; with an underscore proxies can't tell it."""
    return text.replace("-", "").isalnum() and text.isascii()


def _networks(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    text = env.get(name, "")
    try:
        return tuple(str(ip_network(part.strip())) for part in text.split(",") if part.strip())
    except ValueError:
        raise SettingError(f"{name}={text!r} is not like '127.0.0.1, 10.0.0.0/8'.") from None


def _database(env: Mapping[str, str]) -> str:
    """A URL may hold a password: a wrong one is not repeated."""
    url = env.get("DATABASE_URL", "").strip()
    if url and not url.startswith(("postgresql://", "postgres://")):
        raise SettingError("DATABASE_URL is not like postgresql://user@host:5432/name.")
    return url


def _assumptions(env: Mapping[str, str]) -> Assumptions:
    return Assumptions(
        baseline_order_value=_read(
            env, "BASELINE_ORDER_VALUE", 300.0, float, lambda v: 0 <= v < 1e9, "₹, 0 or more"
        ),
        gross_margin=_read(
            env, "GROSS_MARGIN", 1.0, float, lambda v: 0 < v <= 1, "a share above 0, up to 1"
        ),
        media_prices=_prices(env.get("MEDIA_PRICES", "")),
    )


def _read(
    env: Mapping[str, str],
    name: str,
    default: Value,
    kind: Callable[[str], Value],
    good: Callable[[Value], bool],
    wanted: str,
) -> Value:
    text = env.get(name, "").strip()
    if not text:
        return default
    try:
        value = kind(text)
    except ValueError:
        raise SettingError(f"{name}={text!r} is not {wanted}.") from None
    if not good(value):
        raise SettingError(f"{name}={text!r} is not {wanted}.")
    return value


def _flag(env: Mapping[str, str], name: str) -> bool:
    words = {
        "": False,
        "0": False,
        "false": False,
        "no": False,
        "1": True,
        "true": True,
        "yes": True,
    }
    text = env.get(name, "").strip().lower()
    if text not in words:
        raise SettingError(f"{name}={text!r} is not 0 or 1.")
    return words[text]


def _prices(text: str) -> tuple[tuple[str, float], ...]:
    prices = []
    for part in filter(None, (p.strip() for p in text.split(","))):
        platform, _, price = part.partition("=")
        try:
            prices.append((platform.strip(), float(price)))
        except ValueError:
            raise SettingError(
                f"MEDIA_PRICES={text!r} is not like 'Instagram=250, YouTube=400'."
            ) from None
    return tuple(sorted(prices))
