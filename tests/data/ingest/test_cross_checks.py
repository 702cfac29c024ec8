"""Doubtful rows are kept and named: orphans, repeats, payouts and reach that do not add up."""

from collections.abc import Callable
from pathlib import Path

from data.ingest.load import load_folder
from data.ingest.quality import Issue

MakeFolder = Callable[..., Path]
TRACKING = "source,campaign,influencer_id,user_id,product,date,orders,revenue\n"
PAYOUTS = "influencer_id,basis,rate,orders,total_payout\n"


def warnings(folder: Path, file: str) -> list[Issue]:
    quality = load_folder(folder).quality
    assert quality.rejected == 0
    return [issue for issue in quality.issues if issue.file == file]


def test_orphans_are_kept_with_a_warning(make_folder: MakeFolder) -> None:
    folder = make_folder(
        tracking=TRACKING + "a,b,INF1,U,W,2025-01-01,3,5\na,b,X9,U,W,2025-01-01,1,7\n",
        posts="influencer_id,platform,date\nX9,X,2025-01-01\n",
        payouts=PAYOUTS + "X9,post,,,5\n",
    )
    for file, line in (("tracking", 3), ("posts", 2), ("payouts", 2)):
        found = [i for i in warnings(folder, f"{file}_data.csv") if i.code == "orphan"]
        assert [(i.line, i.column, i.value) for i in found] == [(line, "influencer_id", "X9")]
    tables = load_folder(folder)
    assert tables.tracking["influencer"].tolist() == ["INF1", "X9"]
    assert tables.quality.total_revenue == 12


def test_baseline_rows_are_no_orphans(make_folder: MakeFolder) -> None:
    folder = make_folder(tracking=TRACKING + "organic,,,U,W,2025-01-01,1,7\n", payouts=PAYOUTS)
    assert warnings(folder, "tracking_data.csv") == []


def test_repeated_rows_are_counted_and_named(make_folder: MakeFolder) -> None:
    row = "a,b,INF1,U,W,2025-01-01,1,5\n"
    folder = make_folder(tracking=TRACKING + row + row + row.replace("U", "V") + row)
    found = [i for i in warnings(folder, "tracking_data.csv") if i.code == "duplicate"]
    assert [issue.line for issue in found] == [3, 5]
    assert all("the same as line 2" in issue.reason for issue in found)
    assert len(load_folder(folder).tracking) == 4


def test_rows_that_differ_in_an_ignored_column_are_not_repeated(make_folder: MakeFolder) -> None:
    header = TRACKING.strip() + ",order_number\n"
    rows = "a,b,INF1,U,W,2025-01-01,1,5,1\na,b,INF1,U,W,2025-01-01,1,5,2\n"
    found = warnings(make_folder(tracking=header + rows), "tracking_data.csv")
    assert [issue.code for issue in found] == []


def test_payout_orders_are_held_against_tracking(make_folder: MakeFolder) -> None:
    folder = make_folder(payouts=PAYOUTS + "INF1,order,500,4,2000\nINF2,order,1,1,1\n")
    found = warnings(folder, "payouts_data.csv")
    assert [(i.line, i.column, i.value, i.code) for i in found] == [
        (2, "orders", "4", "orders_differ")
    ]
    assert "4 orders paid by order, 3 tracked for influencer INF1" in found[0].reason
    assert load_folder(folder).payouts["total_payout"].tolist() == [2000, 1]


def test_several_payouts_of_a_person_add_up(make_folder: MakeFolder) -> None:
    folder = make_folder(payouts=PAYOUTS + "INF1,order,500,1,500\nINF1,order,500,2,1000\n")
    assert warnings(folder, "payouts_data.csv") == []


def test_orders_need_not_be_stated(make_folder: MakeFolder) -> None:
    rows = "INF1,order,500,,1500\nINF2,post,4000,0,4000\nINF3,post,1,,1\n"
    assert warnings(make_folder(payouts=PAYOUTS + rows), "payouts_data.csv") == []


def test_orders_paid_without_any_tracked(make_folder: MakeFolder) -> None:
    found = warnings(make_folder(payouts=PAYOUTS + "INF3,order,1,2,2\n"), "payouts_data.csv")
    assert [issue.code for issue in found] == ["orders_differ"]


def test_engagement_above_reach(make_folder: MakeFolder) -> None:
    posts = (
        "influencer_id,platform,date,reach,likes,comments\n"
        "INF1,X,2025-01-01,100,90,10\n"
        "INF1,X,2025-01-02,100,90,11\n"
        "INF1,X,2025-01-03,,90,11\n"
        "INF1,X,2025-01-04,0,1,\n"
    )
    found = [
        issue
        for issue in warnings(make_folder(posts=posts), "posts_data.csv")
        if issue.code == "engagement_over_100"
    ]
    assert [(issue.line, issue.column, issue.value) for issue in found] == [
        (3, "reach", "100"),
        (5, "reach", "0"),
    ]
