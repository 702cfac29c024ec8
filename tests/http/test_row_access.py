"""Each reader sees their own part of the data, on every page, answer, search, export and report."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from api.row_access import Rules
from app import create_app, start_worker
from data.ingest.load import load_folder
from data.queries.export_tables import LISTINGS
from data.store import Store
from data.store.restricted import restrict
from metrics.filters import Filters
from settings import SettingError, Settings
from tests.http import hostile, named_world
from tests.http.named_world import CAMPAIGNS, PLATFORMS, World

Told = Mapping[str, Any]
PAGES = ("/", "/influencers", "/campaigns", "/patterns", "/data", "/method")
PLACES = [
    "/", "/_dash-layout", "/_dash-dependencies", "/readyz", "/api/summary", "/api/quality",
    "/api/metrics",
    *(f"/api/breakdown?by={by}" for by in
      ("platform", "influencer", "campaign", "product", "source", "basis", "tier", "month")),
    *(f"/export/{table}.csv" for table in LISTINGS),
]  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The files and what was written to them."""
    return named_world.written(tmp_path_factory.mktemp("secrets"))


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of rules that is written over and over."""
    path = tmp_path_factory.mktemp("rules") / "rules.json"
    path.write_text("{}")
    return path


@pytest.fixture(scope="module")
def client(world: World, rules: Path) -> FlaskClient:
    """A client of one application for all readers."""
    server = create_app(
        Settings(data_dir=world.folder, watch_seconds=0, auth_mode="proxy", access_rules=rules)
    ).server
    start_worker(server)
    return server.test_client()


def write(path: Path, told: Told) -> None:
    """Replace the rules; never within the same tick of the clock."""
    before = path.stat().st_mtime_ns
    path.write_text(json.dumps(told), encoding="utf-8")
    if path.stat().st_mtime_ns == before:
        os.utime(path, ns=(before + 1, before + 1))


def reader(client: FlaskClient, name: str) -> Callable[..., Any]:
    """Requests of one reader."""

    def ask(path: str, body: Any = None) -> Any:
        headers = {"X-Forwarded-User": name}
        if body is None:
            return client.get(path, headers=headers)
        return client.post(path, json=body, headers=headers)

    return ask


def page(ask: Callable[..., Any], path: str, query: str = "") -> Any:
    """A page as the browser draws it."""
    every = ask("/_dash-dependencies").json
    body = hostile.call(next(one for one in every if "_pages_content" in one["output"]))
    for place in body["inputs"]:
        place["value"] = path if place["property"] == "pathname" else query
    return ask("/_dash-update-component", body)


def click(ask: Callable[..., Any], path: str, intent: Any) -> Any:
    """A click on a page that shows nothing yet, so that all of it comes back."""
    every = ask("/_dash-dependencies").json
    body = hostile.call(next(one for one in every if one["state"] and "intent" in str(one)))
    slots = ("title", "subtitle", "foot", "extra")
    names = ("dots", "scatter", "trend", "attention", "kpis", "issues", "files")
    body["outputs"][0] = [
        {"id": {"type": "body", "card": name}, "property": "children"} for name in names
    ]
    body["outputs"][1] = [
        {"id": {"type": "part", "card": card, "slot": slot}, "property": "content"}
        for card, slot in [*((n, s) for n in names for s in slots), ("frame", "filters")]
    ]
    body["outputs"][2] = [
        {"id": {"type": "chart", "name": name}, "property": "figure"} for name in names
    ]
    body["inputs"][0]["value"] = intent
    body["state"][1]["value"] = {"path": path, "version": "", "switches": []}
    return ask("/_dash-update-component", body)


def everything(ask: Callable[..., Any], foreign: frozenset[str]) -> str:
    """All that a reader can learn, asking for the foreign names as well."""
    answers = [ask(place) for place in PLACES]
    answers += [page(ask, path) for path in PAGES]
    answers += [page(ask, f"/{kind}/{name}") for kind in ("influencers", "campaigns")
                for name in sorted(foreign)[::3]]  # fmt: skip
    answers += [ask(f"/api/search?q={name[:4]}") for name in foreign]
    for key in ("platform", "influencer", "campaign", "product"):
        query = "&".join(f"{key}={name}" for name in sorted(foreign))
        answers += [ask(f"/api/summary?{query}"), ask(f"/export/posts.csv?{query}")]
        answers += [page(ask, "/influencers", f"?{query}")]
        answers += [click(ask, "/", {"kind": "pick", "pick": query})]
    assert {one.status_code for one in answers} <= {200, 204}
    sheet = ask("/export/influencers.xlsx").data
    with zipfile.ZipFile(io.BytesIO(sheet)) as book:
        cells = "".join(book.read(name).decode() for name in book.namelist())
    return cells + "".join(f"{one.headers}{one.get_data(as_text=True)}" for one in answers)


parts = st.fixed_dictionaries(
    {},
    optional={
        "platforms": st.lists(st.sampled_from(PLATFORMS), min_size=1, max_size=2, unique=True),
        "campaigns": st.lists(st.sampled_from(CAMPAIGNS), min_size=1, max_size=3, unique=True),
        "influencers": st.lists(
            st.integers(1, named_world.PEOPLE).map(lambda n: f"Zq{n}kx"),
            min_size=1,
            max_size=8,
            unique=True,
        ),
    },
).filter(bool)


def test_no_foreign_name_leaves_and_the_money_adds_up(
    client: FlaskClient, world: World, rules: Path
) -> None:
    # Shrinking would ask for every page again and again.
    @settings(max_examples=8, deadline=None, phases=(Phase.reuse, Phase.generate))
    @given(told=parts)
    def holds(told: Told) -> None:
        nothing_leaks(client, world, rules, told)

    holds()


def nothing_leaks(client: FlaskClient, world: World, rules: Path, told: Told) -> None:
    """What a reader under a rule is told names nothing outside of it, and is all of it."""
    write(rules, {"asha": told, "boss": "all"})
    ask, boss = reader(client, "asha"), reader(client, "boss")
    rows, foreign = world.rows(told), world.foreign(told)
    if not rows and ask("/api/summary").status_code == 403:
        return
    text = everything(ask, foreign)
    assert not [name for name in foreign if name in text]
    mine = ask("/api/summary").json
    assert mine["revenue"] == pytest.approx(sum(one[-1] for one in rows))
    assert mine["orders"] == len(rows)
    query = "&".join(f"{key[:-1]}={value}" for key, values in told.items() for value in values)
    whole = boss(f"/api/summary?{query}").json
    for key in ("revenue", "orders", "payout", "posts", "reach", "customers", "net_return",
                "incremental_revenue_measured"):  # fmt: skip
        if key in whole and whole[key] is not None:
            assert mine[key] == pytest.approx(whole[key]), key
    report = ask("/api/quality").json
    assert report["total_revenue"] == pytest.approx(mine["revenue"]) and not report["issues"]


def test_a_reader_of_all_sees_what_there_is(client: FlaskClient, world: World, rules: Path) -> None:
    write(rules, {"boss": "all"})
    ask = reader(client, "boss")
    text = "".join(ask(place).get_data(as_text=True) for place in PLACES)
    assert not [name for name in world.names if name not in text]
    assert ask("/api/quality").json["issue_total"] > named_world.PEOPLE


def test_two_readers_never_share_an_answer(client: FlaskClient, world: World, rules: Path) -> None:
    told = {"asha": {"platforms": [PLATFORMS[0]]}, "ravi": {"platforms": [PLATFORMS[1]]}}
    write(rules, {**told, "meera": told["asha"], "boss": "all"})
    readers = {name: reader(client, name) for name in ("asha", "ravi", "meera", "boss")}
    intent = {"kind": "option", "key": "order", "value": "worst"}

    def asked(name: str) -> list[Any]:
        ask = readers[name]
        return [ask("/api/summary").json, page(ask, "/").json, click(ask, "/", intent).json]

    first = {name: asked(name) for name in readers}
    assert {name: asked(name) for name in reversed(readers)} == first
    assert first["asha"] == first["meera"]
    for at in range(3):
        assert len({json.dumps(first[name][at]) for name in ("asha", "ravi", "boss")}) == 3
    assert PLATFORMS[1] not in json.dumps(first["asha"])
    versions = {name: found[0]["version"] for name, found in first.items()}
    assert versions["asha"] == versions["meera"] != versions["ravi"] != versions["boss"]
    tag = readers["asha"]("/api/summary").headers["ETag"]
    other = {"X-Forwarded-User": "ravi", "If-None-Match": tag}
    assert client.get("/api/summary", headers=other).status_code == 200


def test_who_has_no_rule_sees_nothing_and_the_default_is_for_the_others(
    client: FlaskClient, rules: Path
) -> None:
    write(rules, {"asha": "all", "nobody": {"platforms": []}, "gone": {"influencers": ["none"]}})
    for name in ("ravi", "nobody", "gone", "ASHA"):
        for path in ("/", *PLACES):
            answer = reader(client, name)(path)
            assert answer.status_code == 403 and answer.json["error"].endswith("."), path
    assert reader(client, "asha")("/api/summary").status_code == 200
    assert client.get("/healthz").status_code == 200
    write(rules, {"*": {"platforms": [PLATFORMS[0]]}, "asha": "all"})
    rows = reader(client, "ravi")("/api/breakdown?by=platform").json["rows"]
    assert [row["key"] for row in rows] == [PLATFORMS[0]]


def test_rules_that_break_let_nobody_in(client: FlaskClient, rules: Path) -> None:
    ask = reader(client, "asha")
    write(rules, {"asha": "all"})
    assert ask("/api/summary").status_code == 200
    rules.write_text('{"asha": "all"')
    assert ask("/api/summary").status_code == 403
    write(rules, {"asha": "all"})
    assert ask("/api/summary").status_code == 200
    rules.rename(rules.with_suffix(".away"))
    assert ask("/api/summary").status_code == 403
    rules.with_suffix(".away").rename(rules)
    assert ask("/api/summary").status_code == 200


def test_only_readers_of_all_may_upload(world: World, rules: Path) -> None:
    write(rules, {"asha": {"platforms": [PLATFORMS[0]]}, "boss": "all"})
    server = create_app(
        Settings(data_dir=world.folder, auth_mode="proxy", access_rules=rules, allow_uploads=True)
    ).server
    client = server.test_client()
    assert reader(client, "asha")("/api/upload").status_code == 403
    assert reader(client, "boss")("/api/upload").status_code == 200
    headers = {"X-Forwarded-User": "asha", "X-Requested-With": "x"}
    for path in ("/api/upload", "/api/upload/undo", "/api/upload/x/accept"):
        assert client.post(path, headers=headers).status_code == 403


def test_nothing_is_shown_before_it_is_known_who_asks(world: World, rules: Path) -> None:
    write(rules, {"asha": {"platforms": [PLATFORMS[0]]}})
    server = create_app(
        Settings(data_dir=world.folder, auth_mode="proxy", access_rules=rules)
    ).server
    # Not warmed: Dash draws every page for itself before the first request.
    text = reader(server.test_client(), "asha")("/").get_data(as_text=True)
    assert not [name for name in world.names if name in text]


GOOD = {
    "rules.csv": "user,platforms,campaigns\nasha,Platoak; Platelm,\nravi,all,Camprose\nboss,all,\n"
    "*,,Camplily\n",
    "rules.json": json.dumps(
        {
            "asha": {"platforms": ["Platelm", "Platoak"]},
            "ravi": {"campaign": ["Camprose"], "platforms": "all"},
            "boss": "all",
            "*": {"campaigns": ["Camplily"]},
        }
    ),
}


@pytest.mark.parametrize("name", GOOD)
def test_both_kinds_of_file_say_the_same(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(GOOD[name], encoding="utf-8-sig" if name.endswith("csv") else "utf-8")
    found = Rules(path)
    assert found.of("asha") == Filters.of({"platform": ["Platoak", "Platelm"]})
    assert found.of("ravi") == Filters.of({"campaign": ["Camprose"]})
    assert found.of("boss") == Filters() and found.of("x") == Filters.of({"campaign": ["Camplily"]})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("r.json", ""), ("r.json", "[]"), ("r.json", '{"a": {}}'), ("r.json", '{"a": null}'),
        ("r.json", '{"a": {"platfroms": ["x"]}}'), ("r.json", '{"a": {"platforms": "x"}}'),
        ("r.json", '{"a": {"platforms": [1]}}'), ("r.json", '{"a": "all", "a": "all"}'),
        ("r.json", '{"a": {"platform": ["x"], "platforms": ["y"]}}'), ("r.json", "[" * 100_000),
        ("r.csv", "name,platforms\na,b\n"), ("r.csv", "user,platforms\na,b\na,c\n"),
        ("r.csv", "user,platforms\na,\n"), ("r.csv", "user,platforms\na,b,c\n"),
        ("r.csv", "user,platforms\na\n"), ("r.csv", "user,place\na,b\n"),
        ("r.csv", "user,platforms\na,b;;c\n"), ("r.csv", ""),
    ],
)  # fmt: skip
def test_a_file_that_is_no_rules_stops_the_start(
    world: World, tmp_path: Path, name: str, text: str
) -> None:
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(SettingError, match="ACCESS_RULES"):
        create_app(Settings(data_dir=world.folder, auth_mode="proxy", access_rules=path))


@pytest.mark.parametrize(
    "rule",
    [
        {"platform": [PLATFORMS[1]]}, {"campaign": CAMPAIGNS[:2]}, {"source": ["link"]},
        {"influencer": ["Zq1kx", "Zq4kx"]}, {"platform": [PLATFORMS[0]], "campaign": CAMPAIGNS[:1]},
        {"brand": ["none"]}, {"influencer": ["none"]},
    ],
)  # fmt: skip
def test_every_sum_of_a_part_is_that_of_the_filtered_whole(world: World, rule: Told) -> None:
    store = Store(load_folder(world.folder))
    chosen = Filters.of(rule)
    few = restrict(store, chosen)
    if "brand" in rule:
        assert not few.influencer_ids and few.summary(Filters())["revenue"] == 0
        return
    whole, mine = store.summary(chosen), few.summary(Filters())
    assert mine == pytest.approx(whole, nan_ok=True, rel=1e-9)
    for by in ("influencer", "campaign", "product", "tier", "month"):
        one, other = store.breakdown(by, chosen), few.breakdown(by, Filters())
        assert one[by].tolist() == other[by].tolist()
        for key in ("revenue", "payout", "customers", "posts"):
            assert other[key].to_numpy() == pytest.approx(one[key].to_numpy())
    assert few.posts(Filters())["url"].tolist() == store.posts(chosen)["url"].tolist()
    assert few.evidence.prepare() is few.evidence
