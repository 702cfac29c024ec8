"""The command: reproducible files of any size that the loader takes as they are."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.ingest.load import load_folder
from data.simulate import DONE, REFUSED, main
from data.simulation.csv_writer import FILES, TRUTH

SMALL = ("--influencers", "12", "--days", "120", "--rows", "4000")


def simulated(folder: Path, *arguments: str) -> Path:
    assert main(["--out", str(folder), *arguments]) == DONE
    return folder


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return simulated(tmp_path_factory.mktemp("small"), *SMALL)


@pytest.fixture(scope="module")
def answers(small: Path) -> dict:
    return json.loads((small / TRUTH).read_text(encoding="utf-8"))


def test_the_same_seed_gives_the_same_bytes(small: Path, tmp_path: Path) -> None:
    again = simulated(tmp_path / "again", *SMALL)
    for name in (*FILES, TRUTH):
        assert (small / name).read_bytes() == (again / name).read_bytes(), name
    other = simulated(tmp_path / "other", *SMALL, "--seed", "8")
    assert (small / FILES[2]).read_bytes() != (other / FILES[2]).read_bytes()


def test_nothing_else_is_left_in_the_folder(small: Path) -> None:
    assert {path.name for path in small.iterdir()} == {*FILES, TRUTH}


def test_every_row_is_accepted_without_a_warning(small: Path) -> None:
    quality = load_folder(small).quality
    assert quality.issue_total == 0 and quality.status == "ok"
    assert sum(report.rejected + report.warnings for report in quality.files) == 0


def test_files_and_truth_say_the_same(small: Path, answers: dict) -> None:
    tables = load_folder(small)
    own = tables.tracking[tables.tracking["influencer"] != ""]
    totals = answers["totals"]
    assert own["revenue"].sum() == pytest.approx(totals["revenue"], abs=0.005)
    assert own["orders"].sum() == totals["orders"]
    assert tables.payouts["total_payout"].sum() == pytest.approx(totals["payout"], abs=0.005)
    assert len(tables.posts) == totals["posts"] == len(answers["posts"])
    assert set(tables.posts["url"]) == {post["url"] for post in answers["posts"]}
    by_person = own.groupby("influencer")["revenue"].sum()
    for person in answers["influencers"]:
        revenue = by_person.get(person["id"], 0.0)
        assert revenue == pytest.approx(person["revenue"], abs=0.005)
    by_campaign = own.groupby("campaign")["orders"].sum()
    assert {c["campaign"]: c["orders"] for c in answers["campaigns"] if c["orders"]} == dict(
        by_campaign
    )


def test_payouts_are_rate_times_posts_or_orders(small: Path) -> None:
    tables = load_folder(small)
    posts = tables.posts["influencer"].value_counts()
    orders = tables.tracking.groupby("influencer")["orders"].sum()
    assert set(tables.payouts["influencer"]) == set(tables.influencers["influencer"])
    for row in tables.payouts.itertuples():
        units = (posts if row.basis == "post" else orders).get(row.influencer, 0)
        assert row.total_payout == pytest.approx(row.rate * units, abs=0.005)
        assert row.rate > 0
        assert np.isnan(row.orders) if row.basis == "post" else row.orders == units


def test_dates_lie_in_the_period_and_orders_follow_posts(small: Path, answers: dict) -> None:
    tables = load_folder(small)
    since, until = (pd.Timestamp(answers["period"][key]) for key in ("since", "until"))
    assert (until - since).days == 119 and str(until.date()) == "2025-08-31"
    for frame in (tables.posts, tables.tracking):
        assert frame["date"].between(since, until).all()
    own = tables.tracking[tables.tracking["influencer"] != ""]
    first_post = tables.posts.groupby("influencer")["date"].min()
    assert (own["date"] >= own["influencer"].map(first_post)).all()
    assert tables.tracking["date"].is_monotonic_increasing


def test_sources_brands_and_addresses(small: Path) -> None:
    tables = load_folder(small)
    own = tables.tracking["influencer"] != ""
    platform = tables.influencers.set_index("influencer")["platform"]
    expected = tables.tracking.loc[own, "influencer"].map(platform)
    assert (tables.tracking.loc[own, "source"] == expected).all()
    baseline = tables.tracking[~own]
    assert set(baseline["source"]) == {"organic", "direct", "paid"}
    assert (baseline["campaign"] == "").all()
    assert tables.tracking.groupby("product")["brand"].nunique().max() == 1
    assert tables.posts["url"].str.startswith("https://").all() and tables.posts["url"].is_unique
    assert tables.tracking["orders"].between(1, 3).all()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--influencers", "3", "--days", "30", "--rows", "50"),
        ("--influencers", "1", "--days", "1", "--rows", "1"),
        ("--rows", "200"),
        ("--days", "8", "--scenario", "null"),
        ("--days", "800", "--rows", "3000", "--scenario", "hidden-promotions"),
    ],
)
def test_any_size_works(arguments: tuple[str, ...], tmp_path: Path) -> None:
    folder = simulated(tmp_path, *arguments)
    assert load_folder(folder).quality.rejected == 0
    truth = json.loads((folder / TRUTH).read_text(encoding="utf-8"))
    assert truth["rows"]["posts"] >= truth["args"]["influencers"]


def test_rows_are_about_as_many_as_asked(tmp_path: Path) -> None:
    folder = simulated(tmp_path, "--rows", "20000")
    rows = json.loads((folder / TRUTH).read_text(encoding="utf-8"))["rows"]["tracking"]
    assert rows == pytest.approx(20_000, rel=0.1)


def test_a_folder_of_other_data_is_not_touched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs = tmp_path / "posts_data.csv"
    theirs.write_text("mine\n", encoding="utf-8")
    assert main(["--out", str(tmp_path), *SMALL]) == REFUSED
    assert theirs.read_text(encoding="utf-8") == "mine\n"
    assert "posts_data.csv" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [("--rows", "0"), ("--days", "-3"), ("--seed", "x"), ("--scenario", "nul"), ("--rows", "1e6")],
)
def test_wrong_arguments_stop_with_a_message(
    arguments: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--out", str(tmp_path), *arguments])
    assert stop.value.code == 2 and arguments[0] in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
