"""One simulated market against its known answers: errors, hits and false alarms."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.study import others
from data.ingest.load import load_folder
from data.ingest.schema import Rules
from data.measure import allocation
from data.queries.estimates import judged
from data.simulate import main as simulate
from data.store import Store
from metrics.filters import Filters
from metrics.roi.verdicts import LOSING

BANDS = ((1, 3), (4, 8), (9, 20), (21, 10**6))
Scores = dict[str, Any]


def scored(folder: Path, scenario: str, seed: int) -> Scores:
    """Simulate one market into the folder and score it."""
    simulate(["--out", str(folder), "--seed", str(seed), "--scenario", scenario])
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    store = Store(load_folder(folder, Rules()))
    return {
        "total": totals(store, truth),
        "campaign": incremental(store, "campaign", _by(truth["campaigns"], "campaign")),
        "influencer": incremental(store, "influencer", _by(truth["influencers"], "id")),
        "roi": intervals(store, truth),
        "losing": losing(store, truth),
        "patterns": patterns(store, truth),
        "allocation": costs(store, truth),
    }


def _by(rows: list[dict], key: str) -> dict[str, dict]:
    return {row[key]: row for row in rows}


def totals(store: Store, truth: Mapping[str, Any]) -> Scores:
    """Error of the incremental ROAS of everything, its interval, and the errors of others."""
    row = judged(store, (), Filters()).iloc[0]
    known = truth["totals"]["incremental_roas"]
    key = "incremental_roas_measured"
    return {
        "error": row[key] - known,
        "covered": bool(row[f"{key}_low"] <= known <= row[f"{key}_high"]),
        "width": row[f"{key}_high"] - row[f"{key}_low"],
        "others": {name: rule(store) - known for name, rule in others.TOTALS.items()},
    }


def incremental(store: Store, by: str, known: Mapping[str, dict]) -> list[Scores]:
    """Error and coverage of the incremental ROAS of each group."""
    key = "incremental_roas_measured"
    found = []
    for row in judged(store, by, Filters()).to_dict("records"):
        answer = known.get(row[by], {}).get("incremental_roas")
        if answer is None or row[key] != row[key]:
            continue
        covered = row[f"{key}_low"] <= answer <= row[f"{key}_high"]
        found.append({"error": row[key] - answer, "covered": bool(covered)})
    return found


def intervals(store: Store, truth: Mapping[str, Any]) -> list[Scores]:
    """Per influencer: posts, whether the 90% interval of ROI holds the truth, and log errors."""
    known = _by(truth["influencers"], "id")
    frame = judged(store, "influencer", Filters()).sort_values("influencer")
    low, high = others.bootstrap(store.evidence.outcomes, len(store.known["influencer"]))
    place = {one: at for at, one in enumerate(sorted(store.known["influencer"]))}
    found = []
    for row in frame.to_dict("records"):
        answer = known[row["influencer"]]["true_roi"]
        if not answer or row["roi"] != row["roi"] or row["posts"] < 1:
            continue
        at = place[row["influencer"]]
        found.append(
            {
                "posts": int(row["posts"]),
                "covered": bool(row["roi_low"] <= answer <= row["roi_high"]),
                "bootstrap": bool(low[at] <= answer <= high[at]),
                "log_error": float(np.log(row["roi_estimate"] / answer)),
                "raw_log_error": float(np.log(row["roi"] / answer)) if row["roi"] > 0 else None,
            }
        )
    return found


def losing(store: Store, truth: Mapping[str, Any]) -> Scores:
    """False alarms and the share of the rupees of loss that is caught, and those of ROI < 1."""
    known = _by(truth["influencers"], "id")
    frame = judged(store, "influencer", Filters())
    frame = frame[frame["payout"] > 0]
    real = frame["influencer"].map(lambda one: known[one]["true_roi"] or np.nan)
    loss = (frame["payout"] * (1 - real)).clip(lower=0)

    def judge(listed: pd.Series) -> Scores:
        false = float((real[listed] >= 1).mean()) if listed.any() else 0.0
        caught = float(loss[listed].sum() / loss.sum()) if loss.sum() else None
        return {"listed": int(listed.sum()), "false": false, "caught": caught}

    return {"ours": judge(frame["verdict"] == LOSING), "bare": judge(frame["roi"] < 1)}


def costs(store: Store, truth: Mapping[str, Any]) -> dict[str, float]:
    """Mean absolute log error of the payout that stands at products and campaigns."""
    placed = allocation(store)
    found = {}
    for key in ("product", "campaign"):
        pairs = [
            (placed[key].get(name, 0) or 0, cost)
            for name, cost in truth["allocation"][key].items()
            if cost > 0
        ]
        found[key] = float(np.mean([abs(np.log(max(a, 1.0) / b)) for a, b in pairs]))
    return found


def patterns(store: Store, truth: Mapping[str, Any]) -> Scores:
    """Statements made, how many are false or not recurring, and the planted ones found."""
    posts = pd.DataFrame(truth["posts"])
    posts["month"] = posts["date"].str[:7]
    planted = [one["cell"] for one in truth["patterns"] if one["months"] >= 3]
    stated = [dict(one.cell) for one in store.evidence.patterns]
    return {
        "stated": len(stated),
        "false": [not _loses(posts, cell) for cell in stated],
        "fleeting": [not _recurs(posts, cell) for cell in stated],
        "planted": len(planted),
        "found": sum(any(_overlap(posts, a, b) >= 0.5 for b in stated) for a in planted),
        "bare": bare_cells(posts),
    }


def _inside(posts: pd.DataFrame, cell: Mapping[str, str]) -> pd.Series:
    mask = pd.Series(True, index=posts.index)
    for key, value in cell.items():
        mask &= posts[key] == value
    return mask


def _loses(posts: pd.DataFrame, cell: Mapping[str, str]) -> bool:
    mine = posts[_inside(posts, cell)]
    return bool(mine["expected_revenue"].sum() < mine["expected_payout"].sum())


def _recurs(posts: pd.DataFrame, cell: Mapping[str, str]) -> bool:
    """Whether at least half of the active months were expected to lose."""
    months = posts[_inside(posts, cell)].groupby("month")[["expected_revenue", "expected_payout"]]
    sums = months.sum()
    below = sums["expected_revenue"] < sums["expected_payout"]
    return bool(len(below) and below.mean() >= 0.5)


def _overlap(posts: pd.DataFrame, one: Mapping[str, str], other: Mapping[str, str]) -> float:
    """Posts in both cells over posts in either (Jaccard)."""
    a, b = _inside(posts, one), _inside(posts, other)
    return float((a & b).sum() / max((a | b).sum(), 1))


def bare_cells(posts: pd.DataFrame) -> Scores:
    """What listing every cell with ROI < 1 would state: pairs of platform, category, product."""
    stated, false = 0, 0
    for by in (["platform", "category"], ["platform", "product"], ["category", "product"]):
        sums = posts.groupby(by).agg(
            posts=("url", "size"),
            people=("influencer", "nunique"),
            revenue=("revenue", "sum"),
            payout=("payout", "sum"),
            expected=("expected_revenue", "sum"),
            cost=("expected_payout", "sum"),
        )
        sums = sums[(sums["posts"] >= 8) & (sums["people"] >= 3)]
        listed = sums[sums["revenue"] < sums["payout"]]
        stated += len(listed)
        false += int((listed["expected"] >= listed["cost"]).sum())
    return {"stated": stated, "false": false}
