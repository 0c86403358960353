"""A bar below tells ≤ from <, whatever the size, the blur and the neighbours."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from extractor.observed import GrayImage
from extractor.signs import printed_sign
from models.domain.geometry import BoundingBox

WORD = BoundingBox(10, 6, 90, 40)


def page(*, points_left: bool, bar: bool, scale: float, blur: float) -> GrayImage:
    """Draw a sign as tall as letters, with a digit behind it, on a grey page."""
    image = np.full((48, 100), 235, np.uint8)
    tip, ends = (14, 34) if points_left else (34, 14)
    top, middle, bottom = 12, 20, 28
    cv2.line(image, (tip, middle), (ends, top), 30, 2)
    cv2.line(image, (tip, middle), (ends, bottom), 30, 2)
    if bar:
        cv2.line(image, (14, 33), (34, 33), 30, 2)
    cv2.putText(image, "4", (50, 34), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 30, 2)
    blurred = cv2.GaussianBlur(image, (0, 0), blur)
    return np.asarray(cv2.resize(blurred, None, fx=scale, fy=scale), np.uint8)


@pytest.mark.parametrize("scale", [0.7, 1.0, 2.0])
@pytest.mark.parametrize("blur", [0.3, 1.0])
@pytest.mark.parametrize(
    ("read", "bar", "expected"),
    [
        ("<", True, "≤"),
        ("<", False, "<"),
        (">", True, "≥"),
        (">", False, ">"),
        ("<4", True, "≤4"),
        ("<4", False, "<4"),
    ],
)
def test_the_ink_decides(read: str, bar: bool, expected: str, scale: float, blur: float) -> None:
    image = page(points_left=read[0] == "<", bar=bar, scale=scale, blur=blur)
    assert printed_sign(image, WORD.scaled(scale), read) == expected


@pytest.mark.parametrize("read", ["4", "dưới", "<=", "", "x<"])
def test_other_words_stay(read: str) -> None:
    image = page(points_left=True, bar=True, scale=1.0, blur=0.5)
    assert printed_sign(image, WORD, read) == read


def test_white_paper_holds_no_sign() -> None:
    blank = np.full((48, 100), 255, np.uint8)
    assert printed_sign(blank, WORD, "<") == "<"
    assert printed_sign(blank, BoundingBox(200, 200, 240, 230), "<") == "<"
