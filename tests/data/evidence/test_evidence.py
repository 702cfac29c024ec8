"""The columns that intervals are made of: they add up, and rest on what the files say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from data.ingest.load import load_folder
from data.queries.estimates import judged
from data.store import Store
from metrics.catalog.columns import EVIDENCE
from metrics.filters import Filters
from metrics.roi.variability import fit_dispersion
from tests import oracle
from tests.worlds import World, written

MakeFolder = Callable[..., Path]
POSTS = "influencer_id,platform,date,URL,caption,reach,likes,comments\n"
TRACKING = "source,campaign,influencer_id,user_id,product,date,orders,revenue\n"
PAYOUTS = "influencer_id,basis,rate,orders,total_payout\n"


def before_their_post(folder: Path) -> tuple[float, float]:
    """₹ of known influencers' orders before their first post, and after it, by hand."""
    known = {row["ID"] for row in oracle.read(folder, "influencers")}
    first: dict[str, str] = defaultdict(lambda: "9")
    for row in oracle.read(folder, "posts"):
        first[row["influencer_id"]] = min(first[row["influencer_id"]], row["date"])
    sums = [0.0, 0.0]
    for row in oracle.read(folder, "tracking"):
        if row["influencer_id"] in known:
            sums[row["date"] >= first[row["influencer_id"]]] += float(row["revenue"])
    return sums[0], sums[1]


def test_each_post_has_what_was_sold_until_the_next(store: Store, folder: Path) -> None:
    """Influencer, day, revenue and squares of every post, from the files."""
    found = store.evidence.outcomes
    posts = sorted((r["influencer_id"], r["date"]) for r in oracle.read(folder, "posts"))
    ids = store.evidence.facts.vocabulary["influencer"]
    days = found.day.astype("datetime64[D]").astype(str)
    assert sorted(zip((ids[one] for one in found.influencer), days)) == posts
    expected: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for row in oracle.read(folder, "tracking"):
        who = row["influencer_id"]
        before = [day for one, day in posts if one == who and day <= row["date"]]
        if before:
            money = float(row["revenue"])
            for at, part in enumerate((money, float(row["orders"]), money**2)):
                expected[who, max(before)][at] += part
    sums: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for one, day, *parts in zip(found.influencer, days, found.revenue, found.orders, found.squares):
        for at, part in enumerate(parts):
            sums[ids[one], day][at] += part
    for key in set(posts):
        assert sums[key] == pytest.approx(expected[key])
    first = min(day for _, day in posts)
    months = [12 * int(d[:4]) + int(d[5:7]) - 12 * int(first[:4]) - int(first[5:7]) for d in days]
    assert found.month.tolist() == months


def test_what_posts_cost_is_what_stands_on_them(store: Store, folder: Path) -> None:
    found = store.evidence.outcomes
    paid: dict[tuple[str, str], float] = defaultdict(float)
    for row in oracle.read(folder, "payouts"):
        paid[row["influencer_id"], row["basis"]] += float(row["total_payout"])
    ids = store.evidence.facts.vocabulary["influencer"]
    for one, cost, share in zip(found.influencer, found.cost, found.share_by_order):
        by_post, by_order = paid[ids[one], "post"], paid[ids[one], "order"]
        total = by_post + by_order
        assert share == pytest.approx(by_order / total if total else 0)
        count = int((found.influencer == one).sum())
        assert by_post / count - 1e-6 <= cost <= by_post / count + by_order + 1e-6


def test_some_posts_can_be_left_out(store: Store) -> None:
    found = store.evidence.outcomes
    chosen = found.influencer == found.influencer[0]
    rest = found.without(chosen)
    assert len(rest) == (~chosen).sum() and found.influencer[0] not in rest.influencer
    assert rest.revenue.sum() == pytest.approx(found.revenue[~chosen].sum())
    assert {key: len(codes) for key, codes in rest.codes.items()} == dict.fromkeys(
        found.codes, len(rest)
    )


@pytest.mark.parametrize("seed", [1, 2, 7])
def test_expected_money_adds_up_over_facts(seed: int, tmp_path: Path) -> None:
    """What is expected of posts, and orders before the first post as they were."""
    folder = written(World(seed=seed), tmp_path)
    evidence = Store(load_folder(folder)).evidence
    early, rest = before_their_post(folder)
    assert early > 0 and rest > 0
    assert evidence.outcomes.revenue.sum() == pytest.approx(rest)
    expected = evidence.facts.columns["expected_revenue"]
    wanted = fit_dispersion(evidence.outcomes).expected
    assert expected.sum() == pytest.approx(wanted.sum() + early)
    on = evidence.facts.post >= 0
    by_post = np.bincount(evidence.facts.post[on], expected[on], len(wanted))
    np.testing.assert_allclose(by_post, wanted, rtol=1e-9)


