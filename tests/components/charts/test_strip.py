"""One among others of the same tier."""

from __future__ import annotations

from components.charts.strip import MOST, strip, swarm
from tests.components.charts.frames import people


def test_peers_of_one_level_do_not_touch() -> None:
    places = sorted([0.0] * 20 + [0.01 * n for n in range(50)])
    levels = swarm(places, length=4.0)
    apart = 4.0 * 10.5 / 320
    for level in set(levels):
        same = [p for p, own in zip(places, levels) if own == level]
        assert all(b - a >= apart for a, b in zip(same, same[1:]))


def test_many_peers_stay_light_and_the_person_stays() -> None:
    frame = people(4_000).dropna(subset=["roi"]).assign(state="dimmed")
    frame.loc[frame.index[7], "state"] = "picked"
    mark = strip(frame)["data"][-1]
    assert len(mark["x"]) <= MOST + 1
    assert mark["marker"]["size"].count(15.0) == 1


def test_the_person_stands_on_the_middle_level_with_room() -> None:
    levels = swarm([0.0, 0.01, 0.02, 0.03], length=4.0, me=2)
    assert levels[2] == 0 and 0 not in levels[:2] + levels[3:]
