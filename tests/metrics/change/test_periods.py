"""Periods, the ones before them, and presets."""

from datetime import date

from metrics.change.periods import Period, grain, presets, selected_period

YEAR = (date(2024, 9, 1), date(2025, 8, 31))


def test_the_period_before_is_as_long_and_touches() -> None:
    period = Period(date(2025, 6, 1), date(2025, 8, 31))
    before = period.before()
    assert before.days == period.days == 92
    assert (period.since - before.until).days == 1
    assert before.inside(*YEAR) and not Period(*YEAR).before().inside(*YEAR)


def test_a_selection_is_cut_to_the_data() -> None:
    assert selected_period(None, None, *YEAR) == Period(*YEAR)
    assert selected_period(date(2020, 1, 1), date(2024, 9, 5), *YEAR) == Period(
        YEAR[0], date(2024, 9, 5)
    )
    assert selected_period(date(2030, 1, 1), None, *YEAR) is None
    assert selected_period(None, None, None, None) is None


def test_presets_end_with_the_data_and_fit_in_it() -> None:
    names = {name: (since, until) for name, since, until in presets(*YEAR)}
    assert names["Last 30 days"] == (date(2025, 8, 2), YEAR[1])
    assert names["This quarter"] == (date(2025, 7, 1), YEAR[1])
    assert names["All"] == (None, None)
    assert [name for name, _, _ in presets(YEAR[1], YEAR[1])] == ["All"]


def test_the_time_axis_keeps_a_readable_number_of_steps() -> None:
    assert [grain(days) for days in (1, 30, 92, 365, 2_000)] == [
        "day", "day", "week", "week", "month",
    ]  # fmt: skip
