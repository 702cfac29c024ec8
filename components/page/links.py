"""Links: to pages with the filters along, and to addresses that come from data."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

UNSAFE = "\x00\t\r\n"


def influencer_link(influencer: str, query: str) -> str:
    """The profile of an influencer; its own pick in the query would say it twice."""
    return f"/influencers/{quote(influencer, safe='')}{query}"


def campaign_link(campaign: str, query: str) -> str:
    """The page of a campaign."""
    return f"/campaigns/{quote(campaign, safe='')}{query}"


def safe_url(text: str) -> str | None:
    """An http or https address from data, or None for anything else."""
    text = text.strip()
    if any(c in text for c in UNSAFE) or len(text) > 2_000:
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if parts.scheme.lower() in ("http", "https") and parts.netloc else None
