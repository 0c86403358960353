"""Zones in which two columns stand side by side: the head of a document, and its foot.

A zone is found by the white gutter that runs between its columns, and read column by column only
where the wording says that it is a head or a foot: rows of an unruled list stay rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.rules import load_rules
from extractor.folding import matches_any
from extractor.lines import joined, merged
from models.domain.layout import Line

_NARROWEST_GUTTER = 9.0  # points
_NEAR = 2.1  # line heights between lines of one column
_FAR = 9.0  # line heights: the room for a signature
_COLUMN_GAP = 3.0  # line heights: wider space parts the cells of an unruled list
_ZONE_TABLE = "layout_zones"


@dataclass(frozen=True, slots=True)
class Zone:
    """Lines of two columns, each top to bottom."""

    left: tuple[Line, ...]
    right: tuple[Line, ...]

    @property
    def top(self) -> float:
        """Where the zone begins, in points."""
        return min(line.box.top for line in (*self.left, *self.right))


@dataclass(frozen=True, slots=True)
class _Gutter:
    left: float
    right: float

    def common(self, other: _Gutter) -> _Gutter:
        return _Gutter(max(self.left, other.left), min(self.right, other.right))

    @property
    def width(self) -> float:
        return self.right - self.left

    def is_left(self, line: Line) -> bool:
        return line.box.right <= self.left + 1.0

    def is_right(self, line: Line) -> bool:
        return line.box.left >= self.right - 1.0


Row = Sequence[Line]


def split_rows(rows: Sequence[Row]) -> tuple[list[Zone], list[Line]]:
    """Part rows of fragments into two-column zones and single lines."""
    zones: list[Zone] = []
    singles: list[Line] = []
    place = 0
    while place < len(rows):
        found = _zone_at(rows, place)
        if found is None:
            singles.extend(joined(rows[place], _COLUMN_GAP))
            place += 1
            continue
        zone, place = found
        zones.append(zone)
    return zones, singles


def _zone_at(rows: Sequence[Row], start: int) -> tuple[Zone, int] | None:
    """Return the head or foot that begins at a row, and the row after it."""
    found: list[tuple[int, float, Zone, int]] = []
    for gutter in _gutters(rows[start]):
        narrowed, last = _run_down(rows, start, gutter)
        if narrowed.width < _NARROWEST_GUTTER:
            continue
        end, final = _with_tail(rows, last, narrowed)
        zone = _zone_of(rows[start:end], final)
        if _is_head_or_foot(zone):
            found.append((_two_sided(rows[start : last + 1], narrowed), narrowed.width, zone, end))
    if not found:
        return None
    _, _, zone, end = max(found, key=lambda option: option[:2])
    return zone, end


def _two_sided(rows: Sequence[Row], gutter: _Gutter) -> int:
    return sum(1 for row in rows if _has_both_sides(row, gutter))


def _has_both_sides(row: Row, gutter: _Gutter) -> bool:
    return any(gutter.is_left(line) for line in row) and any(gutter.is_right(line) for line in row)


def _gutters(row: Row) -> list[_Gutter]:
    return [_Gutter(one.box.right, other.box.left) for one, other in pairwise(row)]


def _run_down(rows: Sequence[Row], start: int, gutter: _Gutter) -> tuple[_Gutter, int]:
    """Follow a gutter down; return it as narrow as it gets and the last row with two sides."""
    last = start
    current = gutter
    for place in range(start + 1, len(rows)):
        row = rows[place]
        height = max(line.box.height for line in row)
        if _top(row) - _bottom(rows[place - 1]) > _FAR * height:
            break
        narrowed = _narrowed(row, current)
        if narrowed is None:
            break
        current = narrowed
        if _has_both_sides(row, current):
            last = place
    return _recomputed(rows[start : last + 1], gutter), last


def _recomputed(rows: Sequence[Row], gutter: _Gutter) -> _Gutter:
    """Narrow a gutter by the rows of the zone alone."""
    current = gutter
    for row in rows:
        current = _narrowed(row, current) or current
    return current


def _narrowed(row: Row, gutter: _Gutter) -> _Gutter | None:
    """Return the part of a gutter that the row leaves white, or None where it crosses it."""
    middle_free = [_Gutter(float("-inf"), row[0].box.left), *_gutters(row)]
    middle_free.append(_Gutter(row[-1].box.right, float("inf")))
    options = [gutter.common(free) for free in middle_free]
    widest = max(options, key=lambda option: option.width)
    return widest if widest.width >= _NARROWEST_GUTTER else None


def _with_tail(rows: Sequence[Row], last: int, gutter: _Gutter) -> tuple[int, _Gutter]:
    """Return the row after the zone, with the one-sided lines that continue its columns."""
    left = _lowest(rows[: last + 1], gutter.is_left)
    right = _lowest(rows[: last + 1], gutter.is_right)
    place, current = last + 1, gutter
    while place < len(rows):
        row = rows[place]
        narrowed = _narrowed(row, current)
        if narrowed is None:
            break
        height = max(line.box.height for line in row)
        if all(narrowed.is_left(line) for line in row) and _top(row) - left < _NEAR * height:
            left = _bottom(row)
        elif all(narrowed.is_right(line) for line in row) and _top(row) - right < _FAR * height:
            right = _bottom(row)
        else:
            break
        place, current = place + 1, narrowed
    return place, current


def _lowest(rows: Sequence[Row], belongs: Callable[[Line], bool]) -> float:
    bottoms = [line.box.bottom for row in rows for line in row if belongs(line)]
    return max(bottoms, default=0.0)


def _zone_of(rows: Sequence[Row], gutter: _Gutter) -> Zone:
    left: list[Line] = []
    right: list[Line] = []
    for row in rows:
        for side, column in ((gutter.is_left, left), (gutter.is_right, right)):
            fragments = [line for line in row if side(line)]
            if fragments:
                column.append(merged(fragments))
    return Zone(tuple(left), tuple(right))


def _is_head_or_foot(zone: Zone) -> bool:
    patterns = [pattern for rule in load_rules(_ZONE_TABLE).rules for pattern in rule.patterns]
    return any(matches_any(patterns, line.text) for line in (*zone.left, *zone.right))


def _top(row: Row) -> float:
    return min(line.box.top for line in row)


def _bottom(row: Row) -> float:
    return max(line.box.bottom for line in row)
