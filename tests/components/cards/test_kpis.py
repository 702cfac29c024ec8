"""KPI cards: the change is told by more than colour, the course keeps its gaps."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.cards.kpis import Kpi, change, kpi, row
from components.elements.sparkline import BOTTOM, MOST_POINTS, TOP, spark
from tests.tree import attribute, find, text

ROI = Kpi(
    key="roi",
    label="ROI",
    value_text="1.94×",
    change_text="+12%",
    change_role="better",
    arrow="up",
    earlier_text="from 1.74×",
    spark=[1.0, 2.0, 1.5],
    tone="gain",
    meaning="Revenue earned for each rupee paid out.",
    formula="revenue / payout",
)


def drawn(box: object) -> list[tuple[float, float]]:
    """The corners of a clipped box in percent."""
    path = attribute(box, "style")["clipPath"]
    return [(float(x), float(y)) for x, y in re.findall(r"([\d.-]+)% (?:calc\()?([\d.-]+)%", path)]


def test_a_card_says_its_figure_its_change_and_what_it_means() -> None:
    section = kpi(ROI)
    said = text(section)
    for words in ("1.94×", "+12%", "from 1.74×", "revenue / payout", "Revenue earned for each"):
        assert words in said
    assert attribute(section, "aria-labelledby") == find(section, "H2")[0].id
    (summary,) = find(section, "Summary")
    assert attribute(summary, "aria-label") == "What ROI means"


@pytest.mark.parametrize("role", ["better", "worse", "neutral"])
@pytest.mark.parametrize(
    ("arrow", "symbol"), [("up", "arrow-up-right"), ("down", "arrow-down-right")]
)
def test_a_change_has_an_arrow_beside_its_colour(role: str, arrow: str, symbol: str) -> None:
    chip = change(replace(ROI, change_role=role, arrow=arrow))[0]
    assert attribute(chip, "className") == f"chip-{role}"
    assert find(chip, "I", f"icon-{symbol}")


def test_without_an_earlier_period_there_is_no_chip() -> None:
    section = kpi(replace(ROI, change_text=None, earlier_text=""))
    assert not any(find(section, "Span", f"chip-{role}") for role in ("better", "worse", "neutral"))
    assert "period before" not in text(section)


def test_cards_stand_in_their_order() -> None:
    keys = [
        attribute(one, "data-kpi")
        for one in find(row([ROI, replace(ROI, key="orders")]), "Section")
    ]
    assert keys == ["roi", "orders"]


def test_the_course_is_decoration() -> None:
    assert attribute(spark([1, 2], "gain"), "aria-hidden") == "true"


def test_a_missing_step_leaves_a_gap_where_it_is() -> None:
    boxes = find(spark([1, 2, None, None, 2, 3, 1], "gain"), "Div", "spark__line")
    first, second = (drawn(box) for box in boxes)
    assert max(x for x, _ in first) == pytest.approx(100 / 6, abs=0.1)
    assert min(x for x, _ in second) == pytest.approx(400 / 6, abs=0.1)


def test_steep_parts_are_as_strong_as_flat_ones() -> None:
    (line,) = find(spark([0, 0, 1, 0, 0], "gain"), "Div", "spark__line")
    strokes = [float(t) for t in re.findall(r"\+ ([\d.]+)px", attribute(line, "style")["clipPath"])]
    assert max(strokes) > strokes[0] and max(strokes) <= 2.25


@given(st.lists(st.none() | st.floats(-1e12, 1e12), max_size=60))
def test_any_course_stays_inside_its_box(values: list[float | None]) -> None:
    box = spark(values, "revenue")
    assert len(find(box, "Div", "spark__line")) <= MOST_POINTS / 2
    for one in find(box, "Div", "spark__line"):
        assert all(0 <= x <= 100 and TOP - 0.1 <= y <= BOTTOM + 0.1 for x, y in drawn(one))
