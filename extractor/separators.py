"""Digits counted in the ink, and the commas and dots between them.

Engines trained on prose drop a comma between two digits, or one of two equal digits. Whoever
reads 25 for 2,5 or 2 for 22 is wrong tenfold, so the ink has the last word where it can be counted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.spots import Spot
from models.domain.layout import Word

_NUMBER = re.compile(r"^(?P<before>[<>≤≥]?)(?P<number>\d(?:[\d.,]|j(?=\d))*)(?P<after>[%‰;.,)]*)$")
_DIGIT_HEIGHT = 1.0  # letter heights: digits are as high as capitals
_COMMA_HEIGHT = (0.28, 0.75)
_DOT_HEIGHT = 0.2
_SIGN_WIDTH = (0.15, 0.5)
_BELOW_LINE = 0.12  # letter heights that the tail of a comma reaches under the line
_GAP = 0.36  # letter heights between digits that a sign parts; others are closer
_BASE = 0.45  # letter heights above the line within which a sign begins


def with_separators(
    words: Sequence[Word], spots: Sequence[Spot], letter: float, dpi: float
) -> list[Word]:
    """Put back the commas and dots that the ink of a line shows and the reading lacks.

    ``spots`` are the line's spots of ink and ``letter`` the height of its small letters, in pixels.
    """
    return [_completed(word, _spots_of(word, spots, dpi / 72.0), letter) for word in words]


def digits_fit(words: Sequence[Word], spots: Sequence[Spot], letter: float) -> bool:
    """Tell whether a line of numbers alone has as many digits as there are high spots of ink.

    True for every other line, and where letters touch so that nothing can be counted.
    """
    found = [_NUMBER.match(word.text) for word in words]
    numbers = [match for match in found if match is not None and not match["after"].strip(".,;")]
    if not words or len(numbers) < len(words):
        return True
    digits = sum(map(str.isdigit, "".join(match["number"] for match in numbers)))
    high = [spot for spot in spots if spot.height >= _DIGIT_HEIGHT * letter]
    signs = sum(len(match["before"]) for match in numbers)
    return not _are_even(high, letter) or digits <= len(high) <= digits + signs


def _spots_of(word: Word, spots: Sequence[Spot], scale: float) -> list[Spot]:
    left, right = word.box.left * scale - 2, word.box.right * scale + 2
    return sorted((s for s in spots if left <= s.center <= right), key=lambda spot: spot.left)


def _completed(word: Word, spots: Sequence[Spot], letter: float) -> Word:
    found = _NUMBER.match(word.text)
    if found is None:
        return word
    high = [spot for spot in spots if spot.height >= _DIGIT_HEIGHT * letter]
    if found["before"] and len(high) > sum(map(str.isdigit, found["number"])):
        high = high[1:]  # the sign before the number
    read = found["number"].replace("j", ",")  # what else a comma between digits is taken for
    number = _with_separators(read, high, spots, letter)
    text = found["before"] + number + found["after"]
    return word if text == word.text else replace(word, text=text)


def _with_separators(
    number: str, high: Sequence[Spot], spots: Sequence[Spot], letter: float
) -> str:
    """Insert each comma or dot that stands between two digits and was not read."""
    digits = [character for character in number if character.isdigit()]
    if len(digits) < 2 or len(high) < len(digits) or not _are_even(high[: len(digits)], letter):
        return number
    signs = _read_signs(number)
    for place in range(len(digits) - 1):
        if place not in signs:
            sign = _sign_between(high[place], high[place + 1], spots, letter)
            if sign == "," or (sign == "." and _parts_thousands(place, len(digits))):
                signs[place] = sign
    tail = number[len(number.rstrip(".,")) :]
    return "".join(digit + signs.get(place, "") for place, digit in enumerate(digits)) + tail


def _parts_thousands(place: int, count: int) -> bool:
    return (count - 1 - place) % 3 == 0


def _are_even(digits: Sequence[Spot], letter: float) -> bool:
    """Tell whether spots can be single digits: as high as each other, none as wide as two."""
    heights = [spot.height for spot in digits] or [0]
    return max(heights) - min(heights) <= 0.35 * letter and all(
        spot.width <= 1.15 * letter for spot in digits
    )


def _read_signs(number: str) -> dict[int, str]:
    """Return the separators that were read, by the number of the digit before them."""
    signs: dict[int, str] = {}
    place = -1
    for character in number.rstrip(".,"):
        if character.isdigit():
            place += 1
        else:
            signs[place] = character
    return signs


def _sign_between(one: Spot, other: Spot, spots: Sequence[Spot], letter: float) -> str | None:
    """Return the comma or dot in the white between two digits; worn digits shed specks there."""
    if other.left - one.right < _GAP * letter:
        return None
    line = (one.bottom + other.bottom) / 2
    for spot in spots:
        between = one.right - 1 <= spot.left and spot.right <= other.left + 1
        low = spot.top >= line - _BASE * letter
        slim = _SIGN_WIDTH[0] * letter <= spot.width <= _SIGN_WIDTH[1] * letter
        if not (between and low and slim):
            continue
        tailed = spot.bottom >= line + _BELOW_LINE * letter
        if tailed and _COMMA_HEIGHT[0] * letter <= spot.height <= _COMMA_HEIGHT[1] * letter:
            return ","
        if not tailed and _DOT_HEIGHT * letter <= spot.height <= _SIGN_WIDTH[1] * letter:
            return "."
    return None
