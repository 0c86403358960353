"""The blocks of a manuscript: what is printed, in order, free of any measure of a page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Layout:
    """Measures of a document in points; ``leading`` is a factor of ``size``."""

    size: float = 14
    leading: float = 1.3
    indent: float = 36
    left: float = 85
    right: float = 45
    top: float = 60
    bottom: float = 60
    spacing: float = 6


@dataclass(frozen=True, slots=True)
class Head:
    """The two-column head: issuer and number at the left, motto and date at the right."""

    superior: tuple[str, ...] = ()
    issuer: tuple[str, ...] = ()
    number: tuple[str, ...] = ()
    place: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Title:
    """Type of the document and what it is about, both centred."""

    doc_type: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()


class TextKind(StrEnum):
    """How a line of running text is set."""

    PARAGRAPH = "para"
    HEADING = "heading"
    CENTER = "center"
    ITALIC = "italic"


@dataclass(frozen=True, slots=True)
class Text:
    """One paragraph or heading."""

    kind: TextKind
    text: str


class Merge(StrEnum):
    """With which neighbour a cell is one."""

    NONE = "none"
    ABOVE = "above"
    LEFT = "left"


class RowKind(StrEnum):
    """What a table row is for."""

    HEADER = "header"
    GROUP = "group"
    BODY = "row"


@dataclass(frozen=True, slots=True)
class Cell:
    """Text of a table cell, line breaks kept; empty where merged with a neighbour."""

    text: str
    merge: Merge = Merge.NONE


@dataclass(frozen=True, slots=True)
class Row:
    """One table row, with one cell per column."""

    kind: RowKind
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; ``widths`` are percent of the text width, one per column."""

    widths: tuple[float, ...]
    rows: tuple[Row, ...]
    ruled: bool = True
    repeat: bool = False


@dataclass(frozen=True, slots=True)
class Closing:
    """Recipients at the left, authority, position and name of the signer at the right."""

    recipients: tuple[str, ...] = ()
    sign: tuple[str, ...] = ()
    signer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Appendix:
    """A new page with its own page numbers, under this title."""

    title: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Footnote:
    """Small text at the foot of the current page; ``line`` is its line in the manuscript."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Turn:
    """From here on pages stand upright or lie on their side."""

    landscape: bool


@dataclass(frozen=True, slots=True)
class PageBreak:
    """Go on with a new page."""


Block = Head | Title | Text | Table | Closing | Appendix | Footnote | Turn | PageBreak


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A whole document."""

    layout: Layout
    blocks: tuple[Block, ...]
