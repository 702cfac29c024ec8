"""One long table of facts that adds up over every dimension, made from the typed tables.

A fact is a tracked order row, a post, or a payout with neither to stand on. Each carries an
integer code of every dimension and the additive columns of the catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from data.facts.distinct_customers import CustomerSets
from data.facts.encoding import DictionaryEncoded, day_numbers, encode, narrowest_dtype, read_only
from data.facts.first_orders import FirstOrders
from data.facts.influencers import Influencers
from data.facts.rollup_columns import SECOND_MOMENTS, second_moments
from data.facts.sorting import argsort_by
from data.ingest.load import Tables
from metrics.allocation import latest_post, most_ordered, place_payouts, product_in_caption
from metrics.catalog.assumptions import Assumptions
from metrics.catalog.columns import SUMS
from metrics.catalog.dimensions import DIMENSIONS, UNASSIGNED

SPARSE = 1 / 16


@dataclass(frozen=True)
class Facts:
    """The long table: arrays of shape (facts,), sorted, so that row order can't change a sum.

    ``day`` counts days since 1970, -1 where a payout has no date; ``post`` is the post a fact
    belongs to, -1 for none. ``vocabulary`` gives the value of each code of each dimension.
    """

    codes: Mapping[str, np.ndarray]
    vocabulary: Mapping[str, tuple[str, ...]]
    day: np.ndarray
    post: np.ndarray
    columns: Mapping[str, np.ndarray]
    buyers: CustomerSets

    def __len__(self) -> int:
        return len(self.day)


@dataclass(frozen=True)
class EncodedTables:
    """Orders and posts of known influencers, coded; the step between tables and facts."""

    people: Influencers
    known: np.ndarray
    orders: pd.DataFrame
    order_owner: np.ndarray
    order_day: np.ndarray
    posts: pd.DataFrame
    post_owner: np.ndarray
    post_day: np.ndarray
    dims: Mapping[str, DictionaryEncoded]

    @cached_property
    def post_codes(self) -> dict[str, np.ndarray]:
        """Each post's code in each dimension of orders, shape (posts,)."""
        return _post_codes(self)

    def named_posts(self) -> pd.DataFrame:
        """The posts by their code (the order ``Facts.post`` counts in), with what they are for."""
        named = {k: np.asarray(self.dims[k].values, object)[c] for k, c in self.post_codes.items()}
        return self.posts.assign(**named)


def encode_tables(tables: Tables, people: Influencers, owner: np.ndarray) -> EncodedTables:
    """Orders and posts of known influencers, posts by owner and date.

    ``owner`` is the influencer of each tracking row, -1 for none.
    """
    tracking = tables.tracking
    known = owner >= 0
    orders = tracking[known].reset_index(drop=True)
    poster = people.codes_of(tables.posts["influencer"])
    posts = tables.posts[poster >= 0].assign(owner=poster[poster >= 0])
    posts = posts.sort_values(["owner", "date", "url", "caption", "reach"]).reset_index(drop=True)
    dims = {
        d.key: encode(tracking[d.key], UNASSIGNED).kept(known)
        for d in DIMENSIONS
        if d.table == "tracking" and d.key in tracking
    }
    return EncodedTables(
        people,
        known,
        orders,
        owner[known],
        day_numbers(orders["date"]),
        posts,
        posts["owner"].to_numpy(),
        day_numbers(posts["date"]),
        dims,
    )


def _post_codes(parts: EncodedTables) -> dict[str, np.ndarray]:
    """Each post's campaign, product and so on: what its caption names, else what soon sold."""
    orders = parts.orders["orders"].to_numpy(float)
    result: dict[str, np.ndarray] = {}
    for key, dim in parts.dims.items():
        votes = np.where(dim.codes == dim.unassigned, -1, dim.codes)
        found = most_ordered(
            parts.post_owner, parts.post_day, parts.order_owner, parts.order_day, votes, orders
        )
        if key == "product":
            named = product_in_caption(parts.posts["caption"].tolist(), dim.named)
            found = np.where(named >= 0, named, found)
        result[key] = np.where(found >= 0, found, dim.unassigned)
    for declared in DIMENSIONS:
        if declared.follows and declared.key in result and declared.follows in result:
            leader, follower = parts.dims[declared.follows], parts.dims[declared.key]
            table = np.zeros((len(leader.values), len(follower.values)))
            np.add.at(table, (leader.codes, follower.codes), orders)
            table[:, follower.unassigned] = 1e-9
            result[declared.key] = table.argmax(axis=1)[result[declared.follows]]
    return result


def _on_posts(
    parts: EncodedTables, payout: np.ndarray, assumptions: Assumptions
) -> dict[str, np.ndarray]:
    """The additive columns of posts, each of shape (posts,)."""
    posts = parts.posts
    reach = np.nan_to_num(posts["reach"].to_numpy(float))
    price = parts.people.media_price(assumptions)[parts.post_owner]
    unpriced = 1.0 if assumptions.media_prices else np.nan
    return {
        "posts": np.ones(len(posts)),
        "reach": reach,
        "likes": np.nan_to_num(posts["likes"].to_numpy(float)),
        "comments": np.nan_to_num(posts["comments"].to_numpy(float)),
        "payout": payout,
        "payout_without_reach": np.where(reach > 0, 0.0, payout),
        "media_value": reach / 1000 * price * unpriced,
    }


