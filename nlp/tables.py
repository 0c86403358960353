"""Tables of the flow: cells gathered, parts on following pages joined, columns understood."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

from models.domain.provenance import Span
from nlp.language import find_cues
from nlp.quantities import find_years
from nlp.source import Paragraph, ParagraphKind, SourceText
from nlp.wording import find_wording, opening_wording

_HEADER_ROWS = 4
"""A header has at most this many rows."""
_NUMBERING = re.compile(r"\(?(?:\d{1,2}|[A-H])\)?")
_ROW_LABEL = re.compile(r"(?:[IVX]{1,5}|[A-HĐ]|\d{1,2}(?:\.\d{1,2})*)\s?[.)/]?")


class ColumnRole(StrEnum):
    """What a column holds."""

    ORDINAL = "ordinal"
    INDICATOR = "indicator"
    UNIT = "unit"
    BASELINE = "baseline"
    VALUE = "value"
    RESPONSIBLE = "responsible"
    SUPPORT = "support"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its role, the year and the part of the area or group that its header names."""

    role: ColumnRole
    year: int | None = None
    header: str = ""
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class TextCell:
    """A cell with its paragraphs; row numbers run on over joined parts."""

    row: int
    column: int
    row_span: int
    column_span: int
    spans: tuple[Span, ...]
    lines: tuple[Span, ...]
    text: str


@dataclass(frozen=True, slots=True)
class TextTable:
    """A whole table: ``grid[row][column]`` is the cell that covers the place."""

    first_paragraph: int
    column_count: int
    rows: tuple[Mapping[int, TextCell], ...]

    def cell(self, row: int, column: int) -> TextCell | None:
        """Return the cell that covers a place, or None where there is none."""
        return self.rows[row].get(column)

    def meant(self, row: int, column: int) -> TextCell | None:
        """Return the cell that a place stands for: that above where it only says "as above"."""
        for above in range(row, -1, -1):
            cell = self.cell(above, column)
            if cell is None or opening_wording("repeats", cell.text.strip()) is None:
                return cell
        return None


def gather_tables(source: SourceText) -> tuple[TextTable, ...]:
    """Return the tables in order; a part that follows at once with as many columns is joined."""
    parts = list(_parts(source))
    joined: list[list[tuple[int, list[TextCell]]]] = []
    for first, last, cells in parts:
        width = _width(cells)
        if (
            joined
            and _follows(source, joined[-1][-1][0], first)
            and _width(joined[-1][-1][1]) == width
        ):
            joined[-1].append((last, cells))
        else:
            joined.append([(first, []), (last, cells)])
    return tuple(_table(part[0][0], [cells for _, cells in part if cells]) for part in joined)


def _follows(source: SourceText, last: int, first: int) -> bool:
    return first == last + 1 and source.paragraphs[first].page > source.paragraphs[last].page - 1


def _parts(source: SourceText) -> Iterator[tuple[int, int, list[TextCell]]]:
    numbered = [
        (index, paragraph)
        for index, paragraph in enumerate(source.paragraphs)
        if paragraph.kind is ParagraphKind.CELL and paragraph.cell is not None
    ]
    for _, group in groupby(numbered, key=lambda item: item[1].cell.table if item[1].cell else 0):
        items = list(group)
        cells = [
            _text_cell(source, [paragraph for _, paragraph in same])
            for _, same in groupby(items, key=lambda item: _place_key(item[1]))
        ]
        yield items[0][0], items[-1][0], cells


def _place_key(paragraph: Paragraph) -> tuple[int, int]:
    assert paragraph.cell is not None
    return paragraph.cell.row, paragraph.cell.column


def _text_cell(source: SourceText, paragraphs: Sequence[Paragraph]) -> TextCell:
    place = paragraphs[0].cell
    assert place is not None
    return TextCell(
        row=place.row,
        column=place.column,
        row_span=place.row_span,
        column_span=place.column_span,
        spans=tuple(paragraph.span for paragraph in paragraphs),
        lines=tuple(line for paragraph in paragraphs for line in paragraph.lines),
        text=" ".join(source.slice(paragraph.span) for paragraph in paragraphs),
    )


def _width(cells: Sequence[TextCell]) -> int:
    return max((cell.column + cell.column_span for cell in cells), default=0)


def _table(first: int, parts: Sequence[list[TextCell]]) -> TextTable:
    rows: list[dict[int, TextCell]] = []
    for cells in parts:
        height = max((cell.row + cell.row_span for cell in cells), default=0)
        part: list[dict[int, TextCell]] = [{} for _ in range(height)]
        for cell in cells:
            for row in range(cell.row, min(cell.row + cell.row_span, height)):
                for column in range(cell.column, cell.column + cell.column_span):
                    part[row].setdefault(column, cell)
        rows.extend(row for row in part if row)
    return TextTable(first, max(map(_width, parts)), tuple(rows))


