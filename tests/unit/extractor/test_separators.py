from __future__ import annotations

import pytest

from extractor.separators import digits_fit, with_separators
from extractor.spots import Spot
from models.domain.geometry import BoundingBox
from models.domain.layout import Word

LETTER, BASE, STEP = 18.0, 100, 16
DPI = 72.0  # a pixel is a point


def ink(printed: str) -> list[Spot]:
    """Spots as a number is printed: high digits, low commas and dots, a flat sign before it."""
    spots, left = [], 10
    for label, character in enumerate(printed):
        top, bottom, width = {
            ",": (BASE - 4, BASE + 5, 5),
            ".": (BASE - 4, BASE, 5),
            "'": (BASE - 24, BASE - 16, 5),
            "<": (BASE - 16, BASE - 1, 14),
            "W": (BASE - 24, BASE, 30),
        }.get(character, (BASE - 24, BASE, 12))
        spots.append(Spot(left, top, left + width, bottom, label))
        left += width + 3
    return spots


def word(text: str, confidence: float = 0.9) -> Word:
    return Word(text, BoundingBox(8, BASE - 24, 400, BASE + 5), confidence)


SEEN = [
    ("2,5", "25", "2,5", "a comma between two digits"),
    ("80/100.000"[3:], "100000", "100.000", "a dot of thousands"),
    ("11,3", "113", "11,3", "after two digits"),
    ("<25,5", "<255", "<25,5", "after a sign"),
    ("2,5", "2,5", "2,5", "read already"),
    ("6,1", "6j1", "6,1", "taken for a letter"),
    ("25", "25", "25", "no separator printed"),
    ("2'5", "25", "25", "a speck above the line"),
    ("20.30", "2030", "2030", "a dot that parts no thousands is a speck"),
    ("2,5", "2", "2", "other digits than were read: nothing can be placed"),
    ("W5,1", "251", "251", "digits that touch cannot be counted"),
    ("2,5", "hai", "hai", "no number"),
]


@pytest.mark.parametrize(("printed", "read", "right", "why"), SEEN)
def test_separators_come_from_the_ink(printed: str, read: str, right: str, why: str) -> None:
    (found,) = with_separators([word(read)], ink(printed), LETTER, DPI)
    assert found.text == right, why


COUNTED = [
    ("22", "2", False, "one of two equal digits is lost"),
    ("22", "22", True, "all there"),
    ("2", "22", False, "one too many"),
    ("<22", "<22", True, "the sign is no digit"),
    ("22", "9%", True, "a percent sign has any number of spots"),
    ("22", "hai", True, "no number"),
    ("W2", "2", True, "digits that touch cannot be counted"),
]


@pytest.mark.parametrize(("printed", "read", "fits", "why"), COUNTED)
def test_digits_are_counted(printed: str, read: str, fits: bool, why: str) -> None:
    assert digits_fit([word(read)], ink(printed), LETTER) is fits, why
