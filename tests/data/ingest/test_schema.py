"""Headers find their columns however they are spelled; a missing or doubled one is named."""

import pytest

from data.ingest.header import match_header
from data.ingest.quality import UnusableFile
from data.ingest.schema import TABLES, Column, Rules, Table, fold_header, nearest

BY_KEY = {table.key: table for table in TABLES}


def columns_of(key: str, header: str) -> dict[str, int]:
    placement = match_header("file.csv", BY_KEY[key].columns, header.split(","))
    return {column.name: at for column, at in placement.positions.items()}


@pytest.mark.parametrize(
    "header",
    ["follower_count", "Follower Count", " FOLLOWER-COUNT ", "followers", "\ufefffollower_count"],
)
def test_headers_ignore_case_spaces_and_separators(header: str) -> None:
    assert columns_of("influencers", f"ID,name,category,gender,{header},platform") == {
        "influencer": 0,
        "name": 1,
        "category": 2,
        "gender": 3,
        "followers": 4,
        "platform": 5,
    }


@pytest.mark.parametrize("header", ["ID", "id", "Id", "influencer_id", "Influencer ID"])
def test_the_id_of_influencers_has_two_names(header: str) -> None:
    assert columns_of("influencers", f"{header},name,platform,followers")["influencer"] == 0


@pytest.mark.parametrize(
    ("key", "header", "name"),
    [
        ("posts", "influencer_id,platform,post_date,reach", "date"),
        ("posts", "influencer_id,platform,date,post_url", "url"),
        ("posts", "influencer_id,platform,date,URL", "url"),
        ("tracking", "campaign,influencer_id,product,transaction_date,orders,revenue", "date"),
        ("tracking", "campaign,influencer_id,product,date,orders,revenue,customer_id", "user"),
        ("tracking", "campaign,influencer_id,product,date,orders,revenue,Brand", "brand"),
    ],
)
def test_other_names_of_columns(key: str, header: str, name: str) -> None:
    assert name in columns_of(key, header)


def test_a_missing_required_column_is_named_with_the_nearest_there() -> None:
    header = ["campaign", "influencer_id", "product", "date", "orders", "revenu"]
    with pytest.raises(UnusableFile, match=r"t.csv: the column 'revenue' is missing.*'revenu'"):
        match_header("t.csv", BY_KEY["tracking"].columns, header)


def test_a_missing_column_without_a_near_name_lists_what_is_there() -> None:
    with pytest.raises(UnusableFile, match="'influencer_id' is missing; there are 'a', 'b'"):
        match_header("p.csv", BY_KEY["payouts"].columns, ["a", "b"])


@pytest.mark.parametrize("again", ["revenue", "REVENUE", " Revenue "])
def test_a_doubled_required_column_makes_the_file_unusable(again: str) -> None:
    header = ["campaign", "influencer_id", "product", "date", "orders", "revenue", again]
    with pytest.raises(UnusableFile, match="'revenue' is there twice"):
        match_header("t.csv", BY_KEY["tracking"].columns, header)


def test_a_doubled_optional_column_is_reported_and_the_first_read() -> None:
    header = ["influencer_id", "platform", "date", "reach", "reach", "likes"]
    placement = match_header("p.csv", BY_KEY["posts"].columns, header)
    assert [column.name for column in placement.doubled] == ["reach"]
    assert {c.name: at for c, at in placement.positions.items()}["reach"] == 3


def test_absent_and_ignored_columns_are_named() -> None:
    header = ["influencer_id", "basis", "total_payout", "note", "  "]
    placement = match_header("p.csv", BY_KEY["payouts"].columns, header)
    assert [column.name for column in placement.absent] == ["rate", "orders"]
    assert placement.ignored == ("note", "(column 5)")


def test_an_absent_extra_column_is_no_news() -> None:
    header = [
        "source",
        "campaign",
        "influencer_id",
        "user_id",
        "product",
        "date",
        "orders",
        "revenue",
    ]
    placement = match_header("t.csv", BY_KEY["tracking"].columns, header)
    assert placement.absent == ()


def test_rules_add_declared_text_columns() -> None:
    rules = Rules(extra_dimensions={"influencers": ("city",)})
    assert rules.columns(BY_KEY["influencers"])[-1] == Column(
        "city", "text", presence="optional", empty="keep"
    )
    assert rules.columns(BY_KEY["posts"]) == BY_KEY["posts"].columns


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        ({"influencer": ("city",)}, "No table 'influencer'; did you mean 'influencers'"),
        ({"influencers": ("Platform",)}, "has a column 'Platform' of its own"),
        ({"tracking": ("",)}, "has a column '' of its own"),
    ],
)
def test_wrong_rules_fail_at_once(extra: dict[str, tuple[str, ...]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Rules(extra_dimensions=extra)


def test_a_declaration_with_an_unknown_kind_fails_and_lists_the_known() -> None:
    with pytest.raises(ValueError, match="no 'float'; known are text, id"):
        Column("rate", "float")  # type: ignore[arg-type]


def test_two_columns_cannot_share_a_spelling() -> None:
    with pytest.raises(ValueError, match="stands for both 'date' and 'day'"):
        Table("t", "t.csv", (Column("date", "date"), Column("day", "date", aliases=("Date",))))


def test_spellings_fold_alike() -> None:
    assert (
        fold_header("Follower Count")
        == fold_header("follower-count")
        == fold_header(" FOLLOWER_COUNT")
    )
    assert nearest("zzz", ["platform"]) == ""
