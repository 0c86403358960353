"""Tables printed without rules: rows of lines below a header that names columns.

A row is what stands on one height; a wide gap parts its cells. Which cell a word belongs to is told
by the columns of the rows that are whole, since in others two cells may come close.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from models.domain.geometry import BoundingBox, union
from models.domain.layout import Block, Cell, Line, LineRole, Table, Word
from nlp.tables import names_role

_WIDE = 0.9
"""A gap of this many letter heights parts two cells."""
_FEWEST_CELLS, _FEWEST_ROWS = 3, 2
_ALIGNED = 6.0
"""Points by which a cell may miss the edge of its column."""
_FILLED = 0.75
"""Text may fill this share of the gap between two columns, as it grows to the right."""
_NEXT_LINE = 1.35
"""Letter heights from a line of a cell to its next line; rows stand further apart."""
_NEXT_ROW = 3.2
"""Letter heights from row to row; what stands further below is no part of the table."""


@dataclass(frozen=True, slots=True)
class _Row:
    """The words on one height, left to right, and the lines that they are of."""

    words: tuple[Word, ...]
    lines: tuple[Line, ...]

    @property
    def box(self) -> BoundingBox:
        return union(word.box for word in self.words)

    @property
    def height(self) -> float:
        return median(word.box.height for word in self.words)

    def cells(self) -> list[list[Word]]:
        """Return the words parted at wide gaps."""
        parts = [[self.words[0]]]
        for before, word in pairwise(self.words):
            if word.box.left - before.box.right > _WIDE * self.height:
                parts.append([])
            parts[-1].append(word)
        return parts


def with_unruled_tables(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks of a page with the lines of unruled tables made tables, in their place."""
    rows = _rows([b for b in blocks if isinstance(b, Line) and b.role is LineRole.BODY and b.words])
    found: list[tuple[Table, set[int]]] = []
    at = 0
    while at < len(rows):
        end = _table_end(rows, at) if _is_header(rows[at]) else at
        table = _table(rows[at:end]) if end - at > _FEWEST_ROWS else None
        if table is not None:
            found.append((table, {id(line) for row in rows[at:end] for line in row.lines}))
        at = end if table is not None else at + 1
    return _replaced(blocks, found)


def _replaced(blocks: Sequence[Block], found: Sequence[tuple[Table, set[int]]]) -> list[Block]:
    kept: list[Block] = []
    placed: set[int] = set()
    for block in blocks:
        owner = next((i for i, (_, lines) in enumerate(found) if id(block) in lines), None)
        if owner is None:
            kept.append(block)
        elif owner not in placed:
            placed.add(owner)
            kept.append(found[owner][0])
    return kept


def _rows(lines: Sequence[Line]) -> list[_Row]:
    groups: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.box.center_y, line.box.left)):
        if groups and groups[-1][0].box.vertical_overlap(line.box) > 0.5:
            groups[-1].append(line)
        else:
            groups.append([line])
    return [
        _Row(
            tuple(sorted((w for line in group for w in line.words), key=lambda w: w.box.left)),
            tuple(group),
        )
        for group in groups
    ]


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _is_header(row: _Row) -> bool:
    """Tell whether a row names at least two columns, and nothing that is no short name."""
    cells = row.cells()
    named = sum(names_role(_text(cell)) for cell in cells)
    return len(cells) >= _FEWEST_CELLS and named >= 2 and 2 * named >= len(cells)


def _table_end(rows: Sequence[_Row], start: int) -> int:
    """Return the index behind the last row that keeps to the columns of the header."""
    end = start + 1
    while end < len(rows) and _goes_on(rows, start, end):
        end += 1
    while end > start + 1 and len(rows[end - 1].cells()) == 1 and not _wraps(rows, start, end - 1):
        end -= 1
    return end


def _goes_on(rows: Sequence[_Row], start: int, at: int) -> bool:
    row, above = rows[at], rows[at - 1]
    if row.box.center_y - above.box.center_y > _NEXT_ROW * row.height:
        return False
    if len(row.cells()) > 1:
        return True
    body = [other for other in rows[start + 1 : at] if len(other.cells()) > 1]
    lefts = [cell[0].box.left for other in body for cell in other.cells()]
    return any(abs(row.box.left - left) <= _ALIGNED for left in lefts)


def _wraps(rows: Sequence[_Row], start: int, at: int) -> bool:
    """Tell whether a row of one cell is the next line of a cell above."""
    if at <= start:
        return False
    step = rows[at].box.center_y - rows[at - 1].box.center_y
    near = step < _NEXT_LINE * rows[at].height and _roomy(rows[start : at + 1])
    return near or (len(rows[at].cells()) == 1 and rows[at].words[0].text[:1].islower())


def _roomy(rows: Sequence[_Row]) -> bool:
    """Tell whether rows stand further apart than the lines of one cell."""
    return any(
        below.box.center_y - above.box.center_y >= _NEXT_LINE * below.height
        for above, below in pairwise(rows)
    )


def _table(rows: Sequence[_Row]) -> Table | None:
    """Return the table of these rows, or None where too few keep to the columns."""
    count = len(rows[0].cells())
    whole = [row.cells() for row in rows if len(row.cells()) == count]
    if len(whole) <= _FEWEST_ROWS:
        return None
    edges = _edges(rows, whole)
    if edges is None:
        return None
    cells: list[list[list[Line]]] = []
    for at, row in enumerate(rows):
        parts = _parted(row, edges)
        if cells and _wraps(rows, 0, at):
            for column, part in enumerate(parts):
                cells[-1][column].extend(part)
        else:
            cells.append(parts)
    box = union(row.box for row in rows)
    made = [
        Cell(row, column, union(line.box for line in lines), tuple(lines))
        for row, columns in enumerate(cells)
        for column, lines in enumerate(columns)
        if lines
    ]
    return Table(box, len(cells), count, tuple(made))


def _edges(rows: Sequence[_Row], whole: Sequence[list[list[Word]]]) -> list[float] | None:
    """Return the borders between columns, or None where the whole rows overlap each other."""
    lefts = [min(row[i][0].box.left for row in whole) for i in range(len(whole[0]))]
    rights = [max(row[i][-1].box.right for row in whole) for i in range(len(whole[0]))]
    if any(right >= left for right, left in zip(rights, lefts[1:], strict=False)):
        return None
    pairs = zip(rights, lefts[1:], strict=False)
    borders = [right + _FILLED * (left - right) for right, left in pairs]
    return [*borders, max(row.box.right for row in rows)]


def _parted(row: _Row, edges: Sequence[float]) -> list[list[Line]]:
    """Return the words of a row by column, a line for each column that has any."""
    parts: list[list[Word]] = [[] for _ in edges]
    for word in row.words:
        column = next((i for i, edge in enumerate(edges) if word.box.center_x <= edge), -1)
        parts[column].append(word)
    line = row.lines[0]
    return [
        [replace(line, words=tuple(part), box=union(word.box for word in part))] if part else []
        for part in parts
    ]
