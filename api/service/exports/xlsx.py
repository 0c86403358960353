"""Workbooks (the only importer of xlsxwriter): texts stay texts, whatever they begin with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from api.service.exports.tables import Cell, CellKind, Column, Row
from api.service.exports.texts import harmless
from models.domain.service_errors import ExportTooLargeError

MAX_ROWS = 1_048_575
_LONGEST_TEXT = 32_767
_HEAD_HEIGHT = 32
_FONT = {"font_name": "Times New Roman", "font_size": 11}
_TEXT = {**_FONT, "valign": "top", "text_wrap": True, "num_format": "@"}
_NUMBER = {**_FONT, "valign": "top", "num_format": "General"}
_SHARE = {**_FONT, "valign": "top", "num_format": "0%"}
_HEAD = {
    **_FONT,
    "bold": True,
    "align": "center",
    "valign": "vcenter",
    "text_wrap": True,
    "bg_color": "#DDE7F3",
    "border": 1,
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, its columns, and its rows, taken one by one."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Row]
    fixed: int = field(default=0)


def write_workbook(path: Path, sheets: Iterable[Sheet]) -> None:
    """Write a workbook; head rows stay in view, columns can be filtered.

    ``fixed`` columns of a sheet stay in view too. Raises ExportTooLargeError.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "tmpdir": str(path.parent),
    }
    # loaded with the first workbook: a service starts sooner without it
    import xlsxwriter  # type: ignore[import-untyped]

    with xlsxwriter.Workbook(str(path), options) as book:
        formats = {
            CellKind.TEXT: book.add_format(_TEXT),
            CellKind.NUMBER: book.add_format(_NUMBER),
            CellKind.SHARE: book.add_format(_SHARE),
        }
        quoted = book.add_format({**_TEXT, "quote_prefix": True})
        head = book.add_format(_HEAD)
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet.name), sheet, formats, quoted, head)


def _write_sheet(
    page: Any,  # noqa: ANN401 - xlsxwriter has no types
    sheet: Sheet,
    formats: dict[CellKind, Any],
    quoted: Any,  # noqa: ANN401 - xlsxwriter has no types
    head: Any,  # noqa: ANN401 - xlsxwriter has no types
) -> None:
    for number, column in enumerate(sheet.columns):
        page.set_column(number, number, column.width)
    page.set_row(0, _HEAD_HEIGHT)
    for number, column in enumerate(sheet.columns):
        page.write_string(0, number, column.head, head)
    last = 0
    for last, row in enumerate(sheet.rows, start=1):
        if last > MAX_ROWS:
            raise ExportTooLargeError(limit=MAX_ROWS)
        for number, (cell, column) in enumerate(zip(row, sheet.columns, strict=True)):
            _write_cell(page, last, number, cell, formats[column.kind], quoted)
    page.freeze_panes(1, sheet.fixed)
    page.autofilter(0, 0, max(last, 1), len(sheet.columns) - 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _write_cell(
    page: Any,  # noqa: ANN401 - xlsxwriter has no types
    row: int,
    number: int,
    cell: Cell,
    shown: Any,  # noqa: ANN401 - xlsxwriter has no types
    quoted: Any,  # noqa: ANN401 - xlsxwriter has no types
) -> None:
    """Write a cell; a text that looks like a formula is marked as a text, and stays as it is."""
    if cell is None:
        return
    if isinstance(cell, str):
        text = cell[:_LONGEST_TEXT]
        page.write_string(row, number, text, quoted if harmless(text) != text else shown)
    else:
        page.write_number(row, number, cell, shown)
