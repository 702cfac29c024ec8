"""Tiles of two dimensions, coloured by a ratio."""

from __future__ import annotations

import numpy as np
import pandas as pd

from components.charts.heatmap import heatmap
from tests.components.charts.frames import NAMES, OTHERS, cells, groups, with_intervals

KEYS = {"rows_by": "platform", "columns_by": "category"}


def board(frame: pd.DataFrame | None = None, **more: float) -> dict:
    frame = cells(NAMES, OTHERS) if frame is None else frame
    return heatmap(frame, groups(NAMES), groups(OTHERS, by="category"), **KEYS, **more)


def test_rows_and_columns_are_sorted_by_roi_with_margins_apart() -> None:
    figure = board()
    layout = figure["layout"]
    best = groups(NAMES).sort_values("roi", ascending=False)["label"].tolist()
    assert layout["yaxis"]["ticktext"][:-1] == best
    assert "All" in layout["yaxis"]["ticktext"][-1] and "All" in layout["xaxis"]["ticktext"][-1]
    assert layout["yaxis"]["tickvals"][-1] == len(NAMES) + 0.25


def test_every_combination_is_a_tile_or_a_dash() -> None:
    figure = board()
    bars, dashes = figure["data"]
    assert len(bars["y"]) == len(cells(NAMES, OTHERS)) + len(NAMES) + len(OTHERS)
    assert len(dashes["x"]) == len(NAMES) * len(OTHERS) - len(cells(NAMES, OTHERS))
    assert set(dashes["text"]) == {"–"}


def test_without_intervals_nothing_is_hatched() -> None:
    bars = board()["data"][0]
    assert "pattern" not in bars["marker"]
    assert not any("soft" in colour for colour in bars["marker"]["color"])


def test_weak_evidence_is_hatched_and_says_why() -> None:
    frame = with_intervals(cells(NAMES, OTHERS), spread=0.01).assign(influencers=3.0)
    frame.loc[0, ["roi", "roi_low95", "roi_high95"]] = [1.1, 0.7, 1.6]
    frame.loc[0, "verdict"] = "Unclear"
    frame.loc[1, ["influencers"]] = 1.0
    bars = board(frame)["data"][0]
    hatched = np.flatnonzero([shape == "/" for shape in bars["marker"]["pattern"]["shape"]])
    said = {bars["hovertext"][at].rsplit("<br>", 1)[1] for at in hatched}
    assert {"Interval holds break-even", "One influencer only"} <= said
    assert bars["marker"]["pattern"]["fillmode"] == "overlay"
    assert all("soft" in bars["marker"]["color"][at] for at in hatched)


def test_dimmed_tiles_keep_readable_numbers() -> None:
    bars = board(cells(NAMES, OTHERS).assign(state="dimmed"))["data"][0]
    inks = {i for i, o in zip(bars["insidetextfont"]["color"], bars["marker"]["opacity"]) if o < 1}
    assert inks == {"var(--text)"}


def test_the_phone_swaps_rows_and_columns_and_shows_the_ratio_alone() -> None:
    figure = board()
    phone = figure["layout"]["meta"]["phone"]
    assert len(phone["layout"]["xaxis"]["tickvals"]) == len(NAMES) + 1
    assert len(phone["layout"]["yaxis"]["tickvals"]) == len(OTHERS) + 1
    assert all("₹" not in text for text in phone["data"][0]["text"])
    assert all("<br>₹" in text for text in figure["data"][0]["text"])


def test_many_columns_are_cut_on_the_phone_to_the_dearest() -> None:
    many = tuple(f"Category {n}" for n in range(12))
    rows = tuple(f"Platform {n}" for n in range(9))
    figure = heatmap(cells(rows, many), groups(rows), groups(many, by="category"), **KEYS)
    assert len(figure["layout"]["xaxis"]["tickvals"]) == 13
    phone = figure["layout"]["meta"]["phone"]["layout"]
    assert len(phone["xaxis"]["tickvals"]) == 7


def test_cells_beyond_the_margins_are_not_drawn() -> None:
    frame = cells((*NAMES, "Elsewhere"), OTHERS)
    assert len(board(frame)["data"][0]["y"]) == len(board()["data"][0]["y"])
