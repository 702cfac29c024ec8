"""Command line: makes a simulated market with known answers, the same for the same seed."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from data.progress import Progress
from data.simulation.csv_writer import FILES, TRUTH, write
from data.simulation.ground_truth import accounts
from data.simulation.market import usual_rows, world
from data.simulation.sales import sell
from data.simulation.scenario import SCENARIOS, Scenario, scenario, sized

SEED = 26
MOST_ROWS, MOST_DAYS, MOST_INFLUENCERS = 200_000_000, 3650, 20_000
DONE, REFUSED = 0, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when the files are written, 2 when the folder holds files that are not a simulation."""
    parser = _parser()
    options = parser.parse_args(arguments)
    foreign = _foreign(options.out)
    if foreign:
        sys.stderr.write(
            f"{options.out} holds {foreign} and no {TRUTH}: not made here, not touched\n"
        )
        return REFUSED
    chosen = _sized(scenario(options.scenario), options.influencers, options.days, options.rows)
    progress = Progress(sys.stderr)
    try:
        market = world(options.seed, chosen, options.rows or usual_rows(chosen))
        sales = sell(market, progress=partial(progress.step, "Customers buy"))
        write(market, sales, options.out, partial(progress.step, "Writing"))
    finally:
        progress.close()
    total = accounts(market, sales)
    sys.stdout.write(
        f"{options.out}: {len(sales):,} tracking rows, {len(market.posts):,} posts by"
        f" {len(market.who):,} influencers, {market.period.first} to {market.period.last};"
        f" ₹{total.revenue.sum():,.0f} sold for ₹{total.payout.sum():,.0f} paid\n"
    )
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m data.simulate", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to write to")
    parser.add_argument("--seed", type=_within(0, 2**63), default=SEED, help=f"default {SEED}")
    parser.add_argument(
        "--influencers",
        type=_within(1, MOST_INFLUENCERS),
        help="default 60; grows with the square root of --rows",
    )
    parser.add_argument("--days", type=_within(1, MOST_DAYS), help="default 365, to 31 Aug 2025")
    parser.add_argument("--rows", type=_within(1, MOST_ROWS), help="about so many tracking rows")
    parser.add_argument(
        "--scenario", choices=sorted(SCENARIOS), default="default", help="what the world is like"
    )
    return parser


class _within:  # noqa: N801
    """An argument type: a whole number from `low` to `high`."""

    __name__ = "whole number"

    def __init__(self, low: int, high: int) -> None:
        self.low, self.high = low, high

    def __call__(self, text: str) -> int:
        number = int(text)
        if not self.low <= number <= self.high:
            raise argparse.ArgumentTypeError(f"{number} is not from {self.low} to {self.high}")
        return number


def _sized(
    chosen: Scenario, influencers: int | None, days: int | None, rows: int | None
) -> Scenario:
    """A world of the asked size; more rows than usual come from more influencers too."""
    chosen = sized(chosen, influencers, days)
    if rows and not influencers:
        usual = usual_rows(chosen)
        chosen = replace(
            chosen, influencers=max(3, round(chosen.influencers * (rows / usual) ** 0.5))
        )
    return chosen


def _foreign(folder: Path) -> str:
    """The first of our files in a folder that no simulation wrote; '' when it is free."""
    if (folder / TRUTH).exists():
        return ""
    return next((name for name in FILES if (folder / name).exists()), "")


if __name__ == "__main__":
    sys.exit(main())
