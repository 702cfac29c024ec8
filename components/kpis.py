"""KPI cards: a figure, its change, its course as a line drawn with CSS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from components import html, ids
from components.html import Element
from components.spark import spark
from components.words import icon


@dataclass(frozen=True)
class Kpi:
    """One figure; ``change_role`` is better, worse or neutral, ``tone`` a colour token.

    ``evidence`` says how sure the figure is, in one short line.
    """

    key: str
    label: str
    value_text: str
    change_text: str | None
    change_role: str
    arrow: str | None
    earlier_text: str
    spark: Sequence[float | None]
    tone: str
    meaning: str
    formula: str
    evidence: str = ""


def row(kpis: Sequence[Kpi]) -> Element:
    """The figures side by side."""
    return html.Div([kpi(one) for one in kpis], className="kpis")


def kpi(one: Kpi) -> Element:
    """One card."""
    label = html.H2(one.label, id=ids.heading(one.key), className="kpi__label")
    meaning = html.Details(
        [
            html.Summary(icon("info-circle"), **{"aria-label": f"What {one.label} means"}),
            html.Div([html.P(one.meaning), html.Code(one.formula)], className="kpi__meaning"),
        ],
        className="kpi__info",
    )
    return html.Section(
        [
            html.Div([label, meaning], className="kpi__head"),
            html.P(one.value_text, className="kpi__value"),
            html.P(one.evidence, className="kpi__evidence") if one.evidence else None,
            html.P(change(one), className="kpi__change"),
            spark(one.spark, one.tone),
        ],
        className="kpi",
        **{"data-kpi": one.key, "aria-labelledby": ids.heading(one.key)},
    )


def change(one: Kpi) -> list:
    """The change against the period before, in words for everyone."""
    words = [html.Span(one.earlier_text)] if one.earlier_text else ["\u00a0"]
    if not one.change_text:
        return words
    arrow = {"up": "arrow-up-right", "down": "arrow-down-right"}.get(one.arrow or "")
    chip = html.Span(
        [icon(arrow) if arrow else None, one.change_text], className=f"chip-{one.change_role}"
    )
    return [chip, *words, html.Span(" in the equal period before", className="unseen")]
