"""A folder becomes typed tables, and every row of it is accounted for."""

import csv
import io
import math
import random
import time
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.ingest.load import Tables, load_folder
from data.ingest.quality import FileReport, UnusableFile, UnusableFiles
from data.ingest.schema import TABLES, Rules

MakeFolder = Callable[..., Path]
KEYS = tuple(table.key for table in TABLES)
TRACKING_HEADER = "source,campaign,influencer_id,user_id,product,date,orders,revenue\n"
GOOD = "Instagram,Spring,INF1,U9,Whey,2025-04-01,1,100.10\n"

few = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def of(tables: Tables, key: str) -> FileReport:
    return next(report for report in tables.quality.files if report.key == key)


def test_clean_files_are_read_whole(make_folder: MakeFolder) -> None:
    tables = load_folder(make_folder())
    assert [(r.file, r.read, r.accepted, r.rejected, r.warnings) for r in tables.quality.files] == [
        ("influencers_data.csv", 3, 3, 0, 0),
        ("posts_data.csv", 2, 2, 0, 0),
        ("tracking_data.csv", 4, 4, 0, 0),
        ("payouts_data.csv", 2, 2, 0, 0),
    ]
    assert tables.quality.status == "ok"
    assert tables.quality.issues == ()
    assert tables.quality.total_revenue == 5549.75
    assert tables.influencers["name"].tolist() == ["Asha", "Ravi", "None"]
    assert tables.posts["caption"].tolist() == ["Whey, at last", "Two\nlines"]
    assert tables.tracking["influencer"].tolist() == ["INF1", "INF1", "INF2", ""]
    assert tables.payouts["basis"].tolist() == ["order", "post"]


def test_types_are_the_declared_ones_also_in_empty_tables(make_folder: MakeFolder) -> None:
    full = load_folder(make_folder())
    headers = {table.key: ",".join(c.header for c in table.columns) + "\n" for table in TABLES}
    bare = load_folder(make_folder(**headers))
    for table in TABLES:
        for column in table.columns:
            for frame in (getattr(full, table.key), getattr(bare, table.key)):
                if column.name not in frame:
                    assert column.presence == "extra"
                    continue
                dtype = frame[column.name].dtype
                if column.kind == "date":
                    assert dtype == "datetime64[s]"
                elif column.many:
                    assert isinstance(dtype, pd.ArrowDtype | pd.CategoricalDtype)
                elif column.kind in ("text", "id", "basis"):
                    coded = table.coded and column.kind != "basis"
                    assert dtype == ("category" if coded else "str")
                    assert not frame[column.name].isna().any()
                else:
                    exact = column.kind == "whole" and column.empty == "reject"
                    assert dtype == ("int64" if exact else "float64")
    assert all(len(getattr(bare, key)) == 0 for key in KEYS)


def test_each_kind_of_bad_row_is_listed_with_its_line(make_folder: MakeFolder) -> None:
    bad = [
        ("A,B,INF1,U1,Whey,2025-02-30,1,10", "date", "2025-02-30", "date"),
        ("A,B,INF1,U1,Whey,2025-02-03,-1,10", "orders", "-1", "negative"),
        ("A,B,INF1,U1,Whey,2025-02-03,1.5,10", "orders", "1.5", "fraction"),
        ("A,B,INF1,U1,Whey,2025-02-03,1,1e400", "revenue", "1e400", "not_finite"),
        ("A,B,INF1,U1,Whey,2025-02-03,1,", "revenue", "", "missing"),
        ("A,B,INF1,U1,Whey,2025-02-03,1", "", "A,B,INF1,U1,Whey,2025-02-03,1", "too_few_fields"),
        ("A,B,INF1,U1,W,2025-02-03,1,1,1", "", "A,B,INF1,U1,W,2025-02-03,1,1,1", "too_many_fields"),
    ]
    text = TRACKING_HEADER + "".join(GOOD + row + "\n" for row, *_ in bad)
    tables = load_folder(make_folder(tracking=text))
    rejected = [issue for issue in tables.quality.issues if issue.kind == "rejected"]
    assert [(i.file, i.line, i.column, i.value, i.code) for i in rejected] == [
        ("tracking_data.csv", 3 + 2 * at, *expected) for at, (_, *expected) in enumerate(bad)
    ]
    assert all(issue.reason for issue in rejected)
    report = of(tables, "tracking")
    assert (report.read, report.accepted, report.rejected) == (14, 7, 7)
    assert tables.quality.total_revenue == pytest.approx(7 * 100.10)
    assert len(tables.tracking) == 7


