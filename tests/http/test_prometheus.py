"""Counts and timings in Prometheus' format: of one process, and added up over workers."""

from __future__ import annotations

import logging
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from app import create_app
from settings import Settings
from tests.faults.servers import serving, until

Samples = dict[tuple[str, frozenset], float]


def samples(text: str) -> Samples:
    """What a scrape says, read by the client library's own parser."""
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def total(found: Samples, name: str, **labels: str) -> float:
    return sum(v for (n, have), v in found.items() if n == name and labels.items() <= set(have))


@pytest.fixture
def client(folder: Path) -> Iterator[FlaskClient]:
    handlers = list(logging.getLogger("dashboard").handlers)
    app = create_app(Settings(data_dir=folder, watch_seconds=0, metrics=True))
    yield app.server.test_client()
    logging.getLogger("dashboard").handlers[:] = handlers


def scrape(client: FlaskClient) -> Samples:
    answer = client.get("/metrics")
    assert answer.status_code == 200 and answer.content_type.startswith("text/plain")
    assert answer.headers["Cache-Control"] == "no-store"
    return samples(answer.text)


def test_requests_are_counted_by_rule_method_and_status(client: FlaskClient) -> None:
    for path in ("/api/summary", "/api/summary?platform=YouTube", "/influencers", "/nobody"):
        client.get(path)
    client.get("/api/breakdown?by=nothing")
    found, name = scrape(client), "dashboard_requests_total"
    assert total(found, name, route="/api/summary", status="200") == 2
    assert total(found, name, route="/api/breakdown", status="400") == 1
    assert total(found, name, route="/<path:path>", status="404") == 1
    assert total(found, "dashboard_request_seconds_count", route="/api/summary") == 2
    assert total(found, "dashboard_request_seconds_bucket", route="/api/summary", le="+Inf") == 2


def test_no_input_makes_a_label(client: FlaskClient) -> None:
    client.get("/")
    client.get("/nobody")
    before = len(scrape(client))
    for i in range(30):
        client.get(f"/never/{i}?x={i}", headers={"X-Forwarded-For": f"10.0.0.{i}"})
        client.open("/", method=f"MADE{i}")
        client.open("/api/summary", method=f"MADE{i}")
    labels = {value for _, have in scrape(client) for _, value in have}
    assert not [v for v in labels if re.search("never|MADE", v)]
    assert len(scrape(client)) < before + 40


def test_the_state_of_the_data_and_of_the_log(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "dashboard")
    found = scrape(client)
    version = client.get("/readyz").get_json()["version"]
    assert total(found, "dashboard_data_info", version=version) == 1
    assert total(found, "dashboard_data_usable") == 1
    assert total(found, "dashboard_data_loaded_timestamp_seconds") > 1.7e9
    quality = client.get("/api/quality").get_json()
    for file in quality["files"]:
        name = "dashboard_data_rejected_rows"
        assert total(found, name, file=file["file"]) == file["rejected"]
    client.get("/", headers={"Sec-Fetch-Site": "cross-site"})
    assert total(scrape(client), "dashboard_events_total", level="info", what="refused") == 1


def test_without_the_setting_there_is_no_such_page(folder: Path) -> None:
    plain = create_app(Settings(data_dir=folder, watch_seconds=0)).server.test_client()
    answer = plain.get("/metrics")
    assert answer.status_code == 404 and b"dashboard_requests" not in answer.data


def test_workers_are_added_up_and_a_dead_one_still_counts(folder: Path) -> None:
    with serving(folder, METRICS="1") as server:

        def asked() -> float:
            text = server.ask("/metrics")[2].decode()
            return total(samples(text), "dashboard_requests_total", route="/api/summary")

        for _ in range(40):
            assert server.ask("/api/summary")[0] == 200
        assert [asked() for _ in range(8)] == [40.0] * 8
        maps = Path(f"/proc/{server.workers()[0]}/maps").read_text()
        place = Path(re.search(r"\S*/dashboard-metrics-[^/]+", maps)[0])
        assert place.is_dir()
        for pid in server.workers():
            os.kill(pid, signal.SIGKILL)
        assert until(lambda: len(server.workers()) == 2)
        assert until(lambda: server.ask("/readyz")[0] == 200)
        assert asked() == 40.0
        server.process.terminate()
        assert server.process.wait(30) == 0
        assert not place.exists()
