"""Moving money: conserved, capped at the pace already seen, and the same on every run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.planning.reallocation import DRAWS, Deals, reallocate, room

DEALS = Deals(
    payout=np.array([10_000.0, 20_000.0, 30_000.0, 5_000.0]),
    posts=np.array([10.0, 10.0, 20.0, 5.0]),
    log_mean=np.log([0.4, 2.0, 3.0, 1.5]),
    log_sd=np.array([0.3, 0.2, 0.2, 0.4]),
    most_posts=np.array([4.0, 3.0, 4.0, 1.0]),
    months=5.0,
)
LOSER, EARNERS = np.array([0]), np.array([1, 2])


def test_room_ends_at_the_busiest_month() -> None:
    assert room(DEALS).tolist() == [10_000.0, 10_000.0, 0.0, 0.0]


def test_moved_money_by_hand() -> None:
    found = reallocate(DEALS, LOSER, EARNERS, share=0.5)
    assert (found.taken, found.moved, found.unplaced) == (5_000.0, 5_000.0, 0.0)
    gain = 5_000 * 2.0 * np.exp(0.02) - 5_000 * 0.4 * np.exp(0.045)
    assert found.revenue == pytest.approx(gain)
    assert found.net_return == pytest.approx(gain)
    assert found.net_low < found.net_return < found.net_high
    assert found.positive_chance > 0.99
    assert [line.influencer for line in found.lines] == [0, 1]
    assert found.lines[1].posts == pytest.approx(2.5) and not found.lines[1].full


def test_money_without_room_is_saved_and_said() -> None:
    found = reallocate(DEALS, np.array([0, 3]), EARNERS)
    assert (found.taken, found.moved, found.unplaced) == (15_000.0, 10_000.0, 5_000.0)
    assert found.lines[-1].full
    nobody = reallocate(DEALS, LOSER, np.array([2]))
    assert (nobody.moved, nobody.unplaced) == (0.0, 10_000.0)
    assert nobody.net_return == pytest.approx(10_000 * (1 - 0.4 * np.exp(0.045)))


def test_quantiles_of_one_person_are_exact_and_of_all_agree() -> None:
    found = reallocate(DEALS, LOSER, np.array([2]))
    line = found.lines[0]
    assert found.net_low == pytest.approx(line.net_low, rel=0.002)
    assert found.net_high == pytest.approx(line.net_high, rel=0.002)
    assert line.net_high == pytest.approx(10_000 * (1 - 0.4 * np.exp(-0.3 * 1.644854)))


def test_margin_turns_revenue_into_what_is_kept() -> None:
    whole, half = (
        reallocate(replace(DEALS, margin=margin), LOSER, EARNERS) for margin in (1.0, 0.5)
    )
    assert half.revenue == whole.revenue
    assert half.net_return == pytest.approx(whole.net_return / 2)


def test_who_is_not_judged_neither_gives_nor_gets() -> None:
    unknown = replace(DEALS, log_mean=np.array([np.nan, np.nan, 1.0, 1.0]))
    found = reallocate(unknown, LOSER, EARNERS)
    assert found.taken == found.moved == found.net_return == 0.0
    assert np.isnan(found.positive_chance) and found.lines == ()
    unpaid = replace(DEALS, payout=np.array([np.nan, 0.0, 30_000.0, 5_000.0]))
    assert reallocate(unpaid, LOSER, np.array([1])).lines == ()


def test_nothing_chosen_changes_nothing() -> None:
    empty = np.array([], np.int64)
    assert reallocate(DEALS, empty, empty).net_return == 0.0
    assert reallocate(DEALS, empty, EARNERS).moved == 0.0


def test_questions_that_make_no_sense() -> None:
    with pytest.raises(ValueError, match="both"):
        reallocate(DEALS, LOSER, np.array([0, 1]))
    with pytest.raises(ValueError, match="share"):
        reallocate(DEALS, LOSER, EARNERS, share=1.5)


def test_twice_the_same() -> None:
    assert reallocate(DEALS, LOSER, EARNERS) == reallocate(DEALS, LOSER, EARNERS)


@given(st.floats(0, 1), st.lists(st.floats(0, 1e6), min_size=4, max_size=4))
def test_money_is_conserved_and_nobody_passes_their_pace(share: float, payout: list) -> None:
    deals = replace(DEALS, payout=np.array(payout))
    found = reallocate(deals, np.array([0, 3]), EARNERS, share)
    assert found.moved + found.unplaced == pytest.approx(found.taken, abs=0.01)
    assert found.moved <= room(deals)[EARNERS].sum() + 0.01
    assert sum(line.payout for line in found.lines) == pytest.approx(-found.unplaced, abs=0.01)


def test_fewer_draws_for_many_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    dice, many = np.random.default_rng(7), 300
    deals = Deals(
        dice.lognormal(10, 1, many), np.full(many, 10.0), dice.normal(0, 0.5, many),
        dice.uniform(0.1, 0.6, many), np.full(many, 5.0), 12.0,
    )  # fmt: skip
    losers, earners = np.arange(many // 2), np.arange(many // 2, many)
    few = reallocate(deals, losers, earners)
    monkeypatch.setattr("metrics.planning.reallocation.EACH", DRAWS * many)
    all_of_them = reallocate(deals, losers, earners)
    width = all_of_them.net_high - all_of_them.net_low
    assert few.net_low != all_of_them.net_low
    assert few.net_low == pytest.approx(all_of_them.net_low, abs=0.03 * width)
    assert few.net_high == pytest.approx(all_of_them.net_high, abs=0.03 * width)
    assert few.net_return == all_of_them.net_return
