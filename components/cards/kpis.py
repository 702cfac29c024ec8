"""KPI cards: a figure, its change, its course as a line drawn with CSS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from components import ids
from components.elements import tags
from components.elements.sparkline import spark
from components.elements.tags import Element
from components.elements.text import icon


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
    return tags.Div([kpi(one) for one in kpis], className="kpis")


def kpi(one: Kpi) -> Element:
    """One card."""
    label = tags.H2(one.label, id=ids.heading(one.key), className="kpi__label")
    meaning = tags.Details(
        [
            tags.Summary(icon("info-circle"), **{"aria-label": f"What {one.label} means"}),
            tags.Div([tags.P(one.meaning), tags.Code(one.formula)], className="kpi__meaning"),
        ],
        className="kpi__info",
    )
    return tags.Section(
        [
            tags.Div([label, meaning], className="kpi__head"),
            tags.P(one.value_text, className="kpi__value"),
            tags.P(one.evidence, className="kpi__evidence") if one.evidence else None,
            tags.P(change(one), className="kpi__change"),
            spark(one.spark, one.tone),
        ],
        className="kpi",
        **{"data-kpi": one.key, "aria-labelledby": ids.heading(one.key)},
    )


def change(one: Kpi) -> list:
    """The change against the period before, in words for everyone."""
    words = [tags.Span(one.earlier_text)] if one.earlier_text else ["\u00a0"]
    if not one.change_text:
        return words
    arrow = {"up": "arrow-up-right", "down": "arrow-down-right"}.get(one.arrow or "")
    chip = tags.Span(
        [icon(arrow) if arrow else None, one.change_text], className=f"chip-{one.change_role}"
    )
    return [chip, *words, tags.Span(" in the equal period before", className="unseen")]
