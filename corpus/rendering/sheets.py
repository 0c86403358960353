"""The sheets of paper: frames, page numbers in the top margin, footnotes in the bottom margin."""

from __future__ import annotations

import io

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import ActionFlowable, BaseDocTemplate, Flowable, Frame, PageTemplate

from corpus.rendering.blocks import Block, Footnote, Head, Manuscript, Title, Turn
from corpus.rendering.fonts import FontFamily
from corpus.rendering.manuscript import ManuscriptError

UPRIGHT, LYING = "upright", "lying"
_FOOT_SIZE = 10.0
_NUMBER_SIZE = 13.0


class Sheets(BaseDocTemplate):
    """The document that flowables are poured into; the first page of each count has no number."""

    def __init__(self, buffer: io.BytesIO, manuscript: Manuscript, fonts: FontFamily) -> None:
        """Prepare both orientations; the first block says which one comes first."""
        super().__init__(
            buffer,
            pagesize=A4,
            invariant=1,
            title=_joined(manuscript, Title, "subject"),
            author=_joined(manuscript, Head, "issuer"),
        )
        self.restart_numbers = True
        self.footnotes: list[Footnote] = []
        self._layout = manuscript.layout
        self._fonts = fonts
        self._number = 0
        sheets = [self._sheet(UPRIGHT, A4), self._sheet(LYING, landscape(A4))]
        first = manuscript.blocks[0] if manuscript.blocks else None
        lies = isinstance(first, Turn) and first.landscape
        self.addPageTemplates(sheets[::-1] if lies else sheets)

    def _sheet(self, name: str, size: tuple[float, float]) -> PageTemplate:
        margins = self._layout
        width = size[0] - margins.left - margins.right
        height = size[1] - margins.top - margins.bottom
        frame = Frame(margins.left, margins.bottom, width, height, 0, 0, 0, 0)
        return PageTemplate(
            name,
            [frame],
            onPage=lambda canvas, _: self._print_number(canvas, size),
            onPageEnd=lambda canvas, _: self._print_feet(canvas, width),
            pagesize=size,
        )

    def _print_number(self, canvas: Canvas, size: tuple[float, float]) -> None:
        self._number = 1 if self.restart_numbers else self._number + 1
        self.restart_numbers = False
        if self._number == 1:
            return
        middle = (self._layout.left + size[0] - self._layout.right) / 2
        canvas.setFont(self._fonts.regular, _NUMBER_SIZE)
        canvas.drawCentredString(middle, size[1] - self._layout.top * 0.62, str(self._number))

    def _print_feet(self, canvas: Canvas, width: float) -> None:
        left, y = self._layout.left, self._layout.bottom - 4
        if self.footnotes:
            canvas.setLineWidth(0.5)
            canvas.line(left, y, left + width / 3, y)
        for note in self.footnotes:
            for line in simpleSplit(note.text, self._fonts.regular, _FOOT_SIZE, width):
                y -= _FOOT_SIZE * 1.2
                if y < _FOOT_SIZE:
                    raise ManuscriptError(note.line, "footnotes exceed the bottom margin")
                canvas.setFont(self._fonts.regular, _FOOT_SIZE)
                canvas.drawString(left, y, line)
        self.footnotes.clear()


def _joined(manuscript: Manuscript, kind: type[Block], name: str) -> str:
    first = next((block for block in manuscript.blocks if isinstance(block, kind)), None)
    return " ".join(getattr(first, name, ()))


class RestartNumbers(ActionFlowable):
    """Makes the next page the first of a new count; stands before the page break."""

    def apply(self, doc: BaseDocTemplate) -> None:
        """Tell the document."""
        if isinstance(doc, Sheets):
            doc.restart_numbers = True


class Foot(Flowable):
    """Takes no room; hands its text to the page on which it happens to stand."""

    def __init__(self, note: Footnote, sheets: Sheets) -> None:
        """Keep the note and the document that prints it."""
        super().__init__()
        self._note = note
        self._sheets = sheets

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Take no room."""
        del available_width, available_height
        return 0, 0

    def draw(self) -> None:
        """Leave the note with the document, which prints its notes at the end of the page."""
        self._sheets.footnotes.append(self._note)
