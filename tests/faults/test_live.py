"""Files that change under real workers: all follow, nobody sees a mixture, a broken file waits."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from data.sources.live import LiveSource
from settings import Settings
from tests import oracle
from tests.faults.servers import Server, serving, until
from tests.worlds import World, written

OLD, NEW = World(seed=3, rows=200), World(seed=4, rows=260)
TRACKING, PAYOUTS = "tracking_data.csv", "payouts_data.csv"


def version_of(folder: Path) -> str:
    """The version that a server will name for these files."""
    source = LiveSource(folder, Settings.from_environment({}).assumptions)
    return source.load().store.version


def copied(world: World, folder: Path, place: Path) -> str:
    """Put a world into a folder that is served, each file by one rename; its version."""
    place.mkdir(exist_ok=True)
    written(world, place)
    for path in place.glob("*.csv"):
        shutil.copy(path, folder / f"{path.name}.part")
        (folder / f"{path.name}.part").replace(folder / path.name)
    return version_of(place)


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Path]]:
    """A server that looks twice a second, on a folder that is empty at first."""
    folder = tmp_path_factory.mktemp("live")
    with serving(folder, WATCH_SECONDS="0.5") as server:
        yield server, folder


def test_without_data_it_is_alive_not_ready_and_says_why(live: tuple[Server, Path]) -> None:
    server, folder = live
    status, _, body = server.ask("/readyz")
    assert status == 503
    assert "tracking_data.csv: is missing" in json.loads(body)["problems"]
    assert server.ask("/healthz")[0] == server.ask("/")[0] == 200
    assert server.ask("/api/summary")[0] == 503
    assert "tracking_data.csv" in server.page("/") and "tracking_data.csv" in server.page("/data")
    assert server.json("/api/quality")["status"] == "degraded"
    version = copied(OLD, folder, folder.with_name("first"))
    assert until(lambda: server.versions() == {version})
    assert server.ask("/readyz")[0] == 200


def test_nobody_sees_a_file_that_is_still_written(
    live: tuple[Server, Path], tmp_path: Path
) -> None:
    server, folder = live
    old = copied(OLD, folder, tmp_path / "old")
    assert until(lambda: server.versions() == {old})
    written(NEW, new_folder := shutil.copytree(tmp_path / "old", tmp_path / "new"))
    for name in ("influencers_data.csv", "posts_data.csv", PAYOUTS):
        shutil.copy(tmp_path / "old" / name, new_folder / name)
    new = version_of(new_folder)
    money = {old: oracle.totals(folder)["revenue"], new: oracle.totals(new_folder)["revenue"]}
    assert money[old] != money[new]
    content, done = (new_folder / TRACKING).read_bytes(), threading.Event()

    def write_slowly() -> None:
        size = len(content) // 12 + 1
        with (folder / TRACKING).open("wb") as file:
            for at in range(0, len(content), size):
                file.write(content[at : at + size])
                file.flush()
                done.wait(0.15)

    writer = threading.Thread(target=write_slowly)
    writer.start()
    seen = set()

    def all_new() -> bool:
        with ThreadPoolExecutor(8) as pool:
            told = list(pool.map(lambda _: server.ask("/api/summary"), range(16)))
        now = set()
        for status, headers, body in told:
            answer = json.loads(body)
            assert status == 200 and headers["X-Data-Version"] == answer["version"]
            assert answer["revenue"] == pytest.approx(float(money[answer["version"]]))
            now.add(answer["version"])
        seen.update(now)
        return now == {new}

    assert until(all_new)
    writer.join()
    assert seen == {old, new}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"who,what\n1,2\n", "the column 'influencer_id' is missing"),
        (b"", "is empty"),
        (b"PK\x03\x04", "not a CSV file"),
        (None, "is missing"),
    ],
    ids=["other columns", "empty", "a workbook", "gone"],
)
def test_a_broken_file_keeps_the_last_good_data_until_it_is_repaired(
    live: tuple[Server, Path], tmp_path: Path, content: bytes | None, reason: str
) -> None:
    server, folder = live
    version = copied(OLD, folder, tmp_path / "good")
    assert until(lambda: server.versions() == {version})
    revenue = server.json("/api/summary")["revenue"]
    if content is None:
        (folder / PAYOUTS).unlink()
    else:
        (folder / PAYOUTS).write_bytes(content)

    def reports(times: int = 48) -> list[dict]:
        # So many that each worker is among those who answer.
        with ThreadPoolExecutor(24) as pool:
            return list(pool.map(lambda _: server.json("/api/quality"), range(times)))

    def told(report: dict) -> bool:
        return any(reason in problem["reason"] for problem in report["problems"])

    assert until(lambda: all(map(told, reports())))
    for report in reports():
        assert report["status"] == "degraded" and report["version"] == version
        assert [(p["file"], reason in p["reason"]) for p in report["problems"]] == [(PAYOUTS, True)]
    for path in ("/", "/data", "/influencers"):
        page = server.page(path)
        assert PAYOUTS in page and json.dumps(reason)[1:-1] in page
    assert server.json("/api/summary")["revenue"] == revenue
    assert server.ask("/readyz")[0] == 200
    copied(OLD, folder, tmp_path / "good")
    assert until(lambda: not any(one["problems"] for one in reports()))
    assert server.versions() == {version}
    assert PAYOUTS not in server.page("/")


def test_new_files_are_everywhere_within_ten_seconds(tmp_path: Path) -> None:
    folder = tmp_path / "served"
    folder.mkdir()
    old = copied(OLD, folder, tmp_path / "old")
    with serving(folder) as server:
        assert server.versions() == {old}
        new = copied(NEW, folder, tmp_path / "new")
        assert until(lambda: server.versions() == {new}, 10)
        assert all(line["level"] == "info" for line in server.lines())
