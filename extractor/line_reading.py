"""Lines of a prepared image read one by one; the words come back in points of that image."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import cast

import cv2
import numpy as np

from extractor.engine import EngineWord, OcrEngine, Segmentation
from extractor.lines import make_line
from extractor.observed import GrayImage
from extractor.strokes import corrected, first_numeral
from models.domain.geometry import BoundingBox
from models.domain.layout import Line, Word

_POINTS_PER_INCH = 72.0
_WIDEST = 8000
_ENGINE_DPI = 300
_DOUBTFUL = 0.7
_SHORT = 3  # letters: too few for an engine that reads by context


@dataclass(frozen=True, slots=True)
class LineStyle:
    """How a line is cut out and shown to the engine.

    ``context`` (page around the line) and ``border`` (white) are shares of its height; ``height``
    is the height in pixels, border included; ``sharpening`` holds (amount, sigma in pixels).
    """

    context: float
    border: float
    height: int
    sharpening: tuple[tuple[float, float], ...] = ()


# A scanner blurs the small marks that part ổ from ố: sharpening brings them back.
FIRST = LineStyle(context=0.1, border=0.3, height=52, sharpening=((2.0, 1.2), (1.0, 1.0)))
SECOND = LineStyle(context=0.05, border=0.4, height=48)


def read_lines(
    gray: GrayImage, dpi: float, lines: Iterable[BoundingBox], engine: OcrEngine
) -> list[Line]:
    """Read lines (boxes in pixels); every word gets the height of its line, in points."""
    found = (read_line(gray, dpi, line, engine) for line in lines)
    return [make_line(words) for words in found if words]


def read_line(gray: GrayImage, dpi: float, line: BoundingBox, engine: OcrEngine) -> list[Word]:
    """Read one line; no word where the engine finds none."""
    words = _read(gray, dpi, line, engine, FIRST)
    if _is_doubtful(words):
        words = _better(words, _read(gray, dpi, line, engine, SECOND))
    return _with_numeral(words, gray, dpi, line) if words else []


def _read(
    gray: GrayImage, dpi: float, line: BoundingBox, engine: OcrEngine, style: LineStyle
) -> list[Word]:
    crop, left, factor = line_image(gray, line, style)
    found = engine.recognize(crop, _ENGINE_DPI, Segmentation.LINE)
    return [_placed(word, line, left, factor, _POINTS_PER_INCH / dpi) for word in found]


def _is_doubtful(words: Sequence[Word]) -> bool:
    letters = sum(len(word.text) for word in words)
    return letters <= _SHORT or word_certainty(words) < _DOUBTFUL


def _better(one: list[Word], other: list[Word]) -> list[Word]:
    return other if word_certainty(other) > word_certainty(one) else one


def _with_numeral(words: list[Word], gray: GrayImage, dpi: float, line: BoundingBox) -> list[Word]:
    """Let the ink decide where a line begins with a numeral of upright strokes."""
    first = words[0]
    found = first_numeral(gray, line, first.text)
    if found is None:
        return words
    numeral, edge = found
    text, rest = corrected(first.text, numeral)
    border = min(max(edge * _POINTS_PER_INCH / dpi, first.box.left), first.box.right)
    box = replace(first.box, right=border) if rest else first.box
    label = replace(first, text=text, box=box)
    glued = [replace(first, text=rest, box=replace(first.box, left=border))] if rest else []
    return [label, *glued, *words[1:]]


def line_image(
    gray: GrayImage, line: BoundingBox, style: LineStyle
) -> tuple[GrayImage, float, float]:
    """Cut a line out, framed in white and scaled; return it, its left edge and the scale."""
    context = round(style.context * line.height)
    border = max(round(style.border * line.height), 2)
    top, left = max(int(line.top) - context, 0), max(int(line.left) - context, 0)
    cut = gray[top : int(line.bottom) + context, left : int(line.right) + context]
    framed = cv2.copyMakeBorder(
        cut, border, border, border, border, cv2.BORDER_CONSTANT, value=(255,)
    )
    factor = min(style.height / framed.shape[0], _WIDEST / framed.shape[1])
    how = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA
    shown = cv2.resize(framed, None, fx=factor, fy=factor, interpolation=how)
    for amount, sigma in style.sharpening:
        blurred = cv2.GaussianBlur(shown, (0, 0), sigma)
        shown = cv2.addWeighted(shown, 1 + amount, blurred, -amount, 0)
    return cast(GrayImage, np.ascontiguousarray(shown)), float(left - border), factor


def _placed(word: EngineWord, line: BoundingBox, left: float, factor: float, points: float) -> Word:
    start = min(max(left + word.left / factor, line.left), line.right)
    end = min(max(left + word.right / factor, start), line.right)
    box = BoundingBox(start, line.top, end, line.bottom).scaled(points)
    return Word(word.text, box, round(word.confidence, 4))


def certainty(lines: Iterable[Line]) -> float:
    """Return the mean certainty of the words of lines; 0 where there are none."""
    return word_certainty([word for line in lines for word in line.words])


def word_certainty(words: Sequence[Word]) -> float:
    """Return the mean certainty of words, weighted by their length; 0 where there are none."""
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0
