"""The one callback, driven as the browser drives it and as nobody should."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from components import ids


@pytest.fixture(scope="module")
def callback(client: FlaskClient) -> dict[str, Any]:
    """The declaration of the cross-filter as the browser gets it."""
    every = client.get("/_dash-dependencies").json
    return next(one for one in every if ids.INTENT in json.dumps(one["inputs"]))


def ask(client: FlaskClient, callback: dict, intent: Any, query: Any = "", path: Any = "/") -> Any:
    """Post an intent for a page with two charts and one title on it."""
    charts = [{"id": ids.chart(name), "property": "figure"} for name in ("dots", "scatter")]
    bodies = [{"id": ids.body("scatter"), "property": "children"}]
    parts = [{"id": ids.part("scatter", "title"), "property": "content"}]
    version = client.get("/readyz").json["version"]
    body = {
        "output": callback["output"],
        "outputs": [
            bodies, parts, charts, [],
            {"id": ids.QUERY, "property": "data"}, {"id": ids.PLACE, "property": "data"},
        ],
        "inputs": [{"id": ids.INTENT, "property": "data", "value": intent}],
        "changedPropIds": [f"{ids.INTENT}.data"],
        "state": [
            {"id": ids.QUERY, "property": "data", "value": query},
            {"id": ids.PLACE, "property": "data", "value": {"path": path, "version": version}},
        ],
    }  # fmt: skip
    return client.post("/_dash-update-component", json=body)


def test_a_pick_answers_with_the_query_and_what_changed(
    client: FlaskClient, callback: dict
) -> None:
    answer = ask(client, callback, {"kind": "pick", "pick": "platform=YouTube"})
    assert answer.status_code == 200
    response = answer.json["response"]
    assert response[ids.QUERY]["data"] == "?platform=YouTube"
    figures = [key for key in response if '"chart"' in key]
    assert any("scatter" in key for key in figures)
    assert all(response[key]["figure"]["data"] for key in figures)


def test_what_stays_the_same_does_not_travel(client: FlaskClient, callback: dict) -> None:
    answer = ask(client, callback, {"kind": "option", "key": "order", "value": "worst"})
    response = answer.json["response"]
    assert response[ids.QUERY]["data"] == "?order=worst"
    assert not [key for key in response if '"chart"' in key]


@pytest.mark.parametrize("intent", [None, [], "x", {"kind": []}, {"kind": "pick", "pick": 7}, 1e9])
def test_nonsense_changes_nothing_and_never_fails(
    client: FlaskClient, callback: dict, intent: Any
) -> None:
    answer = ask(client, callback, intent, query="?platform=YouTube")
    assert answer.status_code in (200, 204)
    if answer.status_code == 200:
        assert answer.json["response"][ids.QUERY]["data"] == "?platform=YouTube"


@pytest.mark.parametrize("path", [None, 5, "/nowhere", ["/"], {}])
def test_an_unknown_place_is_answered_with_nothing(
    client: FlaskClient, callback: dict, path: Any
) -> None:
    assert ask(client, callback, {"kind": "clear"}, path=path).status_code == 204


@pytest.mark.parametrize("query", [None, 5, [], {"a": 1}, "?platform=%FF%00"])
def test_any_query_is_read(client: FlaskClient, callback: dict, query: Any) -> None:
    assert ask(client, callback, {"kind": "clear"}, query=query).status_code == 200