def header_height(table: TextTable) -> int:
    """Return the number of header rows, a row that numbers the columns included."""
    height = 0
    for row in range(min(_HEADER_ROWS, len(table.rows))):
        cells = _distinct(table, row)
        if height and _opens_rows(cells) and not is_numbering(table, row):
            break
        named = sum(_role(cell.text) is not None for cell in cells)
        if named >= 2 or (height and named and len(cells) > 1 and _all_short(cells)):
            height = row + 1
        else:
            break
    if height and height < len(table.rows) and is_numbering(table, height):
        height += 1
    return height


def _opens_rows(cells: Sequence[TextCell]) -> bool:
    """Tell whether a row begins with a label of its own, as a group or a row of figures does."""
    return bool(cells) and _ROW_LABEL.fullmatch(cells[0].text.strip()) is not None


def _all_short(cells: Sequence[TextCell]) -> bool:
    return all(len(cell.text) < 40 for cell in cells)


def is_numbering(table: TextTable, row: int) -> bool:
    """Tell whether a row only counts the columns ("1 2 3 4", "A B 1 2")."""
    cells = _distinct(table, row)
    return len(cells) > 2 and all(_NUMBERING.fullmatch(cell.text.strip()) for cell in cells)


def repeats_header(table: TextTable, row: int, height: int) -> bool:
    """Tell whether a row is the header printed again on a following page."""
    words = [cell.text for cell in _distinct(table, row)]
    return any(words == [cell.text for cell in _distinct(table, above)] for above in range(height))


def _distinct(table: TextTable, row: int) -> list[TextCell]:
    seen: list[TextCell] = []
    for cell in table.rows[row].values():
        if cell not in seen and cell.text.strip():
            seen.append(cell)
    return seen


def names_role(text: str) -> bool:
    """Tell whether a text is the header of a column that is known."""
    return _role(text) is not None


def _role(text: str) -> ColumnRole | None:
    bare = re.sub(r"\s+", " ", text).strip(" .:()")
    for hit in find_wording("columns", bare):
        return ColumnRole(hit.rule.value)
    return None


def read_columns(
    table: TextTable, height: int, first_year: int | None = None
) -> tuple[Column, ...]:
    """Return what each column holds, by all its header cells from top to bottom.

    A year before ``first_year``, that of the plan, is one of the past: a baseline. Value columns
    of one year are told apart by the last line of their headers, the part that they are for.
    """
    columns = [_column(table, height, column) for column in range(table.column_count)]
    dated = [_of_the_past(column, first_year) for column in columns]
    years = Counter(column.year for column in dated if column.role is ColumnRole.VALUE)
    return tuple(
        column
        if column.role is not ColumnRole.VALUE or years[column.year] < 2
        else replace(column, scope=_part_of_header(table, height, at))
        for at, column in enumerate(dated)
    )


def _of_the_past(column: Column, first_year: int | None) -> Column:
    past = first_year is not None and column.year is not None and column.year < first_year
    if past and column.role is ColumnRole.VALUE:
        return replace(column, role=ColumnRole.BASELINE)
    return column


def _part_of_header(table: TextTable, height: int, column: int) -> str | None:
    """Return the lowest header cell, where it names neither a role nor a year."""
    cells = _header_cells(table, height, column)
    if len(cells) < 2 or _role(cells[-1].text) or list(find_years(find_cues(cells[-1].text))):
        return None
    return " ".join(cells[-1].text.split()) or None


def _header_cells(table: TextTable, height: int, column: int) -> list[TextCell]:
    cells: list[TextCell] = []
    for row in range(height):
        cell = table.cell(row, column)
        if cell is not None and cell not in cells and not is_numbering(table, row):
            cells.append(cell)
    return cells


def _column(table: TextTable, height: int, column: int) -> Column:
    cells = _header_cells(table, height, column)
    header = " ".join(cell.text for cell in cells)
    roles = [role for role in (_role(cell.text) for cell in cells) if role is not None]
    years = list(find_years(find_cues(header)))
    bare = re.search(r"\b20\d\d\b", header)
    year = years[-1].year if years else (int(bare.group()) if bare else None)
    role = _strongest(roles, year)
    return Column(role, year, header)


def _strongest(roles: Sequence[ColumnRole], year: int | None) -> ColumnRole:
    if ColumnRole.BASELINE in roles:
        return ColumnRole.BASELINE
    if year is not None and (not roles or roles[-1] in (ColumnRole.VALUE, ColumnRole.INDICATOR)):
        return ColumnRole.VALUE
    return roles[-1] if roles else ColumnRole.NOTE
