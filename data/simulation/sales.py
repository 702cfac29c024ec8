"""What is bought: customers with their plans meet the posts, and each purchase keeps its tag.

The tag is what the same customer, with the same random numbers, would have spent without the post.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np

from data.simulation.catalogue import PROMOTION_DISCOUNT, SHOP_DISCOUNT, paise, quantities
from data.simulation.customers import Plans, plans
from data.simulation.market import World
from data.simulation.random_streams import stream

BASELINE = -1


@dataclass(frozen=True)
class Sales:
    """Purchases, one array entry each; `post` is BASELINE where no influencer is credited.

    ``source`` is a baseline source's code, ``paid`` and ``instead`` are paise: what was spent,
    and what the buyer would have spent without the post (0 for baseline, which spends it anyway).
    """

    day: np.ndarray
    post: np.ndarray
    user: np.ndarray
    product: np.ndarray
    source: np.ndarray
    orders: np.ndarray
    paid: np.ndarray
    instead: np.ndarray

    def __len__(self) -> int:
        return len(self.day)

    def taken(self, order: np.ndarray) -> "Sales":
        """The purchases at some positions."""
        return Sales(*(getattr(self, field.name)[order] for field in fields(self)))


def sell(
    world: World,
    active: np.ndarray | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Sales:
    """All purchases by day. `active` marks the posts that exist (all, unless given).

    With fewer posts this is the same world replayed without the others.
    """
    there = np.ones(len(world.posts), bool) if active is None else active
    parts: list[Sales] = []
    for chunk in range(world.chunks):
        parts += _chunk(world, chunk, there)
        progress(chunk + 1, world.chunks)
    columns = {f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Sales)}
    together = Sales(**columns)
    return together.taken(np.argsort(together.day, kind="stable"))


def _chunk(world: World, chunk: int, there: np.ndarray) -> list[Sales]:
    own = plans(world.seed, chunk, world.chunk_size(chunk), world.busy)
    offered = world.offers[own.product, own.day] * PROMOTION_DISCOUNT
    price = paise(own.product, own.quantity, own.bargain * SHOP_DISCOUNT + offered)
    first = round(world.customers * chunk / world.chunks)
    taker = world.slices.takers(own.product, own.day, own.attention)
    taken = taker >= 0
    taken[taken] = there[world.slices.post[taker[taken]]]
    return [
        _kept(own, price, ~taken, first),
        _moved(world, own, price, taker, taken, first),
        _added(world, chunk, own, there, first),
    ]


def _kept(own: Plans, price: np.ndarray, kept: np.ndarray, first: int) -> Sales:
    """Plans no post touched: baseline."""
    count = int(kept.sum())
    return _typed(
        day=own.day[kept],
        post=np.full(count, BASELINE),
        user=own.customer[kept] + first,
        product=own.product[kept],
        source=own.source[kept],
        orders=own.quantity[kept],
        paid=price[kept],
        instead=np.zeros(count),
    )


def _moved(
    world: World, own: Plans, price: np.ndarray, taker: np.ndarray, taken: np.ndarray, first: int
) -> Sales:
    """Plans a post took over: bought through it, on its day and of its product."""
    at = taker[taken]
    post = world.slices.post[at]
    product, quantity = world.posts.product[post], own.quantity[taken]
    return _typed(
        day=world.slices.bought[at],
        post=post,
        user=own.customer[taken] + first,
        product=product,
        source=np.zeros(len(at)),
        orders=quantity,
        paid=paise(product, quantity, _discount(world, post, own.bargain[taken])),
        instead=price[taken],
    )


def _added(world: World, chunk: int, own: Plans, there: np.ndarray, first: int) -> Sales:
    """Purchases nobody had planned, by customers and by people who would never have bought."""
    rng = stream(world.seed, "additional", chunk)
    expected = world.slices.additional / world.chunks
    number = rng.poisson(expected).ravel()
    post, lag = (np.repeat(part.ravel(), number) for part in np.indices(expected.shape))
    total = len(post)
    person = world.posts.influencer[post]
    quantity, bargain = quantities(rng.random(total)), rng.random(total)
    prospect = rng.random(total) < world.who.prospects[person]
    which = rng.random(total)
    ring = world.audiences
    new = (ring.start[person] + np.floor(which * ring.length[person]).astype(int)) % ring.size
    user = new + world.customers + chunk * ring.size
    if len(own):
        known = own.customer[np.floor(which * len(own)).astype(int)] + first
        user = np.where(prospect, user, known)
    product = world.posts.product[post]
    return _typed(
        day=world.posts.day[post] + lag,
        post=post,
        user=user,
        product=product,
        source=np.zeros(total),
        orders=quantity,
        paid=paise(product, quantity, _discount(world, post, bargain)),
        instead=np.zeros(total),
    ).taken(there[post])


def _discount(world: World, post: np.ndarray, bargain: np.ndarray) -> np.ndarray:
    """The shop's own price of the moment, then the influencer's coupon on it."""
    coupon = world.who.coupon[world.posts.influencer[post]]
    return 1 - (1 - coupon) * (1 - bargain * SHOP_DISCOUNT)


def _typed(**columns: np.ndarray) -> Sales:
    """Columns in the smallest types that hold them: ten million purchases fit in memory."""
    sizes = {
        "day": np.int32,
        "post": np.int32,
        "user": np.int32,
        "product": np.int8,
        "source": np.int8,
        "orders": np.int8,
        "paid": np.int32,
        "instead": np.int32,
    }
    return Sales(**{name: columns[name].astype(size) for name, size in sizes.items()})
