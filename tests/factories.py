"""Short builders of read documents: text laid out as a printed A4 page of 12 pt letters.

A plain string is a justified paragraph with first-line indent; other blocks say how they stand.
``document_of`` runs over as many pages as it needs, so that paragraphs, columns and tables look to
the code as those of real pages do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from models.domain.geometry import BoundingBox, union
from models.domain.layout import (
    Block,
    Cell,
    Document,
    Line,
    LineRole,
    Page,
    ReadMethod,
    Table,
    Word,
)
from models.domain.plan import Plan
from nlp.paragraphs import compose_text
from nlp.pipeline import Analyst
from nlp.source import SourceText

WIDTH, HEIGHT = 595.0, 842.0
LEFT, RIGHT, TOP, BOTTOM = 85.0, 550.0, 60.0, 780.0
MIDDLE = (LEFT + RIGHT) / 2
INDENT = 36.0
STEP, GAP, SIZE = 18.0, 6.0, 12.0
LETTER, SPACE = 5.2, 3.4

_LEFT_HALF, _RIGHT_HALF = (LEFT, 285.0), (295.0, RIGHT)
_RECIPIENTS_LEFT = 90.0


@dataclass(frozen=True)
class Para:
    """A justified paragraph; ``indent`` is that of its first line, ``hanging`` of all others."""

    text: str
    indent: float = INDENT
    hanging: float = 0.0


@dataclass(frozen=True)
class Centred:
    """Centred lines, parted by ``|``."""

    text: str


@dataclass(frozen=True)
class Exact:
    """One printed line from ``left``; words are spread up to ``right`` where it is given."""

    text: str
    left: float = LEFT
    right: float | None = None
    role: LineRole = LineRole.BODY


@dataclass(frozen=True)
class Columns:
    """Lines (parted by ``|``) centred in the left and in the right half, beside each other."""

    left: str
    right: str


@dataclass(frozen=True)
class Closing:
    """The list of recipients (parted by ``|``) beside the lines of the signature."""

    recipients: str
    signature: str
    name: str | None = None


@dataclass(frozen=True)
class Grid:
    """A ruled table: cells parted by ``|``, lines of a cell by a line feed.

    A cell that is only ``<`` is one with the cell at its left, only ``^`` with the cell above.
    """

    rows: Sequence[str]
    widths: Sequence[float] = ()


@dataclass(frozen=True)
class NewPage:
    """What follows stands on the next page."""


Item = str | Para | Centred | Exact | Columns | Closing | Grid | NewPage


def words_of(
    text: str,
    left: float,
    top: float,
    right: float | None = None,
    *,
    confidence: float = 1.0,
    size: float = SIZE,
) -> tuple[Word, ...]:
    """Return the words of one line from ``left``, spread up to ``right`` where it is given."""
    pieces = text.split()
    space = SPACE
    if right is not None and len(pieces) > 1:
        space = (right - left - sum(map(len, pieces)) * LETTER) / (len(pieces) - 1)
    words: list[Word] = []
    at = left
    for piece in pieces:
        end = at + len(piece) * LETTER
        words.append(Word(piece, BoundingBox(at, top, end, top + size), confidence))
        at = end + space
    return tuple(words)


def line_of(
    text: str,
    left: float = LEFT,
    top: float = TOP,
    right: float | None = None,
    role: LineRole = LineRole.BODY,
) -> Line:
    """Return one printed line."""
    words = words_of(text, left, top, right)
    return Line(words, union(word.box for word in words), role)


def _length(text: str) -> float:
    pieces = text.split()
    return sum(map(len, pieces)) * LETTER + (len(pieces) - 1) * SPACE


def _wrapped(text: str, first: float, others: float) -> Iterator[str]:
    """Break a text into lines; ``first`` and ``others`` are their widths in points."""
    line: list[str] = []
    room = first
    for word in text.split():
        if line and _length(" ".join([*line, word])) > room:
            yield " ".join(line)
            line, room = [], others
        line.append(word)
    if line:
        yield " ".join(line)


def _centred(text: str, top: float, left: float = LEFT, right: float = RIGHT) -> Line:
    return line_of(text, (left + right - _length(text)) / 2, top)


@dataclass
class _Press:
    """Sets items one below the other, page by page."""

    pages: list[list[Block]] = field(default_factory=lambda: [[]])
    top: float = TOP

    def feed(self) -> None:
        """Begin a new page, numbered at its head."""
        self.pages.append([])
        self.top = TOP
        number = str(len(self.pages))
        self.put(line_of(number, MIDDLE - 3, 28.0, role=LineRole.PAGE_NUMBER))

    def put(self, block: Block) -> None:
        """Add a block to the page."""
        self.pages[-1].append(block)

    def make_room(self, height: float) -> None:
        """Begin a new page where the height does not fit."""
        if self.top + height > BOTTOM:
            self.feed()

    def set_paragraph(self, para: Para) -> None:
        """Set a justified paragraph, over two pages where it must be."""
        first, others = LEFT + para.indent, LEFT + para.hanging
        lines = list(_wrapped(para.text, RIGHT - first, RIGHT - others))
        for index, text in enumerate(lines):
            self.make_room(SIZE)
            last = index == len(lines) - 1
            left = first if index == 0 else others
            self.put(line_of(text, left, self.top, None if last else RIGHT))
            self.top += STEP
        self.top += GAP

    def set_lines(self, texts: Iterable[str], left: float, right: float, top: float) -> float:
        """Set centred lines; returns the top of what follows."""
        for text in texts:
            if text.strip():
                self.put(_centred(text, top, left, right))
            top += STEP
        return top

    def set_columns(self, columns: Columns) -> None:
        """Set two columns: all lines of the left one first, as a reader of columns gives them."""
        left, right = columns.left.split("|"), columns.right.split("|")
        self.make_room(max(len(left), len(right)) * STEP)
        ends = (
            self.set_lines(left, *_LEFT_HALF, self.top),
            self.set_lines(right, *_RIGHT_HALF, self.top),
        )
        self.top = max(ends) + GAP

    def set_closing(self, closing: Closing) -> None:
        """Set recipients at the left, the signature at the right."""
        listed, signed = closing.recipients.split("|"), closing.signature.split("|")
        self.make_room(9 * STEP)
        for index, text in enumerate(listed):
            self.put(line_of(text, _RECIPIENTS_LEFT, self.top + index * STEP))
        end = self.set_lines(signed, *_RIGHT_HALF, self.top)
        if closing.name:
            end = self.set_lines([closing.name], *_RIGHT_HALF, end + 4 * STEP)
        self.top = max(end, self.top + len(listed) * STEP) + GAP

    def set_grid(self, grid: Grid) -> None:
        """Set a table; it is not broken over pages."""
        table = table_of(grid, self.top)
        self.make_room(table.box.height)
        table = table_of(grid, self.top)
        self.put(table)
        self.top = table.box.bottom + GAP + STEP

    def set_item(self, item: Item) -> None:
        """Set one item."""
        match item:
            case NewPage():
                self.feed()
            case str():
                self.set_paragraph(Para(item))
            case Para():
                self.set_paragraph(item)
            case Centred():
                lines = item.text.split("|")
                self.make_room(len(lines) * STEP)
                self.top = self.set_lines(lines, LEFT, RIGHT, self.top) + GAP
            case Exact():
                self.make_room(SIZE)
                self.put(line_of(item.text, item.left, self.top, item.right, item.role))
                self.top += STEP
            case Columns():
                self.set_columns(item)
            case Closing():
                self.set_closing(item)
            case Grid():
                self.set_grid(item)


def table_of(grid: Grid, top: float = TOP) -> Table:
    """Return a ruled table between the margins."""
    rows = [[cell.strip(" ") for cell in row.split("|")] for row in grid.rows]
    count = len(rows[0])
    shares = grid.widths or [1.0] * count
    edges = [LEFT]
    for share in shares:
        edges.append(edges[-1] + (RIGHT - LEFT) * share / sum(shares))
    tops = [top]
    for row in rows:
        heights = [len(_cell_texts(text, edges[i + 1] - edges[i])) for i, text in enumerate(row)]
        tops.append(tops[-1] + max([1, *heights]) * STEP + 4)
    cells: list[Cell] = []
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            if text in ("<", "^"):
                continue
            across, down = 1, 1
            while column + across < count and row[column + across] == "<":
                across += 1
            while at + down < len(rows) and rows[at + down][column] == "^":
                down += 1
            box = BoundingBox(edges[column], tops[at], edges[column + across], tops[at + down])
            lines = tuple(
                line_of(part, box.left + 4, box.top + 2 + index * STEP)
                for index, part in enumerate(_cell_texts(text, box.width))
            )
            cells.append(Cell(at, column, box, lines, down, across))
    return Table(BoundingBox(LEFT, top, RIGHT, tops[-1]), len(rows), count, tuple(cells))


def _cell_texts(text: str, width: float) -> list[str]:
    parts = [part for part in text.split("\n") if part.strip() and part not in ("<", "^")]
    return [line for part in parts for line in _wrapped(part, width - 8, width - 8)]


def document_of(*items: Item, name: str = "plan.pdf") -> Document:
    """Return a document of as many pages as its items need."""
    press = _Press()
    for item in items:
        press.set_item(item)
    pages = tuple(
        Page(index, WIDTH, HEIGHT, ReadMethod.TEXT_LAYER, "sound", 1.0, tuple(blocks))
        for index, blocks in enumerate(press.pages, start=1)
    )
    return Document(name, "0" * 64, pages)


def page_of(*items: Item) -> Page:
    """Return the only page of a short document."""
    (page,) = document_of(*items).pages
    return page


def source_of(*items: Item) -> SourceText:
    """Return the flowing text of a document."""
    return compose_text(document_of(*items))


def prose(*paragraphs: str) -> SourceText:
    """Return a flowing text of these paragraphs exactly, whatever they look like."""
    lines = (line_of(text, LEFT, TOP + 100 * index) for index, text in enumerate(paragraphs))
    page = Page(1, WIDTH, HEIGHT, ReadMethod.TEXT_LAYER, "sound", 1.0, tuple(lines))
    source = compose_text(Document("prose.pdf", "0" * 64, (page,)))
    assert source.text == "\n".join(" ".join(text.split()) for text in paragraphs)
    return source


@cache
def analyst() -> Analyst:
    """Return the analyst that all tests share; it keeps nothing of a document."""
    return Analyst()


def plan_of(*items: Item) -> Plan:
    """Return what is understood of a document."""
    return analyst().analyze(document_of(*items), "plan").plan


STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM|Độc lập - Tự do - Hạnh phúc"


def head(
    issuer: str = "ỦY BAN NHÂN DÂN|XÃ CAO SƠN",
    number: str = "Số: 12/KH-UBND",
    place: str = "Cao Sơn, ngày 05 tháng 3 năm 2027",
    doc_type: str = "KẾ HOẠCH",
    title: str = "Thực hiện công tác trẻ em năm 2027",
) -> tuple[Item, ...]:
    """Return the head and title of a document in the form of the decree."""
    rows = max(len(issuer.split("|")), 2)
    left = issuer + "|" * (rows - len(issuer.split("|")) + 1) + number
    right = STATE + "|" * (rows - 1) + place
    return Columns(left, right), Centred(doc_type), Centred(title)


OPENING = (
    "Nhằm bảo đảm thực hiện quyền trẻ em và tạo môi trường sống an toàn, lành mạnh, thân thiện cho "
    "mọi trẻ em trên địa bàn, Ủy ban nhân dân xã Cao Sơn ban hành Kế hoạch thực hiện công tác trẻ "
    "em năm 2027 với các nội dung như sau:"
)


def plan_with(*body: Item, opening: str = OPENING) -> Plan:
    """Return what is understood of a commune's plan for 2027: this body below head and opening."""
    return plan_of(*head(), opening, *body)
