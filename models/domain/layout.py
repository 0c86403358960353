"""A read document: pages of blocks of lines of words, whatever engine read them.

Terms follow hOCR: word, line; ``confidence`` is the engine's certainty, 0..1.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from models.domain.geometry import BoundingBox


class ReadMethod(StrEnum):
    """How the words of a page were come by."""

    TEXT_LAYER = "text_layer"
    LEGACY_TEXT_LAYER = "legacy_text_layer"
    OCR = "ocr"
    BLANK = "blank"
    PHOTO = "photo"
    FAILED = "failed"


class LineRole(StrEnum):
    """What a line is on its page; only body and table text is the document's own flow."""

    BODY = "body"
    PAGE_NUMBER = "page_number"
    STAMP = "stamp"


@dataclass(frozen=True, slots=True)
class Word:
    """One word as read, with its place and the engine's certainty."""

    text: str
    box: BoundingBox
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """Words of one printed line of one column, left to right.

    A printed line that two columns share (the head of the document, "Nơi nhận" beside the
    signature) is two lines.
    """

    words: tuple[Word, ...]
    box: BoundingBox
    role: LineRole = LineRole.BODY

    @property
    def text(self) -> str:
        """The words joined by single spaces."""
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: 0-based row and column, its spans, its lines in reading order."""

    row: int
    column: int
    box: BoundingBox
    lines: tuple[Line, ...]
    row_span: int = 1
    column_span: int = 1

    @property
    def text(self) -> str:
        """The lines joined by single spaces."""
        return " ".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Table:
    """A table on one page; ``cells`` are ordered by row, then column."""

    box: BoundingBox
    row_count: int
    column_count: int
    cells: tuple[Cell, ...]


Block = Line | Table


@dataclass(frozen=True, slots=True)
class Page:
    """One page in reading order.

    ``number`` is 1-based; ``width`` and ``height`` are points of the page as displayed;
    ``reason`` says why ``method`` was chosen; ``quality`` is 0..1, the mean certainty of its words.
    ``turned`` is the clockwise quarter turn, in degrees, by which the image had to be turned to be
    upright (boxes are always those of the page as displayed, before that turn).
    """

    number: int
    width: float
    height: float
    method: ReadMethod
    reason: str
    quality: float
    blocks: tuple[Block, ...] = ()
    engine: str | None = None
    dpi: int | None = None
    turned: int = 0
    remarks: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Document:
    """All pages of one file, in order."""

    name: str
    sha256: str
    pages: tuple[Page, ...]
