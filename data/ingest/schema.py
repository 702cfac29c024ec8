"""The files and columns that are read: each declared once, with the spellings it may have."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

CellKind = Literal["text", "id", "whole", "money", "date", "basis"]
# required: no use without it; optional: filled when absent, with a warning; extra: kept if there.
Presence = Literal["required", "optional", "extra"]
Empty = Literal["reject", "warn", "keep"]


def fold_header(header: str) -> str:
    """A header without case, spaces, underscores and hyphens: what spellings have in common."""
    return "".join(ch for ch in header.casefold() if not ch.isspace() and ch not in "_-\ufeff")


@dataclass(frozen=True)
class Column:
    """One column: `name` in the tables, `header` in the files, `empty` says what no text means.

    `bounded`: an amount must be exact to the paisa; sums of squares need not. `many`: its values
    are too many for a dictionary while a file is read.
    """

    name: str
    kind: CellKind
    header: str = ""
    aliases: tuple[str, ...] = ()
    presence: Presence = "required"
    empty: Empty = "reject"
    multiline: bool = False
    bounded: bool = True
    many: bool = False

    def __post_init__(self) -> None:
        for value, allowed in (
            (self.kind, CellKind),
            (self.presence, Presence),
            (self.empty, Empty),
        ):
            if value not in get_args(allowed):
                raise ValueError(
                    f"Column {self.name!r}: no {value!r}; known are {', '.join(get_args(allowed))}"
                )
        if not self.header:
            object.__setattr__(self, "header", self.name)

    @property
    def spellings(self) -> frozenset[str]:
        """Every folded header that means this column."""
        return frozenset(fold_header(name) for name in (self.header, *self.aliases))


@dataclass(frozen=True)
class Table:
    """One file: `unique` names the column that may not repeat, `span` a start and an end.

    `coded`: its rows are many, and its texts are held as categories.
    """

    key: str
    file: str
    columns: tuple[Column, ...]
    optional: bool = False
    unique: str = ""
    span: tuple[str, str] | None = None
    coded: bool = False

    def __post_init__(self) -> None:
        seen: dict[str, str] = {}
        for column in self.columns:
            for spelling in column.spellings:
                if spelling in seen:
                    raise ValueError(
                        f"Table {self.key!r}: {spelling!r} stands for both"
                        f" {seen[spelling]!r} and {column.name!r}"
                    )
                seen[spelling] = column.name

    @property
    def stems(self) -> tuple[str, str]:
        """The names its file may have, without `.csv` and in lower case."""
        return self.key, f"{self.key}_data"


def _influencer(header: str, empty: Empty = "reject", *aliases: str) -> Column:
    return Column("influencer", "id", header, aliases, empty=empty)


def _count(name: str, header: str = "", presence: Presence = "optional", *more: str) -> Column:
    return Column(name, "whole", header, more, presence=presence, empty="keep")


def _rollup_columns(name: str, kind: CellKind = "whole") -> Column:
    """What `data/rollup/__main__.py` adds: how many rows a row stands for, and their sums."""
    return Column(f"rolled_{name}", kind, presence="extra", empty="keep", bounded=False)


def _label(name: str, presence: Presence = "optional", empty: Empty = "keep") -> Column:
    return Column(name, "text", presence=presence, empty=empty)


TABLES: tuple[Table, ...] = (
    Table(
        "influencers",
        "influencers_data.csv",
        (
            _influencer("ID", "reject", "influencer_id"),
            _label("name", "required", "warn"),
            _label("category"),
            _label("gender"),
            _count("followers", "follower_count", "required", "followers"),
            _label("platform", "required", "warn"),
        ),
        unique="influencer",
    ),
    Table(
        "posts",
        "posts_data.csv",
        (
            _influencer("influencer_id"),
            _label("platform", "required", "warn"),
            Column("date", "date", aliases=("post_date",)),
            Column("url", "text", "URL", ("post_url",), "optional", "keep"),
            Column("caption", "text", presence="optional", empty="keep", multiline=True),
            _count("reach"),
            _count("likes"),
            _count("comments"),
        ),
    ),
    Table(
        "tracking",
        "tracking_data.csv",
        (
            _label("source"),
            _label("campaign", "required"),
            _influencer("influencer_id", "keep"),
            Column("user", "id", "user_id", ("user", "customer_id"), "optional", "keep", many=True),
            _label("product", "required", "warn"),
            Column("date", "date", aliases=("transaction_date", "order_date")),
            Column("orders", "whole"),
            Column("revenue", "money"),
            _label("brand", "extra"),
            *(_rollup_columns(name) for name in ("rows", "buyers", "firsts")),
            *(
                _rollup_columns(name, "money")
                for name in ("revenue_squares", "revenue_orders", "orders_squares", "rupee_squares")
            ),
        ),
        coded=True,
    ),
    Table(
        "payouts",
        "payouts_data.csv",
        (
            _influencer("influencer_id"),
            Column("basis", "basis"),
            Column("rate", "money", presence="optional", empty="keep"),
            _count("orders"),
            Column("total_payout", "money"),
        ),
    ),
    Table(
        "promotions",
        "promotions.csv",
        (Column("product", "text"), Column("start", "date"), Column("end", "date")),
        optional=True,
        span=("start", "end"),
    ),
    Table(
        "campaigns",
        "campaigns.csv",
        (
            Column("campaign", "text"),
            Column("start", "date"),
            Column("end", "date"),
            Column("budget", "money", presence="optional", empty="keep"),
            Column("target_revenue", "money", presence="optional", empty="keep"),
        ),
        optional=True,
        unique="campaign",
        span=("start", "end"),
    ),
)


@dataclass(frozen=True)
class Rules:
    """What a reader may declare: day-first dates, and further text columns as dimensions."""

    day_first: bool = False
    extra_dimensions: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        tables = {table.key: table for table in TABLES}
        for key, names in self.extra_dimensions.items():
            if key not in tables:
                raise ValueError(f"No table {key!r}{nearest(key, tables)}")
            taken = {name for column in tables[key].columns for name in column.spellings}
            for name in names:
                if not fold_header(name) or fold_header(name) in taken:
                    raise ValueError(f"Table {key!r} has a column {name!r} of its own")

    def columns(self, table: Table) -> tuple[Column, ...]:
        """The columns of a table, those declared as further dimensions last."""
        extra = dict.fromkeys(self.extra_dimensions.get(table.key, ()))
        return (*table.columns, *(_label(name) for name in extra))


def nearest(name: str, known: Sequence[str] | Mapping[str, object]) -> str:
    """'; did you mean …?', or nothing where no known name is near."""
    spelled = {fold_header(option): option for option in known if fold_header(option)}
    match = difflib.get_close_matches(fold_header(name), spelled, n=1)
    return f"; did you mean {spelled[match[0]]!r}?" if match else ""
