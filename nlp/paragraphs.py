"""Lines of pages to paragraphs of flowing text.

A paragraph ends where the next word would still have fitted on the line, where the next line is
set in, centred, labelled or far below, or where the column changes. Lines broken at a hyphen or a
slash inside a symbol ("593/KH-" + "SGDĐT") are joined without a space.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from statistics import median

from models.domain.geometry import BoundingBox
from models.domain.layout import Cell, Document, Line, LineRole, Page, Table
from models.domain.provenance import Span
from nlp.labels import opens_paragraph
from nlp.normalize import fold
from nlp.source import CellPlace, Paragraph, ParagraphKind, PlacedWord, SourceText
from nlp.unruled import with_unruled_tables
from nlp.wording import opening_wording

_INDENT = 10.0
"""A start this many points further right is set in."""
_FEW = 4
"""Fewer long lines than this do not show the text area; the outermost of all lines do."""
_SMALL = 0.82
"""Letters of a note are at most this share of the usual height."""
_NOTE_MARK = re.compile(r"\(?(?:\d{1,2}|\*{1,3}|[a-z])\)?[.:]?\s+\S|\*")
_FAR_BELOW = 1.75
"""A step of this many usual line steps separates paragraphs."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """The text area of a page: margins in points, the usual step from line to line."""

    left: float
    right: float
    step: float
    indents: bool = True
    """Whether labelled paragraphs of the page begin set in."""
    notes_from: float = math.inf
    """Height on the page below which there are only notes in small letters."""

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True)
class _PlacedLine:
    line: Line
    page: int
    frame: _Frame

    @property
    def box(self) -> BoundingBox:
        return self.line.box

    @property
    def column(self) -> int:
        """-1 in the left half, 1 in the right half, 0 where it crosses the middle."""
        if self.box.right < self.frame.middle and self.box.left > self.frame.left + _INDENT:
            return -1 if self.box.width < 0.4 * self.frame.width else 0
        if self.box.left > self.frame.middle:
            return 1
        return 0

    @property
    def centered(self) -> bool:
        left = self.box.left - self.frame.left
        right = self.frame.right - self.box.right
        return min(left, right) > 1.5 * _INDENT and abs(left - right) < 0.05 * self.frame.width

    @property
    def is_note(self) -> bool:
        """Tell whether the line stands among the notes at the foot of its page."""
        return self.box.center_y > self.frame.notes_from

    @property
    def set_in(self) -> bool:
        return self.box.left - self.frame.left > _INDENT / 2

    @property
    def short(self) -> bool:
        return self.frame.right - self.box.right > 1.5 * _INDENT


def _shape(page: Page) -> tuple[int, int]:
    """Return the size of a page, roughly: pages of one size share their margins."""
    return round(page.width / 20), round(page.height / 20)


def _usual_frames(document: Document) -> dict[tuple[int, int], _Frame]:
    """Return, by size of page, the frame of the page with the most long lines."""
    fullest: dict[tuple[int, int], Page] = {}
    for page in document.pages:
        known = fullest.get(_shape(page))
        if known is None or len(_wide_lines(page)) > len(_wide_lines(known)):
            fullest[_shape(page)] = page
    return {shape: _frame_of(page, None) for shape, page in fullest.items()}


def _wide_lines(page: Page) -> list[Line]:
    lines = (block for block in page.blocks if isinstance(block, Line))
    return [line for line in lines if line.box.width > 0.45 * page.width]


def _frame_of(page: Page, usual: _Frame | None) -> _Frame:
    """Return the text area of a page; one with few long lines takes the usual one of its size."""
    lines = [block for block in page.blocks if isinstance(block, Line)]
    wide = _wide_lines(page)
    tables = [block.box for block in page.blocks if isinstance(block, Table)]
    if usual is not None and len(wide) < _FEW and not tables:
        return usual
    if len(wide) < _FEW:
        boxes = tables or [line.box for line in lines if not _is_speck(line)]
        left = min((box.left for box in boxes), default=0.12 * page.width)
        right = max((box.right for box in boxes), default=0.93 * page.width)
        return _Frame(left=left, right=right, step=18.0, indents=_labels_set_in(lines, left))
    lefts = sorted(line.box.left for line in wide)
    rights = sorted(line.box.right for line in wide)
    steps = [
        below.box.center_y - above.box.center_y
        for above, below in itertools.pairwise(wide)
        if 0 < below.box.center_y - above.box.center_y < 60
    ]
    left = lefts[len(lefts) // 10]
    return _Frame(
        left=left,
        right=rights[-1 - len(rights) // 10],
        step=median(steps) if steps else 18.0,
        indents=_labels_set_in(lines, left),
    )


def _labels_set_in(lines: list[Line], left: float) -> bool:
    labelled = [line for line in lines if opens_paragraph(line.text, set_in=True)]
    inside = sum(line.box.left - left > _INDENT / 2 for line in labelled)
    return 2 * inside >= len(labelled)


def _continues(first: _PlacedLine, above: _PlacedLine, below: _PlacedLine) -> bool:
    """Tell whether ``below`` goes on with the paragraph that ``first`` opened."""
    if opening_wording("foot", below.line.text, "recipients") is not None:
        return False
    if below.is_note != above.is_note or (below.is_note and _NOTE_MARK.match(below.line.text)):
        return False
    set_in = below.set_in
    by_chance = below.frame.indents and not set_in and not above.short
    if not by_chance and opens_paragraph(below.line.text, set_in=set_in):
        return False
    if below.centered or (above.centered and above.short):
        return False
    same_page = above.page == below.page
    if (
        same_page
        and not 0 < below.box.center_y - above.box.center_y < _FAR_BELOW * above.frame.step
    ):
        return False
    if not same_page and below.column != 0:
        return False
    if _would_have_fitted(above, below):
        return False
    return not _set_in(first, above, below)


def _would_have_fitted(above: _PlacedLine, below: _PlacedLine) -> bool:
    space = above.frame.right - above.box.right
    needed = below.line.words[0].box.width + 0.35 * below.box.height
    return space > needed + 4


def _set_in(first: _PlacedLine, above: _PlacedLine, below: _PlacedLine) -> bool:
    start = below.box.left - below.frame.left
    before = above.box.left - above.frame.left
    opened = first.box.left - first.frame.left
    hanging = above is first and opens_paragraph(first.line.text, set_in=True)
    if start > before + _INDENT:
        return not hanging
    return start > _INDENT and abs(start - opened) < _INDENT / 2 and above is first


def _joint(before: str, after: str) -> str:
    """Return what stands between two lines: nothing inside a symbol, else a space."""
    inside_symbol = len(before) > 1 and before[-1] in "-–/" and not before[-2].isspace()
    if inside_symbol and after[:1].isupper() and (before[-2].isupper() or before[-2].isdigit()):
        return ""
    if inside_symbol and before[-2].isdigit() and after[:1].isdigit():
        return ""
    return " "


class _Builder:
    """Grows the text and remembers where each word of it stands."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._words: list[PlacedWord] = []
        self._paragraphs: list[Paragraph] = []
        self._line = 0

    def _write(self, text: str) -> Span:
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        return Span(start, self._length)

    def _write_line(self, placed: _PlacedLine) -> Span:
        start = self._length
        self._line += 1
        for index, word in enumerate(placed.line.words):
            if index:
                self._write(" ")
            span = self._write(word.text)
            self._words.append(PlacedWord(span, placed.page, self._line, word))
        return Span(start, self._length)

    def add(self, lines: list[_PlacedLine], cell: CellPlace | None = None) -> None:
        """Write one paragraph."""
        if self._paragraphs:
            self._write("\n")
        spans: list[Span] = []
        for index, placed in enumerate(lines):
            if index:
                self._write(_joint(lines[index - 1].line.text, placed.line.text))
            spans.append(self._write_line(placed))
        first = lines[0]
        self._paragraphs.append(
            Paragraph(
                span=Span(spans[0].start, spans[-1].end),
                page=first.page,
                kind=_kind(first, cell),
                lines=tuple(spans),
                box=first.box,
                centered=first.centered,
                column=first.column,
                cell=cell,
            )
        )

    def build(self) -> SourceText:
        """Return the finished text."""
        text = "".join(self._parts)
        return SourceText(text, fold(text), tuple(self._words), tuple(self._paragraphs))


