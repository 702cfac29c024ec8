"""What holds of every figure, whatever it draws."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import plotly.offline
import pytest

from components.theme import tokens
from tests.components.charts.frames import HOSTILE, drawn
from tests.twins import csv_of, table_of

ASSETS = Path(__file__).resolve().parents[3] / "assets"
BUNDLE = next(ASSETS.glob("plotly-basic-*.min.js"))
NAMED = {f"ordinary {k}": v for k, v in drawn().items()}
NAMED |= {f"hostile {k}": v for k, v in drawn(HOSTILE, HOSTILE[:4]).items()}
NAMED |= {f"single {k}": v for k, v in drawn(("Alone",), ("Only", "Pair")).items()}

every = pytest.mark.parametrize("build", NAMED.values(), ids=NAMED.keys())


def texts(thing: Any) -> Iterator[str]:
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, dict):
        for key, value in thing.items():
            if key not in ("customdata", "meta"):
                yield from texts(value)
    elif isinstance(thing, list):
        for value in thing:
            yield from texts(value)


def axes(layout: dict) -> dict[str, dict]:
    return {key: value for key, value in layout.items() if re.fullmatch(r"[xy]axis\d*", key)}


@every
def test_it_is_plain_json_without_nan(build: Callable) -> None:
    json.dumps(build(), allow_nan=False)


def kinds(thing: Any, path: str = "figure") -> Iterator[tuple[str, type]]:
    yield path, type(thing)
    if isinstance(thing, dict):
        for key, value in thing.items():
            yield from kinds(value, f"{path}.{key}")
    elif isinstance(thing, list):
        for value in thing:
            yield from kinds(value, f"{path}[]")


@every
def test_it_holds_no_numpy(build: Callable) -> None:
    plain = {dict, list, str, int, float, bool, type(None)}
    assert {(path, kind) for path, kind in kinds(build()) if kind not in plain} == set()


@every
def test_building_changes_nothing_and_repeats(build: Callable) -> None:
    assert build() == build()


@every
def test_trace_types_are_in_the_vendored_bundle(build: Callable) -> None:
    held = set(re.findall(r'moduleType:"trace",name:"(\w+)"', BUNDLE.read_text(encoding="utf-8")))
    figure = build()
    phone = figure["layout"]["meta"].get("phone", {}).get("data", [])
    assert {trace["type"] for trace in [*figure["data"], *phone]} <= held


@every
def test_colours_are_names_of_tokens(build: Callable) -> None:
    text = json.dumps(build())
    assert not re.search(r"#[0-9A-Fa-f]{6}\b|rgba?\(", text)
    known = set(tokens.resolve("light"))
    mixed = re.compile(r"div-\d(\.\d+)?(-(soft)?(ink)?)?")
    for name in set(re.findall(r"var\(--([\w.-]+)\)", text)):
        assert name in known or mixed.fullmatch(name), name


@every
def test_a_finger_scrolls_past_and_redraws_do_not_jump(build: Callable) -> None:
    layout = build()["layout"]
    assert layout["dragmode"] is False and layout["uirevision"]
    assert all(axis["fixedrange"] is True for axis in axes(layout).values())
    assert layout["showlegend"] is False and "title" not in layout and "template" not in layout


@every
def test_height_is_known_beforehand(build: Callable) -> None:
    layout = build()["layout"]
    assert isinstance(layout["height"], int) and 75 <= layout["height"] <= 2_000
    assert set(layout["margin"]) == set("lrtb")


@every
def test_marks_carry_picks_as_plain_lists(build: Callable) -> None:
    found = 0
    for trace in build()["data"]:
        for one in trace.get("customdata", []):
            assert isinstance(one, list) and isinstance(one[0], str)
            found += 1
        if "customdata" in trace:
            assert len(trace["customdata"]) == len(trace["y"]) == len(trace["hovertext"])
            assert trace["hovertemplate"] == "%{hovertext}<extra></extra>"
        else:
            assert trace["hoverinfo"] == "skip"
    assert found


@every
def test_every_length_of_a_trace_agrees(build: Callable) -> None:
    for trace in build()["data"]:
        size = len(trace["y"])
        assert len(trace["x"]) == size
        for value in (*trace.get("marker", {}).values(), trace.get("base"), trace.get("text")):
            if isinstance(value, list):
                assert len(value) == size


@every
def test_data_cannot_speak_html(build: Callable) -> None:
    allowed = re.compile(r'<span style="font-weight:600(;fill:var\(--[\w.-]+\))?">'
                         r'|<span style="fill:var\(--[\w.-]+\)">|</span>|<br>'
                         r"|<b>|</b>|<extra></extra>")  # fmt: skip
    for text in texts(build()):
        rest = allowed.sub("", text)
        assert "<" not in rest and ">" not in rest, text
        assert "%{" not in rest.replace("%{hovertext}", ""), text


@every
def test_its_table_and_csv_hold_the_same_rows(build: Callable) -> None:
    meta = build()["layout"]["meta"]
    twin, table, csv = meta["twin"], table_of(meta), csv_of(meta)
    assert twin["caption"] and len(table) == len(csv) > 0
    assert len({len(column) for column in twin["columns"]}) == 1
    for row, raw in zip(table, csv):
        assert len(row) == len(raw) == len(twin["labels"])
        assert all(isinstance(cell, str) for cell in row)


@every
def test_no_text_is_smaller_than_12(build: Callable) -> None:
    sizes = re.findall(r'"(?:tickfont|font|textfont|insidetextfont)": \{"size": ([\d.]+)',
                       json.dumps(build()))  # fmt: skip
    assert all(float(size) >= 12 for size in sizes)


def test_the_bundle_is_the_version_of_plotly_py() -> None:
    version = plotly.offline.get_plotlyjs_version()
    assert BUNDLE.name == f"plotly-basic-{version}.min.js"
    assert f"plotly.js (basic - minified) v{version}" in BUNDLE.read_text("utf-8")[:200]
    assert "MIT License" in (ASSETS / "plotly-LICENSE.txt").read_text("utf-8")


def test_names_stand_whole_in_the_table() -> None:
    meta = NAMED["hostile dots"]()["layout"]["meta"]
    assert set(HOSTILE) <= {row[0] for row in table_of(meta)}
