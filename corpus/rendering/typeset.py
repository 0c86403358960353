"""A manuscript to a born-digital PDF in the form of Nghị định 30/2020 (annex I).

The same manuscript always gives the same bytes.
"""

from __future__ import annotations

import io

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    HRFlowable,
    KeepTogether,
    NextPageTemplate,
    PageBreak,
    Paragraph,
    Spacer,
)

from corpus.rendering import blocks
from corpus.rendering.blocks import Block, Layout, Manuscript, TextKind
from corpus.rendering.columns import ClosingFlowable, HeadFlowable
from corpus.rendering.fonts import FontFamily, load_fonts
from corpus.rendering.markup import escape
from corpus.rendering.sheets import LYING, UPRIGHT, Foot, RestartNumbers, Sheets
from corpus.rendering.tables import build_table
from corpus.rendering.wording import load_wording

_TITLE_RULE = "28%"
_TITLE_INSET = 36.0


class GlyphMissingError(Exception):
    """The font cannot print a character of the manuscript."""


def typeset(manuscript: Manuscript) -> bytes:
    """Typeset a manuscript; returns the PDF.

    Raises FontMissingError, GlyphMissingError, and ManuscriptError where footnotes exceed the
    bottom margin.
    """
    fonts = load_fonts()
    _check_letters(manuscript, fonts)
    buffer = io.BytesIO()
    sheets = Sheets(buffer, manuscript, fonts)
    story = _Story(manuscript.layout, fonts, sheets)
    for block in manuscript.blocks:
        story.add(block)
    sheets.build(story.flowables)
    return buffer.getvalue()


def _check_letters(manuscript: Manuscript, fonts: FontFamily) -> None:
    missing = sorted({ord(letter) for letter in repr(manuscript)} - fonts.letters)
    if missing:
        names = ", ".join(f"U+{code:04X}" for code in missing)
        raise GlyphMissingError(f"the font has no glyph for {names}")


class _Story:
    """Turns blocks into flowables, one after the other.

    Orders for a new page are kept until something is printed, so that several in a row make one
    page and none is left blank.
    """

    def __init__(self, layout: Layout, fonts: FontFamily, sheets: Sheets) -> None:
        self.flowables: list[Flowable] = []
        self._layout = layout
        self._fonts = fonts
        self._sheets = sheets
        self._orders: list[Flowable] = []
        self._closings = 0

    def add(self, block: Block) -> None:
        """Add one block."""
        match block:
            case blocks.Turn(landscape=landscape):
                self._orders.append(NextPageTemplate(LYING if landscape else UPRIGHT))
            case blocks.PageBreak():
                self._orders.append(Spacer(0, 0))
            case blocks.Appendix(title=title):
                self._orders.append(RestartNumbers())
                self._print(*(self._centred(line, self._fonts.bold) for line in title))
            case blocks.Closing():
                self._close(block)
            case _:
                self._print(*self._set(block))

    def _print(self, *printed: Flowable) -> None:
        if self._orders and self.flowables:
            self.flowables += [*self._orders, PageBreak()]
        self._orders = []
        self.flowables += printed

    def _set(self, block: Block) -> list[Flowable]:
        match block:
            case blocks.Head():
                size = self._layout.size
                return [HeadFlowable(block, size, self._fonts, load_wording())]
            case blocks.Title():
                return self._title(block)
            case blocks.Text():
                return self._text(block)
            case blocks.Table():
                return [build_table(block, self._layout.size - 1, self._fonts)]
            case blocks.Footnote():
                return [Foot(block, self._sheets)]
        raise TypeError(f"no way to print {block!r}")

    def _style(self, font: str, *, indent: float | None = None) -> ParagraphStyle:
        """Justified with a first-line indent, or centred where no indent is given."""
        return ParagraphStyle(
            font,
            fontName=font,
            fontSize=self._layout.size,
            leading=self._layout.size * self._layout.leading,
            alignment=TA_CENTER if indent is None else TA_JUSTIFY,
            firstLineIndent=indent or 0,
            allowWidows=0,
            allowOrphans=0,
            spaceAfter=self._layout.spacing,
        )

    def _text(self, block: blocks.Text) -> list[Flowable]:
        if block.kind is TextKind.ITALIC:
            return [self._centred(block.text, self._fonts.italic)]
        if block.kind is TextKind.CENTER:
            return [self._room(5.5), self._centred(block.text, self._fonts.bold)]
        heading = block.kind is TextKind.HEADING
        font = self._fonts.bold if heading else self._fonts.regular
        style = self._style(font, indent=self._layout.indent)
        paragraph = Paragraph(escape(block.text), style)
        return [self._room(4), paragraph] if heading else [paragraph]

    def _room(self, lines: float) -> Flowable:
        """Start a new page where fewer lines are left, so that no heading stands alone."""
        size = self._layout.size
        return CondPageBreak(lines * size * self._layout.leading + self._layout.spacing)

    def _centred(self, text: str, font: str) -> Flowable:
        return Paragraph(escape(text), self._style(font))

    def _title(self, block: blocks.Title) -> list[Flowable]:
        size = self._layout.size
        wide = ParagraphStyle(
            "doc-type",
            fontName=self._fonts.bold,
            fontSize=size,
            leading=size * 1.25,
            alignment=TA_CENTER,
            spaceAfter=1,
        )
        inset = ParagraphStyle("subject", wide, leftIndent=_TITLE_INSET, rightIndent=_TITLE_INSET)
        lines: list[Flowable] = [Paragraph(escape(line), wide) for line in block.doc_type]
        lines += [Paragraph(escape(line), inset) for line in block.subject]
        rule = HRFlowable(_TITLE_RULE, 0.75, color=colors.black, spaceBefore=5, spaceAfter=14)
        return [*lines, rule]

    def _close(self, closing: blocks.Closing) -> None:
        """Print the signature block on one page with the paragraph before it."""
        flowable = ClosingFlowable(
            closing, self._layout.size, self._fonts, load_wording(), self._closings
        )
        self._closings += 1
        kept: list[Flowable] = [Spacer(0, self._layout.size * 0.8), flowable]
        if not self._orders and self.flowables and isinstance(self.flowables[-1], Paragraph):
            kept.insert(0, self.flowables.pop())
        self._print(KeepTogether(kept))
