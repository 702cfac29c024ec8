"""Command line: everything the pages judge, headless and deterministic, as one JSON file."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from data.ingest.load import load_folder
from data.ingest.quality import UnusableFiles
from data.ingest.schema import Rules
from data.progress import listening
from data.queries.estimates import judged
from data.queries.pattern_sentences import sentence
from data.store import Store
from metrics.catalog.assumptions import Assumptions
from metrics.filters import Filters
from metrics.incrementality.incrementality import MEASURED, NOT_MEASURABLE
from metrics.patterns.recurring import Pattern

DIGITS = 12
"""Significant digits that are written: more would be the noise of the last bit."""
SUMS = ("revenue", "orders", "payout", "posts")
RATIOS = ("roi", "roi_low", "roi_high", "incremental_roas", "loss_probability")
RATES = ("break_even_per_post", "break_even_per_order", "payback_gap")


def number(value: float) -> float | int | None:
    """A finite number to 12 significant digits, whole ones as integers; None when undefined."""
    if not math.isfinite(value):
        return None
    rounded = float(f"{value:.{DIGITS}g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded


def incremental_of(row: dict[str, Any], store: Store) -> dict[str, Any]:
    """The measured incremental ROAS of a row with its 90% interval, or why there is none."""
    key, found = "incremental_roas_measured", store.evidence.incrementality
    numbers = {
        "estimate": number(row[key]),
        "low": number(row[f"{key}_low"]),
        "high": number(row[f"{key}_high"]),
    }
    if not found.measured:
        return {**numbers, "status": NOT_MEASURABLE, "reason": found.reason}
    if numbers["estimate"] is None:
        return {**numbers, "status": NOT_MEASURABLE, "reason": "Nothing was paid here."}
    return {**numbers, "status": MEASURED, "reason": ""}


def judgement(row: dict[str, Any], store: Store) -> dict[str, Any]:
    """The numbers of one group: sums, ratios, 90% intervals, verdict, break-even rates."""
    found: dict[str, Any] = {key: number(row[key]) for key in (*SUMS, *RATIOS)}
    found["verdict"] = row["verdict"] or None
    found["incremental_roas_measured"] = incremental_of(row, store)
    for key in (*RATES, "incremental_revenue", "incremental_share"):
        found[key] = number(row[key])
        found[f"{key}_low"] = number(row[f"{key}_low"])
        found[f"{key}_high"] = number(row[f"{key}_high"])
    return found


def groups(store: Store, by: str) -> list[dict[str, Any]]:
    """Every group of a dimension in the order of its values."""
    frame = judged(store, by, Filters())
    frame = frame.sort_values(by, kind="stable")
    return [
        {"id": row[by], by: row[by], "name": row["label"], **judgement(row, store)}
        for row in frame.to_dict("records")
    ]


def pattern(one: Pattern) -> dict[str, Any]:
    """A recurring pattern: its cell, its evidence, its sentence."""
    return {
        "cell": dict(one.cell),
        "roi": number(one.roi),
        "roi_low": number(one.roi_low),
        "roi_high": number(one.roi_high),
        "loss_probability": number(one.loss_probability),
        "posts": one.posts,
        "influencers": one.influencers,
        "months": one.months,
        "months_below": one.months_below,
        "payout": number(one.payout),
        "revenue": number(one.revenue),
        "lost": number(one.lost),
        "survives": one.survives,
        "evidence": one.evidence,
        "sentence": sentence(one),
    }


def allocation(store: Store) -> dict[str, dict[str, Any]]:
    """₹ of payout by product, campaign and month ("(unassigned)" where there is no date)."""
    found: dict[str, dict[str, Any]] = {}
    for key in ("product", "campaign", "month"):
        frame = store.breakdown(key, Filters(), ("payout",)).sort_values(key, kind="stable")
        names = (
            ["(unassigned)" if value is pd.NaT else value.strftime("%Y-%m") for value in frame[key]]
            if key == "month"
            else frame[key].tolist()
        )
        found[key] = {name: number(value) for name, value in zip(names, frame["payout"])}
    return found


def report(store: Store) -> dict[str, Any]:
    """Everything, as plain JSON values."""
    whole = judged(store, (), Filters()).to_dict("records")[0]
    found = store.evidence.incrementality
    return {
        "totals": judgement(whole, store),
        "influencers": groups(store, "influencer"),
        "campaigns": groups(store, "campaign"),
        "products": groups(store, "product"),
        "patterns": [pattern(one) for one in store.evidence.patterns],
        "allocation": allocation(store),
        "incrementality": {
            "status": found.status,
            "reason": found.reason,
            "checks": [vars(check) for check in found.checks],
        },
        "quality": store.quality.as_dict(0),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when the report was written, 2 when a file cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m data.measure", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the CSV files")
    parser.add_argument("--json", type=Path, required=True, metavar="OUT", help="file to write")
    parser.add_argument("--baseline", type=float, default=300.0, help="₹ an order (300)")
    parser.add_argument("--margin", type=float, default=1.0, help="share of revenue kept (1)")
    parser.add_argument("--day-first", action="store_true", help="read dates as dd/mm/yyyy too")
    options = parser.parse_args(arguments)
    assumptions = Assumptions(options.baseline, options.margin)
    try:
        with listening(sys.stderr):
            tables = load_folder(options.data, Rules(day_first=options.day_first))
            store = Store(tables, assumptions)
    except UnusableFiles as error:
        for problem in error.problems:
            sys.stderr.write(f"{problem.file}: {problem.reason}\n")
        return 2
    text = json.dumps(report(store), indent=1, allow_nan=False)
    options.json.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
