"""The headless report: exact, honest about what can't be measured, blind to the order of rows."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path
from typing import Any

import pytest

from data.measure import main, number
from data.simulate import main as simulate
from tests import oracle
from tests.worlds import World, written

EXPECTED = {
    "totals",
    "influencers",
    "campaigns",
    "products",
    "patterns",
    "allocation",
    "incrementality",
    "quality",
}


def measured(folder: Path, out: Path) -> dict[str, Any]:
    """The report of a folder."""
    assert main(["--data", str(folder), "--json", str(out)]) == 0
    return json.loads(out.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated market with known answers."""
    folder = tmp_path_factory.mktemp("market")
    simulate(["--out", str(folder), "--seed", "31", "--rows", "30000", "--influencers", "30"])
    return folder


@pytest.fixture(scope="module")
def report(market: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Its report."""
    return measured(market, tmp_path_factory.mktemp("out") / "report.json")


def test_it_says_everything_it_promises(report: dict[str, Any]) -> None:
    assert set(report) >= EXPECTED
    for one in report["influencers"]:
        assert {"id", "name", "revenue", "orders", "payout", "roi", "verdict"} <= set(one)
        assert set(one["incremental_roas_measured"]) >= {"estimate", "low", "high", "status"}
        if one["roi"] is not None:
            assert one["roi_low"] < one["roi_high"]
            assert 0 <= one["loss_probability"] <= 1
            assert one["verdict"] in ("Losing", "Unclear", "Earning")


def test_sums_and_ratios_equal_the_files(market: Path, report: dict[str, Any]) -> None:
    expected = oracle.totals(market)
    found = report["totals"]
    for key in ("revenue", "orders", "payout", "posts"):
        assert found[key] == pytest.approx(float(expected[key]), rel=1e-9)
    ratio = float(expected["revenue"] / expected["payout"])
    assert found["roi"] == pytest.approx(ratio, rel=1e-9)
    baseline = float((expected["revenue"] - 300 * expected["orders"]) / expected["payout"])
    assert found["incremental_roas"] == pytest.approx(baseline, rel=1e-9)


def test_every_partition_adds_up_to_the_payout(report: dict[str, Any]) -> None:
    whole = report["totals"]["payout"]
    for parts in report["allocation"].values():
        assert sum(parts.values()) == pytest.approx(whole, abs=0.01)
    for key in ("influencers", "campaigns", "products"):
        assert sum(one["payout"] for one in report[key]) == pytest.approx(whole, abs=0.01)


def test_the_measured_share_holds_the_truth(market: Path, report: dict[str, Any]) -> None:
    truth = json.loads((market / "truth.json").read_text(encoding="utf-8"))["totals"]
    found = report["totals"]["incremental_roas_measured"]
    assert found["status"] == "measured"
    # One market may fall outside its 90% interval; twice its width away it must not be.
    width = found["high"] - found["low"]
    assert abs(found["estimate"] - truth["incremental_roas"]) < width
    assert report["totals"]["incremental_roas"] != found["estimate"]


def test_the_order_of_rows_plays_no_part(
    market: Path, report: dict[str, Any], tmp_path: Path
) -> None:
    dice = random.Random(4)
    for path in market.glob("*.csv"):
        with path.open(newline="", encoding="utf-8") as file:
            head, *rows = list(csv.reader(file))
        dice.shuffle(rows)
        with (tmp_path / path.name).open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([head, *rows])
    again = measured(tmp_path, tmp_path / "again.json")
    kept = [key for key in report if key != "quality"]
    assert {key: again[key] for key in kept} == {key: report[key] for key in kept}


def only(source: Path, target: Path, keep: Any) -> Path:
    """The same files with only the tracking rows that ``keep`` accepts."""
    target.mkdir(exist_ok=True)
    for path in source.glob("*.csv"):
        with path.open(newline="", encoding="utf-8") as file:
            head, *rows = list(csv.reader(file))
        if path.name == "tracking_data.csv":
            rows = [row for row in rows if keep(dict(zip(head, row)))]
        with (target / path.name).open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([head, *rows])
    return target


@pytest.mark.parametrize(
    ("keep", "reason"),
    [
        (lambda row: bool(row["influencer_id"]), "without an influencer"),
        (lambda row: row["product"] == "Multivitamin", "two products"),
        (lambda row: row["date"] < "2024-10-01", "days of data"),
    ],
    ids=["no baseline rows", "one product", "30 days"],
)
def test_what_cannot_be_measured_says_so(
    market: Path, tmp_path: Path, keep: Any, reason: str
) -> None:
    found = measured(only(market, tmp_path / "part", keep), tmp_path / "out.json")["totals"]
    measure = found["incremental_roas_measured"]
    assert measure["status"] == "not measurable"
    assert reason in measure["reason"]
    assert measure["estimate"] is measure["low"] is measure["high"] is None
    assert found["incremental_roas"] is not None


def test_a_small_random_world_is_reported(tmp_path: Path) -> None:
    report = measured(written(World(seed=5), tmp_path), tmp_path / "out.json")
    assert report["totals"]["payout"] == pytest.approx(float(oracle.totals(tmp_path)["payout"]))


def test_unusable_files_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path), "--json", str(tmp_path / "out.json")]) == 2
    assert "tracking" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("value", "written_as"),
    [(float("nan"), None), (float("inf"), None), (2.0, 2), (1 / 3, 0.333333333333), (-0.0, 0)],
)
def test_numbers_are_finite_and_short(value: float, written_as: float | None) -> None:
    assert number(value) == written_as
