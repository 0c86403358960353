"""From straight rules to grids of cells, cells merged where a rule is missing between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractor.observed import Segment
from models.domain.geometry import BoundingBox

_TOUCH = 5.0  # points between the ends of rules that meet
_SAME_LINE = 3.0  # points between rules that are one printed line
_BREAK = 8.0  # points of a break that does not end a rule
_EDGE_COVER = 0.6
_SMALLEST_CELL = 5.0
_MOST_RULES = 3000  # a drawing with more is a map or a chart, no table


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell of a grid with its spans, 0-based."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: BoundingBox


@dataclass(frozen=True, slots=True)
class Grid:
    """A table without its words; ``rules`` are the printed lines that it is made of."""

    box: BoundingBox
    row_count: int
    column_count: int
    cells: tuple[GridCell, ...]
    rules: tuple[Segment, ...]


def find_grids(segments: Iterable[Segment]) -> tuple[Grid, ...]:
    """Return every grid of at least two cells, top to bottom; the input is in points."""
    given = tuple(segments)
    rules = _joined(given) if len(given) <= _MOST_RULES else []
    grids = [_grid_of(group) for group in _connected(rules)]
    found = [grid for grid in grids if grid is not None]
    return tuple(sorted(found, key=lambda grid: (grid.box.top, grid.box.left)))


def _joined(segments: Sequence[Segment]) -> list[Segment]:
    """Join rules that lie on one line and touch or nearly touch."""
    joined: list[Segment] = []
    for horizontal in (True, False):
        alike = sorted((s for s in segments if s.horizontal is horizontal), key=lambda s: s.at)
        for line in _on_one_line(alike):
            joined += _runs(line)
    return joined


def _on_one_line(rules: Sequence[Segment]) -> list[list[Segment]]:
    """Part parallel rules, sorted by place, where the next is not on the same printed line."""
    lines: list[list[Segment]] = []
    for rule in rules:
        if lines and rule.at - lines[-1][0].at <= _SAME_LINE:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    return lines


def _runs(line: Sequence[Segment]) -> list[Segment]:
    """Join the rules of one printed line from end to end."""
    runs: list[Segment] = []
    for rule in sorted(line, key=lambda item: item.start):
        if runs and rule.start <= runs[-1].end + _BREAK:
            runs[-1] = _united(runs[-1], rule)
        else:
            runs.append(rule)
    return runs


def _united(one: Segment, other: Segment) -> Segment:
    longer = one if one.length >= other.length else other
    return Segment(one.horizontal, longer.at, min(one.start, other.start), max(one.end, other.end))


def _connected(rules: Sequence[Segment]) -> list[list[Segment]]:
    """Group rules that meet a rule of the other direction."""
    groups: list[list[Segment]] = []
    for rule in rules:
        met = [group for group in groups if any(_meet(rule, other) for other in group)]
        merged = [rule, *(member for group in met for member in group)]
        groups = [group for group in groups if group not in met] + [merged]
    return groups


def _meet(one: Segment, other: Segment) -> bool:
    if one.horizontal == other.horizontal:
        return False
    return (
        one.start - _TOUCH <= other.at <= one.end + _TOUCH
        and other.start - _TOUCH <= one.at <= other.end + _TOUCH
    )


def _grid_of(group: list[Segment]) -> Grid | None:
    across = [rule for rule in group if rule.horizontal]
    down = [rule for rule in group if not rule.horizontal]
    if len(across) < 2 or not down:
        return None
    xs = _positions(down, across)
    ys = _positions(across, down)
    if len(xs) < 2 or len(ys) < 2:
        return None
    cells = _cells(xs, ys, across, down)
    if len(cells) < 2:
        return None
    box = BoundingBox(xs[0], ys[0], xs[-1], ys[-1])
    return Grid(box, len(ys) - 1, len(xs) - 1, tuple(cells), tuple(group))


def _positions(rules: list[Segment], crossing: list[Segment]) -> list[float]:
    """Distinct positions of rules; an open side is closed where the crossing rules end."""
    found: list[list[float]] = []
    for at in sorted(rule.at for rule in rules):
        if found and at - found[-1][-1] < _SMALLEST_CELL:
            found[-1].append(at)
        else:
            found.append([at])
    positions = [sum(group) / len(group) for group in found]
    first = min(rule.start for rule in crossing)
    last = max(rule.end for rule in crossing)
    if first < positions[0] - 3 * _TOUCH:
        positions.insert(0, first)
    if last > positions[-1] + 3 * _TOUCH:
        positions.append(last)
    return positions


def _cells(
    xs: list[float], ys: list[float], across: list[Segment], down: list[Segment]
) -> list[GridCell]:
    """Merge the unit cells between which no rule is printed."""
    rows, columns = len(ys) - 1, len(xs) - 1
    owner = {(row, column): (row, column) for row in range(rows) for column in range(columns)}
    for row in range(rows):
        for column in range(columns):
            if column + 1 < columns and not _printed(down, xs[column + 1], ys[row], ys[row + 1]):
                _unite(owner, (row, column), (row, column + 1))
            if row + 1 < rows and not _printed(across, ys[row + 1], xs[column], xs[column + 1]):
                _unite(owner, (row, column), (row + 1, column))
    return [_cell(area, xs, ys) for area in _rectangles(owner)]


def _printed(rules: list[Segment], at: float, start: float, end: float) -> bool:
    """Tell whether rules at a position cover most of a stretch."""
    covered = sum(
        max(min(rule.end, end) - max(rule.start, start), 0.0)
        for rule in rules
        if abs(rule.at - at) < _SMALLEST_CELL
    )
    return covered >= _EDGE_COVER * (end - start)


Place = tuple[int, int]


def _unite(owner: dict[Place, Place], one: Place, other: Place) -> None:
    first, second = owner[one], owner[other]
    if first != second:
        for place, root in owner.items():
            if root == second:
                owner[place] = first


def _rectangles(owner: dict[Place, Place]) -> list[tuple[Place, Place]]:
    """Return (first, last) unit cells of each area; an area that is no rectangle falls apart."""
    areas: dict[Place, list[Place]] = {}
    for place, root in owner.items():
        areas.setdefault(root, []).append(place)
    found: list[tuple[Place, Place]] = []
    for places in areas.values():
        top, bottom = min(p[0] for p in places), max(p[0] for p in places)
        left, right = min(p[1] for p in places), max(p[1] for p in places)
        if len(places) == (bottom - top + 1) * (right - left + 1):
            found.append(((top, left), (bottom, right)))
        else:
            found.extend((place, place) for place in places)
    return sorted(found)


def _cell(area: tuple[Place, Place], xs: list[float], ys: list[float]) -> GridCell:
    (top, left), (bottom, right) = area
    return GridCell(
        row=top,
        column=left,
        row_span=bottom - top + 1,
        column_span=right - left + 1,
        box=BoundingBox(xs[left], ys[top], xs[right + 1], ys[bottom + 1]),
    )
