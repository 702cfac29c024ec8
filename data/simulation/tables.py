"""The small tables of a world as frames, in the columns of the input files."""

import numpy as np
import pandas as pd

from data.simulation.campaigns import PLATFORMS
from data.simulation.captions import addresses, captions
from data.simulation.catalogue import CATEGORIES, NAMES
from data.simulation.engagement import engagement
from data.simulation.ground_truth import Accounts
from data.simulation.market import World
from data.simulation.people import GENDERS, labels
from data.simulation.random_streams import stream


def influencers(world: World) -> pd.DataFrame:
    """influencers_data.csv."""
    who = world.who
    return pd.DataFrame(
        {
            "ID": who.ids,
            "name": who.names,
            "category": labels(who.category, CATEGORIES),
            "gender": labels(who.gender, GENDERS),
            "follower_count": who.followers,
            "platform": labels(who.platform, PLATFORMS),
        }
    )


def posts(world: World) -> pd.DataFrame:
    """posts_data.csv, by date."""
    rows, who = world.posts, world.who
    counts = engagement(rows, who, world.demand, world.seed)
    frame = pd.DataFrame(
        {
            "influencer_id": [who.ids[person] for person in rows.influencer],
            "platform": labels(who.platform[rows.influencer], PLATFORMS),
            "date": world.period.dates[rows.day].astype(str),
            "URL": addresses(rows, who, world.seed),
            "caption": captions(rows, who, world.campaigns, world.seed),
            "reach": counts.reach,
            "likes": counts.likes,
            "comments": counts.comments,
        }
    )
    return frame.iloc[np.argsort(rows.day, kind="stable")]


def payouts(world: World, books: Accounts) -> pd.DataFrame:
    """payouts_data.csv: a row per influencer and basis; post-paid rows state no orders."""
    deals, count = world.deals, len(world.who)
    made = np.bincount(world.posts.influencer, minlength=count)
    orders = np.bincount(world.posts.influencer, books.orders, count)
    rows = []
    for code, key in enumerate(world.who.ids):
        for basis, rate, units in (
            ("post", deals.per_post[code], made[code]),
            ("order", deals.per_order[code], orders[code]),
        ):
            if rate > 0:
                stated = f"{units:.0f}" if basis == "order" else ""
                rows.append((key, basis, f"{rate:.2f}", stated, f"{rate * units:.2f}"))
    return pd.DataFrame(rows, columns=["influencer_id", "basis", "rate", "orders", "total_payout"])


def promotions(world: World) -> pd.DataFrame:
    """promotions.csv: what the shop knows of; hidden promotions are not in it."""
    dates = world.period.dates.astype(str)
    rows = [
        (NAMES[one.product], dates[one.first], dates[one.last])
        for one in world.promotions
        if one.listed
    ]
    return pd.DataFrame(rows, columns=["product", "start", "end"])


def campaigns(world: World, books: Accounts) -> pd.DataFrame:
    """campaigns.csv: budgets set beforehand, so that some are overspent."""
    rng = stream(world.seed, "budgets")
    dates = world.period.dates.astype(str)
    rows = []
    for code, campaign in enumerate(world.campaigns):
        planned = books.expected_payout[world.posts.campaign == code].sum()
        budget = float(f"{planned * rng.uniform(0.9, 1.3):.2g}")
        target = float(f"{budget * rng.uniform(1.5, 2.2):.2g}")
        window = dates[campaign.first], dates[campaign.last]
        rows.append((campaign.name, *window, f"{budget:.0f}", f"{target:.0f}"))
    return pd.DataFrame(rows, columns=["campaign", "start", "end", "budget", "target_revenue"])
