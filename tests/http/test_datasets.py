"""Data sets written by others in this schema: what the API and exports say equals the files."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.http.conftest import Serve

People = dict[str, dict[str, str]]


def write(folder: Path, name: str, rows: list[list[object]], sep: str = ",", bom: str = "") -> None:
    with (folder / name).open("w", newline="", encoding="utf-8") as file:
        file.write(bom)
        csv.writer(file, delimiter=sep).writerows(rows)


def plain(folder: Path) -> None:
    """Three people, short file names, other headers."""
    write(folder, "Influencers.csv", [
        ["influencer_id", "NAME", "Category", "gender", "Followers", "PLATFORM", "city"],
        ["1", "Asha", "Fitness", "F", "22.0", "YouTube", "Pune"],
        ["2", "Ravi", "Food", "M", "150000", "Instagram", "Delhi"],
        ["3", "Idle", "Food", "M", "5000", "Instagram", "Delhi"],
    ])  # fmt: skip
    write(folder, "posts.csv", [
        ["influencer_id", "platform", "post_date", "post_url", "caption", "reach", "likes",
         "comments"],
        ["1.0", "YouTube", "2025-01-01T09:30", "https://e.com/1", "Whey!\nline", "100", "5", "1"],
        ["2", "Instagram", "2025-01-05", "https://e.com/2", "", "200.0", "9", "0"],
        ["2", "Instagram", "2025-02-05", "https://e.com/3", "", "", "9", "0"],
    ])  # fmt: skip
    write(folder, "tracking.csv", [
        ["source", "campaign", "influencer_id", "user_id", "product", "transaction_date", "orders",
         "revenue"],
        ["YouTube", "Launch", "1.0", "u1", "Whey", "2025-01-02", "1", "1000.10"],
        ["YouTube", "Launch", "1", "u2", "Whey", "2025-01-03", "2", "₹1,23,456.50"],
        ["Instagram", "Sale", "2.0", "u1", "Bar", "2025-02-06 10:00:00", "1", "70"],
    ])  # fmt: skip
    write(folder, "payouts.csv", [
        ["influencer_id", "basis", "rate", "total_payout"],
        ["1", "Per Post", "500", "500.00"], ["2", "per_order", "10", "10.00"],
        ["2", "POST", "", "90"], ["3", "post", "40", "40"],
    ])  # fmt: skip


def semicolons(folder: Path) -> None:
    """Semicolons, a byte order mark, a brand, orphans, baseline and duplicates."""
    write(folder, "influencers_data.csv", [
        ["ID", "name", "category", "gender", "follower_count", "platform"],
        ["007", "=Bond", "Spy", "M", "1000000", "X"], ["8", "Eve", "Spy", "F", "9999", "X"],
    ], ";", "\ufeff")  # fmt: skip
    write(folder, "posts_data.csv", [
        ["influencer_id", "platform", "date", "URL", "caption", "reach", "likes", "comments"],
        ["007", "X", "2025-03-01", "https://e.com/1", "Gadget", "10", "1", "1"],
    ], ";")  # fmt: skip
    write(folder, "tracking_data.csv", [
        ["source", "campaign", "influencer_id", "user_id", "product", "brand", "date", "orders",
         "revenue"],
        *[["X", "Secret", "007", "u1", "Gadget", "Q", "2025-03-02", "1", "99.99"]] * 2,
        ["organic", "", "", "u2", "Gadget", "Q", "2025-03-02", "3", "300"],
        ["X", "Secret", "404", "u3", "Gadget", "Q", "2025-03-03", "1", "50"],
        ["X", "", "8", "", "Car", "R", "2025-04-03", "0", "0"],
    ], ";")  # fmt: skip
    write(folder, "payouts_data.csv", [
        ["influencer_id", "basis", "rate", "orders", "total_payout"],
        ["007", "order", "50", "2", "100"], ["8", "order", "50", "0", "25.5"],
    ], ";")  # fmt: skip


SETS = {"plain": plain, "semicolons": semicolons}


def rows_of(folder: Path, stem: str) -> list[dict[str, str]]:
    path = next(p for p in folder.iterdir() if p.name.lower().startswith(stem))
    text = path.read_text(encoding="utf-8-sig")
    sep = ";" if ";" in text.splitlines()[0] else ","
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=sep)
    names = {"influencer_id": "id", "transaction_date": "date", "post_date": "date"}
    return [
        {names.get(k.strip().lower(), k.strip().lower()): v for k, v in row.items()} for row in rows
    ]


def ident(text: str) -> str:
    return text[:-2] if text.endswith(".0") else text


def money(text: str) -> Decimal:
    return Decimal(text.replace("₹", "").replace(",", "") or "0")


def expected(folder: Path, column: str) -> dict[str, dict[str, Decimal]]:
    """Revenue, orders and payout by a column of the influencer file, by hand."""
    people: People = {ident(p["id"]): p for p in rows_of(folder, "influencers")}
    sums: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in rows_of(folder, "tracking"):
        if ident(row["id"]) in people:
            group = sums[people[ident(row["id"])].get(column, "all")]
            group["revenue"] += money(row["revenue"])
            group["orders"] += Decimal(row["orders"])
    for row in rows_of(folder, "payouts"):
        if ident(row["id"]) in people:
            sums[people[ident(row["id"])].get(column, "all")]["payout"] += money(
                row["total_payout"]
            )
    return sums


@pytest.mark.parametrize("name", SETS)
def test_summary_and_breakdowns_equal_the_files(name: str, tmp_path: Path, serve: Serve) -> None:
    SETS[name](tmp_path)
    client = serve(tmp_path)
    report = client.get("/api/quality").json
    assert all(f["read"] == f["accepted"] + f["rejected"] for f in report["files"])
    assert not any(f["rejected"] for f in report["files"]) and report["status"] == "ok"
    whole = expected(tmp_path, "nothing")["all"]
    summary = client.get("/api/summary").json
    for key, value in whole.items():
        assert summary[key] == pytest.approx(float(value), rel=1e-9), key
    assert summary["roi"] == pytest.approx(float(whole["revenue"] / whole["payout"]), rel=1e-9)
    for column in ("platform", "category", "gender"):
        found = {r["key"]: r for r in client.get(f"/api/breakdown?by={column}").json["rows"]}
        for value, sums in expected(tmp_path, column).items():
            for key, total in sums.items():
                assert found[value][key] == pytest.approx(float(total), rel=1e-9)
    for by in ("campaign", "product", "source", "month", "week", "day", "tier", "basis"):
        rows = client.get(f"/api/breakdown?by={by}").json["rows"]
        for key, value in whole.items():
            assert sum(r[key] for r in rows) == pytest.approx(float(value), abs=0.01), (by, key)


def test_ids_dates_and_unassigned_money(tmp_path: Path, serve: Serve) -> None:
    plain(tmp_path)
    client = serve(tmp_path)
    rows = {r["key"]: r for r in client.get("/api/breakdown?by=influencer").json["rows"]}
    assert set(rows) == {"1", "2", "3"} and rows["3"]["roi"] == 0
    months = {r["key"]: r for r in client.get("/api/breakdown?by=month").json["rows"]}
    assert months["2025-01-01"]["payout"] == pytest.approx(500 + 45)
    assert months["2025-02-01"]["payout"] == pytest.approx(45 + 10)
    assert months["(unassigned)"]["payout"] == 40
    bases = {r["key"]: r["payout"] for r in client.get("/api/breakdown?by=basis").json["rows"]}
    assert bases == {"post": 540, "mixed": 100}
    february = client.get("/api/summary?since=2025-02-01&until=2025-02-28").json
    assert (february["revenue"], february["payout"]) == (70, 55)
    nobody = client.get("/api/summary?platform=Nowhere").json
    assert nobody["revenue"] == client.get("/api/summary").json["revenue"]


def test_exports_carry_every_row_and_no_formula(tmp_path: Path, serve: Serve) -> None:
    semicolons(tmp_path)
    client = serve(tmp_path)
    answer = client.get("/export/influencers.csv?platform=X")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert (
        'filename="influencers_2025-03-01_2025-04-03.csv"' in answer.headers["Content-Disposition"]
    )
    rows = {
        r["influencer"]: r for r in csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
    }
    assert rows["007"]["name"] == "'=Bond" and rows["007"]["payout"] == "100"
    assert float(rows["007"]["revenue"]) == pytest.approx(199.98, rel=1e-12)
    assert rows["8"]["cost_per_order"] == ""
    book = openpyxl.load_workbook(io.BytesIO(client.get("/export/influencers.xlsx").data))
    sheet = list(book.active.values)
    line = dict(zip(sheet[0], sheet[1], strict=True))
    assert line["influencer"] == "007" and line["name"] == "'=Bond"
    assert line["revenue"] == pytest.approx(199.98)
    for table in ("campaigns", "products", "posts", "patterns", "quality"):
        text = client.get(f"/export/{table}.csv")
        assert text.status_code == 200 and len(text.data.splitlines()) >= 1
        assert client.get(f"/export/{table}.xlsx").status_code == 200
