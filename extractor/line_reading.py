"""Lines of a prepared image read one by one; the words come back in points of that image."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

import cv2
import numpy as np

from extractor.engine import EngineWord, OcrEngine, Segmentation
from extractor.lines import make_line
from extractor.observed import GrayImage
from models.domain.geometry import BoundingBox
from models.domain.layout import Line, Word

_POINTS_PER_INCH = 72.0
_CONTEXT = 0.1  # of the line's height, taken from the page around the line
_BORDER = 0.3  # of the line's height, white
_READING_HEIGHT = 52  # pixels, border included: what the engine reads best
# A scanner blurs the small marks that part ổ from ố: (amount, sigma in pixels) brings them back.
_SHARPENING = ((2.0, 1.2), (1.0, 1.0))
_WIDEST = 8000
_DEFAULT_DPI = 300


def read_lines(
    gray: GrayImage, dpi: float, lines: Iterable[BoundingBox], engine: OcrEngine
) -> list[Line]:
    """Read lines (boxes in pixels); every word gets the height of its line, in points."""
    found = (read_line(gray, dpi, line, engine) for line in lines)
    return [make_line(words) for words in found if words]


def read_line(gray: GrayImage, dpi: float, line: BoundingBox, engine: OcrEngine) -> list[Word]:
    """Read one line; no word where the engine finds none."""
    crop, left, factor = line_image(gray, line)
    found = engine.recognize(crop, _DEFAULT_DPI, Segmentation.LINE)
    return [_placed(word, line, left, factor, _POINTS_PER_INCH / dpi) for word in found]


def line_image(gray: GrayImage, line: BoundingBox) -> tuple[GrayImage, float, float]:
    """Cut a line out, framed in white and scaled; return it, its left edge and the scale."""
    context = round(_CONTEXT * line.height)
    border = max(round(_BORDER * line.height), 2)
    top, left = max(int(line.top) - context, 0), max(int(line.left) - context, 0)
    cut = gray[top : int(line.bottom) + context, left : int(line.right) + context]
    framed = cv2.copyMakeBorder(
        cut, border, border, border, border, cv2.BORDER_CONSTANT, value=(255,)
    )
    factor = min(_READING_HEIGHT / framed.shape[0], _WIDEST / framed.shape[1])
    how = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA
    scaled = cv2.resize(framed, None, fx=factor, fy=factor, interpolation=how)
    for amount, sigma in _SHARPENING:
        blurred = cv2.GaussianBlur(scaled, (0, 0), sigma)
        scaled = cv2.addWeighted(scaled, 1 + amount, blurred, -amount, 0)
    return cast(GrayImage, np.ascontiguousarray(scaled)), float(left - border), factor


def _placed(word: EngineWord, line: BoundingBox, left: float, factor: float, points: float) -> Word:
    start = min(max(left + word.left / factor, line.left), line.right)
    end = min(max(left + word.right / factor, start), line.right)
    box = BoundingBox(start, line.top, end, line.bottom).scaled(points)
    return Word(word.text, box, round(word.confidence, 4))


def certainty(lines: Iterable[Line]) -> float:
    """Return the mean certainty of words, weighted by their length; 0 where there are none."""
    words = [word for line in lines for word in line.words]
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0
