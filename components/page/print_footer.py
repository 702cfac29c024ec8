"""The foot of a printed page: what was selected, from which data, and what its measures mean."""

from __future__ import annotations

from collections.abc import Sequence

from components.elements import tags
from components.elements.tags import Element
from metrics.catalog import Metric


def facts(rows: Sequence[tuple[str, str]]) -> Element:
    """Terms and their values: period, filters, data version."""
    return tags.Dl(
        [tags.Div([tags.Dt(term), tags.Dd(words)]) for term, words in rows],
        className="print-foot__facts",
    )


def definitions(metrics: Sequence[Metric]) -> Element | None:
    """Measures with their formulas, for a reader who has only the paper."""
    if not metrics:
        return None
    head = [tags.Th(words, scope="col") for words in ("Measure", "Formula, on sums", "Meaning")]
    body = [tags.Tr([tags.Td(m.label), tags.Td(m.formula), tags.Td(m.meaning)]) for m in metrics]
    return tags.Table(
        [tags.Thead(tags.Tr(head)), tags.Tbody(body)], className="print-foot__definitions"
    )
