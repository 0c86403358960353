"""From words to printed lines: what stands on one line of one column, left to right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median

from models.domain.geometry import BoundingBox, union
from models.domain.layout import Line, LineRole, Word

_SAME_ROW = 0.45
_WIDE_GAP = 1.0  # of the letter height: wider than a stretched space of justified text
_TALL = 2.2
_ABOVE = 0.3  # of the narrower width


def make_line(words: Iterable[Word], role: LineRole = LineRole.BODY) -> Line:
    """Put words, left to right, into one line."""
    ordered = tuple(sorted(words, key=lambda word: (word.box.left, word.box.right)))
    return Line(ordered, union(word.box for word in ordered), role)


def letter_height(words: Iterable[Word], default: float = 11.0) -> float:
    """Return the usual height of words in points."""
    heights = [word.box.height for word in words if len(word.text) > 1]
    return median(heights) if heights else default


def rows_of(fragments: Iterable[Line]) -> list[list[Line]]:
    """Group fragments that stand on one row, top to bottom, each row left to right."""
    given = list(fragments)
    usual = letter_height([word for fragment in given for word in fragment.words])
    rows: list[list[Line]] = []
    for fragment in sorted(given, key=lambda item: item.box.center_y):
        row = next((row for row in reversed(rows[-4:]) if _on_row(fragment, row, usual)), None)
        if row is None:
            rows.append([fragment])
        else:
            row.append(fragment)
    return [sorted(row, key=lambda item: item.box.left) for row in rows]


def _band(box: BoundingBox, usual: float) -> BoundingBox:
    """Return the box without what a blot or a bracket adds to its height."""
    if box.height <= _TALL * usual:
        return box
    middle = box.center_y
    return BoundingBox(box.left, middle - usual / 2, box.right, middle + usual / 2)


def _on_row(fragment: Line, row: Sequence[Line], usual: float) -> bool:
    """Tell whether a fragment stands on the row, judged by the one nearest to it."""
    band = _band(fragment.box, usual)
    nearest = min(row, key=lambda other: _gap(other.box, fragment.box))
    beside = _band(nearest.box, usual)
    shared = min(band.right, beside.right) - max(band.left, beside.left)
    if shared > _ABOVE * min(band.width, beside.width):
        return False  # one above the other
    if min(band.height, beside.height) < 0.6 * usual:
        # a dash, a comma or a dot has no height of its own
        return abs(band.center_y - beside.center_y) < 0.6 * usual
    return band.vertical_overlap(beside) >= _SAME_ROW


def _gap(one: BoundingBox, other: BoundingBox) -> float:
    return max(other.left - one.right, one.left - other.right, 0.0)


def joined(row: Sequence[Line], widest: float = _WIDE_GAP) -> list[Line]:
    """Join the fragments of a row unless the space between them is wider than within a line.

    ``widest`` is in letter heights of the row.
    """
    height = letter_height([word for fragment in row for word in fragment.words])
    groups: list[list[Line]] = []
    for fragment in row:
        if groups and fragment.box.left - groups[-1][-1].box.right <= widest * height:
            groups[-1].append(fragment)
        else:
            groups.append([fragment])
    return [merged(group) for group in groups]


def merged(fragments: Sequence[Line]) -> Line:
    """Make one line of fragments that stand side by side."""
    if len(fragments) == 1:
        return fragments[0]
    return make_line(word for fragment in fragments for word in fragment.words)
