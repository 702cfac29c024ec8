"""The parts of a page: its head, the grid of cards, a card around its parts, a chart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from components import ids
from components.elements import tags as plain
from components.elements.static_tree import Markup, fixed
from components.elements.text import icon

Children = Any
TOOLS = {
    "table": ("table", "Show as table"),
    "png": ("image", "Download PNG"),
    "csv": ("download", "Download CSV"),
}
CONFIG = {
    "displayModeBar": False,
    "displaylogo": False,
    "responsive": True,
    "scrollZoom": False,
    "doubleClick": False,
}


WELCOME = (
    "New here? Click any bar, dot or cell to filter everything by it, and again to clear; "
    "dashed lines are payout, and a hollow mark may be luck."
)


def head(title: Children, lead: Children, *, welcome: bool = True) -> html.Header:
    """The heading, the sentence that answers first, and a line for a first visit."""
    return html.Header(
        [
            html.H1(title, id=ids.TITLE, tabIndex="-1"),
            html.P(lead, className="lead-sentence"),
            first_line() if welcome else None,
        ],
        className="page-head",
    )


def first_line() -> Markup:
    """How to read and use the pages, in one sentence; seen until it is dismissed once."""
    close = plain.Button(
        icon("x"),
        className="welcome__close",
        title="Dismiss",
        **{"data-welcome-close": "1", "aria-label": "Dismiss this line"},
    )
    return fixed([icon("info-circle"), plain.P(WELCOME), close], className="welcome")


def grid(cards: Sequence[Children]) -> html.Div:
    """Twelve columns of cards."""
    return html.Div(list(cards), className="cards")


def card(
    name: str,
    *,
    title: Children,
    subtitle: Children,
    body: Children,
    foot: Children = None,
    tools: Sequence[str] = (),
    span: int = 12,
    extra: Children = None,
) -> html.Section:
    """A card: a finding as its title, what is drawn below it, tools at the right.

    Words are trees that ``markup.elements`` wrote.
    """

    def place(slot: str, words: Children, tag: str = "div", **attributes: str) -> Markup:
        return Markup(words, tag, id=ids.part(name, slot), **attributes)

    heading = html.H2(place("title", title, "span"), id=ids.heading(name), className="card__title")
    under = place("subtitle", subtitle, "p", className="card__subtitle")
    aside = [place("extra", extra)]
    if tools:
        aside.append(fixed([_tool(name, tool) for tool in tools], className="card__buttons"))
    return html.Section(
        [
            html.Div(
                [
                    html.Div([heading, under], className="card__words"),
                    html.Div(aside, className="card__tools"),
                ],
                className="card__head",
            ),
            html.Div(body, id=ids.body(name), className="card__body"),
            place("foot", foot, className="card__foot"),
        ],
        className=f"card span-{span}",
        **{"data-card": name, "aria-labelledby": ids.heading(name)},
    )


def _tool(name: str, tool: str) -> plain.Element:
    symbol, words = TOOLS[tool]
    return plain.Button(
        icon(symbol),
        className="icon-button",
        title=words,
        **{"data-tool": tool, "data-for": name, "aria-label": words},
    )


def graph(name: str, figure: dict[str, Any], height: int) -> html.Div:
    """A chart as one tab stop that arrow keys read; its height stands before data is drawn."""
    return html.Div(
        dcc.Graph(
            id=ids.chart(name),
            figure=figure,
            config=CONFIG,
            className="graph",
            style=dict(height=f"{height}px"),  # noqa: C408
        ),
        className="chart",
        role="group",
        tabIndex="0",
        style=_room(figure, height),
        **{
            "data-chart": name,
            "aria-roledescription": "chart",
            "aria-label": _said(figure),
        },
    )


def _room(figure: dict[str, Any], height: int) -> dict[str, str]:
    """The height kept free until the chart's code has come, on a phone its own."""
    small = figure.get("layout", {}).get("meta", {}).get("phone", {}).get("height", height)
    return {"--room": f"{height}px", "--room-phone": f"{small}px"}


def _said(figure: dict[str, Any]) -> str:
    twin = figure.get("layout", {}).get("meta", {}).get("twin", {})
    caption = twin.get("caption", "Chart")
    return f"{caption}. Use arrow keys to read the points, Enter to filter by one."


def foot(words: Children) -> Children:
    """An insight below a chart, or nothing."""
    return plain.P([icon("lightbulb"), plain.Span(words)], className="insight") if words else None


def missing(title: str, words: str) -> html.Div:
    """A page for an address that nothing stands behind."""
    return html.Div(
        [
            head(title, words, welcome=False),
            html.P(dcc.Link("Go to the overview", href="/", className="button")),
        ],
        className="page",
    )


def degraded(title: str, problems: Sequence[tuple[str, str]]) -> html.Div:
    """A page while no data could be loaded: which file, and why."""
    reasons = [html.Li([html.Strong(file or "Data"), f": {reason}"]) for file, reason in problems]
    return html.Div(
        [
            head(title, "There is no data to show yet.", welcome=False),
            html.Div([html.P("Degraded: these files can't be used."), html.Ul(reasons)],
                     className="banner", role="alert"),
        ],
        className="page",
    )  # fmt: skip


def banner(
    problems: Sequence[tuple[str, str]], left_out: Sequence[tuple[str, str]] = ()
) -> html.Div | None:
    """A line on top while newer files can't be used, or an optional one was left out."""
    if not problems and not left_out:
        return None
    kept = "The newest files can't be used, so older data is shown."
    lead = kept if problems else "A file was left out."
    said = "; ".join(f"{file}: {reason}" for file, reason in problems or left_out)
    return html.Div(f"{lead} {said}", className="banner", role="alert")
