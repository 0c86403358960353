"""Tables: merged cells, group rows, repeated header rows, rules or none."""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_LEFT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph, TableStyle
from reportlab.platypus import Table as PlatypusTable

from corpus.rendering.blocks import Cell, Merge, Row, RowKind, Table
from corpus.rendering.fonts import FontFamily
from corpus.rendering.markup import escape

_WHOLE = ((0, 0), (-1, -1))
_SHORT_CELL = 16  # a column whose lines all are at most so long is centred


@dataclass(frozen=True, slots=True)
class _Extent:
    """The cells that one printed cell covers, all inclusive."""

    left: int
    top: int
    right: int
    bottom: int


def build_table(table: Table, size: float, fonts: FontFamily) -> PlatypusTable:
    """Set a table, its cells in ``size`` points, its widths as shares of the text width."""
    centred = _centred_columns(table)
    data = [
        [_paragraph(row, column, centred, size, fonts) for column in range(len(table.widths))]
        for row in table.rows
    ]
    headers = _header_rows(table) if table.repeat else 0
    return PlatypusTable(
        data,
        colWidths=[f"{share}%" for share in table.widths],
        repeatRows=headers,
        style=_style(table),
        hAlign="CENTER",
        spaceBefore=4,
        spaceAfter=8,
    )


def _header_rows(table: Table) -> int:
    kinds = [row.kind for row in table.rows]
    return next((i for i, kind in enumerate(kinds) if kind is not RowKind.HEADER), 0)


def _style(table: Table) -> TableStyle:
    style = TableStyle()
    style.add("VALIGN", *_WHOLE, "MIDDLE" if table.ruled else "TOP")
    for side, padding in (("LEFT", 4), ("RIGHT", 4), ("TOP", 2), ("BOTTOM", 4)):
        style.add(f"{side}PADDING", *_WHOLE, padding)
    if table.ruled:
        style.add("GRID", *_WHOLE, 0.6, colors.black)
    for index, row in enumerate(table.rows[:-1]):
        if row.kind is RowKind.GROUP:  # a group stays with its first row
            style.add("NOSPLIT", (0, index), (-1, index + 1))
    for extent in _extents(table):
        if (extent.left, extent.top) != (extent.right, extent.bottom):
            start, end = (extent.left, extent.top), (extent.right, extent.bottom)
            style.add("SPAN", start, end)
    return style


def _extents(table: Table) -> list[_Extent]:
    """Find which cells each printed cell covers: first to the right, then downwards."""
    rows = table.rows
    extents: list[_Extent] = []
    for top, row in enumerate(rows):
        for left, cell in enumerate(row.cells):
            if cell.merge is not Merge.NONE:
                continue
            right = left
            while right + 1 < len(row.cells) and row.cells[right + 1].merge is Merge.LEFT:
                right += 1
            bottom = top
            while bottom + 1 < len(rows) and rows[bottom + 1].cells[left].merge is Merge.ABOVE:
                bottom += 1
            extents.append(_Extent(left, top, right, bottom))
    return extents


def _centred_columns(table: Table) -> frozenset[int]:
    bodies = [row.cells for row in table.rows if row.kind is RowKind.BODY]
    return frozenset(
        column
        for column in range(len(table.widths))
        if all(_is_short(cells[column]) for cells in bodies)
    )


def _is_short(cell: Cell) -> bool:
    return all(len(line) <= _SHORT_CELL for line in cell.text.split("\n"))


def _paragraph(
    row: Row, column: int, centred: frozenset[int], size: float, fonts: FontFamily
) -> Paragraph | str:
    cell = row.cells[column]
    if not cell.text:
        return ""
    bold = row.kind is not RowKind.BODY
    middle = row.kind is RowKind.HEADER or (column in centred and _is_short(cell))
    style = ParagraphStyle(
        f"cell-{row.kind}-{middle}",
        fontName=fonts.bold if bold else fonts.regular,
        fontSize=size,
        leading=size * 1.18,
        alignment=TA_CENTER if middle else TA_LEFT,
    )
    return Paragraph("<br/>".join(escape(line) for line in cell.text.split("\n")), style)
