"""A client that wishes the dashboard ill: it learns the callbacks, then sends what none should."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

PLACES = ("/", "/influencers", "/campaigns", "/patterns", "/data", "/method")


def nested(depth: int, kind: str = "list") -> Any:
    """A value inside a value, many times."""
    value: Any = 1
    for _ in range(depth):
        value = [value] if kind == "list" else {"a": value}
    return value


VALUES: dict[str, Any] = {
    "nothing": None, "true": True, "zero": 0, "negative": -1, "fraction": 0.1,
    "large": 1e308, "huge whole": 10**30, "empty text": "", "text": "x", "path": "/influencers/\0",
    "up": "/../../etc/passwd", "no place": "/influencers/nobody", "percent": "%ff%00%",
    "long text": "x" * 100_000, "markup": "<script>alert(1)</script>", "template": "%{y}{{7*7}}",
    "formula": "=cmd|' /C calc'!A0", "query": "' OR 1=1 --", "lines": "a\r\nSet-Cookie: b=1",
    "right to left": "\u202eabc", "signs": "\u0000\ufffd\U0001f4a5", "proto": "__proto__",
    "empty list": [], "list": [1, "a", None], "list of lists": [[["a"]]], "many": list(range(3000)),
    "empty object": {}, "object": {"a": 1}, "prototype": {"__proto__": {"x": 1}},
    "dates": "?since=9999-12-31&until=0001-01-01", "no dates": "?since=2025-99-99&until=x",
    "pairs": "?" + "platform=YouTube&" * 3000, "subjects": "?subject=a&subject=b",
    "subject": "?subject=nobody", "self": "?self=1&store=2&query=3&anew=4",
    "pick": {"kind": "pick", "pick": ["platform=YouTube"]}, "kind": {"kind": {"a": 1}},
    "set": {"kind": "set", "dimension": "platform", "values": [None, 1, {}, "x" * 9000]},
    "option": {"kind": "option", "key": "__class__", "value": "x" * 9000},
    "period": {"kind": "period", "since": "9999-12-31", "until": -1},
    "retry": {"kind": "retry"}, "query kind": {"kind": "query", "query": "?a" * 5000},
    "place": {"path": "/influencers/nobody", "version": "x"},
    "campaign": {"path": "/campaigns/%00"},
    "place list": {"path": ["/"], "version": [], "switches": {}}, "only version": {"version": {}},
    "deep": nested(15), "deeper": nested(400), "deeper objects": nested(400, "object"),
}  # fmt: skip


class Raw(str):
    """Text that is already JSON, right or wrong."""


def places(output: str) -> list[dict[str, str]]:
    """The id and property of each output in the name that Dash gives a callback."""
    parts = output[2:-2].split("...") if output.startswith("..") else [output]
    found = [re.fullmatch(r"(.*)\.(\w+)", part) for part in parts]
    return [{"id": one.group(1), "property": one.group(2)} for one in found if one]


def call(one: dict[str, Any]) -> dict[str, Any]:
    """What the browser would send for a declared callback, without any place of a pattern."""
    outputs = [[] if p["id"].startswith("{") else p for p in places(one["output"])]
    several = one["output"].startswith("..")
    return {
        "output": one["output"],
        "outputs": outputs if several else outputs[0],
        "inputs": [{**i, "value": usual(i["property"])} for i in one["inputs"]],
        "state": [{**s, "value": usual(s["id"])} for s in one["state"]],
        "changedPropIds": [f"{i['id']}.{i['property']}" for i in one["inputs"]],
    }


def usual(name: str) -> Any:
    """A value that does no harm for a place of this name."""
    known = {"pathname": "/", "search": "", "query": "", "place": {"path": "/", "version": ""}}
    return known.get(name, {"kind": "clear"})


def values(one: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every hostile value in every input and every state, on every page where a page is asked."""
    for part in ("inputs", "state"):
        for at, place in enumerate(one[part]):
            for name, value in VALUES.items():
                body = call(one)
                body[part][at]["value"] = value
                yield f"{part} {place['id']}.{place['property']}: {name}", body


def shapes(one: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Bodies of the wrong shape: parts missing, of another type, too many, elsewhere."""
    good = call(one)
    for key in good:
        yield f"without {key}", {k: v for k, v in good.items() if k != key}
        for name in ("nothing", "zero", "text", "list", "empty object", "many", "deeper"):
            if not (key == "changedPropIds" and name == "list"):
                yield f"{key} is {name}", {**good, key: copy.deepcopy(VALUES[name])}
    for part in ("inputs", "state"):
        yield f"{part} twice", {**good, part: good[part] * 2 + [{}]}
        for at in range(len(good[part])):
            for name, value in (("id", {"a": 1}), ("id", 7), ("property", "x"), ("property", [])):
                body = copy.deepcopy(good)
                body[part][at][name] = value
                yield f"{part} {at} with {name} {value}", body
    yield "unknown output", {**good, "output": "nothing.children"}
    yield "output of nobody", {**good, "output": "..a.b...c.d.."}
    yield "changed elsewhere", {**good, "changedPropIds": ["a.b", "__proto__.x"]}
    if isinstance(good["outputs"], list):
        for part in ([{"id": {"a": []}, "property": "x"}], [None], {"id": 1}, [[]], "x"):
            yield f"outputs {part}", {**good, "outputs": [part] * len(good["outputs"])}


def texts() -> Iterator[tuple[str, bytes]]:
    """Bodies that are no JSON, or more of it than anybody needs."""
    yield "nothing", b""
    yield "half", b'{"output": "'
    yield "no text", b"\xff\xfe\x00\x01" * 50
    yield "not a number", b'{"output": NaN, "inputs": Infinity}'
    yield "zeroes", b'{"output":' + b"9" * 100_000 + b"}"
    yield "twice", b'{"output":1}{"output":2}'
    yield "half a letter", json.dumps({"output": "\ud800"}).encode()
    yield "deep lists", b"[" * 500_000
    yield "deep lists, closed", b"[" * 500_000 + b"]" * 500_000
    yield "deep objects", b'{"a":' * 200_000
    yield "many objects", b"[" + b'{"a":1},' * 200_000 + b"{}]"
    yield "a list", b"[]"
    yield "a number", b"7"
