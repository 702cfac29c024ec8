"""The search for names: what is found, in which order, and that no question can break it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient

from api.search import MOST, Entry, fold, matches
from tests.http.conftest import Serve

PEOPLE = ("José Álvarez", "Mary Jo Rao", "Jothi Iyer", "Anjo Das", "Rao Singh")
KNOWN = tuple(
    Entry("influencer", f"INF{n}", name, f"/influencers/INF{n}", code=f"inf{n}")
    for n, name in enumerate(PEOPLE)
)


def asked(client: FlaskClient, question: str) -> list[dict[str, str]]:
    answer = client.get("/api/search", query_string={"q": question})
    assert answer.status_code == 200
    return answer.json["matches"]


def labels(question: str) -> list[str]:
    return [one.label for one in matches(KNOWN, question)]


def test_names_that_start_so_come_before_words_that_do_and_those_before_the_rest() -> None:
    assert labels("jo") == ["José Álvarez", "Jothi Iyer", "Mary Jo Rao", "Anjo Das"]
    assert labels("rao") == ["Rao Singh", "Mary Jo Rao"]
    assert labels("rao mar") == ["Mary Jo Rao"], "words in any order"


@pytest.mark.parametrize(
    "question", ["jose alv", "JOSÉ ÁLV", "alvarez", "  José   Álvarez ", "inf0"]
)
def test_case_accents_and_ids_do_not_matter(question: str) -> None:
    assert labels(question)[0] == "José Álvarez"


def test_no_kind_crowds_out_another_that_matches_as_well() -> None:
    crowd = [Entry("influencer", str(n), f"Prana {n}", "/") for n in range(30)]
    found = matches([*crowd, Entry("product", "Protein", "Protein", "/")], "pr")
    assert len(found) == MOST and [one.kind for one in found].count("product") == 1


def test_every_kind_is_found_and_leads_somewhere(client: FlaskClient) -> None:
    person = next(one for one in asked(client, "person 5") if one["kind"] == "influencer")
    assert person["path"].startswith("/influencers/") and "Influencer · " in person["detail"]
    (campaign,) = asked(client, "only/posts")
    assert campaign["kind"] == "campaign"
    assert unquote(campaign["path"]) == "/campaigns/Only/Posts & more"
    assert "/Posts" not in campaign["path"], "a slash in a name is no step of the path"
    product = asked(client, "fish")[0]
    assert (product["path"], product["pick"]) == ("/", "product=Fish+Oil")
    (page,) = asked(client, "pattern")
    assert (page["kind"], page["path"]) == ("page", "/patterns")
    for one in (person, campaign, page):
        assert client.get(one["path"]).status_code == 200


def test_a_pick_narrows_as_the_same_filter_does(client: FlaskClient) -> None:
    pick = asked(client, "fish")[0]["pick"]
    every, some = (client.get(f"/api/summary?{q}").json["revenue"] for q in ("", pick))
    assert 0 < some < every


def test_what_is_no_name_is_not_offered(client: FlaskClient) -> None:
    assert not asked(client, "unassigned") and not asked(client, "unknown")


HOSTILE = {
    "nothing": "",
    "spaces": "   ",
    "long": "p" * 10_000,
    "many words": "p " * 5_000,
    "markup": "<script>alert(1)</script>",
    "percent": "%",
    "percents": "%25%00%ff%",
    "zero": "\x00",
    "zeros in words": "per\x00son",
    "regular expression": "(((.*)+)+$",
    "path": "../../etc/passwd",
    "combining marks": "e" + "\u0301" * 500,
    "only marks": "\u0301\u0300",
    "right to left": "\u202eprotein\u202c",
    "emoji": "👩‍👩‍👧 💪🏽",
    "devanagari": "प्रोटीन",
    "ligature": "ﬁsh",
    "bracket": "(",
}


@pytest.mark.parametrize("question", HOSTILE.values(), ids=HOSTILE)
def test_any_question_is_answered(client: FlaskClient, question: str) -> None:
    found = asked(client, question)
    assert len(found) <= MOST
    if not fold(question):
        assert found == []


@pytest.mark.parametrize("query", ["", "?q", "?q=%FF%FE", "?q=%", "?q=%zz", "?q=a&q=b", "?x=1"])
def test_any_query_string_is_answered(client: FlaskClient, query: str) -> None:
    assert client.get(f"/api/search{query}").status_code == 200


def test_a_ligature_is_its_letters(client: FlaskClient) -> None:
    assert asked(client, "ﬁsh") == asked(client, "fish") != []


def test_pages_are_found_without_any_data(serve: Serve, tmp_path: Path) -> None:
    empty = serve(tmp_path)
    assert [one["path"] for one in asked(empty, "data")] == ["/data"]
    assert asked(empty, "person") == []


def test_two_people_of_one_name_are_told_apart(folder: Path, serve: Serve, tmp_path: Path) -> None:
    for file in folder.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    people = tmp_path / "influencers_data.csv"
    text = people.read_text(encoding="utf-8").replace("Person 2,", "Twin,")
    people.write_text(text.replace("Person 3,", "Twin,"), encoding="utf-8")
    found = asked(serve(tmp_path), "twin")
    assert [one["detail"].split(" · ")[-1] for one in found] == ["2", "3"]


def test_an_unchanged_answer_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/api/search?q=person")
    again = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/api/search?q=person", headers=again).status_code == 304
    assert client.get("/api/search?q=fish", headers=again).status_code == 200
