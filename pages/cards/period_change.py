"""What moved: the change against the equal period before, and what it is made of."""

from __future__ import annotations

import numpy as np

import formats
from components.cards import titles
from components.charts.change_bars import UNITS, change_bars, signed_part
from components.charts.parts.row_layout import Groups
from components.elements import card_states, controls
from components.page.mark_states import with_selection_state
from components.page.model import Card, CardContent, Context, Figure
from components.page.view import Switch
from data.queries.period_change import MEASURES, PeriodChange
from data.queries.period_change import period_change as asked
from metrics.catalog import metric
from metrics.catalog.dimensions import Dimension, dimension
from metrics.change import decomposition
from metrics.change.decomposition import Movement
from metrics.frames import Frame

DIMENSIONS = ("platform", "campaign", "influencer")
MEASURE = Switch("measure", MEASURES)
SPLIT = Switch("split", DIMENSIONS)
TITLE = "What moved"

EFFECTS: dict[str, dict[str, tuple[str, str, str]]] = {
    "revenue": {
        decomposition.VOLUME: ("Number of posts", "more posts", "fewer posts"),
        decomposition.MIX: ("Where posts were", *["a shift of posts between {plural}"] * 2),
        decomposition.PRODUCTIVITY: ("Orders a post", "more orders a post", "fewer orders a post"),
        decomposition.PRICE: ("Revenue an order", "larger orders", "smaller orders"),
        decomposition.OTHER: ("Orders without posts", *["orders that no post stands behind"] * 2),
    },
    "payout": {
        decomposition.VOLUME: ("Posts and orders paid", "more paid posts", "fewer paid posts"),
        decomposition.MIX: ("Where they were", *["a shift of paid posts between {plural}"] * 2),
        decomposition.RATE: ("Payout for each", "higher rates", "lower rates"),
        decomposition.OTHER: ("Paid without posts", *["payout that no post stands behind"] * 2),
    },
    "roi": {
        decomposition.OWN: ("Their own ROI", "{plural} returning more", "{plural} returning less"),
        decomposition.MIX: ("Where payout went", *["a shift of payout between {plural}"] * 2),
        decomposition.OTHER: ("Unpaid in a period", *["{plural} unpaid in one of the periods"] * 2),
    },
}  # fmt: skip
"""Each effect's name, and what a rise or a fall comes from, in words."""
BOTH = {
    decomposition.NEW: ("New {plural}", *["new {plural}"] * 2),
    decomposition.GONE: ("{plural} that ended", *["{plural} that ended"] * 2),
}


def words_of(measure: str, effect: str, one: Dimension) -> tuple[str, str, str]:
    """An effect's name, and the phrases for more and for less."""
    found = {**EFFECTS[measure], **BOTH}[effect]
    name, more, less = (text.format(plural=one.plural) for text in found)
    return name[0].upper() + name[1:], more, less


def effect_rows(split: Movement, measure: str, one: Dimension) -> Frame:
    """The effects that moved anything, largest first."""
    size = max(split.before, split.after)
    rows = [
        (words_of(measure, effect, one)[0], part)
        for effect, part in split.of_effects.items()
        if abs(part) > 1e-9 * size
    ]
    rows.sort(key=lambda row: -abs(row[1]))
    labels, parts = zip(*rows) if rows else ((), ())
    frame = Frame({"label": labels, "part": np.array(parts, float)})
    return frame.beside(before=np.nan, after=np.nan, pick="", state="plain", most="")


def group_rows(found: PeriodChange, measure: str, one: Dimension, context: Context) -> Frame:
    """The groups, those that moved most first."""
    split = found.splits[measure]
    rows = found.rows(measure)
    rows = rows.at(np.argsort(-np.abs(rows["part"]), kind="stable"))
    rows = with_selection_state(rows, (one.key,), context.view.filters)
    before, after = (_values(rows, measure, suffix) for suffix in ("_before", ""))
    effects = [effect for effect in split.effects if effect in rows]
    names = [f"Mostly: {words_of(measure, effect, one)[0].lower()}" for effect in effects]
    most = np.abs([rows[effect] for effect in effects]).argmax(axis=0).tolist()
    said = [names[at] if part else "" for at, part in zip(most, rows["part"].tolist())]
    rows = rows.beside(before=before, after=after, most=said)
    return rows.only("label", "part", "before", "after", "pick", "state", "most")


