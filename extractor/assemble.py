"""From words and rules to the blocks of a page in the order in which the document is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractor.grids import Grid
from extractor.lines import joined, rows_of
from extractor.placement import Placement
from extractor.roles import mark_page_number, mark_stamps
from extractor.tables import fill_table, holds_table
from extractor.zones import Zone, split_rows
from models.domain.geometry import BoundingBox
from models.domain.layout import Block, Cell, Line, LineRole, Table

_SURE = 0.5
_DASHES = frozenset("-–—_=.~")


def compose(
    fragments: Sequence[Line], grids: Sequence[Grid], width: float, height: float
) -> tuple[Block, ...]:
    """Build the blocks of an upright page from pieces of its lines.

    A fragment is what surely belongs together: a word, or a line that was read as one. All boxes
    are points of the upright page.
    """
    tables: list[Table] = []
    rest = [fragment for fragment in fragments if not _is_speck(fragment)]
    for grid in grids:
        if holds_table(grid, rest):
            table, rest = fill_table(grid, rest)
            tables.append(table)
    rest = [fragment for fragment in rest if not _is_dash(fragment)]
    lines = mark_stamps([line for row in rows_of(rest) for line in joined(row)])
    lines = mark_page_number(lines, width, height)
    flow = [line for line in lines if line.role is LineRole.BODY]
    aside = [line for line in lines if line.role is not LineRole.BODY]
    return _in_order(flow, aside, tables)


def _is_speck(line: Line) -> bool:
    """Tell whether a line is dirt that an engine took for letters."""
    written = any(character.isalnum() for character in line.text)
    sure = max(word.confidence for word in line.words)
    if written and len(line.text) > 2:
        return False
    return sure < (0.3 if written else _SURE)


def _is_dash(fragment: Line) -> bool:
    """Tell whether a whole printed line is a short rule that was read as dashes."""
    return len(fragment.words) == 1 and set(fragment.text) <= _DASHES and fragment.box.width > 12.0


def _in_order(flow: list[Line], aside: list[Line], tables: list[Table]) -> tuple[Block, ...]:
    """Sort what stands on the page from top to bottom, zones column by column."""
    parts: list[tuple[float, list[Block]]] = [(table.box.top, [table]) for table in tables]
    parts += [(line.box.center_y, [line]) for line in aside]
    for stretch in _between(flow, tables):
        zones, singles = split_rows(rows_of(stretch))
        parts += [(line.box.center_y, [line]) for line in singles]
        parts += [(zone.top, _read_zone(zone)) for zone in zones]
    parts.sort(key=lambda part: part[0])
    return tuple(block for _, blocks in parts for block in blocks)


def _between(flow: list[Line], tables: list[Table]) -> list[list[Line]]:
    """Part the lines at the tables: no zone reaches across one."""
    borders = sorted(table.box.top for table in tables)
    stretches: list[list[Line]] = [[] for _ in range(len(borders) + 1)]
    for line in flow:
        stretches[sum(1 for border in borders if line.box.center_y > border)].append(line)
    return stretches


def _read_zone(zone: Zone) -> list[Block]:
    return [*zone.left, *zone.right]


def displayed(blocks: Sequence[Block], placement: Placement) -> tuple[Block, ...]:
    """Map the boxes of all blocks from the upright page to the page as displayed."""
    return tuple(
        _line(block, placement) if isinstance(block, Line) else _table(block, placement)
        for block in blocks
    )


def _line(line: Line, placement: Placement) -> Line:
    words = tuple(replace(word, box=placement.to_displayed(word.box)) for word in line.words)
    return Line(words, _around([word.box for word in words]), line.role)


def _around(boxes: Sequence[BoundingBox]) -> BoundingBox:
    return BoundingBox(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def _table(table: Table, placement: Placement) -> Table:
    cells = tuple(_cell(cell, placement) for cell in table.cells)
    return replace(table, box=placement.to_displayed(table.box), cells=cells)


def _cell(cell: Cell, placement: Placement) -> Cell:
    lines = tuple(_line(line, placement) for line in cell.lines)
    return replace(cell, box=placement.to_displayed(cell.box), lines=lines)
