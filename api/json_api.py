"""JSON answers: the same numbers as the pages, for scripts and probes."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
from flask import Flask, Response, request

from api.responses import Refused, json, query, with_etag
from data.queries.estimates import judged
from data.sources.live import LiveSource
from data.store import Store
from metrics.catalog import BY_KEY, METRICS
from metrics.catalog.dimensions import GRAINS, UNASSIGNED
from metrics.filters import Filters

ISSUES_SHOWN = 1_000


def asked_metrics() -> tuple[str, ...] | None:
    """The metrics a request names, or None for all; Refused names those that exist."""
    keys = [k for part in request.args.getlist("metric") for k in part.split(",") if k]
    for key in keys:
        if key not in BY_KEY:
            raise Refused(400, f"Unknown metric; known are: {', '.join(BY_KEY)}.")
    return tuple(keys) or None


def summary(store: Store, filters: Filters) -> dict:
    """Every metric of the selection, and both ends (90%) of those that are uncertain."""
    frame = judged(store, (), filters, asked_metrics())
    answer = frame[_answer_columns(frame, asked_metrics())].iloc[0].to_dict()
    return {**answer, "version": store.version}


def _answer_columns(frame: pd.DataFrame, asked: tuple[str, ...] | None) -> list[str]:
    """The metrics asked for with their intervals; the verdict goes with ROI."""
    found = []
    for key in asked or tuple(BY_KEY):
        found += [name for name in (key, f"{key}_low", f"{key}_high") if name in frame]
        if key == "roi":
            found += ["loss_probability"]
    return found


def breakdown(store: Store, filters: Filters) -> dict:
    """The selection by a dimension or calendar step; the key of a step is its first day."""
    by = request.args.get("by", "")
    known = [*(d.key for d in store.dimensions), *GRAINS]
    if by not in known:
        raise Refused(400, f"Unknown dimension in 'by'; known are: {', '.join(known)}.")
    asked = asked_metrics()
    frame = judged(store, by, filters, asked)
    words = ["label", *(["verdict"] if asked is None or "roi" in asked else [])]
    frame = frame[[by, *words, *_answer_columns(frame, asked)]]
    keys = frame[by]
    if by in GRAINS:
        keys = keys.dt.strftime("%Y-%m-%d").where(keys.notna(), UNASSIGNED)
    rows = frame.drop(columns=[by]).assign(key=keys.astype(object))
    return {"by": by, "rows": _records(rows), "version": store.version}


def _records(frame: pd.DataFrame) -> list[dict]:
    first = ["key", *(c for c in frame.columns if c != "key")]
    return frame[first].to_dict("records")


def quality(source: LiveSource) -> dict:
    """The quality report, with what is wrong now if the newest files could not be used."""
    state = source.state
    report = state.store.quality.as_dict() if state.store else {"files": [], "issues": []}
    report["issues"] = report["issues"][:ISSUES_SHOWN]
    report["version"] = state.store.version if state.store else ""
    report["loaded_at"] = state.loaded_at
    known = report.get("problems") or []
    report["problems"] = known + [{"file": f, "reason": r} for f, r in state.problems]
    if state.problems or not state.store:
        report["status"] = "degraded"
    return report


def register(server: Flask, source: LiveSource) -> None:
    """Add the routes."""

    def answered(compute: Callable[[Store, Filters], dict]) -> Callable[[], Response]:
        def route() -> Response:
            store = source.state.store
            if store is None:
                raise Refused(503, "No data is loaded yet.")
            return with_etag(json(compute(store, store.filters(query()))), store.version)

        return route

    server.add_url_rule("/api/summary", "api-summary", answered(summary))
    server.add_url_rule("/api/breakdown", "api-breakdown", answered(breakdown))
    server.add_url_rule("/api/quality", "api-quality", lambda: json(quality(source)))
    server.add_url_rule("/api/metrics", "api-metrics", lambda: json(catalogue()))
    server.add_url_rule("/healthz", "healthz", lambda: json({"status": "ok"}))

    @server.get("/readyz")
    def readyz() -> Response:
        store = source.state.store
        if store is None:
            reasons = [f"{file}: {reason}" for file, reason in source.state.problems]
            return json({"status": "no data", "problems": reasons}, 503)
        return json({"status": "ready", "version": store.version})

    @server.errorhandler(Refused)
    def refused(error: Refused) -> Response:
        return json({"error": error.sentence}, error.status)


def catalogue() -> list[dict]:
    """The metrics: key, name, formula, unit, meaning, and which direction is better."""
    return [
        {
            "key": m.key,
            "name": m.label,
            "formula": m.formula,
            "unit": m.unit,
            "meaning": m.meaning,
            "good": m.good,
        }
        for m in METRICS
    ]