def test_a_row_with_two_bad_cells_is_one_rejected_row(make_folder: MakeFolder) -> None:
    row = "A,B,INF1,U1,Whey,never,-1,10\n"
    tables = load_folder(make_folder(tracking=TRACKING_HEADER + row))
    assert of(tables, "tracking").rejected == 1
    assert (
        tables.quality.issue_total == sum(i.kind == "rejected" for i in tables.quality.issues) + 1
    )


@pytest.mark.parametrize(
    ("key", "row", "column"),
    [
        ("influencers", ",Nobody,Food,Male,10,X", "ID"),
        ("posts", ",X,2025-03-01,u,c,1,1,1", "influencer_id"),
        ("payouts", ",post,1,1,1", "influencer_id"),
        ("payouts", "INF1,click,1,1,1", "basis"),
        ("payouts", "INF1,post,1,1,", "total_payout"),
    ],
)
def test_a_cell_that_must_stand_is_missed(
    make_folder: MakeFolder, csv_texts: dict[str, str], key: str, row: str, column: str
) -> None:
    text = csv_texts[f"{key}_data.csv"] + row + "\n"
    quality = load_folder(make_folder(**{key: text})).quality
    rejected = [issue for issue in quality.issues if issue.kind == "rejected"]
    assert [issue.column for issue in rejected] == [column]
    assert quality.rejected == 1


@pytest.mark.parametrize("name", ["tracking.csv", "TRACKING_DATA.CSV", "Tracking_Data.csv"])
def test_file_names_may_vary(make_folder: MakeFolder, csv_texts: dict[str, str], name: str) -> None:
    folder = make_folder({"tracking_data.csv": None, name: csv_texts["tracking_data.csv"]})
    assert of(load_folder(folder), "tracking").file == name


def test_all_problems_of_a_folder_are_told_at_once(make_folder: MakeFolder) -> None:
    folder = make_folder(
        {"posts.csv": "x\n"}, tracking=None, payouts="influencer_id,basis\n", tracking_date=""
    )
    with pytest.raises(UnusableFiles) as caught:
        load_folder(folder)
    assert [(p.file, p.reason.split(";")[0]) for p in caught.value.problems] == [
        ("posts_data.csv", "is there twice, as posts.csv and posts_data.csv"),
        ("tracking_data.csv", "is missing"),
        ("payouts_data.csv", "the column 'total_payout' is missing"),
    ]
    assert "did you mean 'tracking_date.csv'?" in str(caught.value)
    assert [report.key for report in caught.value.quality.files] == ["influencers"]
    assert caught.value.quality.status == "degraded"
    assert isinstance(caught.value, UnusableFile)


def test_a_folder_that_is_not_there_is_unusable(tmp_path: Path) -> None:
    with pytest.raises(UnusableFiles, match="the folder cannot be read"):
        load_folder(tmp_path / "none")


def test_a_folder_in_place_of_a_file_is_unusable(make_folder: MakeFolder) -> None:
    folder = make_folder(posts=None)
    (folder / "posts_data.csv").mkdir()
    with pytest.raises(UnusableFiles, match="posts_data.csv: is not a file"):
        load_folder(folder)


def test_optional_files(make_folder: MakeFolder) -> None:
    folder = make_folder(
        promotions="product,start,end\nWhey,2025-03-01,2025-03-04\nBar,2025-03-04,2025-03-01\n",
        campaigns="campaign,start,end,budget\nSpring,2025-03-01,2025-04-01,\n"
        "Spring,2025-03-01,2025-04-01,5\n",
    )
    tables = load_folder(folder)
    assert tables.promotions["product"].tolist() == ["Whey"]
    assert [i.code for i in tables.quality.issues if i.kind == "rejected"] == ["reversed"]
    assert tables.campaigns["campaign"].tolist() == ["Spring"]
    assert math.isnan(tables.campaigns["budget"][0])
    assert of(tables, "campaigns").counts == {"column_absent": 1, "duplicate_id": 1}