def _columns(
    parts: EncodedTables,
    paid: tuple[np.ndarray, np.ndarray],
    flags: Mapping,
    assumptions: Assumptions,
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """The additive columns over orders, posts and left-over payouts, and who the latter are of."""
    counts = parts.orders["orders"].to_numpy(float)
    money = place_payouts(*paid, parts.post_owner, parts.order_owner, counts)
    rest = np.flatnonzero(money.left_over > 0)
    blocks = (
        (
            len(counts),
            {
                "revenue": parts.orders["revenue"].to_numpy(float),
                "orders": counts,
                "payout": money.orders,
                "media_value": np.zeros(len(counts))
                if assumptions.media_prices
                else np.full(len(counts), np.nan),
                **flags,
                **second_moments(parts.orders),
            },
        ),
        (len(parts.posts), _on_posts(parts, money.posts, assumptions)),
        (len(rest), {"payout": money.left_over[rest]}),
    )
    columns = {
        name: np.concatenate([block.get(name, np.zeros(rows)) for rows, block in blocks])
        for name in (*SUMS, *SECOND_MOMENTS)
    }
    return columns, rest


def build_facts(
    parts: EncodedTables,
    paid: tuple[np.ndarray, np.ndarray],
    who: FirstOrders,
    assumptions: Assumptions,
) -> Facts:
    """The facts of the tables; ₹ ``paid`` by post and by order have shape (influencers,)."""
    people, post_codes = parts.people, parts.post_codes
    kept = {name: flag[parts.known] for name, flag in who.flags.items()}
    columns, rest = _columns(parts, paid, kept, assumptions)
    influencer = np.concatenate([parts.order_owner, parts.post_owner, rest])
    codes = {"influencer": influencer}
    for key, attribute in people.attributes.items():
        codes[key] = attribute.codes[influencer]
    for key, dim in parts.dims.items():
        unassigned = np.full(len(rest), dim.unassigned)
        codes[key] = np.concatenate([dim.codes, post_codes[key], unassigned])
    attributes = {key: one.values for key, one in people.attributes.items()}
    latest = latest_post(parts.post_owner, parts.post_day, parts.order_owner, parts.order_day)
    user = np.concatenate([who.user[parts.known], np.full(len(parts.posts) + len(rest), -1)])
    facts = Facts(
        codes,
        {"influencer": people.ids, **attributes, **{k: d.values for k, d in parts.dims.items()}},
        np.concatenate([parts.order_day, parts.post_day, np.full(len(rest), -1)]),
        np.concatenate([latest, np.arange(len(parts.posts)), np.full(len(rest), -1)]),
        columns,
        CustomerSets.nobody(len(user)),
    )
    return _sort_facts(facts, user, who.users)


def _sort_facts(facts: Facts, user: np.ndarray, users: int) -> Facts:
    """The facts in one canonical order, with their buyers; ``user`` is each fact's, -1 for none.

    Those of one deal stand together: by influencer, campaign, product, source, then day and rest.
    """
    place = np.zeros(len(facts), np.int64)
    for key in ("influencer", "campaign", "product", "source"):
        if key in facts.codes:
            place = place * len(facts.vocabulary[key]) + facts.codes[key]
    order = _canonical(facts, place)
    return Facts(
        {key: read_only(narrowest_dtype(array[order])) for key, array in facts.codes.items()},
        facts.vocabulary,
        read_only(facts.day[order].astype(np.int32)),
        read_only(facts.post[order].astype(np.int32)),
        _reorder_columns(facts.columns, order),
        CustomerSets.of(user[order], np.arange(len(order)), users, len(order)),
    )


def _reorder_columns(columns: Mapping[str, np.ndarray], order: np.ndarray) -> dict[str, np.ndarray]:
    """Columns in another order; of those that are zero nearly everywhere the rest alone moves."""
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    found = {}
    for name, column in columns.items():
        if np.count_nonzero(column) > SPARSE * len(column):
            found[name] = read_only(column[order])
            continue
        some = np.flatnonzero(column)
        found[name] = np.zeros(len(column))
        found[name][place[some]] = column[some]
        read_only(found[name])
    return found


def _canonical(facts: Facts, place: np.ndarray) -> np.ndarray:
    """The positions of facts in their canonical order."""
    revenue, orders = facts.columns["revenue"], facts.columns["orders"]
    paise = np.rint(revenue * 100)
    if np.array_equal(paise / 100, revenue) and np.array_equal(np.rint(orders), orders):
        # Of one influencer, day and post, what sold tells what was paid; posts are alone.
        return argsort_by(place, facts.day, facts.post, paise, orders)
    ties = [facts.columns[name] for name in ("payout", "reach", "orders", "revenue")]
    return np.lexsort((*ties, facts.post, facts.day, place))
