from __future__ import annotations

import random

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import imaging
from extractor.observed import GrayImage
from tests.unit.extractor.builders import paper, write

DPI = 100.0


def written() -> GrayImage:
    """A page of words of all lengths, so that only lines line up."""
    page, some = paper(827, 1169), random.Random(5)
    for row in range(22):
        words = ("".join(some.choices("aceghilmnoprstux", k=some.randint(1, 7))) for _ in range(9))
        write(page, " ".join(words)[:38], 70 + some.randint(0, 20), 120 + 42 * row, 0.9)
    return page


@given(st.floats(-4.9, 4.9))
def test_skew_up_to_five_degrees_is_found(degrees: float) -> None:
    found = imaging.find_skew(imaging.rotate(written(), degrees), DPI)
    assert found == pytest.approx(-degrees, abs=0.2)


def test_an_empty_page_is_level() -> None:
    assert imaging.find_skew(paper(), DPI) == 0.0


def test_red_ink_is_lifted_and_black_under_it_stays() -> None:
    page = np.full((100, 100, 3), 255, np.uint8)
    page[20:80, 20:80] = (225, 40, 50)
    page[48:52, :] = (30, 30, 30)
    gray = imaging.without_red(page)
    assert gray[30, 30] > 200
    assert gray[50, 50] < 60


def test_uneven_light_is_levelled() -> None:
    page = written().astype(np.float32) * np.linspace(0.55, 1.0, 827)[None, :]
    flat = imaging.flatten(page.astype(np.uint8), DPI)
    blank_rows = flat[:80]
    assert blank_rows.min() > 235


@pytest.mark.parametrize("side", ("left", "right", "top"))
def test_a_dark_edge_goes_and_the_text_stays(side: str) -> None:
    page = written()
    bar = {"left": np.s_[:, :14], "right": np.s_[:, -14:], "top": np.s_[:14, :]}[side]
    page[bar] = 30
    cleaned = imaging.without_dark_edges(page, DPI)
    assert cleaned[bar].min() == 255
    assert (cleaned < 128).sum() == (written() < 128).sum()


def test_noise_is_told_from_clean_paper() -> None:
    page = written()
    grain = np.random.default_rng(3).normal(0, 7, page.shape)
    noisy = np.clip(page.astype(np.float32) - np.abs(grain), 0, 255).astype(np.uint8)
    assert imaging.paper_noise(page) < 1.0 < 2.0 < imaging.paper_noise(noisy)


@pytest.mark.parametrize(
    ("turned", "sideways"), [(0, False), (90, True), (180, False), (270, True)]
)
def test_lines_that_run_down_the_page_are_noticed(turned: int, sideways: bool) -> None:
    assert imaging.looks_sideways(imaging.turn(written(), turned), DPI) is sideways


def test_preparing_never_alters_the_original() -> None:
    page = cv2.cvtColor(imaging.rotate(written(), 2.0), cv2.COLOR_GRAY2RGB)
    before = page.copy()
    prepared = imaging.prepare(page, DPI)
    assert np.array_equal(page, before)
    assert prepared.skew == pytest.approx(-2.0, abs=0.12)


def test_ink_is_counted_without_specks() -> None:
    page = paper(827, 1169)
    page[100:1000:50, 200:600:40] = 0
    assert imaging.ink_share(page, DPI) == 0.0
    assert imaging.ink_share(written(), DPI) > 0.01
