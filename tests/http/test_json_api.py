"""Answers, refusals, and how they travel."""

from __future__ import annotations

import math
from pathlib import Path

import brotli
import pytest
from flask.testing import FlaskClient

from metrics.catalog import METRICS
from tests.http.conftest import Serve


def test_the_catalogue_is_the_declarations(client: FlaskClient) -> None:
    found = client.get("/api/metrics").json
    assert [m["key"] for m in found] == [m.key for m in METRICS]
    assert all({"key", "name", "formula", "unit", "meaning"} <= set(m) for m in found)


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/api/breakdown", 400, "known are: platform"),
        ("/api/breakdown?by=moon", 400, "known are: platform"),
        ("/api/summary?metric=rio", 400, "known are: revenue"),
        ("/export/secrets.csv", 404, "Exports are"),
        ("/export/posts.pdf", 404, "Exports are"),
    ],
)
def test_wrong_requests_are_answered_in_one_sentence(
    client: FlaskClient, path: str, status: int, words: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == status and words in answer.json["error"]


def test_no_json_holds_what_json_does_not_know(client: FlaskClient) -> None:
    for path in ("/api/summary?since=2031-01-01", "/api/breakdown?by=influencer", "/api/quality"):
        text = client.get(path).data
        assert b"NaN" not in text and b"Infinity" not in text
    empty = client.get("/api/summary?since=2031-01-01").json
    assert empty["roi"] is None and empty["revenue"] == 0


def test_readiness_and_health(client: FlaskClient, serve: Serve, tmp_path: Path) -> None:
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").json["version"] == client.get("/api/summary").json["version"]
    empty = serve(tmp_path)
    assert empty.get("/healthz").status_code == 200
    assert empty.get("/readyz").status_code == 503
    assert empty.get("/api/summary").status_code == 503
    assert empty.get("/api/quality").json["status"] == "degraded"
    assert empty.get("/").status_code == 200


def test_an_unchanged_answer_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/api/summary?platform=YouTube")
    tag = first.headers["ETag"]
    again = client.get("/api/summary?platform=YouTube", headers={"If-None-Match": tag})
    assert again.status_code == 304 and not again.data
    other = client.get("/api/summary", headers={"If-None-Match": tag})
    assert other.status_code == 200


def test_security_headers_stand_on_every_answer(client: FlaskClient) -> None:
    for path in ("/", "/api/summary", "/assets/charts.js", "/nope"):
        headers = client.get(path, buffered=True).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe-eval" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_assets_are_compressed_once_and_kept_long(client: FlaskClient) -> None:
    plain = client.get("/assets/charts.js", buffered=True)
    small = client.get("/assets/charts.js", headers={"Accept-Encoding": "br"}, buffered=True)
    assert small.headers["Content-Encoding"] == "br"
    assert brotli.decompress(small.data) == plain.data and len(small.data) < len(plain.data) / 2
    assert "immutable" in small.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200), ("/influencers", 200), ("/campaigns", 200), ("/patterns", 200),
        ("/data", 200), ("/method", 200), ("/influencers/1", 200), ("/influencers/nobody", 404),
        ("/campaigns/Diwali%20Gifting", 200), ("/campaigns/Only%2FPosts%20%26%20more", 200),
        ("/campaigns/None", 404), ("/nowhere", 404), ("/?utm_source=x&platform=Nowhere", 200),
        ("/?since=never&until=%00&platform=%FF&rank=../../etc", 200),
    ],
)  # fmt: skip
def test_every_address_has_its_status(client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert b"<!DOCTYPE html>" in answer.data


def test_summary_has_no_infinite_ratio(client: FlaskClient) -> None:
    rows = client.get("/api/breakdown?by=influencer").json["rows"]
    values = [v for row in rows for v in row.values() if isinstance(v, float)]
    assert values and all(math.isfinite(v) for v in values)
