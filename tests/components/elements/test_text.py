"""Sentences, links and ids."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import ids
from components.elements.text import ROLES, icon, sentence
from components.page.links import campaign_link, influencer_link, safe_url
from tests.tree import attribute, text


def test_a_sentence_keeps_its_words_and_marks_its_figures() -> None:
    said = sentence(["Every ₹1 paid returned ", ("₹1.94", "gain"), "; it cost ", ("₹5 L", "loss")])
    assert text(said) == "Every ₹1 paid returned ₹1.94; it cost ₹5 L"
    kinds = [attribute(said[at], "className") for at in (1, 3)]
    assert kinds == ["figure figure--gain", "figure figure--loss"]
    assert sentence("plain") == "plain" and sentence(None) is None
    assert set(ROLES) >= {"gain", "loss", "plain"}


def test_an_icon_is_silent() -> None:
    assert attribute(icon("bell"), "aria-hidden") == "true" and text(icon("bell")) == ""


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//evil.example", "",
        "vbscript:x", " javascript:alert(1)", "java\tscript:alert(1)", "http:", "https://", "https:///x",
        "http://[bad", "ftp://host/x", "https://host/\nx", "http://" + "a" * 3_000,
    ],
)  # fmt: skip
def test_other_addresses_are_no_links(address: str) -> None:
    assert safe_url(address) is None


@pytest.mark.parametrize("address", ["https://youtu.be/x?a=1#b", "HTTP://host/x", " https://h "])
def test_web_addresses_are(address: str) -> None:
    assert safe_url(address) == address.strip()


@given(st.text())
def test_a_safe_address_is_always_a_web_address(address: str) -> None:
    safe = safe_url(address)
    assert safe is None or urlsplit(safe).scheme.lower() in ("http", "https")


@given(st.text(min_size=1, max_size=40).filter(lambda name: name.isprintable()))
def test_a_name_stays_one_segment_of_a_path(name: str) -> None:
    for link, start in ((influencer_link, "/influencers/"), (campaign_link, "/campaigns/")):
        parts = urlsplit(link(name, "?platform=X"))
        assert parts.path.startswith(start) and parts.path.count("/") == 2
        assert parts.query == "platform=X" and not parts.fragment and not parts.netloc


def test_ids_of_different_places_differ() -> None:
    single = [ids.QUERY, ids.PLACE, ids.INTENT, ids.MAIN, ids.TITLE, ids.ANNOUNCE]
    families = [ids.chart("a"), ids.grid("a"), ids.body("a"), ids.heading("a")]
    parts = [ids.part("a", "title"), ids.part("a", "body"), ids.panel("a")]
    places = [str(place) for place in (*single, *families, *parts)]
    assert len(set(places)) == len(places)
