"""Small random data sets, written with the csv module alone."""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

PLATFORMS = ("Instagram", "YouTube", "X (Twitter)")
CATEGORIES = ("Fitness", "Nutrition", "Yoga & <b>calm</b>")
CAMPAIGNS = ("Diwali Gifting", "Summer Shred", "Only/Posts & more", "")
PRODUCTS = ("Whey Protein", "Creatine", "Protein", "Fish Oil")
FIRST = date(2025, 1, 1)


@dataclass(frozen=True)
class World:
    """How large a world is and how it is made."""

    seed: int = 1
    influencers: int = 12
    posts: int = 60
    rows: int = 600
    days: int = 150
    mixed: bool = True


def written(world: World, folder: Path) -> Path:
    """Write the four files of a world and return the folder."""
    dice = random.Random(world.seed)
    ids = [f"{n:03d}" if n % 5 == 0 else str(n) for n in range(1, world.influencers + 1)]
    _write(folder / "influencers_data.csv", _influencers(dice, ids))
    posts = _posts(dice, ids, world)
    _write(folder / "posts_data.csv", posts)
    tracking = _tracking(dice, ids, world)
    _write(folder / "tracking_data.csv", tracking)
    _write(folder / "payouts_data.csv", _payouts(dice, ids, world))
    return folder


def _write(path: Path, rows: list[list[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)


def _day(dice: random.Random, world: World) -> str:
    return (FIRST + timedelta(dice.randrange(world.days))).isoformat()


def _influencers(dice: random.Random, ids: list[str]) -> list[list[object]]:
    rows: list[list[object]] = [["ID", "name", "category", "gender", "follower_count", "platform"]]
    for one in ids:
        rows.append(
            [
                one,
                f"Person {one}",
                dice.choice(CATEGORIES),
                dice.choice(("Female", "Male")),
                dice.choice((5_000, 50_000, 250_000, 700_000, 2_000_000)),
                dice.choice(PLATFORMS),
            ]
        )
    return rows


def _posts(dice: random.Random, ids: list[str], world: World) -> list[list[object]]:
    rows: list[list[object]] = [
        ["influencer_id", "platform", "date", "URL", "caption", "reach", "likes", "comments"]
    ]
    for number in range(world.posts):
        caption = dice.choice(("Love this!", "My #wheyprotein\nevery day", "Creatine works"))
        reach = "" if dice.random() < 0.1 else dice.randrange(100, 90_000)
        url = f"https://example.com/p/{number}"
        likes, comments = dice.randrange(100), dice.randrange(20)
        one = dice.choice(ids[1:] or ids)
        rows.append([one, "Instagram", _day(dice, world), url, caption, reach, likes, comments])
    return rows


def _tracking(dice: random.Random, ids: list[str], world: World) -> list[list[object]]:
    rows: list[list[object]] = [
        ["source", "campaign", "influencer_id", "user_id", "product", "date", "orders", "revenue"]
    ]
    for _ in range(world.rows):
        kind = dice.random()
        who = "" if kind < 0.3 else "ghost" if kind < 0.35 else dice.choice(ids[:-1] or ids)
        source = "organic" if not who else dice.choice(PLATFORMS)
        campaign = dice.choice(CAMPAIGNS) if who else ""
        user = "" if dice.random() < 0.03 else f"u{dice.randrange(world.rows // 3 + 1)}"
        orders = dice.randrange(1, 4)
        money = f"{dice.randrange(10_000, 400_000) / 100:.2f}"
        product = dice.choice(PRODUCTS)
        rows.append([source, campaign, who, user, product, _day(dice, world), orders, money])
    return rows


def _payouts(dice: random.Random, ids: list[str], world: World) -> list[list[object]]:
    rows: list[list[object]] = [["influencer_id", "basis", "rate", "orders", "total_payout"]]
    for number, one in enumerate(ids):
        if number % 7 == 6:
            continue
        basis = dice.choice(("post", "order"))
        rows.append([one, basis, 100, "", f"{dice.randrange(100, 5_000_000) / 100:.2f}"])
        if world.mixed and number % 6 == 5:
            other = "order" if basis == "post" else "post"
            rows.append([one, other, 50, "", f"{dice.randrange(100, 900_000) / 100:.2f}"])
    return rows
