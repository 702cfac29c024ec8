"""Writes a world to a folder: the CSV files, then truth.json, each complete or not there."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from data.simulation import tables
from data.simulation.campaigns import PLATFORMS
from data.simulation.catalogue import PRODUCTS
from data.simulation.customers import BASELINE_SOURCES
from data.simulation.digits import lines, money, whole, words
from data.simulation.ground_truth import accounts, truth
from data.simulation.market import World
from data.simulation.sales import BASELINE, Sales

HEADER = "source,campaign,influencer_id,user_id,product,brand,date,orders,revenue\n"
BLOCK = 200_000
"""Tracking rows written at a time."""
TRUTH = "truth.json"
FILES = (
    "influencers_data.csv",
    "posts_data.csv",
    "tracking_data.csv",
    "payouts_data.csv",
    "promotions.csv",
    "campaigns.csv",
)


def write(
    world: World,
    sales: Sales,
    folder: Path,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """Writes all files under other names first and then renames them, truth.json last."""
    folder.mkdir(parents=True, exist_ok=True)
    books = accounts(world, sales)
    frames = (
        ("influencers_data.csv", tables.influencers(world)),
        ("posts_data.csv", tables.posts(world)),
        ("payouts_data.csv", tables.payouts(world, books)),
        ("promotions.csv", tables.promotions(world)),
        ("campaigns.csv", tables.campaigns(world, books)),
    )
    for name, frame in frames:
        _part(folder, name).write_bytes(_text(frame))
    with _part(folder, "tracking_data.csv").open("wb") as file:
        file.write(HEADER.encode())
        for at, block in _blocks(world, sales):
            file.write(block)
            progress(min(at, len(sales)), len(sales))
    answers = json.dumps(truth(world, sales), indent=1, ensure_ascii=False, allow_nan=False)
    _part(folder, TRUTH).write_text(answers + "\n", encoding="utf-8")
    for name in (*FILES, TRUTH):
        _part(folder, name).replace(folder / name)


def _part(folder: Path, name: str) -> Path:
    return folder / f".{name}.part"


def _text(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False, lineterminator="\n").encode()


def _blocks(world: World, sales: Sales) -> Iterator[tuple[int, bytes]]:
    """The tracking file in blocks of lines, each with the number of rows done after it."""
    who, posts = world.who, world.posts
    source = words((*PLATFORMS, *BASELINE_SOURCES), np.arange(len(PLATFORMS) + 3))
    campaign = words(("", *(c.name for c in world.campaigns)), np.arange(len(world.campaigns) + 1))
    person = words(("", *who.ids), np.arange(len(who) + 1))
    product = words([p.name for p in PRODUCTS], np.arange(len(PRODUCTS)))
    brand = words([p.brand for p in PRODUCTS], np.arange(len(PRODUCTS)))
    days = words(world.period.dates.astype(str).tolist(), np.arange(world.period.days))
    # Position -1 (baseline) points at the entry added last: nobody's.
    owner = np.append(posts.influencer, -1)
    run = np.append(posts.campaign, -1)
    platform = np.append(who.platform, 0)
    most = world.customers + world.chunks * world.audiences.size
    size = max(6, len(str(most)))
    for start in range(0, len(sales), BLOCK):
        rows = sales.taken(np.arange(start, min(start + BLOCK, len(sales))))
        base = rows.post == BASELINE
        at = owner[rows.post]
        origin = np.where(base, len(PLATFORMS) + rows.source, platform[at])
        letter = np.full((len(rows), 1), ord("U"), np.uint8)
        yield (
            start + len(rows),
            lines(
                [
                    source[origin],
                    campaign[run[rows.post] + 1],
                    person[at + 1],
                    np.hstack([letter, whole(_number(rows.user, size), size)]),
                    product[rows.product],
                    brand[rows.product],
                    days[rows.day],
                    whole(rows.orders),
                    money(rows.paid),
                ]
            ),
        )


def _number(user: np.ndarray, size: int) -> np.ndarray:
    """A number for each user that says nothing of who they are; no two users share one."""
    return (user.astype(np.int64) * 7_654_321 + 1_234_567) % 10**size
