"""What is declared once appears everywhere by itself."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from plotly.utils import PlotlyJSONEncoder

from components.page.model import Context, Figure
from components.page.view import View
from data.store import Store
from metrics.catalog import METRICS
from metrics.catalog.dimensions import DIMENSIONS
from pages import PAGES
from pages.influencers import metric_columns
from pages.rendering.render import render_page
from tests.http.conftest import client, serve  # noqa: F401
from tests.twins import csv_of

ROOT = Path(__file__).resolve().parent.parent
BUNDLE = "scatter bar box heatmap histogram contour violin image pie".split()  # noqa: SIM905


def text_of(page: str, store: Store) -> str:
    """Everything a page says, as JSON text."""
    found = next(p for p in PAGES.all if p.name == page)
    drawn = render_page(found, store, found.view("", store), "")
    return b" ".join(drawn.parts.values()).decode()


def test_a_metric_is_in_the_glossary_the_table_the_api_and_the_exports(
    store: Store,
    client: FlaskClient,  # noqa: F811
) -> None:
    glossary = text_of("method", store)
    header = client.get("/export/influencers.csv").data.decode("utf-8-sig").splitlines()[0]
    columns = {column["field"] for column in metric_columns()}
    summary = client.get("/api/summary").json
    for metric in METRICS:
        assert metric.label in glossary and metric.formula in glossary
        assert metric.key in header.split(",")
        assert metric.key in columns and metric.key in summary


def test_a_dimension_is_a_control_an_api_key_and_a_filter(
    store: Store,
    client: FlaskClient,  # noqa: F811
) -> None:
    bar = text_of("overview", store)
    for dimension in DIMENSIONS:
        if dimension.optional and dimension not in store.dimensions:
            continue
        assert dimension.label in bar or len(store.values(dimension.key)) < 2
        rows = client.get(f"/api/breakdown?by={dimension.key}").json["rows"]
        value = rows[0]["key"]
        narrowed = client.get(
            "/api/summary", query_string={dimension.key: value, "metric": "revenue,payout"}
        ).json
        assert narrowed["revenue"] == pytest.approx(rows[0]["revenue"])
        assert narrowed["payout"] == pytest.approx(rows[0]["payout"])


def subjects(page: object, store: Store) -> list[str]:
    """Something each page can be about."""
    if not page.knows:
        return [""]
    key = "influencer" if page.name == "influencer" else "campaign"
    return [value for value in store.values(key) if page.knows(store, value)][:3]


def test_every_page_draws_every_card_for_any_view(store: Store) -> None:
    queries = ("", "?platform=YouTube", "?since=2025-03-01&until=2025-03-07", "?since=2031-01-01")
    for page in PAGES.all:
        for query in queries:
            for subject in subjects(page, store):
                view: View = page.view(query, store)
                for card in page.cards:
                    drawn = card.draw(Context(store, view, subject))
                    if isinstance(drawn.body, Figure):
                        traces = {trace["type"] for trace in drawn.body.figure["data"]}
                        assert traces <= set(BUNDLE)
                        said = json.dumps(drawn.body.figure, cls=PlotlyJSONEncoder)
                        assert not re.search(r'"#[0-9A-Fa-f]{3,8}"', said), card.name
                        assert csv_of(drawn.body.figure["layout"]["meta"])


def test_the_bundle_has_the_version_plotly_carries() -> None:
    from plotly.offline import get_plotlyjs_version

    bundles = list((ROOT / "assets").glob("plotly-basic-*.min.js"))
    assert [b.name for b in bundles] == [f"plotly-basic-{get_plotlyjs_version()}.min.js"]
    assert get_plotlyjs_version() in bundles[0].read_text(encoding="utf-8")[:300]


def test_the_documents_name_what_there_is() -> None:
    architecture = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rooms = set(re.findall(r"`((?:metrics|data|components|pages|api|callbacks)/[\w/]*(?:\.py|/))`",
                           architecture))  # fmt: skip
    assert len(rooms) > 10
    for name in rooms:
        assert (ROOT / name).exists(), name
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for setting in re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M):
        assert setting in readme, setting


def test_vendored_files_carry_their_licences() -> None:
    names = {path.name for path in (ROOT / "assets").rglob("*LICENSE*")}
    assert {"bootstrap-LICENSE.txt", "plotly-LICENSE.txt", "inter-LICENSE.txt"} <= names
    assert "bootstrap-icons-LICENSE.txt" in names
