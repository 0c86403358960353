"""Where the lines that a line finder found stand, as the recogniser wants to know it."""

from __future__ import annotations

from statistics import median

from extractor.line_finder import FoundLines
from extractor.recogniser.strips import Place
from extractor.spots import Spot

_SMALL_LETTER = 0.455  # em
_LETTER = 0.8  # heights of a small letter: lower spots are marks
_LEVEL = 0.4  # heights of a small letter: how far letters stand from their baseline
_LEAST_DEPTH = 0.1


def place_of(lines: FoundLines, number: int) -> Place:
    """Return the place of a line (numbered from 0) in the image it was found in."""
    box, letter = lines.boxes[number], lines.letters[number]
    em = letter / _SMALL_LETTER
    return Place(box.left, box.right, _baseline(lines.members[number], letter, box.bottom), em)


def _baseline(spots: tuple[Spot, ...], letter: float, bottom: float) -> float:
    """Return the level that most letters stand on; below it reach only tails, dots and commas."""
    bottoms = [spot.bottom for spot in spots if spot.height >= _LETTER * letter]
    if not bottoms:
        return bottom
    crowd = max(
        bottoms, key=lambda level: sum(abs(level - b) <= _LEAST_DEPTH * letter for b in bottoms)
    )
    near = [level for level in bottoms if abs(level - crowd) <= _LEVEL * letter]
    return float(median(near))
