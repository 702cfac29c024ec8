"""The daily panel against the files: own and claimed orders, promotions, prices, new buyers."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from data.evidence.daily_panel import MOST_PRODUCTS, product_groups
from data.ingest.load import load_folder
from data.store import Store
from metrics.incrementality.panel import Panel
from tests import oracle
from tests.worlds import World, written

MakeFolder = Callable[..., Path]
POSTS = "influencer_id,platform,date,URL,caption,reach,likes,comments\n"
TRACKING = "source,campaign,influencer_id,user_id,product,date,orders,revenue\n"
DAY = date(2025, 3, 1)


def on(day: int) -> str:
    return (DAY + timedelta(day)).isoformat()


def sold(
    who: str, product: str, day: int, orders: int = 1, user: str = "", money: int = 100
) -> str:
    return f"s,c,{who},{user},{product},{on(day)},{orders},{money}\n"


def panel_of(folder: Path) -> Panel:
    return Store(load_folder(folder)).evidence.panel


def names(folder: Path) -> list[str]:
    """Products in the order of the panel's rows."""
    product, group = product_groups(load_folder(folder).tracking)
    rows = {int(group[code]): name for code, name in enumerate(product.named)}
    return [rows[row] for row in range(len(rows))]


def test_own_sales_stand_on_their_product_and_day(folder: Path) -> None:
    found, products = panel_of(folder), names(folder)
    rows = oracle.read(folder, "tracking")
    first = min(row["date"] for row in rows)
    expected: Counter[tuple[str, str]] = Counter()
    for row in rows:
        if not row["influencer_id"]:
            expected[row["product"], row["date"]] += int(row["orders"])
    assert found.first == (date.fromisoformat(first) - date(1970, 1, 1)).days
    for at, product in enumerate(products):
        for day in range(found.days):
            when = date.fromisoformat(first) + timedelta(day)
            assert found.organic[at, day] == expected[product, when.isoformat()]
    assert found.organic.sum() == sum(expected.values()) > 0
    assert (np.diff(found.organic.sum(axis=1)) <= 0).all()


def test_claimed_orders_add_up_by_influencer_and_product(folder: Path, store: Store) -> None:
    found, products = panel_of(folder), names(folder)
    expected: Counter[tuple[str, str]] = Counter()
    for row in oracle.read(folder, "tracking"):
        if row["influencer_id"] not in ("", "ghost"):
            expected[row["influencer_id"], row["product"]] += int(row["orders"])
    people = sorted(row["ID"] for row in oracle.read(folder, "influencers"))
    for at, one in enumerate(people):
        for row, product in enumerate(products):
            total = found.claimed[at, row].sum()
            assert total == pytest.approx(expected[one, product], abs=1e-8)


def test_no_day_outside_the_data_has_orders(make_folder: MakeFolder) -> None:
    """Posts before the first sale and after the last one; the window of one is cut at the end."""
    posts = "".join(f"INF1,Instagram,{on(day)},u{day},,1,1,1\n" for day in (-9, 28, 50))
    tracking = sold("", "Whey", 0) + sold("INF1", "Whey", 2, 4) + sold("INF1", "Whey", 29, 6)
    found = panel_of(make_folder(posts=POSTS + posts, tracking=TRACKING + tracking))
    assert found.days == 30
    mine = found.claimed[0, 0]
    assert mine[:19].sum() == pytest.approx(4) and mine[28:].sum() == pytest.approx(6)
    assert mine[19:28].sum() == pytest.approx(0, abs=1e-9)


def test_an_order_follows_its_own_influencers_post_late_in_the_data(
    make_folder: MakeFolder,
) -> None:
    """The next influencer's post from before the first sale must not stand in between."""
    days = (("INF1", 30), ("INF1", 50), ("INF2", -9))
    posts = "".join(f"{who},X,{on(day)},u{day},My Bar,1,1,1\n" for who, day in days)
    tracking = sold("", "Whey", 0, 2) + sold("", "Bar", 0)
    tracking += sold("INF1", "Whey", 32, 6) + sold("INF1", "Whey", 59, 6)
    found = panel_of(make_folder(posts=POSTS + posts, tracking=TRACKING + tracking))
    # One post sold after two days and one after nine: both are spread over both ages.
    assert found.claimed[0, 0, [32, 39, 52, 59]].tolist() == pytest.approx([3] * 4, abs=1e-3)


def test_a_platforms_average_decay_spreads_each_posts_orders(make_folder: MakeFolder) -> None:
    people = "ID,name,category,gender,follower_count,platform\n" + "".join(
        f"INF{n},,,,1,{platform}\n" for n, platform in ((1, "X"), (2, "X"), (3, "YouTube"))
    )
    posts = "".join(f"INF{n},X,{on(0)},u{n},,1,1,1\n" for n in (1, 2, 3))
    tracking = sold("INF1", "Whey", 0, 8) + sold("INF2", "Whey", 5, 8) + sold("INF3", "Whey", 2, 8)
    made = make_folder(influencers=people, posts=POSTS + posts, tracking=TRACKING + tracking +
                       sold("", "Whey", 40))  # fmt: skip
    found = panel_of(made).claimed[:, 0]
    for one in (0, 1):
        assert found[one, [0, 2, 5]].tolist() == pytest.approx([4, 0, 4], abs=1e-3)
    assert found[2, [0, 2, 5]].tolist() == pytest.approx([0, 8, 0], abs=1e-3)


