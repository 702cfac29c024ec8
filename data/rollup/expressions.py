"""The rollup, declared once for every engine that narwhals speaks.

Rows that agree in all a reader can filter or group by become one, with the sums the dashboard
adds up. Only rows whose cells need no interpretation take part; every other row is passed on as
it is, so that the rules of `data/ingest/cell_parsers.py` alone accept or reject it. Amounts are
summed as whole paise: every engine, in any order of rows, gives the same total to the last bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import narwhals as nw

LABELS = ("source", "campaign", "influencer", "user", "product")
COUNTED = ("orders", "paise", "rows", "buyers")
SQUARES = ("paise_squares", "paise_orders", "orders_squares", "rupee_squares")
SUMMED = (*COUNTED, *SQUARES)
WHOLE = (*COUNTED, "firsts")
MARK = "\x1f"
DATE = (
    "^(?:"
    "(?:19[7-9][0-9]|20[0-9][0-9]|2100)-(?:"
    "(?:01|03|05|07|08|10|12)-(?:0[1-9]|[12][0-9]|3[01])|(?:04|06|09|11)-(?:0[1-9]|[12][0-9]|30)"
    "|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    f"|(?:{'|'.join(str(year) for year in range(1972, 2100, 4))})-02-29)$"
)
# A dollar may stand before a last line break: the second expression lets no such break pass.
PLAIN = {
    "date": (DATE, "[^0-9-]"),
    "orders": ("^[0-9]{1,6}$", "[^0-9]"),
    "revenue": (r"^[0-9]{1,7}(?:[.][0-9]{1,2})?$", "[^0-9.]"),
}
NO_ID = ("[^!-~]", r"^-?[0-9]+[.]0+$")


def plain(labels: Iterable[str]) -> nw.Expr:
    """Whether a row of text needs no interpretation: a day, whole orders, at most two decimals."""
    tests = [
        nw.col(name).str.contains(form) & ~nw.col(name).str.contains(foreign)
        for name, (form, foreign) in PLAIN.items()
    ]
    for name in ("influencer", "user"):
        tests += [~nw.col(name).str.contains(form) for form in NO_ID]
    # Text that is trimmed or empty counts as its own label, so only a mark inside is foreign.
    tests += [~nw.col(name).str.contains(MARK, literal=True) for name in labels]
    return nw.all_horizontal(*tests, ignore_nulls=False)


def group_plain_rows(frame: nw.DataFrame | nw.LazyFrame, labels: Sequence[str]) -> nw.LazyFrame:
    """Plain rows of text as groups by label, day and whether they sold, with their sums."""
    orders, paise = nw.col("orders"), nw.col("paise")
    numbers = frame.with_columns(
        orders.cast(nw.Int64),
        (nw.col("revenue").cast(nw.Float64) * 100).round(0).cast(nw.Int64).alias("paise"),
    )
    # Halves go to the even rupee, as everywhere in the dashboard.
    rupees = (paise + 50) // 100 - nw.when(paise % 200 == 50).then(1).otherwise(0)
    squares = numbers.with_columns(
        nw.lit(1).cast(nw.Int64).alias("rows"),
        nw.when(nw.col("user") == "").then(0).otherwise(1).cast(nw.Int64).alias("buyers"),
        (paise.cast(nw.Float64) * paise.cast(nw.Float64)).alias("paise_squares"),
        (paise.cast(nw.Float64) * orders.cast(nw.Float64)).alias("paise_orders"),
        (orders.cast(nw.Float64) * orders.cast(nw.Float64)).alias("orders_squares"),
        (rupees.cast(nw.Float64) * rupees.cast(nw.Float64)).alias("rupee_squares"),
        nw.when(orders > 0).then(1).otherwise(0).cast(nw.Int64).alias("sold"),
    )
    return combine_groups(squares, labels)


def combine_groups(groups: nw.DataFrame | nw.LazyFrame, labels: Sequence[str]) -> nw.LazyFrame:
    """Groups that agree in every key as one."""
    sums = [nw.col(name).sum() for name in SUMMED]
    return groups.group_by(*labels, "date", "sold").agg(*sums)


def roll_up(
    groups: nw.LazyFrame, labels: Sequence[str], single_buyers: Sequence[str]
) -> nw.LazyFrame:
    """The groups, where rows of nobody's campaign name their buyer only as far as it matters.

    Who was first to win a buyer, and whether they came again, is read from a buyer's first two
    days; of one whom no influencer ever reached, only that there was a first order on a day. The
    other rows of their own accord lose the buyer and become few. ``single_buyers`` keep all.
    """
    known = groups.filter(nw.col("user") != "")
    firsts = _first_days(known, labels)
    marked = groups.join(firsts, on="user", how="left")
    own = (nw.col("influencer") == "") & (nw.col("user") != "")
    if single_buyers:
        own = own & ~nw.col("user").is_in(list(single_buyers))
    telling = (nw.col("date") == nw.col("first")) | (nw.col("date") == nw.col("second"))
    needed = (nw.col("reached") == 1) & telling.fill_null(False)
    stranger = own & (nw.col("reached") == 0)
    at_first = (nw.col("date") == nw.col("first")) & (_place(labels) == nw.col("place"))
    marked = marked.with_columns(
        nw.when(stranger & at_first).then(1).otherwise(0).cast(nw.Int64).alias("firsts"),
        nw.when(own & ~needed).then(nw.lit("")).otherwise(nw.col("user")).alias("user"),
    )
    sums = [nw.col(name).sum() for name in (*SUMMED, "firsts")]
    return marked.group_by(*labels, "date", "sold").agg(*sums)


def _place(labels: Sequence[str]) -> nw.Expr:
    """One text for a group's place but for its buyer and day."""
    parts = [nw.col(name) for name in labels if name != "user"]
    return nw.concat_str([*parts, nw.col("sold").cast(nw.String)], separator=MARK)


def _first_days(known: nw.LazyFrame, labels: Sequence[str]) -> nw.LazyFrame:
    """Of each buyer the first two days, whether an influencer reached them, and the first place."""
    placed = known.with_columns(
        nw.when(nw.col("influencer") == "").then(0).otherwise(1).alias("reached"),
        _place(labels).alias("place"),
    ).select("user", "date", "reached", "place")
    first = placed.group_by("user").agg(
        nw.col("date").min().alias("first"), nw.col("reached").max()
    )
    dated = placed.select("user", "date", "place").join(first.select("user", "first"), on="user")
    later = dated.filter(nw.col("date") > nw.col("first"))
    second = later.group_by("user").agg(nw.col("date").min().alias("second"))
    there = dated.filter(nw.col("date") == nw.col("first"))
    place = there.group_by("user").agg(nw.col("place").min())
    return first.join(second, on="user", how="left").join(place, on="user", how="left")
