"""What only several rows or files show: orphans, repeats, payouts and reach that do not add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.ingest.csv_arrow import ArrowRecords
from data.ingest.csv_tolerant import Records
from data.ingest.quality import FileReport, IssueLog
from data.ingest.schema import Table


@dataclass(frozen=True)
class LoadedFile:
    """One file as read: its accepted rows, the line of each, and how it spells its columns."""

    table: Table
    frame: pd.DataFrame
    lines: np.ndarray
    headers: Mapping[str, str]
    ledger: IssueLog
    report: FileReport

    def spelled(self, name: str) -> str:
        """The header of a column as the file writes it."""
        return self.headers.get(name, name)


def cross_check(parts: Mapping[str, LoadedFile]) -> None:
    """Adds the warnings that need more than one row to the ledgers of the files."""
    for part in parts.values():
        if part.table.unique:
            _repeated_keys(part)
    if "influencers" in parts:
        known = set(parts["influencers"].frame["influencer"])
        for key in ("posts", "tracking", "payouts"):
            if key in parts:
                _orphans(parts[key], known, parts["influencers"].ledger.file)
        if "tracking" in parts and "payouts" in parts:
            _payout_orders(parts["payouts"], parts["tracking"], known)
    if "posts" in parts:
        _engagement(parts["posts"])


def repeated_rows(rows: Records | ArrowRecords, keep: np.ndarray, ledger: IssueLog) -> None:
    """Warns of each row that equals an earlier one cell by cell, columns we ignore included."""
    for at, earlier in rows.repeats(keep):
        reason = f"the same as line {rows.lines[earlier]}; both are counted"
        ledger.warn(rows.lines[at], "", ",".join(rows.row(at)), "duplicate", reason)


def _repeated_keys(part: LoadedFile) -> None:
    column = part.table.unique
    values = part.frame[column].tolist()
    header = part.spelled(column)
    for at in np.flatnonzero(part.frame[column].duplicated()).tolist():
        reason = "is there already; the first row counts"
        part.ledger.warn(part.lines[at], header, values[at], "duplicate_id", reason)


def _orphans(part: LoadedFile, known: set[str], file: str) -> None:
    column = part.frame["influencer"]
    header = part.spelled("influencer")
    reason = f"no such influencer in {file}"
    for at in np.flatnonzero(~column.isin([*known, ""])):
        part.ledger.warn(part.lines[at], header, column.iloc[at], "orphan", reason)


def _payout_orders(payouts: LoadedFile, tracking: LoadedFile, known: set[str]) -> None:
    """The orders a payout states against those tracked; all rows of a person and basis together."""
    tracked = tracking.frame.groupby("influencer")["orders"].sum()
    frame = payouts.frame.assign(line=payouts.lines)
    stated = (
        frame[frame["orders"].notna() & frame["influencer"].isin(known)]
        .groupby(["influencer", "basis"], sort=False)
        .agg(orders=("orders", "sum"), line=("line", "first"))
        .reset_index()
    )
    stated["tracked"] = stated["influencer"].map(tracked).fillna(0)
    # A post-paid row need not state orders: zero is no claim there.
    claims = (stated["basis"] == "order") | (stated["orders"] > 0)
    for row in stated[claims & (stated["orders"] != stated["tracked"])].itertuples():
        reason = (
            f"{row.orders:.0f} orders paid by {row.basis}, {row.tracked:.0f} tracked"
            f" for influencer {row.influencer[:100]}; the payout stays as stated"
        )
        header = payouts.spelled("orders")
        payouts.ledger.warn(row.line, header, f"{row.orders:.0f}", "orders_differ", reason)


def _engagement(posts: LoadedFile) -> None:
    frame = posts.frame
    engaged = frame["likes"].fillna(0) + frame["comments"].fillna(0)
    for at in np.flatnonzero(engaged > frame["reach"]):
        reach = f"{frame['reach'].iloc[at]:.0f}"
        reason = f"{engaged.iloc[at]:.0f} likes and comments are more than the reach"
        posts.ledger.warn(
            posts.lines[at], posts.spelled("reach"), reach, "engagement_over_100", reason
        )