def test_listed_promotions_mark_their_product_days(make_folder: MakeFolder) -> None:
    tracking = sold("", "Whey", 0, 9) + sold("", "Bar", 20, 2) + sold("", "Whey", 30)
    listed = (
        f"product,start,end\nBar,{on(3)},{on(5)}\nWhey,{on(-4)},{on(1)}\n"
        f"Bar,{on(29)},{on(90)}\nWhey,{on(-9)},{on(-5)}\nUnknown,{on(1)},{on(2)}\n"
    )
    found = panel_of(make_folder(tracking=TRACKING + tracking, promotions=listed))
    assert np.argwhere(found.promoted).tolist() == [
        [0, 0], [0, 1], [1, 3], [1, 4], [1, 5], [1, 29], [1, 30],
    ]  # fmt: skip


def test_small_products_stand_together(make_folder: MakeFolder) -> None:
    """43 products: the 40 that sell most by themselves, and the rest in one row."""
    tracking = "".join(sold("", f"P{n:02d}", n % 7, n + 1) for n in range(43))
    found = panel_of(make_folder(tracking=TRACKING + tracking + sold("INF1", "P00", 3, 5)))
    assert found.organic.shape[0] == MOST_PRODUCTS + 1
    assert found.organic[:-1].sum(axis=1).tolist() == list(range(43, 3, -1))
    assert found.organic[-1].sum() == 1 + 2 + 3
    assert found.claimed[0, -1].sum() == pytest.approx(5)


def test_order_values_are_those_of_own_sales(make_folder: MakeFolder) -> None:
    tracking = sold("", "Whey", 0, 2, money=3000) + sold("", "Whey", 1, 1, money=600)
    tracking += sold("INF1", "Whey", 1, 9, money=90_000) + sold("INF1", "Bar", 2, 1, money=70)
    made = make_folder(tracking=TRACKING + tracking)
    found, products = panel_of(made), names(made)
    assert products == ["Whey", "Bar"]
    # A product that sells nothing by itself is taken at what all own orders bring.
    assert found.order_value.tolist() == pytest.approx([1_200, 1_200])
    spread = (3000**2 + 600**2) / 2 / 1_800**2
    assert found.value_spread.tolist() == pytest.approx([spread, spread])


def test_newness_is_against_own_buyers_of_the_same_months(folder: Path) -> None:
    rows = oracle.read(folder, "tracking")
    start = min(date.fromisoformat(row["date"]) for row in rows) + timedelta(60)
    first: dict[str, tuple] = {}
    for at, row in enumerate(rows):
        key = (row["date"], row["influencer_id"] in ("", "ghost"), row["influencer_id"],
               row["campaign"] or "~", row["product"], float(row["revenue"]))  # fmt: skip
        if row["user_id"] and (row["user_id"] not in first or (key, at) < first[row["user_id"]]):
            first[row["user_id"]] = (key, at)
    firsts = {at for _, at in first.values()}
    usual: dict[str, list[bool]] = defaultdict(list)
    mine: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for at, row in enumerate(rows):
        if row["user_id"] and date.fromisoformat(row["date"]) >= start:
            if row["influencer_id"]:
                mine[row["influencer_id"]].append((row["date"][:7], at in firsts))
            else:
                usual[row["date"][:7]].append(at in firsts)
    people = sorted(row["ID"] for row in oracle.read(folder, "influencers"))
    found = panel_of(folder).newness
    for at, one in enumerate(people):
        if not mine[one]:
            assert np.isnan(found[at])
            continue
        gaps = [new - sum(usual[month]) / max(len(usual[month]), 1) for month, new in mine[one]]
        assert found[at] == pytest.approx(sum(gaps) / len(gaps), abs=1e-9)
    assert np.isfinite(found).sum() > 5 and np.ptp(found[np.isfinite(found)]) > 0


def test_unknown_buyers_say_nothing(make_folder: MakeFolder) -> None:
    tracking = "".join(sold("INF1", "Whey", day) + sold("", "Whey", day) for day in range(90))
    assert np.isnan(panel_of(make_folder(tracking=TRACKING + tracking)).newness).all()


@pytest.mark.parametrize("rows", ["", sold("", "", 3), sold("INF1", "", 3)])
def test_data_without_products_have_an_empty_panel(make_folder: MakeFolder, rows: str) -> None:
    store = Store(load_folder(make_folder(tracking=TRACKING + rows)))
    found = store.evidence.panel
    assert found.organic.sum() == found.claimed.sum() == 0
    assert not store.evidence.incrementality.measured


def test_the_order_of_rows_plays_no_part(tmp_path: Path) -> None:
    """Reversed files give the same arrays to the last bit."""
    first, second = tmp_path / "one", tmp_path / "two"
    first.mkdir()
    second.mkdir()
    written(World(seed=5), first)
    for path in first.glob("*.csv"):
        with path.open(newline="") as file:
            header, *rows = csv.reader(file)
        with (second / path.name).open("w", newline="") as file:
            csv.writer(file).writerows([header, *rows[::-1]])
    one, two = panel_of(first), panel_of(second)
    for key, value in vars(one).items():
        np.testing.assert_array_equal(value, getattr(two, key), err_msg=key)
