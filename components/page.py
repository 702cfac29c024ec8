"""The parts of a page: head, cards with their states, controls of cards, plain tables."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from components import ids
from components.words import icon

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


def head(title: Children, lead: Children) -> html.Header:
    """The heading and the sentence that answers first."""
    return html.Header(
        [html.H1(title, id="page-title", tabIndex="-1"), html.P(lead, className="lead-sentence")],
        className="page-head",
    )


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
    """A card: a finding as its title, what is drawn below it, tools at the right."""
    buttons = [
        html.Button(
            icon(TOOLS[tool][0]),
            className="icon-button",
            title=TOOLS[tool][1],
            **{"data-tool": tool, "data-for": name, "aria-label": TOOLS[tool][1]},
        )
        for tool in tools
    ]
    words = html.Div(
        [
            html.H2(title, id=ids.part(name, "title"), className="card__title"),
            html.P(subtitle, id=ids.part(name, "subtitle"), className="card__subtitle"),
        ],
        className="card__words",
    )
    aside = html.Div(
        [html.Div(extra, id=ids.part(name, "extra")), *buttons], className="card__tools"
    )
    return html.Section(
        [
            html.Div([words, aside], className="card__head"),
            html.Div(body, id=ids.part(name, "body"), className="card__body"),
            html.Div(foot, id=ids.part(name, "foot"), className="card__foot"),
        ],
        className=f"card span-{span}",
        **{"data-card": name},
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
        **{
            "data-chart": name,
            "aria-roledescription": "chart",
            "aria-label": _said(figure),
        },
    )


def _said(figure: dict[str, Any]) -> str:
    table = figure.get("layout", {}).get("meta", {}).get("table", {})
    caption = table.get("caption", "Chart")
    return f"{caption}. Use arrow keys to read the points, Enter to filter by one."


def foot(words: Children) -> Children:
    """An insight below a chart, or nothing."""
    return html.P([icon("lightbulb"), html.Span(words)], className="insight") if words else None


def state(name: str, title: str, words: Children, *more: Children) -> html.Div:
    """A card's state in place of its picture: an icon, what is the case, a way on."""
    return html.Div(
        [icon(name), html.P(title, className="state__title"), html.P(words), *more],
        className="state",
    )


def action(words: str, intent: dict[str, Any], symbol: str = "") -> html.Button:
    """A button that sends an intent."""
    return html.Button(
        [icon(symbol) if symbol else None, words],
        className="button",
        **{"data-intent": json.dumps(intent)},
    )


def empty(words: str, smallest: tuple[str, dict[str, Any]] | None) -> html.Div:
    """No rows: why, the smallest filter to take away, and a way to clear all."""
    ways = [action("Clear all", {"kind": "clear"})]
    if smallest:
        ways.insert(0, action(f"Remove {smallest[0]}", smallest[1]))
    return state("funnel", "Nothing matches these filters", words, html.Div(ways, className="ways"))


def failed(reference: str) -> html.Div:
    """A card that raised: only this one, with a reference that is in the log."""
    return state(
        "exclamation-triangle",
        "This card could not be drawn",
        f"The other cards are not affected. Reference {reference}.",
        action("Try again", {"kind": "retry"}, "arrow-clockwise"),
    )


def too_little(words: str) -> html.Div:
    """Too little to say anything sure: what there is and what is needed."""
    return state("shield-check", "Nothing to show here", words)


def missing(title: str, words: str) -> html.Div:
    """A page for an address that nothing stands behind."""
    return html.Div(
        [
            head(title, words),
            html.P(dcc.Link("Go to the overview", href="/", className="button")),
        ],
        className="page",
    )


def degraded(title: str, problems: Sequence[tuple[str, str]]) -> html.Div:
    """A page while no data could be loaded: which file, and why."""
    reasons = [html.Li([html.Strong(file or "Data"), f": {reason}"]) for file, reason in problems]
    return html.Div(
        [
            head(title, "There is no data to show yet."),
            html.Div([html.P("Degraded: these files can't be used."), html.Ul(reasons)],
                     className="banner", role="alert"),
        ],
        className="page",
    )  # fmt: skip


def banner(problems: Sequence[tuple[str, str]]) -> html.Div | None:
    """A line on top while newer files can't be used and older data is shown."""
    if not problems:
        return None
    said = "; ".join(f"{file}: {reason}" for file, reason in problems)
    return html.Div(
        f"The newest files can't be used, so older data is shown. {said}",
        className="banner",
        role="alert",
    )


def controls(*parts: Children) -> html.Div:
    """The controls of a card, in a row."""
    return html.Div(list(parts), className="card__controls")


def segmented(key: str, choices: Sequence[tuple[str, str]], now: str, label: str) -> html.Div:
    """A few choices side by side; the pressed one is in force."""
    return html.Div(
        [_choice(key, value, words, now) for value, words in choices],
        className="segmented",
        role="group",
        **{"aria-label": label},
    )


def _choice(key: str, value: str, words: str, now: str) -> html.Button:
    intent = {"kind": "option", "key": key, "value": value}
    pressed = "true" if value == now else "false"
    return html.Button(words, **{"data-intent": json.dumps(intent), "aria-pressed": pressed})


def choice(key: str, choices: Sequence[tuple[str, str]], now: str, label: str) -> html.Details:
    """One of many choices behind a button that names the one in force."""
    words = dict(choices).get(now, now)
    return html.Details(
        [
            html.Summary([html.Span(f"{label}: ", className="muted"), words, icon("chevron-down")]),
            html.Div([_choice(key, value, text, now) for value, text in choices], className="menu"),
        ],
        className="choice",
        **{"data-choice": key},
    )


def download(table: str, query: str) -> html.Div:
    """Links to a table as CSV and XLSX, under the filters in force."""
    return html.Div(
        [
            html.A(
                [icon(symbol), words],
                href=f"/export/{table}.{kind}{query}",
                className="button",
                download=True,
                **{"aria-label": f"Export {table} as {words.split()[-1]}"},
            )
            for kind, words, symbol in (("csv", "CSV", "filetype-csv"), ("xlsx", "XLSX", "file-earmark-spreadsheet"))
        ],
        className="downloads",
    )


def columns_button(grid_name: str) -> html.Button:
    """Opens the list of a table's columns."""
    return html.Button(
        [icon("layout-three-columns"), "Columns"],
        className="button",
        **{"data-columns": grid_name, "aria-haspopup": "true"},
    )


def table(
    headings: Sequence[str], rows: Sequence[Sequence[Children]], numbers: Sequence[int] = ()
) -> html.Div:
    """A plain table; the columns of ``numbers`` stand right."""

    def kind(column: int) -> str:
        return "number" if column in numbers else "text"

    top = [html.Th(words, className=kind(i), scope="col") for i, words in enumerate(headings)]
    body = [
        html.Tr([html.Td(cell, className=kind(i)) for i, cell in enumerate(row)]) for row in rows
    ]
    return html.Div(
        html.Table([html.Thead(html.Tr(top)), html.Tbody(body)], className="plain-table"),
        className="table-scroll",
        tabIndex="0",
        role="region",
        **{"aria-label": ", ".join(headings)},
    )


def counts(
    sections: Sequence[tuple[str, Sequence[Sequence[str]]]], headings: tuple[str, str]
) -> html.Div:
    """Small tables side by side, one a section."""
    blocks = [
        html.Div([html.H3(name), table((name, *headings), rows, numbers=(1, 2))])
        for name, rows in sections
    ]
    return html.Div(blocks, className="counts")
