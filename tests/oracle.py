"""Totals recomputed from the files with csv and Decimal alone, nothing shared with the product."""

from __future__ import annotations

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path


def read(folder: Path, stem: str) -> list[dict[str, str]]:
    """The rows of a file as they are written."""
    with (folder / f"{stem}_data.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def totals(folder: Path) -> dict[str, Decimal]:
    """Attributed revenue and orders, payout, posts of known influencers."""
    known = {row["ID"] for row in read(folder, "influencers")}
    mine = [r for r in read(folder, "tracking") if r["influencer_id"] in known]
    paid = [r for r in read(folder, "payouts") if r["influencer_id"] in known]
    return {
        "revenue": sum((Decimal(r["revenue"]) for r in mine), Decimal(0)),
        "orders": sum((Decimal(r["orders"]) for r in mine), Decimal(0)),
        "payout": sum((Decimal(r["total_payout"]) for r in paid), Decimal(0)),
        "posts": Decimal(sum(r["influencer_id"] in known for r in read(folder, "posts"))),
        "customers": Decimal(len({r["user_id"] for r in mine} - {""})),
    }


def by_attribute(folder: Path, column: str) -> dict[str, dict[str, Decimal]]:
    """Revenue, orders and payout by a column of the influencer file."""
    value_of = {row["ID"]: row[column] for row in read(folder, "influencers")}
    groups: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in read(folder, "tracking"):
        if row["influencer_id"] in value_of:
            group = groups[value_of[row["influencer_id"]]]
            group["revenue"] += Decimal(row["revenue"])
            group["orders"] += Decimal(row["orders"])
    for row in read(folder, "payouts"):
        if row["influencer_id"] in value_of:
            groups[value_of[row["influencer_id"]]]["payout"] += Decimal(row["total_payout"])
    return groups


def order_money(folder: Path, column: str, since: str = "", until: str = "9") -> dict[str, Decimal]:
    """Attributed revenue by a column of the tracking file, within days."""
    known = {row["ID"] for row in read(folder, "influencers")}
    groups: dict[str, Decimal] = defaultdict(Decimal)
    for row in read(folder, "tracking"):
        if row["influencer_id"] in known and since <= row["date"] <= until:
            groups[row[column] or "(unassigned)"] += Decimal(row["revenue"])
    return groups


def placed_payout(folder: Path) -> dict[tuple[str, str], Decimal]:
    """Payout by (influencer, month of the post or order it paid for, or "")."""
    result: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    posts, orders = defaultdict(list), defaultdict(list)
    for row in read(folder, "posts"):
        posts[row["influencer_id"]].append(row["date"][:7])
    for row in read(folder, "tracking"):
        orders[row["influencer_id"]].append((row["date"][:7], Decimal(row["orders"])))
    for row in read(folder, "payouts"):
        one, money = row["influencer_id"], Decimal(row["total_payout"])
        where = (
            [(month, Decimal(1)) for month in posts[one]] if row["basis"] == "post" else orders[one]
        )
        weight = sum((w for _, w in where), Decimal(0))
        if not weight:
            result[one, ""] += money
        for month, share in where:
            result[one, month] += money * share / weight
    return result
