"""Formats in Python and JavaScript on the same cases."""

from __future__ import annotations

import inspect
import json
import math
import shutil
import subprocess
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import formats

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


@given(
    st.one_of(
        st.floats(-1e12, 1e12),
        st.integers(-(10**7), 10**7).map(lambda n: n / 1000),
        st.integers(0, 10**6).map(lambda n: n + 0.5),
        st.integers(0, 10**4).map(lambda n: math.nextafter(n / 100 + 0.005, 0)),
    ),
    st.sampled_from([0, 1, 2]),
)
def test_digits_are_those_a_person_rounds_to(value: float, places: int) -> None:
    step = Decimal(1).scaleb(-places)
    wanted = Decimal(repr(value)).quantize(step, ROUND_HALF_UP, Context(prec=400))
    assert formats._fixed(value, places) == str(wanted)


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
    made = {name: inspect.unwrap(f) for name, f in vars(formats).items() if callable(f)}
    public = {n for n, f in made.items() if n[0] != "_" and f.__module__ == formats.__name__}
    assert public == {name for name, _, _ in CASES}


@pytest.mark.parametrize("value", [None, math.nan, math.inf])
def test_undefined_is_a_dash(value: float | None) -> None:
    for name in ("rupees", "rupees_short", "ratio", "percent", "count", "points", "followers"):
        assert getattr(formats, name)(value) == "–"
