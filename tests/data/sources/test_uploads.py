"""Uploads on disk: names, staging, the swap and its way back, and disks that fail."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from data.ingest.load import load_folder
from data.sources import atomic_replace
from data.sources.uploads import BOX, LIFETIME, MOST_STAGED, Inbox, Refusal

MakeFolder = Callable[..., Path]


def contents(folder: Path) -> dict[str, bytes]:
    """The visible files of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def staged(inbox: Inbox, files: dict[str, bytes | str]) -> str:
    """The token of an upload of these files."""
    with inbox.upload() as upload:
        for name, content in files.items():
            data = content if isinstance(content, bytes) else content.encode()
            upload.file(name).write(data)
        return inbox.check(upload)[1]


@pytest.fixture
def inbox(make_folder: MakeFolder) -> Inbox:
    """The inbox of a folder with four clean files, one under its short name, and a stranger."""
    folder = make_folder(notes="kept,as,it,is")
    (folder / "payouts_data.csv").rename(folder / "Payouts.csv")
    return Inbox(folder)


@pytest.fixture
def richer(csv_texts: dict[str, str]) -> dict[str, str]:
    """Files like the clean ones with one more order."""
    more = "Instagram,Spring,INF1,U9,Whey,2025-03-09,1,100\n"
    return {**csv_texts, "tracking_data.csv": csv_texts["tracking_data.csv"] + more}


@pytest.mark.parametrize(
    "name",
    ["../tracking_data.csv", "/etc/tracking.csv", "a\\tracking.csv", "tracking.csv\0.txt", "",
     "tracking_data.csv/", "secret.csv", "tracking_data.csv.exe", ".tracking_data.csv", "x" * 9999],
)  # fmt: skip
def test_only_plain_names_of_the_six_files_are_taken(inbox: Inbox, name: str) -> None:
    before = contents(inbox.folder)
    with pytest.raises(Refusal) as refused, inbox.upload() as upload:
        upload.file(name)
    assert refused.value.kind == "wrong" and len(refused.value.sentence) < 250
    assert contents(inbox.folder) == before
    assert not list((inbox.box / "staged").iterdir())


@pytest.mark.parametrize("name", ["../tracking.csv", "a\\posts.csv", "posts.csv\0"])
def test_a_name_with_a_folder_in_it_is_called_that(inbox: Inbox, name: str) -> None:
    with pytest.raises(Refusal, match="not a plain name"), inbox.upload() as upload:
        upload.file(name)


def test_a_table_comes_once_and_six_files_are_the_most(inbox: Inbox) -> None:
    with pytest.raises(Refusal, match="two files for posts_data.csv"), inbox.upload() as upload:
        upload.file("posts.csv")
        upload.file("POSTS_data.csv")
    with pytest.raises(Refusal, match="At most 6 files"), inbox.upload() as upload:
        for name in ("influencers", "posts", "tracking", "payouts", "promotions", "campaigns"):
            upload.file(f"{name}.csv")
        upload.file("posts.csv")


def test_nothing_is_replaced_before_it_is_accepted_and_undo_brings_it_back(
    inbox: Inbox, richer: dict[str, str]
) -> None:
    before = contents(inbox.folder)
    token = staged(inbox, richer)
    assert contents(inbox.folder) == before and not inbox.has_previous
    inbox.accept(token)
    after = contents(inbox.folder)
    assert after == {
        **{name: text.encode() for name, text in richer.items()},
        "notes.csv": before["notes.csv"],
    }
    assert len(load_folder(inbox.folder).tracking) == 5
    inbox.undo()
    assert contents(inbox.folder) == before
    inbox.undo()
    assert contents(inbox.folder) == after


def test_a_token_is_good_once_for_an_hour_and_for_nothing_else(
    inbox: Inbox, csv_texts: dict[str, str]
) -> None:
    token = staged(inbox, csv_texts)
    assert len(token) == 32 and token != staged(inbox, csv_texts)
    inbox.accept(token)
    for wrong in (token, "", "..", "../staged", token.upper(), "x" * 32, "é" * 32):
        with pytest.raises(Refusal) as refused:
            inbox.accept(wrong)
        assert refused.value.kind == "unknown"
    late = staged(inbox, csv_texts)
    old = time.time() - LIFETIME - 1
    os.utime(inbox.box / "staged" / late, (old, old))
    with pytest.raises(Refusal, match="expired"):
        inbox.accept(late)
    assert not (inbox.box / "staged" / late).exists()


def test_cancelled_and_abandoned_uploads_leave_nothing(
    inbox: Inbox, csv_texts: dict[str, str]
) -> None:
    token = staged(inbox, csv_texts)
    inbox.cancel(token)
    with pytest.raises(Refusal):
        inbox.accept(token)
    with pytest.raises(ZeroDivisionError), inbox.upload() as upload:
        upload.file("posts.csv").write(b"half")
        raise ZeroDivisionError
    assert not list((inbox.box / "staged").iterdir())
    for _ in range(MOST_STAGED + 2):
        staged(inbox, csv_texts)
    assert len(list((inbox.box / "staged").iterdir())) == MOST_STAGED


