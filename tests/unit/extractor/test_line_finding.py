from __future__ import annotations

import numpy as np
import pytest

from extractor.line_finder import find_lines
from extractor.raster_rules import erase_rules, find_rules
from extractor.strokes import corrected, first_numeral, with_roman_one
from models.domain.geometry import BoundingBox
from tests.unit.extractor.builders import paper, write

DPI = 100.0


def test_lines_are_found_with_their_marks() -> None:
    page = paper()
    write(page, "- tre em", 100, 100)
    write(page, "nam 2026.", 100, 145)
    boxes = sorted(find_lines(page, DPI).boxes, key=lambda box: box.top)
    assert [round(box.top / 10) for box in boxes] == [8, 12]
    rows, columns = np.nonzero(page < 128)
    assert min(box.left for box in boxes) <= columns.min() + 1, "the dash belongs to the line"
    assert max(box.right for box in boxes) >= columns[rows > 110].max(), "so does the full stop"


def test_columns_and_cells_part_lines() -> None:
    page = paper()
    write(page, "trai", 40, 100)
    write(page, "phai", 500, 100)
    assert len(find_lines(page, DPI).boxes) == 2
    write(page, "sat nhau", 40, 200)
    middle = 110.0
    cells = [BoundingBox(0, 150, middle, 250), BoundingBox(middle, 150, 400, 250)]
    assert len(find_lines(page, DPI, cells).boxes) == 4


def test_a_line_is_cut_out_without_its_neighbours() -> None:
    page = paper()
    write(page, "gggg", 100, 100)
    write(page, "AAAA", 100, 128)
    lines = find_lines(page, DPI)
    upper, lower = sorted(range(2), key=lambda number: lines.boxes[number].top)
    cut = lines.cut(lower, context=12)
    assert (cut[:6] < 128).sum() == 0, "descenders of the line above are gone"
    assert (cut < 128).sum() > 100
    assert (lines.cut(upper, context=0) < 128).sum() > 100


def test_an_empty_page_has_no_lines() -> None:
    assert find_lines(paper(), DPI).boxes == ()


def test_rules_are_found_and_erased_and_letters_stay() -> None:
    page = paper()
    write(page, "95", 120, 100)
    text = page.copy()
    page[60:62, 100:500] = 0
    page[140:142, 100:500] = 0
    page[60:142, 100:102] = 0
    page[60:142, 498:500] = 0
    rules = find_rules(page, DPI)
    assert sorted(rule.horizontal for rule in rules) == [False, False, True, True]
    cleaned = erase_rules(page, DPI, rules)
    assert np.array_equal(cleaned < 128, text < 128)


def numeral(
    strokes: int, *, crossbar: bool = False, dot: bool = True
) -> tuple[np.ndarray, BoundingBox]:
    """Upright strokes with serifs, a space, and a word after them."""
    page = paper(400, 80)
    for number in range(strokes):
        left = 40 + 12 * number
        page[20:46, left : left + 5] = 0
        page[20:22, left - 3 : left + 8] = 0
        page[44:46, left - 3 : left + 8] = 0
    if crossbar:
        page[32:34, 40 : 40 + 12 * strokes - 7] = 0
    end = 40 + 12 * (strokes - 1) + 11
    if dot:
        page[42:46, end : end + 4] = 0
    write(page, "MUC TIEU", end + 18, 46)
    return page, BoundingBox(37, 18, 390, 48)


NUMERALS = [
    (1, "IL.MỤC", "I."),
    (2, "H", "II."),
    (2, "1L", "II."),
    (3, "II.", "III."),
    (3, "IH", "III."),
    (3, "III", "III."),
]


@pytest.mark.parametrize(("strokes", "read", "right"), NUMERALS)
def test_strokes_are_counted_in_the_ink(strokes: int, read: str, right: str) -> None:
    found = first_numeral(*numeral(strokes), read)
    assert found is not None
    assert found[0] == right


UNTOUCHED = [
    (numeral(2, crossbar=True), "H", "a real H has a bar"),
    (numeral(1), "1.", "digits alone are left alone"),
    (numeral(1), "195/KH-UBND", "a number that begins with one"),
    (numeral(2), "HĐND", "a word that begins with H"),
    (numeral(2), "Về", "the engine read something else"),
    (numeral(1), "H", "half of the numeral is faint"),
    (numeral(4), "IIII", "no numeral has four"),
]


@pytest.mark.parametrize(("drawn", "read", "why"), UNTOUCHED)
def test_what_is_no_numeral_is_left_alone(
    drawn: tuple[np.ndarray, BoundingBox], read: str, why: str
) -> None:
    assert first_numeral(*drawn, read) is None, why


def test_what_was_glued_to_a_numeral_is_set_free() -> None:
    assert corrected("IL.MỤC", "I.") == ("I.", "MỤC")
    assert corrected("H", "II") == ("II", "")


def label(*, serif: bool) -> tuple[np.ndarray, BoundingBox]:
    """A stroke with a flag at its left, or with serifs at both sides; a stop and a word after it."""
    page = paper(300, 80)
    page[20:46, 40:45] = 0
    page[20:23, 37 : 48 if serif else 45] = 0
    page[43:46, 37:48] = 0
    page[42:46, 52:56] = 0
    write(page, "MUC", 70, 46)
    return page, BoundingBox(37, 18, 150, 48)


ONES = [
    (True, "1.", "I.", "a roman one has serifs at both sides"),
    (True, "1", "I", "without a stop"),
    (True, "1V.", "IV.", "before a five"),
    (True, "1.MỤC", "I.MỤC", "glued to a word"),
    (True, "1.000", "1.000", "a number is no label"),
    (True, "12", "12", "a number is no label"),
    (False, "1.", "1.", "an arabic one has a flag at its left alone"),
]


@pytest.mark.parametrize(("serif", "read", "right", "why"), ONES)
def test_a_roman_one_is_told_by_its_serif(serif: bool, read: str, right: str, why: str) -> None:
    assert with_roman_one(*label(serif=serif), read) == right, why
