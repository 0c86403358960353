"""Where the lines that a line finder found stand, as the recogniser wants to know it."""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from statistics import median

from extractor.line_finder import FoundLines
from extractor.recogniser.placing import kinds_of_height, possible_ems
from extractor.recogniser.strips import Place, Strip, cut_strip

_USUAL = 0.54  # em: the usual height of letters of a page, as its line finder tells it
_LETTER = 0.7  # heights of a small letter: lower spots are marks
_LEVEL = 0.3  # heights of a small letter: how far letters stand from their baseline
_CROWD = 0.1  # heights of a small letter: how far apart the bottoms of one crowd are
_NEAR = 0.18  # of the logarithm: how much worse than the best an em may fit the page
_SPREAD = 0.5  # pixels: how far blur carries ink below the baseline
_AROUND = 0.9  # heights of a small letter: page that is shown around a line


def places_of(lines: FoundLines, number: int) -> tuple[Place, ...]:
    """Return where a line (numbered from 0) may stand in its image, the likeliest place first.

    There are two where its letters may be small ones or capitals.
    """
    box, letter = lines.boxes[number], lines.letters[number]
    letters = [spot for spot in lines.members[number] if spot.height >= _LETTER * letter]
    baseline = _baseline([spot.bottom for spot in letters], letter, box.bottom)
    heights = [spot.height for spot in letters if abs(spot.bottom - baseline) <= _LEVEL * letter]
    usual = letter / _USUAL
    ems = possible_ems(kinds_of_height(heights)) if heights else (usual,)
    unlike = {em: abs(log(em / usual)) for em in ems}
    near = [em for em in ems if unlike[em] <= min(unlike.values()) + _NEAR]
    likely = sorted(near, key=unlike.__getitem__)
    return tuple(Place(box.left, box.right, baseline - _SPREAD, em) for em in likely)


def _baseline(bottoms: Sequence[int], letter: float, bottom: float) -> float:
    """Return the level that most letters stand on; below it reach only tails, dots and commas."""
    if not bottoms:
        return bottom
    crowd = max(
        bottoms, key=lambda level: sum(abs(level - other) <= _CROWD * letter for other in bottoms)
    )
    return float(median(level for level in bottoms if abs(level - crowd) <= _LEVEL * letter))


def strip_alone(lines: FoundLines, number: int, place: Place) -> Strip:
    """Cut a line out for the recogniser, with the page around it but no ink of other lines."""
    around = round(_AROUND * lines.letters[number])
    box = lines.boxes[number]
    left, top = max(int(box.left) - around, 0), max(int(box.top) - around, 0)
    inside = Place(place.left - left, place.right - left, place.baseline - top, place.em)
    return cut_strip(lines.cut(number, around), inside)