def test_files_that_cannot_be_used_get_a_report_and_no_token(
    inbox: Inbox, csv_texts: dict[str, str]
) -> None:
    with inbox.upload() as upload:
        upload.file("tracking.csv").write(b"who,what\n1,2\n")
        quality, token = inbox.check(upload)
    assert token == ""
    assert {problem.file for problem in quality.problems} == set(csv_texts)
    assert not list((inbox.box / "staged").iterdir())


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "posts_data.csv is empty"), (None, "NUL bytes")],
)
def test_empty_files_and_nul_bytes_are_refused(
    inbox: Inbox, csv_texts: dict[str, str], content: bytes | None, words: str
) -> None:
    clean = csv_texts["posts_data.csv"]
    body = clean.replace("Whey", "Wh\0ey").encode() if content is None else content
    with pytest.raises(Refusal, match=words):
        staged(inbox, {**csv_texts, "posts_data.csv": body})
    assert staged(inbox, {**csv_texts, "posts_data.csv": clean.encode("utf-16")})


def test_no_files_and_nothing_to_go_back_to_are_said(inbox: Inbox) -> None:
    with pytest.raises(Refusal, match="No file"):
        staged(inbox, {})
    with pytest.raises(Refusal, match="no previous files"):
        inbox.undo()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES])
@pytest.mark.parametrize("failing", [1, 3, 5])
def test_a_disk_that_fails_in_the_middle_leaves_everything_as_it_was(
    inbox: Inbox,
    richer: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    failing: int,
) -> None:
    token, before, real, calls = staged(inbox, richer), contents(inbox.folder), Path.replace, []

    def replace(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == failing:
            raise OSError(number, os.strerror(number))
        return real(self, target)

    monkeypatch.setattr(atomic_replace.Path, "replace", replace)
    if failing <= 4:
        with pytest.raises(Refusal) as refused:
            inbox.accept(token)
        assert refused.value.kind == ("full" if number == errno.ENOSPC else "blocked")
        assert contents(inbox.folder) == before and not inbox.has_previous
        monkeypatch.undo()
    inbox.accept(token)
    assert contents(inbox.folder)["tracking_data.csv"] == richer["tracking_data.csv"].encode()


def test_a_full_disk_while_a_file_comes_in_is_said(inbox: Inbox) -> None:
    before = contents(inbox.folder)
    with pytest.raises(Refusal) as refused, inbox.upload() as upload:
        upload.file("posts.csv").write(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")
    assert refused.value.kind == "full" and contents(inbox.folder) == before
    assert not list((inbox.box / "staged").iterdir())


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("not a folder")
    with pytest.raises(Refusal) as refused, Inbox(place / "data").upload():
        raise AssertionError("there is no place to upload to")
    assert refused.value.kind == "blocked" and "Not a directory" in refused.value.sentence


def test_a_process_that_died_while_replacing_is_made_good(
    inbox: Inbox, richer: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = staged(inbox, richer)
    inbox.accept(first)
    before, token, real, calls = contents(inbox.folder), staged(inbox, richer), Path.replace, []

    class Killed(BaseException):
        """The process ends here."""

    def replace(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == 3:
            raise Killed
        return real(self, target)

    (inbox.box / "staged" / token / "influencers_data.csv").write_text("ID\n")
    monkeypatch.setattr(atomic_replace.Path, "replace", replace)
    with pytest.raises(Killed):
        inbox.accept(token)
    monkeypatch.undo()
    assert contents(inbox.folder) != before
    assert Inbox(inbox.folder).recover() and not inbox.recover()
    assert contents(inbox.folder) == before and inbox.has_previous


def test_the_box_is_no_input_and_a_new_folder_is_made(
    tmp_path: Path, csv_texts: dict[str, str]
) -> None:
    inbox = Inbox(tmp_path / "new" / "data")
    inbox.accept(staged(inbox, csv_texts))
    assert load_folder(inbox.folder).quality.status == "ok"
    assert not inbox.has_previous
    assert (inbox.folder / BOX).stat().st_mode & 0o077 == 0


def test_previous_and_current_share_no_bytes_on_disk(
    inbox: Inbox, richer: dict[str, str], csv_texts: dict[str, str]
) -> None:
    inbox.accept(staged(inbox, richer))
    inbox.undo()
    with (inbox.folder / "posts_data.csv").open("a") as file:
        file.write("INF1,Instagram,2025-03-05,,,,,\n")
    inbox.undo()
    assert contents(inbox.folder)["posts_data.csv"] == csv_texts["posts_data.csv"].encode()
