"""The study on the Method page: its own figures, honest seeds, weak spots named."""

from __future__ import annotations

import json

import pytest

from benchmarks.study.__main__ import TUNING
from components.page.model import Context
from components.page.view import View
from data.queries.accuracy_study import RESULT, study
from data.simulation.scenario import SCENARIOS
from data.store import Store
from pages.cards import accuracy as page
from tests.tree import text


def test_it_was_run_on_every_scenario_with_seeds_never_used_before() -> None:
    found = json.loads(RESULT.read_text(encoding="utf-8"))
    assert set(found["scenarios"]) == set(SCENARIOS)
    first, last = found["seeds"]
    assert not set(range(first, last + 1)) & set(TUNING)


def test_the_card_shows_the_figures_of_the_file(store: Store) -> None:
    said = text(page.draw(Context(store, View())).body)
    for name, one in study()["scenarios"].items():
        assert name.replace("-", " ") in said
        assert page._signed(one["total"]["bias"]) in said
    for rule in page.OTHERS:
        assert rule in said


@pytest.mark.parametrize(
    ("coverage", "bias", "named"), [(0.9, 0.01, False), (0.7, 0.0, True), (0.9, -0.2, True)]
)
def test_weak_spots_are_named(coverage: float, bias: float, named: bool) -> None:
    scenarios = {"late-displacement": {"total": {"coverage": coverage, "bias": bias}}}
    assert page.weak(scenarios) == (["late displacement"] if named else [])


def test_without_a_study_it_says_so(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "study", lambda: None)
    assert "has not been run" in text(page.draw(Context(store, View())).body)