@pytest.mark.parametrize("seed", [1, 2, 7])
def test_variances_and_moments_are_never_negative(seed: int, tmp_path: Path) -> None:
    facts = Store(load_folder(written(World(seed=seed), tmp_path))).evidence.facts
    for name in EVIDENCE:
        column = facts.columns[name]
        assert column.shape == (len(facts),) and np.isfinite(column).all(), name
        assert (column >= 0).all() and column.any() and not column.flags.writeable, name


def test_luck_is_added_to_the_counting_noise_of_posts(store: Store) -> None:
    """Whoever is paid by post alone varies by at least the posts' own variation."""
    found = fit_dispersion(store.evidence.outcomes)
    outcomes = store.evidence.outcomes
    sums = store.sums(("influencer",), Filters(), ("revenue_variance",))["revenue_variance"]
    people = store.breakdown("influencer", Filters(), ())["influencer"].tolist()
    paid_by_post = 0
    for one, variance in zip(people, sums):
        code = store.evidence.facts.vocabulary["influencer"].index(one)
        mine = outcomes.influencer == code
        if mine.any() and (outcomes.share_by_order[mine] == 0).all():
            paid_by_post += 1
            lucky = found.cv_squared * (found.expected[mine] ** 2).sum()
            assert variance > lucky * (1 - 1e-9)
    assert paid_by_post > 2


def made_deals(make_folder: MakeFolder, basis: str, value: int = 500) -> Store:
    """One influencer, twelve posts, uneven sales of one product at one price."""
    day = date(2025, 1, 1)
    posts = tracking = ""
    for post in range(12):
        posts += f"INF1,X,{day + timedelta(7 * post)},u{post},,1,1,1\n"
        for order in range(1 + post % 4):
            when = day + timedelta(7 * post + order)
            tracking += f"X,c,INF1,u{post}-{order},Whey,{when},1,{value}\n"
    return Store(
        load_folder(
            make_folder(
                posts=POSTS + posts,
                tracking=TRACKING + tracking,
                payouts=PAYOUTS + f"INF1,{basis},1,,9000\n",
            )
        )
    )


def test_pay_per_order_takes_luck_along(make_folder: MakeFolder) -> None:
    """At one price and pay per order the return is fixed, whatever the posts sell."""
    by_post, by_order = (made_deals(make_folder, basis) for basis in ("post", "order"))
    sums = [
        store.sums((), Filters(), ("revenue_variance", "expected_revenue"))
        for store in (by_post, by_order)
    ]
    assert sums[1]["expected_revenue"] == pytest.approx(sums[0]["expected_revenue"])
    assert sums[1]["revenue_variance"][0] < 1e-6 * sums[0]["revenue_variance"][0]


def test_dearer_orders_are_fewer_witnesses(make_folder: MakeFolder) -> None:
    names = ("revenue_variance", "expected_revenue")
    spread = []
    for value in (500, 5_000):
        sums = made_deals(make_folder, "post", value).sums((), Filters(), names)
        spread.append(sums["revenue_variance"][0] / sums["expected_revenue"][0] ** 2)
    assert spread[0] == pytest.approx(spread[1])


def test_a_post_that_sold_nothing_is_expected_on_itself(make_folder: MakeFolder) -> None:
    posts = "".join(f"INF1,X,2025-03-{day:02d},u{day},,1,1,1\n" for day in (1, 5))
    posts += "INF2,X,2025-03-01,v,,1,1,1\n"
    tracking = "X,c,INF1,a,Whey,2025-03-02,1,800\n"
    facts = Store(
        load_folder(make_folder(posts=POSTS + posts, tracking=TRACKING + tracking))
    ).evidence.facts
    expected, is_post = facts.columns["expected_revenue"], facts.columns["posts"] > 0
    assert (facts.columns["revenue"][~is_post] > 0).any()
    # The post with an order passes its expectation on to that order.
    assert (expected[is_post] > 0).sum() == 2
    assert expected[facts.columns["revenue"] > 0].sum() > expected[is_post].max()


