"""The pages of the dashboard, in the order of the navigation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from components.page.model import Page
from pages.campaign import CAMPAIGN
from pages.campaigns import CAMPAIGNS
from pages.data_quality import QUALITY
from pages.influencers import INFLUENCER, INFLUENCERS
from pages.method import METHOD
from pages.overview import OVERVIEW
from pages.patterns import PATTERNS


@dataclass(frozen=True)
class Pages:
    """All pages, and which of them an address means."""

    all: tuple[Page, ...]

    @property
    def navigation(self) -> tuple[Page, ...]:
        """Pages with a link in the navigation: those that need no subject."""
        return tuple(page for page in self.all if not page.knows)

    def at(self, place: dict[str, Any]) -> tuple[Page, str] | None:
        """The page and subject at ``place["path"]``; None where there is none."""
        path = place.get("path")
        if not isinstance(path, str):
            return None
        path = path.rstrip("/") or "/"
        for page in self.all:
            if not page.knows and page.path == path:
                return page, ""
            if page.knows and path.startswith(f"{page.path}/"):
                return page, unquote(path.removeprefix(f"{page.path}/"))
        return None


PAGES = Pages((OVERVIEW, INFLUENCERS, CAMPAIGNS, PATTERNS, QUALITY, METHOD, INFLUENCER, CAMPAIGN))
