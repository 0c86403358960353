from __future__ import annotations

import random
from itertools import islice

import numpy as np
import pytest

from corpus.lines.damage import Scanner
from corpus.lines.faces import Face, choose_face, installed_faces
from corpus.lines.generator import worn_blocks
from corpus.lines.marks import bleed_through, draw_pen, draw_rules, draw_seal
from corpus.lines.setting import Block, set_line
from corpus.lines.sources import Source

SOURCE = Source(
    "plan",
    (
        "trẻ",
        "em",
        "được",
        "bảo",
        "vệ",
        "và",
        "chăm",
        "sóc",
        "năm",
        "2026",
        "đạt",
        "95%",
        "trở",
        "lên",
    ),
)
USUAL = next(face for face in installed_faces() if face.family == "Liberation Serif")


def blocks(seed: int, count: int = 12) -> list[Block]:
    return list(islice(worn_blocks([SOURCE], seed, [USUAL]), count))


def test_the_same_seed_gives_the_same_blocks() -> None:
    for one, other in zip(blocks(1), blocks(1), strict=True):
        assert one.lines == other.lines
        assert np.array_equal(one.image, other.image)
    assert [block.lines for block in blocks(1)] != [block.lines for block in blocks(2)]


def test_lines_stand_where_their_ink_is() -> None:
    found = 0
    for block in blocks(3, 30):
        paper = float(np.percentile(block.image, 95))
        for line in block.lines:
            top, bottom = line.baseline - 0.75 * line.em, line.baseline + 0.1 * line.em
            piece = block.image[
                max(int(top), 0) : int(bottom) + 1, max(int(line.left), 0) : int(line.right) + 1
            ]
            assert line.text and line.left < line.right
            found += bool(piece.size and piece.min() < paper - 30)
    assert found > 100
    assert found >= 0.97 * sum(len(block.lines) for block in blocks(3, 30))


def test_a_line_alone_is_set_on_its_baseline() -> None:
    block = set_line("Hxn", USUAL, 40)
    (line,) = block.lines
    rows = np.flatnonzero((block.image < 128).any(axis=1))
    assert abs(rows.max() + 1 - line.baseline) <= 1
    assert abs(line.baseline - rows.min() - 0.66 * 40) <= 2


@pytest.mark.parametrize("draw", [draw_seal, draw_pen, draw_rules])
def test_marks_lie_over_print_and_take_none_of_it(draw: object) -> None:
    image = set_line("chỉ tiêu", USUAL, 40).image
    assert callable(draw)
    drawn = [draw(image, 40.0, random.Random(seed)) for seed in range(6)]
    assert all(one.shape == image.shape and one.dtype == np.uint8 for one in drawn)
    assert any((one < image).any() for one in drawn)
    assert all((one[image < 60] <= 160).all() for one in drawn)


def test_the_other_side_shines_through_mirrored() -> None:
    image = np.full((20, 30), 255, np.uint8)
    image[2, 3] = 0
    worn = bleed_through(image, random.Random(1))
    assert worn[17, 26] < 255
    assert worn[2, 3] == 0


def test_scans_keep_size_and_text() -> None:
    block = set_line("Số: 12/KH-UBND", USUAL, 40)
    scanner = Scanner(random.Random(4), np.random.default_rng(4))
    scans = [scanner.scan(block) for _ in range(40)]
    assert all(scan.image.shape == block.image.shape for scan in scans)
    assert all(scan.lines[0].text == block.lines[0].text for scan in scans)
    assert sum(not np.array_equal(scan.image, block.image) for scan in scans) > 20
    assert any(set(np.unique(scan.image)) <= {0, 255} for scan in scans)


def test_faces_are_chosen_by_weight_and_know_their_letters() -> None:
    assert USUAL.prints("ẮặỆ≤≥…")
    assert not USUAL.prints("漢")
    never = Face("Never", USUAL.path, 0.0, USUAL.letters)
    assert {choose_face([USUAL, never], random.Random(seed)) for seed in range(20)} == {USUAL}