def test_who_posted_for_money_and_sold_nothing_is_judged(make_folder: MakeFolder) -> None:
    """Nothing sold leaves the post's product unknown: that must not hide a lost payout."""
    posts = "INF1,X,2025-03-01,u,,1,1,1\nINF2,X,2025-03-01,v,,1,1,1\n"
    tracking = "X,c,INF1,a,Whey,2025-03-02,1,800\n"
    store = Store(load_folder(make_folder(posts=POSTS + posts, tracking=TRACKING + tracking)))
    found = judged(store, "influencer", Filters()).set_index("influencer")
    assert found.loc["INF2", "payout"] > 0 and found.loc["INF2", "verdict"] != ""
    assert 0 <= found.loc["INF2", "roi_low"] < found.loc["INF2", "roi_high"]


def test_moments_are_those_of_the_order_rows(store: Store, folder: Path) -> None:
    known = {row["ID"] for row in oracle.read(folder, "influencers")}
    rows = [r for r in oracle.read(folder, "tracking") if r["influencer_id"] in known]
    money = [(float(r["revenue"]), float(r["orders"])) for r in rows]
    names = ("order_value_squares", "order_value_products", "order_squares")
    sums = store.sums((), Filters(), names)
    assert sums["order_value_squares"][0] == pytest.approx(sum(m * m for m, _ in money))
    assert sums["order_value_products"][0] == pytest.approx(sum(m * n for m, n in money))
    assert sums["order_squares"][0] == pytest.approx(sum(n * n for _, n in money))


def test_claimed_orders_are_taken_at_the_organic_value_of_their_product(
    store: Store, folder: Path
) -> None:
    known = {row["ID"] for row in oracle.read(folder, "influencers")}
    own: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    claimed: dict[str, float] = defaultdict(float)
    for row in oracle.read(folder, "tracking"):
        if not row["influencer_id"]:
            own[row["product"]][0] += float(row["revenue"])
            own[row["product"]][1] += float(row["orders"])
        elif row["influencer_id"] in known:
            claimed[row["product"]] += float(row["orders"])
    frame = store.breakdown("product", Filters(), ())
    found = store.sums(("product",), Filters(), ("displaced_value",))["displaced_value"]
    assert set(frame["product"]) - {"(unassigned)"} == set(claimed)
    for product, value in zip(frame["product"], found):
        if product == "(unassigned)":
            assert value == 0
            continue
        revenue, orders = own[product]
        assert value == pytest.approx(claimed[product] * revenue / orders)


def test_an_order_without_a_product_is_taken_at_the_middle(make_folder: MakeFolder) -> None:
    rows = "".join(
        f"organic,,,u{n},{product},2025-03-01,1,{money}\n"
        for n, (product, money) in enumerate((("A", 100), ("B", 300), ("C", 900)))
    )
    tracking = rows + "X,c,INF1,z,,2025-03-02,2,5000\n"
    store = Store(load_folder(make_folder(tracking=TRACKING + tracking)))
    assert store.sums((), Filters(), ("displaced_value",))["displaced_value"][0] == 2 * 300


def test_without_a_product_column_nothing_breaks(make_folder: MakeFolder) -> None:
    rows = "organic,,,u,,2025-03-01,1,100\nX,c,INF1,z,,2025-03-02,2,500\n"
    store = Store(load_folder(make_folder(tracking=TRACKING + rows)))
    assert store.sums((), Filters(), ("displaced_value",))["displaced_value"][0] == 0
    assert not store.evidence.prepare().incrementality.measured


def test_the_posterior_is_fitted_once(store: Store) -> None:
    assert store.evidence.prepare() is store.evidence
    assert store.evidence.incrementality is store.evidence.incrementality


@pytest.mark.parametrize("empty", ["posts", "tracking", "payouts", "influencers"])
def test_an_empty_file_leaves_evidence_that_adds_up(make_folder: MakeFolder, empty: str) -> None:
    headers = {
        "posts": POSTS,
        "tracking": TRACKING,
        "payouts": PAYOUTS,
        "influencers": "ID,name,category,gender,follower_count,platform\n",
    }
    store = Store(load_folder(make_folder(**{empty: headers[empty]})))
    names = ("revenue", *EVIDENCE)
    total = store.sums((), Filters(), names)
    parts = store.sums(("influencer",), Filters(), names)
    for name in names:
        assert np.isfinite(total[name]).all()
        assert parts[name].sum() == pytest.approx(total[name][0], abs=1e-6)
