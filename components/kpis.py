"""KPI cards: a figure, its change, its course as a line drawn with CSS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html

from components.words import icon

MOST_POINTS = 40


@dataclass(frozen=True)
class Kpi:
    """One figure; ``change_role`` is better, worse or neutral, ``tone`` a colour token."""

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


def row(kpis: Sequence[Kpi]) -> html.Div:
    """The figures side by side."""
    return html.Div([kpi(one) for one in kpis], className="kpis")


def kpi(one: Kpi) -> html.Section:
    """One card."""
    meaning = html.Details(
        [
            html.Summary(icon("info-circle"), **{"aria-label": f"What {one.label} means"}),
            html.Div([html.P(one.meaning), html.Code(one.formula)], className="kpi__meaning"),
        ],
        className="kpi__info",
    )
    return html.Section(
        [
            html.Div([html.H2(one.label, className="kpi__label"), meaning], className="kpi__head"),
            html.P(one.value_text, className="kpi__value"),
            html.P(change(one), className="kpi__change"),
            spark(one),
        ],
        className="kpi",
        **{"data-kpi": one.key},
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


def spark(one: Kpi) -> html.Div | None:
    """The course as two clipped boxes: a line and the area under it; decoration only."""
    values = [v for v in one.spark if v is not None][-MOST_POINTS:]
    if len(values) < 2:
        return html.Div(className="spark")
    low, high = min(values), max(values)
    reach = high - low or 1.0
    xs = [100 * i / (len(values) - 1) for i in range(len(values))]
    ys = [90 - 78 * (v - low) / reach for v in values]
    top = [f"{x:.1f}% {y:.1f}%" for x, y in zip(xs, ys)]
    under = [f"{x:.1f}% calc({y:.1f}% + 1.75px)" for x, y in zip(reversed(xs), reversed(ys))]
    area = [*top, "100% 100%", "0% 100%"]
    shapes = (("spark__area", area), ("spark__line", [*top, *under]))
    return html.Div(
        [
            html.Div(className=name, style=dict(clipPath=f"polygon({', '.join(points)})"))  # noqa: C408
            for name, points in shapes
        ],
        className=f"spark spark--{one.tone}",
        **{"aria-hidden": "true"},
    )