def test_a_broken_optional_file_is_left_out_and_said(make_folder: MakeFolder) -> None:
    tables = load_folder(make_folder(promotions="product,begin\n"))
    assert tables.quality.status == "degraded"
    assert tables.quality.problems[0].file == "promotions.csv"
    assert len(tables.promotions) == 0
    assert len(tables.tracking) == 4


def test_absent_optional_columns_are_filled_and_reported(make_folder: MakeFolder) -> None:
    tables = load_folder(
        make_folder(
            posts="influencer_id,platform,post_date\nINF1,X,2025-03-01\n",
            payouts="influencer_id,basis,total_payout\nINF1,Per Post,10\n",
        )
    )
    assert tables.posts["caption"].tolist() == [""]
    assert tables.posts["reach"].isna().all()
    assert tables.payouts["orders"].isna().all()
    assert of(tables, "posts").counts == {"column_absent": 5}
    assert of(tables, "payouts").warnings == 2
    assert list(tables.posts.columns) == list(load_folder(make_folder()).posts.columns)


def test_further_columns_are_named_and_declared_ones_kept(make_folder: MakeFolder) -> None:
    text = "ID,city,name,category,gender,follower_count,platform,zip\nI1,Pune,A,F,F,1,X,4\n"
    folder = make_folder(influencers=text)
    plain = load_folder(folder)
    assert of(plain, "influencers").ignored_columns == ("city", "zip")
    assert "city" not in plain.influencers
    rules = Rules(extra_dimensions={"influencers": ("city",), "tracking": ("persona",)})
    declared = load_folder(folder, rules)
    assert declared.influencers["city"].tolist() == ["Pune"]
    assert of(declared, "influencers").ignored_columns == ("zip",)
    assert set(declared.tracking["persona"]) == {""}
    assert of(declared, "tracking").counts["column_absent"] == 1


def test_brand_is_kept_when_there(make_folder: MakeFolder) -> None:
    assert "brand" not in load_folder(make_folder()).tracking
    text = TRACKING_HEADER.replace("source", "Brand,source") + "MuscleBlaze," + GOOD
    assert load_folder(make_folder(tracking=text)).tracking["brand"].tolist() == ["MuscleBlaze"]


def test_ids_as_floats_meet_their_influencers(make_folder: MakeFolder) -> None:
    tables = load_folder(
        make_folder(
            influencers="ID,name,follower_count,platform\n42,A,1,X\n007,B,1,X\n",
            posts="influencer_id,platform,date\n42.0,X,2025-01-01\n",
            tracking=TRACKING_HEADER + "a,b,42.0,9.0,W,2025-01-01,1,5\na,b,007,,W,2025-01-01,1,5\n",
            payouts="influencer_id,basis,total_payout\n 42 ,post,5\n",
        )
    )
    assert tables.tracking["influencer"].tolist() == ["42", "007"]
    assert "orphan" not in {issue.code for issue in tables.quality.issues}
    assert of(tables, "tracking").changes == {
        "influencer_id: trailing .0 dropped": 1,
        "user_id: trailing .0 dropped": 1,
    }
    assert of(tables, "payouts").changes == {"influencer_id: trimmed": 1}


def test_the_first_row_of_an_influencer_counts(make_folder: MakeFolder) -> None:
    text = "ID,name,follower_count,platform\n1,A,1,X\n1.0,B,2,Y\n2,,3,Z\n"
    tables = load_folder(make_folder(influencers=text))
    assert tables.influencers["influencer"].tolist() == ["1", "2"]
    assert tables.influencers["name"].tolist() == ["A", "2"]
    codes = [(i.line, i.code) for i in tables.quality.issues if i.file == "influencers_data.csv"]
    assert (3, "duplicate_id") in codes
    assert (4, "empty") in codes
    assert of(tables, "influencers").accepted == 3


