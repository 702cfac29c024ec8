"""Influencers as codes: who they are, their attributes, what they were paid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.facts.encoding import DictionaryEncoded, encode
from metrics.catalog.assumptions import Assumptions
from metrics.catalog.dimensions import (
    DIMENSIONS,
    MIXED_BASIS,
    NO_PAYOUT,
    UNKNOWN,
    UNKNOWN_INFLUENCER,
)
from metrics.frames import Frame


@dataclass(frozen=True)
class Influencers:
    """Influencers in the order of their ids; attributes are coded with shape (influencers,).

    With ``unknown`` a last one stands for every id that the influencer file does not have.
    """

    frame: Frame
    ids: tuple[str, ...]
    names: tuple[str, ...]
    attributes: Mapping[str, DictionaryEncoded]
    unknown: bool

    def by_id(self) -> dict[str, dict[str, object]]:
        """Each influencer's row of the frame."""
        return dict(zip(self.ids, self.frame.records()))

    def codes_of(self, column: pd.Series | np.ndarray) -> np.ndarray:
        """The code of each id; -1 for an empty one, and for an unknown one unless taken in."""
        code, found = pd.factorize(column)
        texts = pd.Index(found, dtype="str")
        known = pd.Index(self.ids, dtype="str").get_indexer(texts)
        if self.unknown:
            known = np.where((known < 0) & (texts != ""), len(self.ids) - 1, known)
        return known[code].astype(np.int64) if len(code) else code.astype(np.int64)

    def paid(self, payouts: pd.DataFrame | Frame) -> tuple[np.ndarray, np.ndarray]:
        """₹ per influencer paid by post and by order, both of shape (influencers,)."""
        owner = self.codes_of(payouts["influencer"])
        money = np.asarray(payouts["total_payout"], float)
        by_basis = []
        for basis in ("post", "order"):
            mine = (owner >= 0) & np.asarray(payouts["basis"] == basis, bool)
            ranked = np.argsort(money[mine], kind="stable")
            by_basis.append(
                np.bincount(
                    owner[mine][ranked], weights=money[mine][ranked], minlength=len(self.ids)
                )
            )
        return by_basis[0], by_basis[1]

    def media_price(self, assumptions: Assumptions) -> np.ndarray:
        """₹ per 1,000 reached of each influencer's platform; 0 where none is set."""
        prices = dict(assumptions.media_prices)
        of_platform = np.array([prices.get(v, 0.0) for v in self.attributes["platform"].values])
        return of_platform[self.attributes["platform"].codes]


def _tiers(followers: np.ndarray, assumptions: Assumptions) -> np.ndarray:
    names = np.array([name for name, _ in assumptions.tiers], object)
    lowest = np.array([count for _, count in assumptions.tiers], float)
    place = np.searchsorted(lowest, np.nan_to_num(followers), "right") - 1
    return np.where(np.isnan(followers), "", names[np.maximum(place, 0)])


def _bases(ids: pd.Series, payouts: pd.DataFrame) -> np.ndarray:
    of_post = set(payouts.loc[payouts["basis"] == "post", "influencer"])
    of_order = set(payouts.loc[payouts["basis"] == "order", "influencer"])
    words = {(True, True): MIXED_BASIS, (True, False): "post", (False, True): "order"}
    return np.array([words.get((i in of_post, i in of_order), "") for i in ids], object)


def encode_influencers(
    influencers: pd.DataFrame,
    payouts: pd.DataFrame,
    assumptions: Assumptions,
    *,
    unknown: bool = False,
) -> Influencers:
    """Code the influencer table; ``unknown`` adds one who takes in the ids it does not have."""
    frame = influencers.sort_values("influencer").reset_index(drop=True)
    frame = frame.assign(
        tier=_tiers(frame["followers"].to_numpy(float), assumptions),
        basis=_bases(frame["influencer"], payouts),
    )
    ids = frame["influencer"].tolist()
    names = [name or one for name, one in zip(frame["name"], ids)]
    if unknown:
        blank = {c: [np.nan if c == "followers" else ""] for c in frame.columns}
        frame = pd.concat([frame, pd.DataFrame(blank)], ignore_index=True)
        ids, names = [*ids, UNKNOWN_INFLUENCER], [*names, "Unknown influencer"]
    orders = {"tier": [name for name, _ in assumptions.tiers]}
    attributes = {
        d.key: encode(
            frame[d.key].astype("str"),
            NO_PAYOUT if d.key == "basis" else UNKNOWN,
            orders.get(d.key, ()),
        )
        for d in DIMENSIONS
        if d.table == "influencers" and d.key in frame and d.key != "influencer"
    }
    return Influencers(Frame.of(frame), tuple(ids), tuple(names), attributes, unknown)
