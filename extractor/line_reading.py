"""Lines of a prepared image read one by one; the words come back in points of that image."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import cast

import cv2
import numpy as np

from extractor.engine import EngineWord, LinesEngine, OcrEngine, Segmentation
from extractor.line_finder import FoundLines
from extractor.lines import make_line
from extractor.observed import GrayImage
from extractor.separators import digits_fit, with_separators
from extractor.signs import printed_sign
from extractor.strokes import corrected, first_numeral, with_roman_one
from models.domain.geometry import BoundingBox
from models.domain.layout import Line, Word

_POINTS_PER_INCH = 72.0
_WIDEST = 8000
_ENGINE_DPI = 300
_DOUBTFUL = 0.7
_SURE_NUMBER = 0.85  # a wrong digit is worse than a wrong letter
_UNCONFIRMED = 0.45
_UNSURE, _CONFIRMED = 0.85, 0.9  # of a word whose engine knows how sure it is
_SHORT = 3  # letters: too few for an engine that reads by context


@dataclass(frozen=True, slots=True)
class LineStyle:
    """How a line is cut out and shown to the engine.

    ``context`` (page around the line) and ``border`` (white) are in heights of its small letters,
    which are scaled to ``letter`` pixels; ``sharpening`` holds (amount, sigma in pixels).
    """

    context: float
    border: float
    letter: float
    sharpening: tuple[tuple[float, float], ...] = ()


# A scanner blurs the small marks that part ổ from ố: sharpening brings them back.
SHARPENED = LineStyle(context=0.2, border=0.65, letter=15.0, sharpening=((2.0, 1.2), (1.0, 1.0)))
PLAIN = LineStyle(context=0.2, border=0.65, letter=16.0)
TIGHT = LineStyle(context=0.1, border=0.9, letter=20.0)
# A lone number reads otherwise in a wide white frame.
FRAMED = (
    LineStyle(context=0.6, border=1.2, letter=22.0, sharpening=((1.0, 1.2),)),
    LineStyle(context=0.4, border=2.5, letter=16.0),
)
_SHARP = 0.95  # of the contrast: sharper edges need no sharpening, and suffer from it
_SAMPLE = 9  # lines


def read_lines(
    lines: FoundLines, dpi: float, engine: OcrEngine, only: Iterable[int] | None = None
) -> list[Line]:
    """Read lines (all, or some by number); words get the height of their line, in points."""
    numbers = list(range(len(lines.boxes)) if only is None else only)
    if isinstance(engine, LinesEngine):
        found = _read_at_once(lines, numbers, dpi, engine)
    else:
        styles = choose_styles(lines)
        found = [_read_line(lines, number, dpi, engine, styles) for number in numbers]
    return [make_line(words) for words in found if words]


def _read_at_once(
    lines: FoundLines, numbers: Sequence[int], dpi: float, engine: LinesEngine
) -> list[list[Word]]:
    """Read lines with an engine that takes a page of them, and ask the second where in doubt."""
    read = engine.recognize_lines(lines, numbers)
    styles: tuple[LineStyle, LineStyle] | None = None
    found: list[list[Word]] = []
    for number, own in zip(numbers, read, strict=True):
        box = lines.boxes[number]
        words = [_placed(word, box, 0.0, 1.0, _POINTS_PER_INCH / dpi) for word in own]
        if engine.second is not None and any(word.confidence < _UNSURE for word in words):
            styles = styles or choose_styles(lines)
            other = _read_line(lines, number, dpi, engine.second, styles)
            if word_certainty(words) < _DOUBTFUL:
                words = _agreed(*sorted((words, other), key=word_certainty, reverse=True))
            else:
                words = _settled(words, [word.alternative for word in own], other)
        found.append(_checked_by_ink(words, lines, number, dpi) if words else [])
    return found


def _settled(
    words: Sequence[Word], alternatives: Sequence[str], other: Sequence[Word]
) -> list[Word]:
    """Let a second reading of the line decide between the two readings of an unsure word."""
    said = {word.text for word in other}
    return [
        word if word.confidence >= _UNSURE else _decided(word, alternative, said)
        for word, alternative in zip(words, alternatives, strict=True)
    ]


def _decided(word: Word, alternative: str, said: Collection[str]) -> Word:
    if word.text in said:
        return replace(word, confidence=max(word.confidence, _CONFIRMED))
    if alternative in said:
        return replace(word, text=alternative, confidence=max(word.confidence, _CONFIRMED))
    known = min(word.confidence, _UNCONFIRMED) if _has_digit(word) else word.confidence
    return replace(word, confidence=known)


def choose_styles(lines: FoundLines) -> tuple[LineStyle, LineStyle]:
    """Return the styles for a first and a second reading, by how sharp the longest lines are."""
    longest = sorted(range(len(lines.boxes)), key=lambda n: lines.boxes[n].width, reverse=True)
    found = [_sharpness(line_image(lines, n, PLAIN)[0]) for n in longest[:_SAMPLE]]
    blurred = bool(found) and median(found) < _SHARP
    return (SHARPENED, PLAIN) if blurred else (PLAIN, TIGHT)


def _sharpness(image: GrayImage) -> float:
    """Return how steep the edges of letters are, as a share of their contrast."""
    values = image.astype(np.float32)
    contrast = float(np.percentile(values, 97) - np.percentile(values, 3))
    edges = np.abs(cv2.Laplacian(values, cv2.CV_32F))
    return float(np.percentile(edges, 99)) / max(contrast, 1.0)


def _read_line(
    lines: FoundLines,
    number: int,
    dpi: float,
    engine: OcrEngine,
    styles: tuple[LineStyle, LineStyle],
) -> list[Word]:
    """Read one line; no word where the engine finds none."""
    words = _read(lines, number, dpi, engine, styles[0])
    if _is_doubtful(words) or _has_doubtful_number(words):
        again = _read(lines, number, dpi, engine, styles[1])
        words = _agreed(*sorted((words, again), key=word_certainty, reverse=True))
    if not digits_fit(words, lines.members[number], lines.letters[number]):
        words = _recounted(words, lines, number, dpi, engine)
    return _checked_by_ink(words, lines, number, dpi) if words else []


def _recounted(
    words: list[Word], lines: FoundLines, number: int, dpi: float, engine: OcrEngine
) -> list[Word]:
    """Read a number again until it has as many digits as the ink; else it is not sure."""
    for style in (PLAIN, TIGHT, *FRAMED):
        again = _read(lines, number, dpi, engine, style)
        if again and digits_fit(again, lines.members[number], lines.letters[number]):
            return again
    return [replace(word, confidence=min(word.confidence, _UNCONFIRMED)) for word in words]


def _checked_by_ink(words: list[Word], lines: FoundLines, number: int, dpi: float) -> list[Word]:
    """Let the ink decide what engines get wrong and whoever looks can count."""
    words = _with_numeral(words, lines.image, dpi, lines.boxes[number])
    words = [_with_sign(word, lines.image, dpi) for word in words]
    return with_separators(words, lines.members[number], lines.letters[number], dpi)


def _read(
    lines: FoundLines, number: int, dpi: float, engine: OcrEngine, style: LineStyle
) -> list[Word]:
    image, left, factor = line_image(lines, number, style)
    found = engine.recognize(image, _ENGINE_DPI, Segmentation.LINE)
    box = lines.boxes[number]
    return [_placed(word, box, left, factor, _POINTS_PER_INCH / dpi) for word in found]


def _is_doubtful(words: Sequence[Word]) -> bool:
    letters = sum(len(word.text) for word in words)
    return letters <= _SHORT or word_certainty(words) < _DOUBTFUL


def _has_doubtful_number(words: Sequence[Word]) -> bool:
    return any(_has_digit(word) and word.confidence < _SURE_NUMBER for word in words)


def _has_digit(word: Word) -> bool:
    return any(character.isdigit() for character in word.text)


def _agreed(better: Sequence[Word], other: Sequence[Word]) -> list[Word]:
    """Return the better reading; a number that the other does not confirm is not sure."""
    confirmed = {word.text for word in other}
    return [
        replace(word, confidence=min(word.confidence, _UNCONFIRMED))
        if _has_digit(word) and word.text not in confirmed
        else word
        for word in better
    ]


def _with_numeral(words: list[Word], gray: GrayImage, dpi: float, line: BoundingBox) -> list[Word]:
    """Let the ink decide where a line begins with a numeral of upright strokes."""
    first = replace(words[0], text=with_roman_one(gray, line, words[0].text))
    found = first_numeral(gray, line, first.text)
    if found is None:
        return [first, *words[1:]]
    numeral, edge = found
    text, rest = corrected(first.text, numeral)
    border = min(max(edge * _POINTS_PER_INCH / dpi, first.box.left), first.box.right)
    box = replace(first.box, right=border) if rest else first.box
    label = replace(first, text=text, box=box)
    glued = [replace(first, text=rest, box=replace(first.box, left=border))] if rest else []
    return [label, *glued, *words[1:]]


def _with_sign(word: Word, gray: GrayImage, dpi: float) -> Word:
    """Let the ink decide between < and ≤, which the engine's alphabet does not hold."""
    text = printed_sign(gray, word.box.scaled(dpi / _POINTS_PER_INCH), word.text)
    return word if text == word.text else replace(word, text=text)


def line_image(lines: FoundLines, number: int, style: LineStyle) -> tuple[GrayImage, float, float]:
    """Cut a line out, framed in white and scaled; return it, its left edge and the scale."""
    box = lines.boxes[number]
    letter = lines.letters[number]
    context = round(style.context * letter)
    border = max(round(style.border * letter), 2)
    framed = cv2.copyMakeBorder(
        lines.cut(number, context),
        border,
        border,
        border,
        border,
        cv2.BORDER_CONSTANT,
        value=(255,),
    )
    factor = min(style.letter / letter, _WIDEST / framed.shape[1])
    how = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA
    shown = cv2.resize(framed, None, fx=factor, fy=factor, interpolation=how)
    for amount, sigma in style.sharpening:
        blurred = cv2.GaussianBlur(shown, (0, 0), sigma)
        shown = cv2.addWeighted(shown, 1 + amount, blurred, -amount, 0)
    left = max(int(box.left) - context, 0) - border
    return cast(GrayImage, np.ascontiguousarray(shown)), float(left), factor


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
