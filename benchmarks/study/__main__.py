"""``python -m benchmarks.study``: judge the estimators on many simulated markets.

Seeds 100 to 139 were used while the estimators were built and are never reported.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from benchmarks.study.figures import Figures, figures
from benchmarks.study.scores import Scores, scored
from data.simulation.scenario import SCENARIOS

TUNING = range(100, 140)
FIRST_REPORTED = 500


def one(job: tuple[str, int]) -> Scores:
    """Score one market in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        return scored(Path(folder), *job)


def say(line: str) -> None:
    """A line of the report."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def line(name: str, found: Figures) -> str:
    """A scenario in one line."""
    total, roi, losing, patterns = (found[k] for k in ("total", "roi", "losing", "patterns"))
    fixed = total["others"]["₹300 an order"]
    return (
        f"{name:22} total bias {total['bias']} rmse {total['rmse']} cov {total['coverage']} "
        f"width {total['width']} (₹300 bias {fixed['bias']} rmse {fixed['rmse']}) | campaign cov "
        f"{found['campaign']['coverage']} rmse {found['campaign']['rmse']} | influencer cov "
        f"{found['influencer']['coverage']} rmse {found['influencer']['rmse']} | roi cov "
        f"{roi['coverage']} (bootstrap {roi['bootstrap']}) log {roi['log_rmse']} raw "
        f"{roi['raw_log_rmse']} | losing {losing['ours']} bare {losing['bare']} | patterns "
        f"{patterns} | cost {found['allocation']}"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the study and write its figures where the Method page reads them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.study", description=__doc__)
    parser.add_argument("--markets", type=int, default=20, help="markets per scenario (20)")
    parser.add_argument("--first", type=int, default=FIRST_REPORTED, help="first seed (500)")
    parser.add_argument("--workers", type=int, default=2, help="processes (2)")
    parser.add_argument("--scenario", action="append", choices=tuple(SCENARIOS), help="only these")
    parser.add_argument("--out", type=Path, help="file to write; none for tuning seeds")
    options = parser.parse_args(arguments)
    seeds = range(options.first, options.first + options.markets)
    names = options.scenario or list(SCENARIOS)
    result: dict[str, Figures] = {}
    with ProcessPoolExecutor(options.workers) as pool:
        for name in names:
            result[name] = figures(list(pool.map(one, [(name, seed) for seed in seeds])))
            say(line(name, result[name]))
    reported = not set(seeds) & set(TUNING)
    if options.out and not reported:
        parser.error("seeds that were used for tuning are never reported")
    if options.out:
        answer = {"seeds": [seeds[0], seeds[-1]], "scenarios": result}
        options.out.write_text(json.dumps(answer, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
