"""Numerals made of upright strokes (I, II, III), told by the ink itself.

Engines trained on prose take a bold II for H and III for IH or II. The strokes are plain to see:
columns of ink as high as the letters with nothing between them.
"""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

from extractor.observed import GrayImage
from models.domain.geometry import BoundingBox

# Of the height of capitals: the white between words, and where faint serifs widen that of I and I
_WORD_GAPS = (0.22, 0.42)
_STROKE = 0.72  # of the height: ink in a column that is part of a stroke
_MOST_STROKES = 3
_LETTER_WIDTH = (0.16, 0.68)  # of the height, for each stroke with its serifs
_STRAY = 0.12  # ink allowed beside the strokes, at half height
_BAR = 0.6  # of the white between strokes, in one row
# letters that strokes are taken for, alone or with a stop and the next word glued to it
_MISREAD = re.compile(r"^(?=[1|NMU]*[IHLl|])[IHLl1|NMU]{1,4}(?:$|[.,:;](?P<rest>(?:[^\W\d_].*)?)$)")
_LABEL_ONE = re.compile(r"^1V?(?:\.(?:[^\W\d_].*)?)?$")
_GLYPH_REACH = 1.2  # line heights
_LEAST_HEIGHT = 10  # pixels: in smaller print a serif cannot be seen
_SERIF = 0.065  # of the height of capitals
_STROKES_OF = {"I": 1, "1": 1, "|": 1, "T": 1, "H": 2, "N": 2, "U": 2, "M": 3}

Mask = npt.NDArray[np.bool_]


def with_roman_one(gray: GrayImage, line: BoundingBox, read: str) -> str:
    """Return a line's first word with I for 1 where the first letter has a serif at its top right.

    The arabic one has a flag at its left alone. Only a label (1, 1., 1V.) is looked at.
    """
    if _LABEL_ONE.match(read) is None:
        return read
    reach = int(line.left + _GLYPH_REACH * line.height)
    cut = gray[int(line.top) : int(line.bottom) + 1, int(line.left) : reach]
    return "I" + read[1:] if cut.size and _has_right_serif(_first_glyph(cut)) else read


def _first_glyph(cut: GrayImage) -> Mask:
    """Return the ink of the leftmost letter, without the white around it."""
    ink: Mask = cut < (int(cut.min()) + 255) // 2
    columns = np.flatnonzero(ink.any(axis=0))
    if columns.size == 0:
        return ink[:0]
    breaks = np.flatnonzero(np.diff(columns) > 1)
    glyph = ink[:, columns[0] : (columns[breaks[0]] if breaks.size else columns[-1]) + 1]
    rows = np.flatnonzero(glyph.any(axis=1))
    return glyph[rows[0] : rows[-1] + 1]


def _has_right_serif(glyph: Mask) -> bool:
    height = glyph.shape[0]
    if height < _LEAST_HEIGHT:
        return False
    stem = float(np.median(_right_edges(glyph[int(0.4 * height) : int(0.7 * height)])))
    top = float(_right_edges(glyph[: max(int(0.14 * height), 2)]).max(initial=0))
    return bool(top - stem >= max(_SERIF * height, 1.6))


def _right_edges(rows: Mask) -> npt.NDArray[np.int64]:
    """Return the last inked column of each row that has ink."""
    inked = rows[rows.any(axis=1)]
    return np.asarray(inked.shape[1] - 1 - np.argmax(inked[:, ::-1], axis=1), np.int64)


