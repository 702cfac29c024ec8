"""Formats in Python and JavaScript on the same cases."""

from __future__ import annotations

import inspect
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


DAYS = ("date", "date_range", "month", "week")


def said(name: str, args: list) -> str:
    """What Python makes of a case; days are ISO text in the file."""
    if name in DAYS:
        args = [day and date.fromisoformat(day) for day in args]
    return getattr(formats, name)(*args)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(("name", "args", "text"), CASES)
def test_python(name: str, args: list, text: str) -> None:
    assert plain(said(name, args)) == plain(text)


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
    assert json.loads(found.stdout) == [said(name, args) for name, args, _ in CASES]


def test_every_format_has_a_case() -> None:
    public = {name for name, f in vars(formats).items() if name[0] != "_" and inspect.isfunction(f)}
    assert public == {name for name, _, _ in CASES}


@pytest.mark.parametrize("value", [None, math.nan, math.inf])
def test_undefined_is_a_dash(value: float | None) -> None:
    for name in ("rupees", "rupees_short", "ratio", "percent", "count", "points", "followers"):
        assert getattr(formats, name)(value) == "–"