def _values(rows: Frame, measure: str, suffix: str) -> np.ndarray:
    """What the measure was in one period; the formula is the catalogue's."""
    sums = {name: rows[name + suffix] for name in ("revenue", "payout")}
    return metric(measure).compiled.value(sums)


def title(split: Movement, groups: Frame, measure: str, one: Dimension) -> str:
    """How far the measure moved, and what the largest part in that direction went with."""
    label, unit = metric(measure).label, UNITS[measure]
    change = signed_part(unit, split.change)
    if not any(digit in "123456789" for digit in change):
        return f"{label} stayed the same"
    up = split.change > 0
    amount = formats.formatted(unit, abs(split.change), short=True)
    share = f" ({formats.signed_percent(split.change / split.before)})" if split.before else ""
    sign = 1 if up else -1
    effect, _ = max(split.of_effects.items(), key=lambda pair: sign * pair[1])
    why = words_of(measure, effect, one)[1 if up else 2]
    said = f"{label} {'rose' if up else 'fell'} {amount}{share}, most with {why}"
    named = groups.at(groups["pick"] != "")
    same = named.at(sign * named["part"] > 0)
    if len(named) < 2 or not same:
        return said
    top = same.row(0)
    part = formats.formatted(unit, abs(top["part"]), short=True)
    return f"{said}; {titles.enumeration([top['label']])} {'added' if up else 'took away'} {part}"


def draw(context: Context) -> CardContent:
    """The change of a measure, by effect and by group."""
    store, view = context.store, context.view
    measure, one = view.choice(MEASURE.key), dimension(view.choice(SPLIT.key))
    extra = _switches(measure, one)
    found = asked(store, one.key, context.without(one.key))
    if found is None:
        lacking = (
            "There is no equally long period before this one in the data, so nothing to compare."
        )
        return CardContent(title=TITLE, body=card_states.too_little(lacking), extra=extra)
    split = found.splits[measure]
    if split is None or not (split.before or split.after):
        name = metric(measure).label
        lacking = f"{name} has no value in one of the periods, {_periods(found)}."
        return CardContent(title=TITLE, body=card_states.too_little(lacking), extra=extra)
    groups = group_rows(found, measure, one, context)
    blocks: Groups = [("Made of", effect_rows(split, measure, one)), (one.label, groups)]
    blocks = [(heading, rows) for heading, rows in blocks if len(rows)]
    label = metric(measure).label
    drawn = change_bars(blocks, measure=measure, label=label, period=_periods(found))
    unit = UNITS[measure]
    was, now = (formats.formatted(unit, v, short=True) for v in (split.before, split.after))
    usual = "" if found.chosen else f" · no period is chosen: the last {found.period.days} days"
    return CardContent(
        title=title(split, groups, measure, one),
        subtitle=f"{label} from {was} to {now} · {_periods(found)}{usual}",
        body=Figure(drawn, drawn["layout"]["height"]),
        foot="Each block adds up to the whole change. It is arithmetic: what went with the change, "
        "not what caused it.",
        extra=extra,
    )


def _periods(found: PeriodChange) -> str:
    now, was = (formats.date_range(p.since, p.until) for p in (found.period, found.before))
    return f"{now} against {was}"


def _switches(measure: str, one: Dimension) -> controls.Children:
    return controls.controls(
        controls.segmented(
            MEASURE.key, [(key, metric(key).label) for key in MEASURES], measure, "Change of"
        ),
        # Behind a button: two rows of choices and the tools are wider than a phone.
        controls.choice(
            SPLIT.key, [(key, dimension(key).label) for key in DIMENSIONS], one.key, "Split by"
        ),
    )


MOVED = Card("moved", draw, span=12)