def test_windows_1252_is_read_with_a_warning(
    make_folder: MakeFolder, csv_texts: dict[str, str]
) -> None:
    text = csv_texts["influencers_data.csv"].replace("Asha", "José")
    tables = load_folder(make_folder(influencers=text.encode("cp1252")))
    assert tables.influencers["name"][0] == "José"
    assert of(tables, "influencers").counts == {"encoding": 1}
    assert of(tables, "influencers").encoding == "Windows-1252"


def test_hostile_names_are_kept_as_they_are(make_folder: MakeFolder) -> None:
    names = ["<b>x</b>", "%{y}", "__proto__", "شركة", "=1+1", "x" * 100_000, "NA", "a\u2028b"]
    out = io.StringIO(newline="")
    csv.writer(out).writerow(["ID", "name", "followers", "platform"])
    csv.writer(out).writerows([[f"I{at}", name, 1, "X"] for at, name in enumerate(names)])
    tables = load_folder(make_folder(influencers=out.getvalue()))
    assert tables.influencers["name"].tolist() == names


@pytest.mark.parametrize("amount", ["1.7e308", "1e308", "90071992547410", "90071992547410.0"])
def test_an_amount_that_would_swallow_all_others_is_rejected(
    make_folder: MakeFolder, amount: str
) -> None:
    text = TRACKING_HEADER + GOOD + GOOD.replace("100.10", amount)
    quality = load_folder(make_folder(tracking=text)).quality
    assert (quality.rejected, quality.total_revenue) == (1, 100.10)
    assert quality.issues[0].code == "too_large"
    largest = GOOD.replace("100.10", "90071992547409.91")
    assert load_folder(make_folder(tracking=TRACKING_HEADER + largest)).quality.rejected == 0


# Pieces that break rows in every way a spreadsheet, an editor or a bad disk can.
PIECES = st.sampled_from(
    [b'"', b",", b"\n", b"\r\n", b"\r", b";", b"\0", b"\xff", b"\xe2\x82\xb9", b"-", b"1e400", b" "]
    + [b"nan", b".0", b'""', b"\t", b"2025-02-30", b"", b"\xef\xbb\xbf", b"9" * 30, b"1,00,000"]
)
MUTATIONS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), PIECES), max_size=6)


def mutated(content: bytes, mutations: list[tuple[float, int, bytes]]) -> bytes:
    for place, cut, piece in mutations:
        at = int(place * len(content))
        content = content[:at] + piece + content[at + cut :]
    return content


@few
@given(st.sampled_from(KEYS[:4]), MUTATIONS)
def test_mutated_files_reconcile_or_are_unusable(
    make_folder: MakeFolder,
    csv_texts: dict[str, str],
    key: str,
    mutations: list[tuple[float, int, bytes]],
) -> None:
    name = f"{key}_data.csv"
    folder = make_folder({name: mutated(csv_texts[name].encode(), mutations)})
    try:
        tables = load_folder(folder)
    except UnusableFiles as error:
        assert {problem.file for problem in error.problems} == {name}
        return
    issues = tables.quality.issues
    for report in tables.quality.files:
        assert report.read == report.accepted + report.rejected
        lines = {i.line for i in issues if i.file == report.file and i.kind == "rejected"}
        assert len(lines) == report.rejected
        warned = sum(i.file == report.file and i.kind == "warning" for i in issues)
        assert warned == report.warnings
    assert len(tables.tracking) == of(tables, "tracking").accepted
    assert tables.quality.issue_total == len(issues)
    assert tables.quality.total_revenue == pytest.approx(math.fsum(tables.tracking["revenue"]))


AMOUNTS = st.one_of(
    st.decimals(0, 10**7, places=2).map(lambda amount: f"{amount:f}"),
    st.sampled_from(["-1", "1e400", "inf", "nan", "", "x", "-0.01", "1_000", "12k"]),
)


def as_decimal(cell: str) -> Decimal | None:
    """The amount by plain decimal arithmetic, None where it must be rejected."""
    try:
        amount = Decimal(cell.replace("_", "x"))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 <= amount < Decimal("1e308") else None


