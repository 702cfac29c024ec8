"""What posts say and where they stand: captions in several tones, hashtags, and addresses."""

import numpy as np

from data.simulation.campaigns import ALWAYS_ON, PLATFORMS, Campaign
from data.simulation.catalogue import CATEGORIES, PRODUCTS
from data.simulation.people import People
from data.simulation.random_streams import stream
from data.simulation.schedule import Schedule

UNNAMED = 0.14
"""Share of captions that do not name the product."""
NAMING = (
    "{brand} {product} has been in my bag all month. {Benefit}.",
    "Honest review: {brand} {product} after 30 days. {Benefit}, and it tastes good too.",
    "My {time} starts with {product}.\n{Benefit}.",
    "You asked what I use: {brand} {product}, {benefit}.",
    "3 reasons I stay with {product}:\n1. {Benefit}\n2. Lab tested\n3. Fits my budget",
    "Back on track with {brand} {product} 💪 {Benefit}!",
    "Not everything needs to be complicated. {product}, water, done. {Benefit}.",
    '"Does {product} really work?" Short answer: yes. {Benefit}.',
)
UNNAMING = (
    "Small habits, every single day. Link in bio.",
    "What does your {time} look like? Mine, in 30 seconds.",
    "New favourite, and my code works till Sunday.",
    "Progress, not perfection.\nSwipe for the full routine.",
    "Your questions answered, part 4.",
)
MOMENTS = ("morning", "workout day", "evening routine", "week", "Sunday reset")
TAGS = {
    "Fitness": ("#fitness", "#gymlife", "#fitindia"),
    "Nutrition": ("#nutrition", "#healthyeating", "#macros"),
    "Yoga": ("#yoga", "#wellness", "#mindfulness"),
    "Beauty": ("#skincare", "#glow", "#beautytips"),
    "Food": ("#foodie", "#healthyrecipes", "#indianfood"),
    "Parenting": ("#parenting", "#momsofindia", "#kidsnutrition"),
}
LETTERS = np.array(list("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"))


def captions(posts: Schedule, who: People, campaigns: tuple[Campaign, ...], seed: int) -> list[str]:
    """A caption for each post."""
    rng = stream(seed, "captions")
    named = rng.random(len(posts)) >= UNNAMED
    draws = rng.random((len(posts), 5))
    return [
        _caption(int(product), int(person), campaigns[campaign], bool(says), draw.tolist(), who)
        for product, person, campaign, says, draw in zip(
            posts.product, posts.influencer, posts.campaign, named, draws
        )
    ]


def _caption(
    product: int, person: int, campaign: Campaign, named: bool, draw: list[float], who: People
) -> str:
    tones = NAMING if named else UNNAMING
    one = PRODUCTS[product]
    text = tones[int(draw[0] * len(tones))].format(
        brand=one.brand,
        product=one.name,
        benefit=one.benefit,
        Benefit=one.benefit[0].upper() + one.benefit[1:],
        time=MOMENTS[int(draw[1] * len(MOMENTS))],
    )
    if draw[2] < 0.4:
        first = who.names[person].split()[0].upper()
        text += f"\nCode {first}{round(who.coupon[person] * 100)} for {who.coupon[person]:.0%} off."
    tags = [TAGS[CATEGORIES[who.category[person]]][int(draw[3] * 3)]]
    if campaign.name != ALWAYS_ON and draw[4] < 0.7:
        tags.append("#" + "".join(ch for ch in campaign.name if ch.isalnum()))
    if named and draw[1] < 0.5:
        tags.append("#" + "".join(ch for ch in one.name if ch.isalnum()))
    return f"{text}\n\n{' '.join([*tags, '#ad'])}" if draw[3] < 0.8 else f"{text} {tags[0]}"


def addresses(posts: Schedule, who: People, seed: int) -> list[str]:
    """An https address for each post, unlike any other."""
    rng = stream(seed, "addresses")
    codes = ["".join(row) for row in LETTERS[rng.integers(0, len(LETTERS), (len(posts), 11))]]
    digits = rng.integers(10**17, 10**18, len(posts)).tolist()
    return [
        _address(PLATFORMS[who.platform[person]], _handle(who.names[person]), code, digit)
        for person, code, digit in zip(posts.influencer.tolist(), codes, digits)
    ]


def _handle(name: str) -> str:
    return "".join(ch for ch in name.lower() if ch.isalpha())


def _address(platform: str, handle: str, code: str, digit: int) -> str:
    return {
        "Instagram": f"https://www.instagram.com/p/{code}/",
        "YouTube": f"https://www.youtube.com/watch?v={code}",
        "X": f"https://x.com/{handle}/status/{digit}",
        "Facebook": f"https://www.facebook.com/{handle}/posts/{digit}",
    }[platform]
