"""Uploads over HTTP: off by default, guarded, limited, checked first, accepted, undone."""

from __future__ import annotations

import errno
import io
import json
import shutil
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from data.ingest.quality import Quality
from data.sources import atomic_replace
from data.sources.uploads import Inbox, Upload
from settings import SettingError, Settings
from tests.worlds import World, written

OURS = {"X-Requested-With": "dashboard", "Sec-Fetch-Site": "same-origin"}
POSTS = ("/api/upload", "/api/upload/undo", f"/api/upload/{'x' * 32}/accept",
         f"/api/upload/{'x' * 32}/cancel")  # fmt: skip


def asked(folder: Path, **settings: object) -> FlaskClient:
    """A client of an application that allows uploads to a folder."""
    choices = {"allow_uploads": True, "max_upload_mb": 1, **settings}
    app = create_app(Settings(data_dir=folder, watch_seconds=0, **choices))
    return app.server.test_client()


@pytest.fixture
def here(folder: Path, tmp_path: Path) -> Path:
    """A copy of the small world that a test may replace."""
    return Path(shutil.copytree(folder, tmp_path / "data"))


@pytest.fixture
def browser(here: Path) -> FlaskClient:
    """A client on that copy."""
    return asked(here)


@pytest.fixture(scope="session")
def others(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of another world."""
    folder = written(World(seed=3, rows=90), tmp_path_factory.mktemp("others"))
    return {path.name: path.read_bytes() for path in folder.glob("*.csv")}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def sent(client: FlaskClient, files: object, headers: dict[str, str] = OURS) -> TestResponse:
    """Upload files as a browser does."""
    pairs = files.items() if isinstance(files, dict) else files
    data = {"file": [(io.BytesIO(body), name) for name, body in pairs]}
    return client.post("/api/upload", data=data, headers=headers)


def one_sentence(answer: TestResponse, status: int) -> str:
    """The one sentence of a refusal of this status."""
    assert answer.status_code == status, answer.text
    words = answer.json["error"]
    assert words.endswith(".") and "\n" not in words and "Traceback" not in words
    return words


def test_uploads_are_off_by_default(here: Path, others: dict[str, bytes]) -> None:
    before = contents(here)
    client = asked(here, allow_uploads=Settings().allow_uploads)
    for path in POSTS:
        assert "ALLOW_UPLOADS" in one_sentence(client.post(path, headers=OURS), 403)
    one_sentence(client.get("/api/upload"), 403)
    one_sentence(sent(client, others), 403)
    assert 'name="uploads"' not in client.get("/data").text
    assert 'name="uploads"' in asked(here).get("/data").text
    assert contents(here) == before and not (here / ".uploads").exists()


def test_accepted_files_are_in_use_at_once_and_undo_goes_back(
    here: Path, browser: FlaskClient, others: dict[str, bytes]
) -> None:
    before, first = contents(here), browser.get("/api/quality").json
    report = sent(browser, others).json
    assert {f["file"]: f["read"] for f in report["files"]}["tracking_data.csv"] == 90
    assert browser.get("/api/quality").json["version"] == first["version"]
    accepted = browser.post(f"/api/upload/{report['token']}/accept", headers=OURS).json
    quality = browser.get("/api/quality").json
    assert accepted["previous"] is True and accepted["version"] == quality["version"]
    assert quality["version"] != first["version"]
    assert {f["key"]: f["read"] for f in quality["files"]}["tracking"] == 90
    assert quality["total_revenue"] == report["total_revenue"] != first["total_revenue"]
    assert browser.get("/readyz").json["version"] == quality["version"]
    assert browser.get("/api/upload").json == {"previous": True, "limit_mb": 1}
    undone = browser.post("/api/upload/undo", headers=OURS)
    assert undone.json["version"] == first["version"] and contents(here) == before
    assert undone.headers["Cache-Control"] == "no-store"


def test_any_worker_may_answer_the_next_request(here: Path, others: dict[str, bytes]) -> None:
    one, another = asked(here), asked(here)
    token = sent(one, others).json["token"]
    accepted = another.post(f"/api/upload/{token}/accept", headers=OURS).json
    assert one.post("/api/upload/undo", headers=OURS).json["version"] != accepted["version"]


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "headers",
    [{}, {"Sec-Fetch-Site": "same-origin"}, {**OURS, "Sec-Fetch-Site": "cross-site"},
     {**OURS, "Sec-Fetch-Site": "same-site"}, {**OURS, "Sec-Fetch-Site": "none"}],
    ids=["nothing", "no-header", "cross-site", "same-site", "none"],
)  # fmt: skip
def test_other_sites_are_refused(browser: FlaskClient, path: str, headers: dict[str, str]) -> None:
    one_sentence(browser.post(path, headers=headers), 403)


def test_a_script_without_fetch_metadata_may_upload(
    browser: FlaskClient, others: dict[str, bytes]
) -> None:
    assert sent(browser, others, {"X-Requested-With": "curl"}).json["token"]


@pytest.mark.parametrize(
    "name",
    ["../tracking_data.csv", "..\\tracking.csv", "/etc/passwd", "tracking.csv%00", "orders.csv",
     "<img src=x onerror=alert(1)>.csv", "tracking.csv\r\nX: y", "é" * 5_000, ".csv"],
)  # fmt: skip
def test_hostile_names_are_refused(here: Path, browser: FlaskClient, name: str) -> None:
    before = contents(here)
    assert len(one_sentence(sent(browser, {name: b"ID\n1\n"}), 400)) < 300
    assert contents(here) == before and not list((here / ".uploads" / "staged").iterdir())


def test_too_many_doubled_empty_and_no_files_are_refused(
    browser: FlaskClient, others: dict[str, bytes]
) -> None:
    names = ("influencers", "posts", "tracking", "payouts", "promotions", "campaigns", "posts")
    assert "At most 6" in one_sentence(sent(browser, [(f"{n}.csv", b"a") for n in names]), 400)
    doubled = [("posts.csv", b"a"), ("posts_data.csv", b"a")]
    assert "two files" in one_sentence(sent(browser, doubled), 400)
    assert "empty" in one_sentence(sent(browser, {**others, "posts_data.csv": b""}), 400)
    nul = {**others, "posts_data.csv": others["posts_data.csv"].replace(b"Love", b"L\0ve")}
    assert "NUL" in one_sentence(sent(browser, nul), 400)
    assert "No file" in one_sentence(browser.post("/api/upload", headers=OURS), 400)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{}", "application/json"),
        (b"file=1", "application/x-www-form-urlencoded"),
        (b"nonsense", "multipart/form-data"),
        (b"nonsense", "multipart/form-data; boundary=x"),
        (b"--x\r\n\r\n", "multipart/form-data; boundary=x"),
        (b'--x\r\nContent-Disposition: form-data; name="f"; filename="posts.csv"\r\n\r\nhalf',
         "multipart/form-data; boundary=x"),
    ],
)  # fmt: skip
def test_broken_bodies_are_refused(
    here: Path, browser: FlaskClient, body: bytes, kind: str
) -> None:
    answer = browser.post("/api/upload", data=body, content_type=kind, headers=OURS)
    one_sentence(answer, 400)
    staged = here / ".uploads" / "staged"
    assert not staged.exists() or not list(staged.iterdir())


def body_of(content: bytes) -> io.BytesIO:
    """The body of a request with one file."""
    start = b'--x\r\nContent-Disposition: form-data; name="f"; filename="posts.csv"\r\n\r\n'
    return io.BytesIO(start + content + b"\r\n--x--\r\n")


def streamed(client: FlaskClient, body: io.BytesIO, **more: object) -> TestResponse:
    """Send a body as it is, with its length or with what is given instead."""
    known = {} if more else {"content_length": body.getbuffer().nbytes}
    return client.post(
        "/api/upload", input_stream=body, content_type="multipart/form-data; boundary=x",
        headers=OURS, **known, **more,
    )  # fmt: skip


def test_more_than_the_limit_is_413_with_and_without_a_declared_length(
    here: Path, browser: FlaskClient
) -> None:
    large = b"a,b\n" * 300_000
    assert "1 MB" in one_sentence(streamed(browser, body_of(large)), 413)
    endless = {"environ_overrides": {"wsgi.input_terminated": True}}
    assert "1 MB" in one_sentence(streamed(browser, body_of(large), **endless), 413)
    assert not list((here / ".uploads" / "staged").iterdir())
    assert streamed(browser, body_of(large[:900_000]), **endless).status_code == 422
    callback = {"data": large * 2, "content_type": "application/json"}
    assert browser.post("/_dash-update-component", **callback).status_code == 413


def test_a_file_goes_to_the_disk_piece_by_piece(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    peaks: list[int] = []

    def checked(self: Inbox, upload: Upload) -> tuple[Quality, str]:
        peaks.append(tracemalloc.get_traced_memory()[1])
        return Quality(), ""

    monkeypatch.setattr(Inbox, "check", checked)
    client, body = asked(here, max_upload_mb=16), body_of(b"a,b\n" * 2_000_000)
    client.get("/data")
    tracemalloc.start()
    streamed(client, body)
    tracemalloc.stop()
    assert peaks and peaks[0] < 2_000_000


def test_files_that_cannot_be_used_are_reported_and_nothing_changes(
    here: Path, browser: FlaskClient, others: dict[str, bytes]
) -> None:
    before = contents(here)
    answer = sent(browser, {"tracking.csv": others["tracking_data.csv"], "posts.csv": b"PK\3\4"})
    one_sentence(answer, 422)
    reasons = {problem["file"]: problem["reason"] for problem in answer.json["problems"]}
    assert set(reasons) == {"influencers_data.csv", "posts_data.csv", "payouts_data.csv"}
    assert "Excel" in reasons["posts_data.csv"] and "token" not in answer.json
    assert contents(here) == before


def test_rejected_rows_are_named_before_anything_is_replaced(
    browser: FlaskClient, others: dict[str, bytes]
) -> None:
    wrong = others["tracking_data.csv"] + b"organic,,,U4,Bar,yesterday,1,300\n"
    report = sent(browser, {**others, "tracking_data.csv": wrong}).json
    rejected = [issue for issue in report["issues"] if issue["kind"] == "rejected"]
    assert [(issue["line"], issue["value"]) for issue in rejected] == [(92, "yesterday")]
    assert report["token"]


def test_unknown_tokens_and_repeated_ones_are_404(
    browser: FlaskClient, others: dict[str, bytes]
) -> None:
    token = sent(browser, others).json["token"]
    for wrong in ("x", "x" * 32, "..", "%2e%2e", "staged"):
        answer = browser.post(f"/api/upload/{wrong}/accept", headers=OURS)
        assert answer.status_code in (404, 405)
    assert browser.post(f"/api/upload/{token}/cancel", headers=OURS).json == {"cancelled": True}
    one_sentence(browser.post(f"/api/upload/{token}/accept", headers=OURS), 404)
    one_sentence(browser.post("/api/upload/undo", headers=OURS), 409)


@pytest.mark.parametrize(("number", "status"), [(errno.ENOSPC, 507), (errno.EROFS, 409)])
def test_a_failing_disk_leaves_everything_as_it_was(
    here: Path,
    browser: FlaskClient,
    others: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    status: int,
) -> None:
    before, version = contents(here), browser.get("/readyz").json["version"]
    token = sent(browser, others).json["token"]

    def failing(self: Path, target: Path) -> Path:
        raise OSError(number, "no")

    monkeypatch.setattr(atomic_replace.Path, "replace", failing)
    one_sentence(browser.post(f"/api/upload/{token}/accept", headers=OURS), status)
    assert contents(here) == before and browser.get("/readyz").json["version"] == version
    monkeypatch.undo()
    assert browser.post(f"/api/upload/{token}/accept", headers=OURS).json["version"] != version


def test_files_that_do_not_load_after_all_go_back(
    here: Path,
    browser: FlaskClient,
    others: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before, version = contents(here), browser.get("/readyz").json["version"]
    token = sent(browser, others).json["token"]
    source = browser.application.extensions["dashboard"][1]
    real: Callable[[], object] = source.load
    attempts: list[int] = []

    def load() -> object:
        attempts.append(1)
        return 1 / 0 if len(attempts) == 1 else real()

    monkeypatch.setattr(source, "load", load)
    one_sentence(browser.post(f"/api/upload/{token}/accept", headers=OURS), 409)
    assert contents(here) == before and browser.get("/readyz").json["version"] == version


def test_the_first_files_may_come_by_upload(tmp_path: Path, others: dict[str, bytes]) -> None:
    client = asked(tmp_path / "none" / "yet")
    assert client.get("/readyz").status_code == 503
    token = sent(client, others).json["token"]
    assert client.post(f"/api/upload/{token}/accept", headers=OURS).json["previous"] is False
    assert client.get("/readyz").status_code == 200


def test_a_start_makes_good_what_a_killed_process_left(
    here: Path, others: dict[str, bytes]
) -> None:
    before, version = contents(here), asked(here).get("/readyz").json["version"]
    pending = here / ".uploads" / "pending"
    shutil.copytree(here, pending)
    (here / "tracking_data.csv").write_bytes(others["tracking_data.csv"])
    assert asked(here).get("/readyz").json["version"] == version
    assert contents(here) == before and not pending.exists()


@pytest.mark.parametrize(
    "env",
    [{"ALLOW_UPLOADS": "perhaps"}, {"MAX_UPLOAD_MB": "0"}, {"MAX_UPLOAD_MB": "many"},
     {"MAX_UPLOAD_MB": "2000"}, {"ALLOW_UPLOADS": "1", "WATCH_SECONDS": "0"}],
    ids=json.dumps,
)  # fmt: skip
def test_wrong_settings_stop_the_start(env: dict[str, str]) -> None:
    with pytest.raises(SettingError, match=next(iter(env))) as error:
        Settings.from_environment(env)
    assert "\n" not in str(error.value)