@few
@given(st.lists(st.tuples(AMOUNTS, st.sampled_from(["0", "2", "2.5", "22.0", "-1"])), max_size=20))
def test_accepted_revenue_is_the_exact_sum(
    make_folder: MakeFolder, rows: list[tuple[str, str]]
) -> None:
    out = io.StringIO(newline="")
    out.write(TRACKING_HEADER)
    csv.writer(out).writerows(
        ["X", "C", "INF1", at, "Whey", "2025-03-01", orders, revenue]
        for at, (revenue, orders) in enumerate(rows)
    )
    tables = load_folder(make_folder(tracking=out.getvalue()))
    records = csv.DictReader(io.StringIO(out.getvalue(), newline=""))
    amounts = [
        amount
        for row in records
        if (amount := as_decimal(row["revenue"])) is not None
        and row["orders"] in ("0", "2", "22.0")
    ]
    assert of(tables, "tracking").accepted == len(amounts)
    assert of(tables, "tracking").read == len(rows)
    assert tables.quality.total_revenue == float(sum(amounts, Decimal(0)))


@few
@given(st.randoms(use_true_random=False))
def test_row_order_does_not_matter(
    make_folder: MakeFolder, csv_texts: dict[str, str], shuffle: random.Random
) -> None:
    messy = {
        "influencers": ["4,D,Food,F,x,X", "5,,Food,F,5,X"],
        "posts": ["INF1,X,2025-03-01,u,c,10,20,1", "NOBODY,X,2025-03-01,u,c,9,1,1"],
        "tracking": ["a,b,GONE,U1,W,2025-03-01,1,5", "a,b,INF1,U1,W,2025-03-01,-1,5"],
        "payouts": ["INF1,order,1,9,5", "INF3,order,1,,5", "INF2,click,1,1,1"],
    }
    files = {}
    for key, rows in messy.items():
        header, *body = list(csv.reader(io.StringIO(csv_texts[f"{key}_data.csv"], newline="")))
        body += [row.split(",") for row in rows]
        shuffle.shuffle(body)
        out = io.StringIO(newline="")
        csv.writer(out).writerows([header, *body])
        files[key] = out.getvalue()
    tables = load_folder(make_folder(**files))
    counts = [(r.read, r.accepted, r.warnings, r.counts) for r in tables.quality.files]
    assert counts == [
        (5, 4, 1, {"empty": 1, "not_a_number": 1}),
        (4, 4, 2, {"engagement_over_100": 1, "orphan": 1}),
        (6, 5, 1, {"negative": 1, "orphan": 1}),
        (5, 4, 1, {"basis": 1, "orders_differ": 1}),
    ]
    assert sorted(tables.tracking["revenue"]) == [5, 250.25, 300, 1999.5, 3000]
    assert tables.quality.total_revenue == 5554.75
    names = dict(zip(tables.influencers["influencer"], tables.influencers["name"], strict=True))
    assert names == {"INF1": "Asha", "INF2": "Ravi", "INF3": "None", "5": "5"}


def test_a_hundred_thousand_rows_load_in_seconds(make_folder: MakeFolder) -> None:
    generator = np.random.default_rng(1)
    count = 100_000
    days = np.datetime64("2025-01-01") + generator.integers(0, 365, count)
    rows = pd.DataFrame(
        {
            "source": "Instagram",
            "campaign": "Spring",
            "influencer_id": generator.choice(["INF1", "INF2", ""], count),
            "user_id": [f"U{at}" for at in range(count)],
            "product": "Whey",
            "date": days,
            "orders": generator.integers(0, 4, count),
            "revenue": np.round(generator.random(count) * 5000, 2),
        }
    )
    text = rows.to_csv(index=False)
    folder = make_folder(tracking=text + "A,B,INF1,U,W,never,1,1\n" * 120)
    started = time.perf_counter()
    tables = load_folder(folder)
    # About 0.5 s on an idle core; the bar leaves room for a busy machine.
    assert time.perf_counter() - started < 5
    assert of(tables, "tracking").rejected == 120
    assert tables.quality.total_revenue == pytest.approx(rows["revenue"].sum(), rel=1e-12)
