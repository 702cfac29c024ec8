"""A database as the source: the same numbers as from files, followed live, and honest when down."""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

if not find_spec("psycopg") and "POSTGRES" not in os.environ:
    pytest.skip("`make test` installs the client", allow_module_level=True)

import psycopg

from app import create_app
from data import simulate
from data.ingest.load import load_folder
from data.ingest.schema import Rules
from data.sources.live import LiveSource
from data.sources.postgres import Database
from settings import SettingError, Settings
from tests.data.postgres import PASSWORD, Server, programs
from tests.worlds import World, written

pytestmark = pytest.mark.skipif(
    programs() is None and "POSTGRES" not in os.environ,
    reason="`make test` installs PostgreSQL's server",
)
ORDER = "INSERT INTO tracking (source, campaign, influencer_id, user_id, product, date, orders,"
ORDER += " revenue) VALUES ('x', 'C', %s, %s, 'P', '2025-02-01', 1, 100.5)"


def until(what: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    one = Server(programs())
    one.start()
    yield one
    one.gone()


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("market")
    assert simulate.main(["--out", str(folder), "--rows", "6000", "--days", "150"]) == 0
    return folder


def answers(settings: Settings, *paths: str) -> list[dict]:
    client = create_app(settings).server.test_client()
    found = [json.loads(client.get(path).data) for path in paths]
    return [{k: v for k, v in one.items() if k not in ("version", "loaded_at")} for one in found]


def test_the_same_answers_as_from_files(server: Server, market: Path) -> None:
    url = server.filled(market, "market")
    asked = ("/api/summary", "/api/summary?platform=Instagram", "/api/breakdown?by=product")
    assert answers(Settings(data_dir=market), *asked) == answers(
        Settings(data_dir=Path("/nowhere"), database_url=url), *asked
    )


def test_hostile_text_arrives_as_it_stands(server: Server, tmp_path: Path) -> None:
    url = server.filled(written(World(seed=4), tmp_path), "hostile")
    texts = ['quo"te, and', "two\nlines", "\\.", "NULL", "é क 😀", "'; DROP TABLE tracking; --", ""]
    for text in texts:
        server.run(
            ORDER.replace("'C'", "%s").replace("'P'", "%s"), text, "1", "u", text, name="hostile"
        )
    server.run('CREATE TABLE "Campaigns" (campaign text, start date, "end" date)', name="hostile")
    server.run("""INSERT INTO "Campaigns" VALUES ('A "b"', '2025-01-01', NULL)""", name="hostile")
    tables, _ = Database(url).read(Rules())
    assert set(texts) <= set(tables.tracking["campaign"]) & set(tables.tracking["product"])
    assert [i.file for i in tables.quality.issues if i.code == "missing"] == ["public.Campaigns"]


def test_rows_pass_the_checks_of_files(server: Server, market: Path, tmp_path: Path) -> None:
    url = server.filled(market, "checks")
    server.run("ALTER TABLE tracking ALTER revenue TYPE text, ALTER date TYPE timestamptz"
               " USING date::timestamp AT TIME ZONE 'UTC'", name="checks")  # fmt: skip
    server.run("UPDATE tracking SET revenue = '-5' WHERE nr = 7", name="checks")
    server.run("UPDATE tracking SET revenue = 'much' WHERE nr = 9", name="checks")
    server.run("UPDATE tracking SET date = 'infinity' WHERE nr = 11", name="checks")
    tables, _ = Database(url).read(Rules())
    report = next(one for one in tables.quality.files if one.key == "tracking")
    assert (report.file, report.rejected) == ("public.tracking", 3)
    rows = len(load_folder(market).tracking)
    assert report.read == report.accepted + report.rejected == rows
    told = [(i.line, i.column, i.code) for i in tables.quality.issues if i.kind == "rejected"]
    # A row's line is counted as in a file, where the header is the first.
    assert told == [(8, "revenue", "negative"), (10, "revenue", "not_a_number"),
                    (12, "date", "date")]  # fmt: skip
    kept = tables.tracking["date"].sort_values().iloc[[0, -1]].tolist()
    assert kept == load_folder(market).tracking["date"].sort_values().iloc[[0, -1]].tolist()


def test_changes_are_seen_and_only_changes(server: Server, tmp_path: Path) -> None:
    base = Database(server.filled(written(World(seed=4), tmp_path), "changes"))
    seen = [base.fingerprint()]
    assert base.fingerprint() == seen[0]
    server.run("CREATE TABLE other (x int)", name="changes")
    assert base.fingerprint() == seen[0]
    for statement in (
        "DELETE FROM tracking WHERE nr = 3",
        "UPDATE payouts SET total_payout = total_payout + 1 WHERE nr = 1",
        "TRUNCATE posts",
        "CREATE TABLE campaigns (campaign text, start date, \"end\" date)",
    ):  # fmt: skip
        server.run(statement, name="changes")
        seen.append(base.fingerprint())
    assert len(set(seen)) == len(seen)


def test_a_version_query_replaces_the_counting(server: Server, tmp_path: Path) -> None:
    url = server.filled(written(World(seed=4), tmp_path), "versioned")
    server.run("CREATE TABLE loads (at int)", name="versioned")
    base = Database(url, version_query="SELECT max(at) FROM loads")
    first = base.fingerprint()
    server.run("DELETE FROM tracking WHERE nr = 3", name="versioned")
    assert base.fingerprint() == first
    server.run("INSERT INTO loads VALUES (1)", name="versioned")
    assert base.fingerprint() != first
    wrong = LiveSource(Database(url, version_query="SELECT x FROM loads")).load()
    assert wrong.store is None and 'column "x" does not exist' in wrong.problems[0][1]


def test_a_view_in_a_schema_stands_for_a_table(server: Server, tmp_path: Path) -> None:
    folder = written(World(seed=4), tmp_path)
    url = server.filled(folder, "views")
    server.run("CREATE SCHEMA shop", name="views")
    for table in ("influencers", "posts", "tracking", "payouts"):
        server.run(f"CREATE VIEW shop.{table} AS SELECT * FROM public.{table}", name="views")
    base = Database(url, schema="shop")
    first = base.fingerprint()
    tables, _ = base.read(Rules())
    assert len(tables.tracking) == len(load_folder(folder).tracking)
    assert {one.file for one in tables.quality.files} >= {"shop.tracking"}
    server.run("DELETE FROM public.tracking WHERE nr = 3", name="views")
    assert base.fingerprint() != first


def test_no_table_is_told_by_name(server: Server) -> None:
    server.run("CREATE DATABASE nothing")
    source = LiveSource(Database(server.url("nothing")))
    state = source.load()
    assert state.store is None
    assert [file for file, _ in state.problems] == ["influencers", "posts", "tracking", "payouts"]
    assert "is missing in the database nothing on 127.0.0.1" in state.problems[0][1]


def test_followed_live_through_an_outage(
    server: Server, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    url = server.filled(written(World(seed=4), tmp_path), "live")
    source = LiveSource(Database(url), watch_seconds=0.2)
    with caplog.at_level(logging.DEBUG):
        first = source.load().store.version
        source.watch()
        server.run(ORDER, "1", "new", name="live")
        assert until(lambda: source.state.store.version != first)
        second = source.state.store
        server.stop()
        try:
            assert until(lambda: bool(source.state.problems))
            assert source.state.store is second
            assert source.state.problems[0][0] == "database live on 127.0.0.1"
        finally:
            server.start()
        server.run(ORDER, "1", "newer", name="live")
        assert until(lambda: not source.state.problems)
        assert until(lambda: source.state.store.version not in (first, second.version))
    told = caplog.text + repr([vars(record) for record in caplog.records])
    assert PASSWORD not in told and PASSWORD not in repr(source.state.problems)


def test_a_read_sees_one_moment(server: Server, tmp_path: Path) -> None:
    """Tables are read one after the other; what is committed between is not seen in part."""
    url = server.filled(written(World(seed=4), tmp_path), "moment")
    base, sheet = Database(url), Database._sheet

    def late(connection: psycopg.Connection, one: object) -> object:
        if one.relation == "influencers":
            sheet(connection, one)
            server.run("DELETE FROM tracking", name="moment")
        return sheet(connection, one)

    base._sheet = late
    assert len(base.read(Rules())[0].tracking) == len(load_folder(tmp_path).tracking)
    assert len(Database(url).read(Rules())[0].tracking) == 0


def test_a_wrong_password_or_url_is_told_without_it(server: Server) -> None:
    wrong = server.url().replace("owner:", "owner:x")
    problem = LiveSource(Database(wrong)).load().problems[0]
    assert "password authentication failed" in problem[1]
    assert PASSWORD not in repr(problem) and "x" + PASSWORD[:3] not in repr(problem)
    for url in ("mysql://u:secret@h/d", "postgresql://u:secret@h:port with space/d"):
        with pytest.raises(SettingError) as told:
            create_app(Settings.from_environment({"DATABASE_URL": url}))
        assert "secret" not in str(told.value)
