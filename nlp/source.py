"""The flowing text of a document, with the way back from every character to its page and box."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from models.domain.geometry import BoundingBox, union
from models.domain.layout import Word
from models.domain.provenance import Evidence, Provenance, Span


class ParagraphKind(StrEnum):
    """Running text, the content of one table cell, or a note at the foot of a page."""

    TEXT = "text"
    CELL = "cell"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word of the flow: its characters there, its page and line, the word as read."""

    span: Span
    page: int
    line: int
    word: Word


@dataclass(frozen=True, slots=True)
class CellPlace:
    """Where a cell paragraph stands: running number of the (joined) table, row, column, spans."""

    table: int
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the flow.

    ``lines`` are the spans of its printed lines; ``centered`` and ``column`` (-1 left half,
    0 full, 1 right half) describe its first line; ``box`` is that line's box.
    """

    span: Span
    page: int
    kind: ParagraphKind
    lines: tuple[Span, ...]
    box: BoundingBox
    centered: bool = False
    column: int = 0
    cell: CellPlace | None = None


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of the whole document: paragraphs joined by line feeds.

    ``folded`` is ``text`` without diacritics and case, of the same length, so a place in one is
    the same place in the other. ``words`` are sorted by their spans.
    """

    text: str
    folded: str
    words: tuple[PlacedWord, ...]
    paragraphs: tuple[Paragraph, ...]

    def slice(self, span: Span) -> str:
        """Return the characters of a span."""
        return self.text[span.start : span.end]

    def trimmed(self, span: Span, marks: str = " \n") -> Span:
        """Return the span without the given marks at both ends."""
        start, end = span.start, span.end
        while start < end and self.text[start] in marks:
            start += 1
        while end > start and self.text[end - 1] in marks:
            end -= 1
        return Span(start, end)

    def words_in(self, span: Span) -> tuple[PlacedWord, ...]:
        """Return the words that share a character with the span."""
        first = bisect_right(self.words, span.start, key=lambda placed: placed.span.end)
        last = bisect_left(self.words, span.end, key=lambda placed: placed.span.start)
        return self.words[first:last]

    def provenance(self, span: Span) -> tuple[Provenance, ...]:
        """Return the places of a span, one for each page, one box for each line."""
        places = []
        for page, on_page in groupby(self.words_in(span), key=lambda placed: placed.page):
            words = list(on_page)
            boxes = tuple(
                union(placed.word.box for placed in line)
                for _, line in groupby(words, key=lambda placed: placed.line)
            )
            read = " ".join(placed.word.text for placed in words)
            places.append(Provenance(page=page, boxes=boxes, text=read))
        return tuple(places)

    def confidence(self, span: Span) -> float:
        """Return the engine's certainty: the mean over its words, the weakest counted twice."""
        scores = [placed.word.confidence for placed in self.words_in(span)]
        if not scores:
            return 0.0
        return (sum(scores) + min(scores)) / (len(scores) + 1)

    def evidence(self, *spans: Span, certainty: float = 1.0) -> Evidence:
        """Return what stands behind a value read from these spans.

        ``certainty`` is that of the understanding, 0..1; it is multiplied with the reading's.
        """
        provenance = tuple(place for span in spans for place in self.provenance(span))
        reading = min((self.confidence(span) for span in spans), default=0.0)
        return Evidence(provenance=provenance, confidence=reading * certainty)
