"""Pages of a document as they were read."""

from __future__ import annotations

from pydantic import BaseModel, Field

from models.domain.geometry import BoundingBox
from models.domain.layout import Cell, Line, Page, ReadMethod, Table

Box = tuple[float, float, float, float]


class PageHeadOut(BaseModel):
    """How a page was read; sizes and boxes are points of the page as displayed."""

    number: int
    width: float
    height: float
    method: ReadMethod
    reason: str
    quality: float = Field(description="0..1, the mean certainty of its words")
    engine: str | None
    dpi: int | None
    turned: int
    remarks: tuple[str, ...]


class WordOut(BaseModel):
    """A word, its box and how sure the reader is."""

    text: str
    box: Box
    confidence: float


class LineOut(BaseModel):
    """A printed line of one column."""

    text: str
    box: Box
    role: str
    words: tuple[WordOut, ...]


class CellOut(BaseModel):
    """A cell of a table; row and column are 0-based."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box
    lines: tuple[LineOut, ...]


class TableOut(BaseModel):
    """A table on one page."""

    box: Box
    rows: int
    columns: int
    cells: tuple[CellOut, ...]


class BlockOut(BaseModel):
    """A line or a table: one of the two is there."""

    line: LineOut | None = None
    table: TableOut | None = None


class PageTextOut(BaseModel):
    """A page in reading order."""

    page: PageHeadOut
    blocks: tuple[BlockOut, ...]


class PagesOut(BaseModel):
    """The pages that have been read, in order."""

    items: tuple[PageHeadOut, ...]
    next: int | None = Field(description="send it as `after` for what follows; null at the end")


def page_head_out(page: Page) -> PageHeadOut:
    """Return how a page was read."""
    return PageHeadOut(
        number=page.number,
        width=round(page.width, 2),
        height=round(page.height, 2),
        method=page.method,
        reason=page.reason,
        quality=round(page.quality, 4),
        engine=page.engine,
        dpi=page.dpi,
        turned=page.turned,
        remarks=page.remarks,
    )


def page_text_out(page: Page) -> PageTextOut:
    """Return a page with its text."""
    return PageTextOut(
        page=page_head_out(page), blocks=tuple(_block(block) for block in page.blocks)
    )


def _block(block: Line | Table) -> BlockOut:
    if isinstance(block, Line):
        return BlockOut(line=_line(block))
    table = TableOut(
        box=_box(block.box),
        rows=block.row_count,
        columns=block.column_count,
        cells=tuple(_cell(cell) for cell in block.cells),
    )
    return BlockOut(table=table)


def _cell(cell: Cell) -> CellOut:
    return CellOut(
        row=cell.row,
        column=cell.column,
        row_span=cell.row_span,
        column_span=cell.column_span,
        box=_box(cell.box),
        lines=tuple(_line(line) for line in cell.lines),
    )


def _line(line: Line) -> LineOut:
    words = tuple(
        WordOut(text=word.text, box=_box(word.box), confidence=round(word.confidence, 4))
        for word in line.words
    )
    return LineOut(text=line.text, box=_box(line.box), role=line.role, words=words)


def _box(box: BoundingBox) -> Box:
    return (round(box.left, 1), round(box.top, 1), round(box.right, 1), round(box.bottom, 1))
