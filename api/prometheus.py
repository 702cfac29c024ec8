"""Counts and timings for Prometheus (``METRICS=1``), added up over all workers.

``gunicorn.conf.py`` gives workers a folder in memory that the client library keeps its counts in;
without one, as in the development server, they are those of one process.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator
from datetime import datetime

from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram
from prometheus_client import generate_latest as written
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from api.login import INSIDE
from data.sources.live import LiveSource

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.3, 0.5, 0.8, 1.5, 3, 10)
"""Where the histogram is cut; the bars of the load test, 0.3 and 0.8 s, are among them."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"})
SHARED = "PROMETHEUS_MULTIPROC_DIR"


class Events(logging.Handler):
    """Counts log lines by what they say, which no input can change; failed cards are among them."""

    def __init__(self, registry: CollectorRegistry) -> None:
        super().__init__()
        self._counter = Counter(
            "dashboard_events",
            "Log lines by level and event.",
            ("level", "what"),
            registry=registry,
        )

    def emit(self, record: logging.LogRecord) -> None:
        """Count one line; ``msg`` is the text before anything is put into it."""
        self._counter.labels(record.levelname.lower(), str(record.msg)).inc()


class OfData(Collector):
    """What the data is now, asked at each scrape: every worker serves the same version."""

    def __init__(self, source: LiveSource) -> None:
        self._source = source

    def collect(self) -> Iterator[Metric]:
        """The data version, whether it can be used, since when, and what was rejected."""
        state = self._source.whole
        version = state.store.version if state.store else ""
        yield InfoMetricFamily("dashboard_data", "Version of the data.", {"version": version})
        usable = GaugeMetricFamily("dashboard_data_usable", "1 while there is data to show.")
        usable.add_metric((), float(state.store is not None))
        yield usable
        problems = GaugeMetricFamily(
            "dashboard_data_problems", "Files whose newest content can't be used."
        )
        problems.add_metric((), len(state.problems))
        yield problems
        if state.store is None:
            return
        loaded = GaugeMetricFamily(
            "dashboard_data_loaded_timestamp_seconds", "When this worker took up the data."
        )
        loaded.add_metric((), datetime.fromisoformat(state.loaded_at).timestamp())
        yield loaded
        rejected = GaugeMetricFamily(
            "dashboard_data_rejected_rows", "Rows left out, by file.", labels=("file",)
        )
        for file in state.store.quality.files:
            rejected.add_metric((file.file,), file.rejected)
        yield rejected


def register_monitoring(server: Flask, source: LiveSource) -> None:
    """Count every request that a reader makes, and answer ``/metrics``."""
    registry = CollectorRegistry()
    requests = Counter(
        "dashboard_requests", "Answers.", ("route", "method", "status"), registry=registry
    )
    seconds = Histogram(
        "dashboard_request_seconds", "Seconds to an answer.", ("route",),
        buckets=SECONDS, registry=registry,
    )  # fmt: skip
    logging.getLogger("dashboard").addHandler(Events(registry))

    @server.after_request
    def counted(response: Response) -> Response:
        if not request.environ.get(INSIDE):
            # The rule and not the path, and no method of a reader's making: labels stay few.
            route = request.url_rule.rule if request.url_rule else "unknown"
            method = request.method if request.method in METHODS else "other"
            requests.labels(route, method, str(response.status_code)).inc()
            seconds.labels(route).observe(time.perf_counter() - g.started)
        return response

    @server.get("/metrics")
    def metrics() -> Response:
        scraped = registry
        if os.environ.get(SHARED):
            scraped = CollectorRegistry()
            MultiProcessCollector(scraped)
        of_data = CollectorRegistry()
        of_data.register(OfData(source))
        text = written(scraped) + written(of_data)
        return Response(
            text, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"}
        )
