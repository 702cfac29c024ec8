"""Scores of many markets to the figures that are reported, by scenario."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from benchmarks.study.scores import BANDS, Scores

Figures = dict[str, Any]


def rounded(value: float | None, places: int = 3) -> float | None:
    """A figure as it is reported; None where there is none."""
    return None if value is None or not np.isfinite(value) else round(float(value), places)


def root_mean_square(values: Sequence[float]) -> float:
    """√ of the mean of squares; NaN for nothing."""
    return float(np.sqrt(np.mean(np.square(values)))) if len(values) else float("nan")


def share(values: Iterable[bool]) -> float:
    """Share of what is true; NaN for nothing."""
    known = list(values)
    return float(np.mean(known)) if known else float("nan")


def figures(markets: Sequence[Scores]) -> Figures:
    """All figures of one scenario."""
    return {
        "markets": len(markets),
        "total": _total([m["total"] for m in markets]),
        "campaign": _groups([one for m in markets for one in m["campaign"]]),
        "influencer": _groups([one for m in markets for one in m["influencer"]]),
        "roi": _roi([one for m in markets for one in m["roi"]]),
        "losing": {who: _losing([m["losing"][who] for m in markets]) for who in ("ours", "bare")},
        "patterns": _patterns([m["patterns"] for m in markets]),
        "allocation": {
            key: rounded(np.mean([m["allocation"][key] for m in markets]))
            for key in ("product", "campaign")
        },
    }


def _total(found: Sequence[Scores]) -> Figures:
    known = [one for one in found if np.isfinite(one["error"])]
    errors = [one["error"] for one in known]
    rules = {
        name: [one["others"][name] for one in found if np.isfinite(one["others"][name])]
        for name in found[0]["others"]
    }
    return {
        "measured": len(known),
        "bias": rounded(np.mean(errors)) if known else None,
        "rmse": rounded(root_mean_square(errors)),
        "coverage": rounded(share(one["covered"] for one in known)),
        "width": rounded(np.median([one["width"] for one in known])) if known else None,
        "others": {
            name: {"bias": rounded(np.mean(e)), "rmse": rounded(root_mean_square(e))}
            for name, e in rules.items()
            if e
        },
    }


def _groups(found: Sequence[Scores]) -> Figures:
    return {
        "rmse": rounded(root_mean_square([one["error"] for one in found])),
        "median_error": rounded(np.median([abs(one["error"]) for one in found])) if found else None,
        "coverage": rounded(share(one["covered"] for one in found)),
    }


def _roi(found: Sequence[Scores]) -> Figures:
    bands = {}
    for low, high in BANDS:
        mine = [one for one in found if low <= one["posts"] <= high]
        name = f"{low}–{high}" if high < 10**6 else f"{low}+"
        bands[name] = {
            "influencers": len(mine),
            "coverage": rounded(share(one["covered"] for one in mine)),
            "bootstrap": rounded(share(one["bootstrap"] for one in mine)),
        }
    sold = [one for one in found if one["raw_log_error"] is not None]
    ours = root_mean_square([one["log_error"] for one in sold])
    raw = root_mean_square([one["raw_log_error"] for one in sold])
    return {
        "coverage": rounded(share(one["covered"] for one in found)),
        "bootstrap": rounded(share(one["bootstrap"] for one in found)),
        "bands": bands,
        "log_rmse": rounded(ours),
        "raw_log_rmse": rounded(raw),
    }


def _losing(found: Sequence[Scores]) -> Figures:
    caught = [one["caught"] for one in found if one["caught"] is not None]
    return {
        "listed": rounded(np.mean([one["listed"] for one in found]), 1),
        "false": rounded(np.mean([one["false"] for one in found])),
        "caught": rounded(np.mean(caught)) if caught else None,
    }


def _patterns(found: Sequence[Scores]) -> Figures:
    planted = sum(one["planted"] for one in found)
    bare = sum(one["bare"]["stated"] for one in found)
    return {
        "stated": rounded(np.mean([one["stated"] for one in found]), 1),
        "false": rounded(share(x for one in found for x in one["false"])),
        "fleeting": rounded(share(x for one in found for x in one["fleeting"])),
        "found": rounded(sum(one["found"] for one in found) / planted) if planted else None,
        "bare_stated": rounded(bare / len(found), 1),
        "bare_false": rounded(sum(one["bare"]["false"] for one in found) / bare) if bare else None,
    }
