from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.lines.faces import installed_faces
from corpus.lines.setting import set_line
from extractor.line_finder import find_lines
from extractor.recogniser.artifact import CARD, GRAPH, Card, load_artifact
from extractor.recogniser.decoding import collapse, decode, tempered
from extractor.recogniser.found import places_of
from extractor.recogniser.placing import find_places
from extractor.recogniser.recogniser import side_by_side, width_groups
from extractor.recogniser.strips import (
    BASELINE,
    EM,
    HEIGHT,
    LINE_BOTTOM,
    LINE_TOP,
    Place,
    cut_strip,
)
from models.domain.errors import EngineMissingError

USUAL = next(face for face in installed_faces() if face.family == "Liberation Serif")


@pytest.mark.parametrize("em", [20, 29, 41, 58])
def test_a_strip_shows_every_size_alike(em: int) -> None:
    block = set_line("ĐẮK gẶ", USUAL, em)
    (line,) = block.lines
    strip = cut_strip(block.image, Place(line.left, line.right, line.baseline, line.em))
    rows = np.flatnonzero((strip > 100).any(axis=1))
    assert strip.shape[0] == HEIGHT
    assert rows.min() >= LINE_TOP and rows.max() < LINE_BOTTOM + 2, "marks and tails are inside"
    capital = np.flatnonzero((strip[:, : round(0.9 * EM)] > 100).any(axis=1))
    assert abs(capital.max() + 1 - BASELINE) <= 3
    assert abs(strip.shape[1] - (line.right - line.left + 0.56 * em) * EM / em) <= 8


def test_what_lies_beyond_the_page_is_paper() -> None:
    page = np.zeros((10, 10), np.uint8)
    strip = cut_strip(page, Place(-5.0, 30.0, 8.0, 20.0))
    assert strip.shape[0] == HEIGHT
    assert strip.max() == 255 and strip[:, -5:].max() == 0
    assert cut_strip(page, Place(400.0, 420.0, 400.0, 20.0)).max() == 0


def test_columns_become_characters_with_certainty_and_runner_up() -> None:
    likely = np.array(
        [
            [0.9, 0.1, 0.0, 0.0],
            [0.1, 0.6, 0.3, 0.0],
            [0.0, 0.8, 0.15, 0.05],
            [0.9, 0.1, 0.0, 0.0],
            [0.0, 1.0, 0.0, 0.0],
            [0.1, 0.0, 0.2, 0.7],
        ],
        np.float32,
    )
    found = decode(likely, "ab9")
    assert [(c.text, c.first, c.last) for c in found] == [("a", 1, 2), ("a", 4, 4), ("9", 5, 5)]
    assert [round(c.confidence, 2) for c in found] == [0.8, 1.0, 0.7]
    assert [(c.second, round(c.second_confidence, 2)) for c in found] == [
        ("b", 0.15),
        ("", 0.0),
        ("b", 0.2),
    ]
    assert collapse([0, 1, 1, 0, 1, 3], "ab9") == "aa9"
    assert decode(likely[:1], "ab9") == ()


def test_a_temperature_makes_certainty_modest_and_keeps_the_order() -> None:
    likely = np.array([0.01, 0.9, 0.07, 0.02], np.float32)
    modest = tempered(likely, 2.0)
    assert modest.sum() == pytest.approx(1.0)
    assert modest[1] < 0.9 and list(np.argsort(modest)) == list(np.argsort(likely))
    assert np.array_equal(tempered(likely, 1.0), likely)


@given(st.lists(st.integers(1, 4000), min_size=0, max_size=80))
def test_every_line_is_in_one_batch_with_lines_of_its_width(widths: list[int]) -> None:
    groups = width_groups(widths)
    assert sorted(number for group in groups for number in group) == list(range(len(widths)))
    for group in groups:
        own = [max(widths[number], 64) for number in group]
        assert max(own) <= 1.25 * min(own)


def test_strips_side_by_side_keep_their_width() -> None:
    strips = [np.full((HEIGHT, width), 7, np.uint8) for width in (30, 3001)]
    batch, lengths = side_by_side(strips)
    assert batch.shape == (2, HEIGHT, 3016)
    assert lengths.tolist() == [4, 376]
    assert (batch[0, :, :30] == 7).all() and not batch[0, :, 30:].any()


def test_an_artifact_is_the_one_that_its_card_describes(tmp_path: Path) -> None:
    whole = load_artifact()
    assert len(whole.graph) < 8_000_000
    (tmp_path / CARD).write_text(whole.card.model_dump_json(), encoding="utf-8")
    (tmp_path / GRAPH).write_bytes(whole.graph)
    assert load_artifact(tmp_path) == whole
    (tmp_path / GRAPH).write_bytes(whole.graph[:-1] + b"x")
    with pytest.raises(EngineMissingError):
        load_artifact(tmp_path)


@pytest.mark.parametrize("card", [None, "{", '{"version": "1"}'])
def test_an_artifact_without_its_card_is_none(tmp_path: Path, card: str | None) -> None:
    if card is not None:
        (tmp_path / CARD).write_text(card, encoding="utf-8")
    with pytest.raises(EngineMissingError):
        load_artifact(tmp_path)


def test_the_card_spells_what_the_generator_writes() -> None:
    from corpus.lines.alphabet import load_alphabet

    card: Card = load_artifact().card
    assert card.characters == load_alphabet().characters


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Căn cứ Kế hoạch", "small letters and capitals"),
        ("KẾ HOẠCH TỈNH ĐẮK LẮK", "capitals alone, with marks over them"),
        ("2026", "digits alone"),
        ("trên cơ sở xem xét", "hardly a tall letter"),
    ],
)
def test_a_line_alone_is_placed_by_its_ink(text: str, reason: str) -> None:
    block = set_line(text, USUAL, 36)
    (line,) = block.lines
    places = find_places(block.image)
    assert any(abs(place.em / 36 - 1) < 0.15 for place in places), reason
    assert abs(places[0].baseline - line.baseline) < 3
    assert abs(places[0].left - line.left) < 4 and abs(places[0].right - line.right) < 4


def test_no_ink_is_no_place() -> None:
    assert find_places(np.full((40, 90), 255, np.uint8)) == ()


def test_a_found_line_is_placed_by_the_print_of_its_page() -> None:
    block = set_line("quyền trẻ em, gắn với gia đình", USUAL, 58)
    (line,) = block.lines
    place = places_of(find_lines(block.image, 300), 0)[0]
    assert abs(place.baseline - line.baseline) <= 2
    assert abs(place.em / 58 - 1) < 0.1
