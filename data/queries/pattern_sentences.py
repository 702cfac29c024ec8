"""A recurring pattern in words, for pages, exports and reports alike."""

from __future__ import annotations

from formats import count, ratio, rupees_short
from metrics.patterns.recurring import Pattern


def subject(pattern: Pattern) -> str:
    """What a statement is about, in words."""
    paid = {"post": "paid per post", "order": "paid per order", "mixed": "paid both ways"}
    values = [value for key, value in pattern.cell if key != "basis"]
    bases = [paid.get(value, f"paid by {value}") for key, value in pattern.cell if key == "basis"]
    words = ", ".join([*([" × ".join(values)] if values else []), *bases])
    return f"{words[:1].upper()}{words[1:]}"


def sentence(pattern: Pattern) -> str:
    """The statement in words."""
    people = "influencer" if pattern.influencers == 1 else "influencers"
    return (
        f"{subject(pattern)}: returned {ratio(pattern.roi)} over "
        f"{count(pattern.posts)} posts by {count(pattern.influencers)} {people}, below break-even "
        f"in {pattern.months_below} of {pattern.months} months; "
        f"lost {rupees_short(pattern.lost)}."
    )
