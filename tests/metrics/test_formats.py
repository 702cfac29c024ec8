"""Formats in Python and JavaScript on the same cases."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from metrics import formats

ROOT = Path(__file__).resolve().parents[2]
CASES = json.loads((ROOT / "tests" / "formats_cases.json").read_text(encoding="utf-8"))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(("name", "args", "text"), CASES)
def test_python(name: str, args: list, text: str) -> None:
    assert plain(getattr(formats, name)(*args)) == plain(text)


def test_javascript_says_the_same() -> None:
    node = shutil.which("node")
    if node is None:
        return  # the browser test runs the same cases in Chromium
    script = (
        "const f=require(process.argv[1]);"
        "const c=JSON.parse(require('fs').readFileSync(process.argv[2]));"
        "console.log(JSON.stringify(c.map(([n,a])=>f[n](...a))))"
    )
    files = [str(ROOT / "assets" / "formats.js"), str(ROOT / "tests" / "formats_cases.json")]
    found = subprocess.run([node, "-e", script, *files], capture_output=True, text=True, check=True)
    expected = [getattr(formats, name)(*args) for name, args, _ in CASES]
    assert json.loads(found.stdout) == expected


@pytest.mark.parametrize("value", [None, math.nan, math.inf])
def test_undefined_is_a_dash(value: float | None) -> None:
    for name in ("rupees", "rupees_short", "ratio", "percent", "count", "points", "followers"):
        assert getattr(formats, name)(value) == "–"


def test_days() -> None:
    day = date(2025, 8, 12)
    assert formats.date(day) == "12 Aug 2025" and formats.month(day) == "Aug 2025"
    assert formats.week(date(2025, 8, 4)) == "Week of 4 Aug 2025"
    assert formats.date_range(date(2025, 6, 1), date(2025, 8, 31)) == "1 Jun – 31 Aug 2025"
    assert formats.date_range(date(2024, 9, 1), day) == "1 Sep 2024 – 12 Aug 2025"
    assert formats.date_range(day, day) == "12 Aug 2025"


def test_ticks_cut_zeros() -> None:
    found = [plain(formats.rupees_tick(v)) for v in (0, 250_000, 1_000_000, 10_000_000)]
    assert found == ["₹0", "₹2.5 L", "₹10 L", "₹1 Cr"]
    assert plain(formats.followers(120_000)) == "1.2 L"
