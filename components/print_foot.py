"""The foot of a printed page: what was selected, from which data, and what its measures mean."""

from __future__ import annotations

from collections.abc import Sequence

from components import html
from components.html import Element
from metrics.catalog import Metric


def facts(rows: Sequence[tuple[str, str]]) -> Element:
    """Terms and their values: period, filters, data version."""
    return html.Dl(
        [html.Div([html.Dt(term), html.Dd(words)]) for term, words in rows],
        className="print-foot__facts",
    )


def definitions(metrics: Sequence[Metric]) -> Element | None:
    """Measures with their formulas, for a reader who has only the paper."""
    if not metrics:
        return None
    head = [html.Th(words, scope="col") for words in ("Measure", "Formula, on sums", "Meaning")]
    body = [html.Tr([html.Td(m.label), html.Td(m.formula), html.Td(m.meaning)]) for m in metrics]
    return html.Table(
        [html.Thead(html.Tr(head)), html.Tbody(body)], className="print-foot__definitions"
    )
