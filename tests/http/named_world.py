"""A small world in which every name is a word of its own, so that one that leaks is found."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

PLATFORMS = ("Platoak", "Platelm", "Platash")
CAMPAIGNS = ("Camprose", "Camplily", "Campiris", "Camppoppy")
PRODUCTS = ("Prodlion", "Prodbear", "Prodwolf", "Proddeer", "Prodhare")
PEOPLE = 12
FIRST = date(2025, 1, 1)


@dataclass(frozen=True)
class World:
    """The rows as they were written, to count them again in another way."""

    folder: Path
    platform: Mapping[str, str]
    tracking: tuple[tuple[str, str, str, float], ...]
    """influencer, campaign, product, revenue of each order row with an influencer."""
    posted: tuple[tuple[str, str], ...]
    """influencer and platform of each post: not always the influencer's own platform."""

    @property
    def names(self) -> frozenset[str]:
        """Every name there is: ids and names of people, platforms, campaigns, products."""
        people = [word for one in self.platform for word in (one, person(one))]
        return frozenset((*people, *PLATFORMS, *CAMPAIGNS, *PRODUCTS))

    def rows(self, rule: Mapping[str, Iterable[str]]) -> list[tuple[str, str, str, float]]:
        """The order rows a rule leaves."""
        return [
            (who, campaign, product, revenue)
            for who, campaign, product, revenue in self.tracking
            if who in rule.get("influencers", self.platform)
            and self.platform[who] in rule.get("platforms", PLATFORMS)
            and campaign in rule.get("campaigns", CAMPAIGNS)
        ]

    def foreign(self, rule: Mapping[str, Iterable[str]]) -> frozenset[str]:
        """The names that a reader under a rule must never see."""
        rows = self.rows(rule)
        who = {one for one, *_ in rows}
        if "campaigns" not in rule:
            who |= {
                one
                for one, platform in self.platform.items()
                if platform in rule.get("platforms", PLATFORMS)
                and one in rule.get("influencers", self.platform)
            }
        allowed = {*who, *(person(one) for one in who), *(self.platform[one] for one in who)}
        allowed |= {campaign for _, campaign, *_ in rows}
        on = set(rule.get("platforms", PLATFORMS))
        allowed |= {platform for one, platform in self.posted if one in who} & on
        # A post's product is what its influencer sold soon after it, whatever the campaign.
        allowed |= {product for one, _, product, _ in self.tracking if one in who}
        return self.names - allowed


def person(influencer: str) -> str:
    """The name of an id."""
    return f"Name{influencer.lower()}"


def written(folder: Path, seed: int = 3) -> World:
    """Write a world in which parts of the files can't be used, names of people among them."""
    dice = random.Random(seed)
    ids = [f"Zq{n}kx" for n in range(1, PEOPLE + 1)]
    platform = {one: dice.choice(PLATFORMS) for one in ids}
    tracking, lines = [], []
    for n in range(1500):
        who, campaign = dice.choice([*ids, ""]), dice.choice(CAMPAIGNS)
        product, day = dice.choice(PRODUCTS), FIRST + timedelta(dice.randrange(120))
        revenue = round(dice.uniform(100, 900), 2)
        lines.append(["link", campaign, who, f"u{n % 300}", product, day, 1, revenue])
        if who:
            tracking.append((who, campaign, product, revenue))
    lines += [["link", CAMPAIGNS[0], one, "u1", PRODUCTS[0], "no day", 1, one] for one in ids]
    lines += [["link", CAMPAIGNS[1], f"{one}Gone", "u1", PRODUCTS[0], FIRST, 1, 5] for one in ids]
    posts = [
        [who, dice.choice(PLATFORMS) if n % 9 == 0 else platform[who],
         FIRST + timedelta(dice.randrange(120)), f"https://example.com/{person(who)}/{n}",
         f"post {n} of {person(who)}", dice.randrange(1000, 90_000), 50, 5]
        for n in range(160) for who in [dice.choice(ids)]
    ]  # fmt: skip
    payouts = [[one, dice.choice(("post", "order")), 100, 3, 900 + n] for n, one in enumerate(ids)]
    influencers = [[one, person(one), "Fitness", "Male", 9_000, platform[one]] for one in ids]
    plans = [[c, FIRST, FIRST + timedelta(90), 1000, 5000] for c in CAMPAIGNS]
    offers = [[p, FIRST, FIRST + timedelta(5)] for p in PRODUCTS]
    for name, header, rows in (
        ("influencers_data", "ID,name,category,gender,follower_count,platform", influencers),
        ("posts_data", "influencer_id,platform,date,URL,caption,reach,likes,comments", posts),
        ("tracking_data", "source,campaign,influencer_id,user_id,product,date,orders,revenue",
         lines),
        ("payouts_data", "influencer_id,basis,rate,orders,total_payout", payouts),
        ("campaigns", "campaign,start,end,budget,target_revenue", plans),
        ("promotions", "product,start,end", offers),
    ):  # fmt: skip
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([header.split(","), *rows])
    return World(folder, platform, tuple(tracking), tuple((one[0], one[1]) for one in posts))