def _kind(first: _PlacedLine, cell: CellPlace | None) -> ParagraphKind:
    if cell is not None:
        return ParagraphKind.CELL
    return ParagraphKind.NOTE if first.is_note else ParagraphKind.TEXT


def _notes_from(page: Page) -> float:
    """Return the height where the notes of a page begin: small letters, a mark, nothing below."""
    lines = [b for b in page.blocks if isinstance(b, Line) and b.role is LineRole.BODY]
    if len(lines) < _FEW:
        return math.inf
    usual = median(line.box.height for line in lines)
    begin = math.inf
    for line in sorted(lines, key=lambda line: -line.box.center_y):
        if line.box.height > _SMALL * usual:
            break
        if _NOTE_MARK.match(line.text):
            begin = line.box.top
    return begin


def _gather(lines: Iterable[_PlacedLine]) -> Iterator[list[_PlacedLine]]:
    paragraph: list[_PlacedLine] = []
    for placed in lines:
        if paragraph and not _continues(paragraph[0], paragraph[-1], placed):
            yield paragraph
            paragraph = []
        paragraph.append(placed)
    if paragraph:
        yield paragraph


def _cell_paragraphs(cell: Cell, page: int) -> Iterator[list[_PlacedLine]]:
    """Split a cell at lines that open a bullet or end a sentence well before the cell's edge."""
    frame = _Frame(left=cell.box.left, right=cell.box.right, step=1000.0)
    paragraph: list[_PlacedLine] = []
    for line in cell.lines:
        if not line.words:
            continue
        if paragraph and opens_paragraph(line.text, set_in=True):
            yield paragraph
            paragraph = []
        paragraph.append(_PlacedLine(line, page, frame))
    if paragraph:
        yield paragraph


def compose_text(document: Document) -> SourceText:
    """Build the flowing text of a document; running page numbers and stamps stay out."""
    builder = _Builder()
    pending: list[_PlacedLine] = []
    tables = 0

    def flush() -> None:
        for paragraph in _gather(pending):
            builder.add(paragraph)
        pending.clear()

    usual = _usual_frames(document)
    for page in document.pages:
        frame = replace(_frame_of(page, usual.get(_shape(page))), notes_from=_notes_from(page))
        for block in with_unruled_tables(page.blocks):
            if isinstance(block, Table):
                flush()
                tables += 1
                _add_table(builder, block, page.number, tables)
            elif block.role is LineRole.BODY and not _is_speck(block):
                pending.append(_PlacedLine(block, page.number, frame))
    flush()
    return builder.build()


def _is_speck(line: Line) -> bool:
    """Tell whether a line is dirt on the page: no digit and not two letters."""
    letters = sum(letter.isalpha() for letter in line.text)
    return letters < 2 and not any(letter.isdigit() for letter in line.text)


def _add_table(builder: _Builder, table: Table, page: int, number: int) -> None:
    for cell in table.cells:
        place = CellPlace(number, cell.row, cell.column, cell.row_span, cell.column_span)
        for paragraph in _cell_paragraphs(cell, page):
            builder.add(paragraph, place)
