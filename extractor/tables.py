"""Words put into the cells of a grid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extractor.grids import Grid, GridCell
from extractor.lines import merged, rows_of
from models.domain.geometry import BoundingBox
from models.domain.layout import Cell, Line, Table

_SLACK = 1.5  # points
_FILLED = 0.2  # of the cells


def lines_inside(box: BoundingBox, lines: Iterable[Line]) -> list[Line]:
    """Return the lines whose middle lies in the box."""
    return [line for line in lines if box.contains_point(line.box.center_x, line.box.center_y)]


def holds_table(grid: Grid, fragments: Sequence[Line]) -> bool:
    """Tell whether a grid is a table rather than a frame or crossing strokes of a pen."""
    filled = sum(1 for cell in grid.cells if lines_inside(cell.box, fragments))
    return filled >= 2 and filled >= _FILLED * len(grid.cells)


def fill_table(grid: Grid, fragments: Sequence[Line]) -> tuple[Table, list[Line]]:
    """Put fragments into cells by their middles; return the table and what is outside it.

    A fragment must not reach over the border of a cell.
    """
    reach = BoundingBox(
        grid.box.left - _SLACK,
        grid.box.top - _SLACK,
        grid.box.right + _SLACK,
        grid.box.bottom + _SLACK,
    )
    inside = lines_inside(reach, fragments)
    held: dict[tuple[int, int], list[Line]] = {}
    for fragment in inside:
        cell = _nearest(grid.cells, fragment)
        held.setdefault((cell.row, cell.column), []).append(fragment)
    cells = tuple(_cell(cell, held.get((cell.row, cell.column), [])) for cell in grid.cells)
    taken = {id(fragment) for fragment in inside}
    outside = [fragment for fragment in fragments if id(fragment) not in taken]
    return Table(grid.box, grid.row_count, grid.column_count, cells), outside


def _nearest(cells: Sequence[GridCell], fragment: Line) -> GridCell:
    x, y = fragment.box.center_x, fragment.box.center_y
    return min(cells, key=lambda cell: _distance(cell.box, x, y))


def _distance(box: BoundingBox, x: float, y: float) -> float:
    return max(box.left - x, x - box.right, 0.0) + max(box.top - y, y - box.bottom, 0.0)


def _cell(cell: GridCell, fragments: Sequence[Line]) -> Cell:
    lines = tuple(merged(row) for row in rows_of(fragments))
    return Cell(cell.row, cell.column, cell.box, lines, cell.row_span, cell.column_span)