def first_numeral(gray: GrayImage, line: BoundingBox, read: str) -> tuple[str, float] | None:
    """Return how a line's first printed word reads if it is strokes alone, and its right edge.

    ``read`` is the first word as the engine read it; ``line`` is in pixels. None where the engine
    read something that strokes are never taken for, or where the ink is no numeral.
    """
    if _MISREAD.match(read) is None:
        return None
    cut = gray[int(line.top) : int(line.bottom) + 1, int(line.left) : int(line.right) + 1]
    if cut.size == 0:
        return None
    ink: Mask = cut < (int(cut.min()) + 255) // 2
    least = sum(_STROKES_OF.get(character, 0) for character in read[:4].split(".")[0])
    for gap in _WORD_GAPS:
        width = _first_word_width(ink, gap)
        strokes = _count_strokes(ink[:, :width])
        if strokes is not None and strokes >= least:
            dot = "." if _ends_in_dot(ink[:, :width]) else ""
            return "I" * strokes + dot, float(int(line.left) + width)
    return None


def corrected(read: str, numeral: str) -> tuple[str, str]:
    """Return the first word with the numeral in its place, and what was glued to it."""
    found = _MISREAD.match(read)
    if found is None:
        return read, ""
    return numeral, found["rest"] or ""


def _first_word_width(ink: Mask, least_gap: float) -> int:
    """Return the columns up to the first white gap as wide as a space."""
    rows = np.flatnonzero(ink.any(axis=1))
    if rows.size == 0:
        return 0
    gap = max(int(least_gap * (rows[-1] - rows[0] + 1)), 3)
    columns = np.flatnonzero(ink.any(axis=0))
    breaks = np.flatnonzero(np.diff(columns) > gap)
    return int(columns[breaks[0]] if breaks.size else columns[-1]) + 1


def _letters(ink: Mask) -> Mask | None:
    """Return the ink of the letters, from their top to their foot, without a dot after them."""
    rows = np.flatnonzero(ink.sum(axis=1) > 0)
    if rows.size < 8:
        return None
    columns = np.flatnonzero(ink[: rows[0] + int(0.6 * rows.size)].any(axis=0))
    if columns.size == 0:
        return None
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _ends_in_dot(ink: Mask) -> bool:
    """Tell whether the word's last ink stands at its foot alone."""
    rows = np.flatnonzero(ink.any(axis=1))
    foot = rows[0] + int(0.6 * rows.size)
    above = np.flatnonzero(ink[:foot].any(axis=0))
    below = np.flatnonzero(ink[foot:].any(axis=0))
    return bool(above.size and below.size and below[-1] - above[-1] >= 0.08 * rows.size)


def _count_strokes(ink: Mask) -> int | None:
    """Return the number of strokes, or None where there is other ink at half height."""
    letters = _letters(ink)
    if letters is None:
        return None
    height = letters.shape[0]
    full = letters.mean(axis=0) >= _STROKE
    edges = np.flatnonzero(np.diff(np.concatenate(([0], full.astype(np.int8), [0]))))
    count = len(edges) // 2
    narrowest, broadest = (limit * count * height for limit in _LETTER_WIDTH)
    if not 1 <= count <= _MOST_STROKES or not narrowest <= letters.shape[1] <= broadest:
        return None
    widest = int(np.diff(edges.reshape(-1, 2), axis=1).max())
    if widest >= 0.45 * height or _has_other_ink(letters, full, edges):
        return None
    return count


def _has_other_ink(letters: Mask, full: Mask, edges: npt.NDArray[np.int64]) -> bool:
    """Tell whether a bar or a slanting stroke stands beside the strokes at half height."""
    height = letters.shape[0]
    middle = letters[int(0.3 * height) : max(int(0.7 * height), 1)]
    stray = middle[:, ~_widened(full)]
    between = np.zeros_like(full)
    between[edges[0] : edges[-1]] = True
    bar = middle[:, between & ~_widened(full)]
    crossed = bar.size > 0 and float(bar.mean(axis=1).max()) >= _BAR
    return crossed or (stray.size > 0 and float(stray.mean()) > _STRAY)


def _widened(full: Mask) -> Mask:
    """Add the blurred edge of a stroke on either side."""
    wide = full.copy()
    for shift in (1, 2):
        wide[shift:] |= full[:-shift]
        wide[:-shift] |= full[shift:]
    return wide
