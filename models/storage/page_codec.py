"""A page as bytes and back: deflated JSON that keeps every number exactly."""

from __future__ import annotations

import json
import zlib
from typing import Any

from models.domain.geometry import BoundingBox
from models.domain.layout import Block, Cell, Line, LineRole, Page, ReadMethod, Table, Word


def pack_page(page: Page) -> bytes:
    """Return the page as deflated JSON."""
    value = {
        "number": page.number,
        "width": page.width,
        "height": page.height,
        "method": page.method,
        "reason": page.reason,
        "quality": page.quality,
        "blocks": [_pack_block(block) for block in page.blocks],
        "engine": page.engine,
        "dpi": page.dpi,
        "turned": page.turned,
        "remarks": page.remarks,
    }
    return zlib.compress(json.dumps(value, separators=(",", ":")).encode("ascii"))


def unpack_page(content: bytes) -> Page:
    """Return the page that ``pack_page`` made these bytes of."""
    value: dict[str, Any] = json.loads(zlib.decompress(content))
    value["method"] = ReadMethod(value["method"])
    value["blocks"] = tuple(_unpack_block(block) for block in value["blocks"])
    value["remarks"] = tuple(value["remarks"])
    return Page(**value)


def _pack_block(block: Block) -> dict[str, Any]:
    if isinstance(block, Line):
        return {"line": _pack_line(block)}
    cells = [_pack_cell(cell) for cell in block.cells]
    return {"table": [_pack_box(block.box), block.row_count, block.column_count, cells]}


def _unpack_block(value: dict[str, Any]) -> Block:
    if "line" in value:
        return _unpack_line(value["line"])
    box, row_count, column_count, cells = value["table"]
    return Table(_unpack_box(box), row_count, column_count, tuple(map(_unpack_cell, cells)))


def _pack_cell(cell: Cell) -> list[Any]:
    place = [cell.row, cell.column, cell.row_span, cell.column_span]
    return [*place, _pack_box(cell.box), [_pack_line(line) for line in cell.lines]]


def _unpack_cell(value: list[Any]) -> Cell:
    row, column, row_span, column_span, box, lines = value
    return Cell(
        row, column, _unpack_box(box), tuple(map(_unpack_line, lines)), row_span, column_span
    )


def _pack_line(line: Line) -> list[Any]:
    words = [[word.text, word.confidence, *_pack_box(word.box)] for word in line.words]
    return [line.role, _pack_box(line.box), words]


def _unpack_line(value: list[Any]) -> Line:
    role, box, words = value
    return Line(tuple(map(_unpack_word, words)), _unpack_box(box), LineRole(role))


def _unpack_word(value: list[Any]) -> Word:
    text, confidence, *box = value
    return Word(text, _unpack_box(box), confidence)


def _pack_box(box: BoundingBox) -> list[float]:
    return [box.left, box.top, box.right, box.bottom]


def _unpack_box(value: list[float]) -> BoundingBox:
    return BoundingBox(*value)
