"""Frames as pages hand them to the builders of charts, ordinary and hostile."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from urllib.parse import urlencode

import numpy as np
import pandas as pd

from components.charts.bullets import bullets
from components.charts.campaign_lines import campaign_lines
from components.charts.change_bars import change_bars
from components.charts.funnel import funnel
from components.charts.heatmap import heatmap
from components.charts.mix import mix
from components.charts.month_grid import month_grid
from components.charts.ranking import ranking
from components.charts.ratio_dots import ratio_dots
from components.charts.scatter import scatter
from components.charts.slope import slope
from components.charts.strip import strip
from components.charts.timeline import timeline
from components.charts.trend import trend
from components.charts.waterfall import waterfall

HOSTILE = (
    "<script>alert(1)</script>",
    "%{customdata[0]} & <b>bold</b>",
    '=HYPERLINK("http://x")',
    "A name that is very much longer than any axis has room for, and then some more",
    "सौम्या शर्मा",
    "</span><a href='javascript:alert(1)'>x</a>",
)


def groups(names: tuple[str, ...], by: str = "platform", state: str = "plain") -> pd.DataFrame:
    """Rows of one dimension with money and ratios around break-even."""
    dice = np.random.default_rng(len(names))
    payout = dice.uniform(1e4, 1e6, len(names)).round(2)
    roi = np.exp(dice.normal(0, 0.8, len(names)))
    frame = pd.DataFrame({by: names, "label": names, "payout": payout, "roi": roi})
    frame["revenue"] = frame["payout"] * frame["roi"]
    frame["net_return"] = frame["revenue"] - frame["payout"]
    frame["incremental_roas"] = frame["roi"] * 0.6 - 0.5
    frame["cost_per_order"] = 300.0
    frame["posts"], frame["orders"], frame["influencers"] = 7.0, 70.0, 3.0
    frame["pick"] = [urlencode({by: name}) for name in names]
    return frame.assign(state=state)


def with_intervals(frame: pd.DataFrame, spread: float = 0.2) -> pd.DataFrame:
    """The same with 95% and 80% intervals of ROI, and the verdicts they allow."""
    ends = {"roi_low95": -1.96, "roi_high95": 1.96, "roi_low80": -1.28, "roi_high80": 1.28}
    found = frame.assign(**{k: frame["roi"] * math.exp(z * spread) for k, z in ends.items()})
    known = np.where(found["roi"] < 1, "Losing", "Earning")
    unclear = (found["roi_low95"] <= 1) & (found["roi_high95"] >= 1)
    words = np.where(found["roi"].isna(), "", np.where(unclear, "Unclear", known))
    return found.assign(verdict=words)


def calendar(steps: int = 20, grain: str = "W-MON", start: str = "2025-01-06") -> pd.DataFrame:
    """Calendar steps with money that crosses now and then."""
    turn = np.arange(steps)
    return pd.DataFrame(
        {
            "start": pd.date_range(start, periods=steps, freq=grain),
            "label": [math.nan] * steps,
            "revenue": 1e5 * (1 + np.sin(turn)),
            "payout": 8e4 * (1 + np.cos(turn / 2)),
            "orders": turn.astype(float),
            "posts": (turn % 4).astype(float),
        }
    )


def people(count: int) -> pd.DataFrame:
    """Influencers; some were paid nothing, some brought nothing."""
    frame = groups(tuple(f"Person {n}" for n in range(count)), by="influencer")
    tiers = ["nano", "micro", "mid", "macro", "mega"]
    frame["tier"] = [tiers[n % 5] for n in range(count)]
    frame["platform"], frame["category"] = "YouTube", "Food & <b>Drink</b>"
    frame.loc[frame.index % 7 == 3, ["payout", "roi"]] = [0.0, math.nan]
    frame.loc[frame.index % 11 == 5, ["revenue", "roi"]] = [0.0, 0.0]
    return frame


def cells(rows: tuple[str, ...], columns: tuple[str, ...]) -> pd.DataFrame:
    """Combinations of two dimensions; a few have no spend."""
    pairs = [(r, c) for i, r in enumerate(rows) for j, c in enumerate(columns) if (i + j) % 5]
    frame = groups(tuple(f"{r} × {c}" for r, c in pairs), by="pair")
    return frame.assign(platform=[r for r, _ in pairs], category=[c for _, c in pairs])


def posts(count: int = 6) -> pd.DataFrame:
    """Posts; one has no known reach."""
    days = pd.date_range("2025-01-08", periods=count, freq="9D")
    reach = [math.nan if n == 2 else 1_000.0 * (n + 1) for n in range(count)]
    campaign = [HOSTILE[n % len(HOSTILE)] for n in range(count)]
    return pd.DataFrame({"date": days, "reach": reach, "campaign": campaign, "revenue": 5e3})


def strips(names: tuple[str, ...], every: list[pd.Timestamp]) -> pd.DataFrame:
    """Segments with a course over months; every fourth month has no spend."""
    frame = groups(names).assign(below=3, active=4)
    course = {m: 0.3 + n * 0.2 for n, m in enumerate(every) if n % 4 != 1}
    return frame.assign(course=[course] * len(names), net_return=-5e4)


def plans(names: tuple[str, ...]) -> pd.DataFrame:
    """Campaigns against plans: far beyond, within, and without one."""
    frame = groups(names, by="campaign").assign(dates="1 Jan – 31 Mar 2025", phase="Running")
    turn = np.arange(len(names)) % 3
    frame["spent"], frame["budget"] = frame["payout"], np.choose(turn, [1e3, 2e6, math.nan])
    frame["target"] = np.choose(turn, [1e6, math.nan, 2e6])
    frame["budget_spent"] = frame["spent"] / frame["budget"]
    frame["target_reached"] = frame["revenue"] / frame["target"]
    frame["time_elapsed"] = np.choose(turn, [0.4, 1.0, math.nan])
    frame["status"] = np.choose(turn, ["Overspending", "On pace", "Nothing to compare"])
    frame["role"] = np.choose(turn, ["loss", "text", "text"])
    return frame.assign(more="")


def changed(names: tuple[str, ...], size: float = 1e5) -> list[tuple[str, pd.DataFrame]]:
    """A change by effect and by group; some added, some took."""
    parts = size * np.array([(-1) ** n * (n + 1) for n in range(len(names))])
    rows = groups(names).assign(part=parts, before=5 * size, after=5 * size + parts, most="Price")
    effects = pd.DataFrame({"label": ["Price", "Mix"], "part": [parts.sum() / 2] * 2})
    effects = effects.assign(before=math.nan, after=math.nan, pick="", state="plain", most="")
    return [("Made of", effects), ("Platform", rows)]


MONTHS = list(pd.date_range("2024-01-01", periods=14, freq="MS"))
NAMES = ("Instagram", "YouTube", "X (Twitter)")
OTHERS = ("Food", "Fitness", "Yoga", "Beauty")


def drawn(names: tuple[str, ...] = NAMES, others: tuple[str, ...] = OTHERS) -> dict[str, Callable]:
    """Every builder, called with frames of these names."""
    margins = (groups(names), groups(others, by="category"))
    course = pd.concat([calendar().assign(label=n, pick=f"campaign={n}", state="plain")
                        for n in names])  # fmt: skip
    lost = groups(names).assign(net_return=lambda f: -f["payout"]).sort_values("net_return")
    keys = {"rows_by": "platform", "columns_by": "category"}
    return {
        "trend": lambda: trend(calendar(), grain="week", since=date(2025, 2, 1),
                               events=[(date(2025, 2, 3), n) for n in names]),
        "dots": lambda: ratio_dots([("Platform", groups(names)), ("Category", groups(others))]),
        "dots with intervals": lambda: ratio_dots(
            [("", with_intervals(groups(names)))], threshold=2.5
        ),
        "scatter": lambda: scatter(groups(names, by="influencer").assign(tier="mid")),
        "tiles": lambda: heatmap(cells(names, others), *margins, **keys),
        "tiles with intervals": lambda: heatmap(
            with_intervals(cells(names, others)), *map(with_intervals, margins), **keys),
        "months": lambda: month_grid(strips(names, MONTHS), MONTHS),
        "waterfall": lambda: waterfall(lost),
        "slope": lambda: slope(
            groups(names).assign(before=0.8, after=lambda f: f["roi"], payout_before=1e5),
            ("Jan – Mar", "Apr – Jun")),
        "bullets": lambda: bullets(plans(names)),
        "funnel": lambda: funnel(
            {"reach": 9e6, "likes": 2e5, "comments": 9e3, "orders": 4e3, "revenue": 2e6}),
        "ranking of ratios": lambda: ranking(groups(names), metric="incremental_roas"),
        "ranking of money": lambda: ranking(groups(names), metric="net_return"),
        "moved money": lambda: change_bars(changed(names), measure="revenue", label="Revenue"),
        "moved ratio": lambda: change_bars(changed(names, 0.1), measure="roi", label="ROI"),
        "mix": lambda: mix(groups(names)),
        "strip": lambda: strip(groups(names)),
        "timeline": lambda: timeline(calendar(), posts(), grain="week"),
        "campaign lines": lambda: campaign_lines(course, grain="week"),
    }  # fmt: skip
