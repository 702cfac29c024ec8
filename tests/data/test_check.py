"""The command line: what it prints, and the code it ends with."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from data.check import main

MakeFolder = Callable[..., Path]
BAD = "influencer_id,basis,rate,orders,total_payout\nINF1,order,500,3,\x1b[31mlots\n"


def test_a_clean_folder_ends_with_0(
    make_folder: MakeFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(make_folder())]) == 0
    out = capsys.readouterr().out
    assert "tracking_data.csv: 4 rows read, 4 accepted, 0 rejected, 0 warnings" in out
    assert "₹5,549.75" in out


def test_a_rejected_row_ends_with_1(
    make_folder: MakeFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(make_folder(payouts=BAD))]) == 1
    out = capsys.readouterr().out
    assert "payouts_data.csv:2 'total_payout': not a number" in out
    assert "\x1b" not in out


def test_an_unusable_file_ends_with_2_and_the_others_are_told(
    make_folder: MakeFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(make_folder(posts=None, payouts=BAD))]) == 2
    out = capsys.readouterr().out
    assert "posts_data.csv: cannot be used: is missing" in out
    assert "payouts_data.csv: 1 rows read, 0 accepted, 1 rejected" in out


def test_a_broken_optional_file_ends_with_2(make_folder: MakeFolder) -> None:
    assert main([str(make_folder(campaigns="x\n")), "--json"]) == 2


def test_json_is_the_quality_report(
    make_folder: MakeFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(make_folder(payouts=BAD)), "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["status"] == "ok"
    assert report["total_revenue"] == 5549.75
    assert report["issues"][0]["line"] == 2
    assert report["issues"][0]["file"] == "payouts_data.csv"


def test_day_first_dates_by_option(make_folder: MakeFolder, csv_texts: dict[str, str]) -> None:
    text = csv_texts["posts_data.csv"].replace("2025-03-02", "02/03/2025")
    folder = make_folder(posts=text)
    assert main([str(folder)]) == 1
    assert main([str(folder), "--day-first"]) == 0


def test_it_runs_as_a_command_and_prints_in_any_locale(make_folder: MakeFolder) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "data.check", str(make_folder(tracking=None))],
        cwd=Path(__file__).parents[2],
        env={"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 2
    assert result.stdout.startswith("tracking_data.csv: cannot be used: is missing")
    assert result.stderr == ""
