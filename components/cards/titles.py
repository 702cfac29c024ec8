"""Titles that are findings and sentences that are insights, computed from the drawn rows.

Each returns a fallback that claims nothing where its claim does not hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

import formats
from metrics.frames import Frame

MUCH = 0.6
MANY = 3
NOTABLE = 0.1
"""Relative change that a title speaks of."""
LONGEST = 40
"""Characters of a name that a title has room for."""
PACE = "Campaigns against their plans"


def enumeration(names: Sequence[str]) -> str:
    """Names as a person lists them: "A", "A and B", "A, B and C"."""
    *others, last = (name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…" for name in names)
    return f"{', '.join(others)} and {last}" if others else last


def trend(steps: Frame, grain: str) -> str:
    """In how many steps revenue beat payout."""
    spent = steps.at(steps["payout"] > 0)
    if not spent:
        return "Revenue and payout over time"
    won = int((spent["revenue"] > spent["payout"]).sum())
    unit = grain if len(spent) == 1 else f"{grain}s"
    if won == len(spent):
        return f"Revenue beat payout in every {grain} with spend"
    if won == 0:
        return f"Payout beat revenue in every {grain} with spend"
    return f"Revenue beat payout in {won} of {len(spent)} {unit}"


def ratios(groups: Sequence[Frame], threshold: float) -> str:
    """Which groups paid back best, and which returned less than they cost."""
    columns = ("roi", "payout", "net_return", "label")
    known = [
        [row for row in zip(*(g[name].tolist() for name in columns)) if row[0] == row[0]]
        for g in groups
    ]
    losing = [row for rows in known for row in rows if row[1] > 0 and row[0] < threshold]
    below = [label for *_, label in sorted(losing, key=lambda row: row[2])]
    best = [max(rows, key=lambda row: row[0])[3] for rows in known[:2] if len(rows) > 1]
    if not best:
        return "ROI by platform, category and product"
    lead = f"{enumeration(best)} returned most per rupee"
    if not below:
        return f"{lead}; nothing returned less than it cost"
    if len(below) <= 2:
        who = "they" if len(below) > 1 else "it"
        return f"{lead}; {enumeration(below)} returned less than {who} cost"
    return f"{lead}; {len(below)} groups returned less than they cost"


def sizes(people: Frame) -> str:
    """Whether dear influencers returned less per rupee than cheap ones."""
    paid = people.at(people["payout"] > 0)
    if len(paid) < 2 * MANY:
        return "What each influencer cost and brought"
    ranked = paid.ordered("payout")
    half = len(ranked) // 2
    cheap, dear = ranked.first(half), ranked.at(slice(-half, None))
    one = cheap["revenue"].sum() / cheap["payout"].sum()
    other = dear["revenue"].sum() / dear["payout"].sum()
    below = int((paid["roi"] < 1).sum())
    if other < one * 0.8:
        return "Those paid most returned less per rupee"
    if other > one * 1.25:
        return "Those paid most also returned more per rupee"
    return f"{below} of {len(paid)} influencers are below the break-even line"


def tier_shares(people: Frame) -> str | None:
    """The tier whose share of payout is furthest above its share of revenue."""
    payout, revenue = (np.nansum(people[key]) for key in ("payout", "revenue"))
    if not payout or not revenue:
        return None
    shares = {
        tier: (np.nansum(own["payout"]) / payout, np.nansum(own["revenue"]) / revenue)
        for tier, own in people.groups("tier")
    }
    worst = max(sorted(shares), key=lambda tier: shares[tier][0] - shares[tier][1])
    paid, earned = shares[worst]
    if len(shares) < 2 or paid < earned * 1.1:
        return None
    return (
        f"{str(worst).capitalize()} accounts took {formats.percent(paid)} of payout and returned "
        f"{formats.percent(earned)} of revenue."
    )


def losses(cells: Frame) -> str:
    """How much of all losses the largest few make."""
    lost = np.sort(cells["net_return"][cells["net_return"] < 0])
    if not len(lost):
        return "Nothing lost money in this selection"
    total = lost.sum()
    words = ("One segment makes", "Two segments make", "Three segments make")
    for count, word in enumerate(words, 1):
        share = lost[:count].sum() / total
        if share >= MUCH and count < len(lost):
            return f"{word} {formats.percent(share)} of losses"
    if len(lost) <= MANY:
        return "All losses" if len(lost) > 1 else "One segment makes all losses"
    share = lost[:MANY].sum() / total
    return f"{len(lost)} segments lost; the three largest make {formats.percent(share)}"


def cells(frame: Frame, threshold: float) -> str:
    """Whether the tiles hold both sides of break-even."""
    spent = frame.known("roi")
    if not spent:
        return "ROI by combination"
    below = int((spent["roi"] < threshold).sum())
    if not below:
        return "Every combination returned at least what it cost"
    if below == len(spent):
        return "Every combination returned less than it cost"
    return f"{below} of {len(spent)} combinations returned less than they cost"


def months(rows: Sequence[tuple[str, int, int]]) -> str:
    """Whether the same segments stay below month after month; rows are (label, below, active)."""
    often = [label for label, below, active in rows if active >= MANY and below >= MUCH * active]
    if not often:
        return "No segment is below break-even most of the time"
    if len(often) <= 2:
        return f"{enumeration(often)} {'lose' if len(often) > 1 else 'loses'} in most months"
    return f"{len(often)} segments lose in most of their months"


def pace(plans: Frame) -> str:
    """Which planned campaigns are off their pace; rows have label, off and compared."""
    off = plans["label"][plans["off"]].tolist()
    if not plans["compared"].any():
        return PACE
    if not off:
        return "No planned campaign is off its pace"
    if len(off) == len(plans) > 1:
        return f"All {len(plans)} planned campaigns are off their pace"
    if len(off) <= 2:
        return f"{enumeration(off)} {'are off their' if len(off) > 1 else 'is off its'} pace"
    return f"{len(off)} of {len(plans)} planned campaigns are off their pace"


def slopes(rows: Frame) -> str:
    """Which group's ratio rose most and which fell most; rows have label, before and after."""
    changed = rows.beside(change=rows["after"] / rows["before"] - 1).ordered("change")
    least, most = changed.row(0), changed.row(len(changed) - 1)
    told = []
    if most["change"] > NOTABLE:
        told.append(f"{enumeration([most['label']])} returned more than before")
    if least["change"] < -NOTABLE:
        told.append(f"{enumeration([least['label']])} less")
    if len(told) == 1 and most["change"] <= NOTABLE:
        return f"{enumeration([least['label']])} returned less than before"
    return ", ".join(told)


def funnel(sums: Mapping[str, float]) -> str:
    """How many orders a thousand people reached bring; empty where there are none."""
    if not sums["reach"] or not sums["orders"]:
        return ""
    return f"1,000 people reached bring {sums['orders'] / sums['reach'] * 1000:.2g} orders"


def multiples(groups: Sequence[tuple[str, Frame]], threshold: float) -> str:
    """Whether what loses is the platform or the product, where the rows tell."""
    spent = {name: rows.known("roi") for name, rows in groups}
    shares = {n: (r["roi"] < threshold).mean() for n, r in spent.items() if len(r) >= MANY}
    losing = [name for name, share in shares.items() if share >= MUCH]
    if losing and len(losing) < len(shares):
        verb = "loses" if len(losing) == 1 else "lose"
        return f"{enumeration(losing)} {verb} with most products: it is the platform"
    rows = Frame.stacked(spent.values())
    if not rows:
        return ""
    everywhere = sorted(
        product
        for product, own in rows.groups("product")
        if len(own) >= MANY and (own["roi"] < threshold).mean() >= MUCH
    )
    if everywhere:
        verb = "loses" if len(everywhere) == 1 else "lose"
        return f"{enumeration(everywhere)} {verb} on most platforms: it is the product"
    return ""
