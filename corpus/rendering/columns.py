"""The two-column parts of the form: head of the document and signature block."""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from corpus.rendering.blocks import Closing, Head
from corpus.rendering.fonts import FontFamily
from corpus.rendering.wording import Wording

SIGNATURE = "signature"  # title of the outline entries that point at the middle of a signature
_SIGNATURE_GAP = 78.0  # room for the pen between position and name
_LEFT_SHARE = 0.43  # the issuer's column; the motto needs the wider one


@dataclass(frozen=True, slots=True)
class _Printed:
    """One line, ready to draw: what, in which font, ``down`` from the top to its base line."""

    text: str
    font: str
    size: float
    down: float


@dataclass(frozen=True, slots=True)
class _Stack:
    """Lines below each other and the height that they take."""

    lines: tuple[_Printed, ...]
    height: float


def _stack(texts: tuple[str, ...], font: str, size: float, width: float, top: float = 0) -> _Stack:
    """Set lines below each other from ``top`` on, wrapped to ``width``."""
    leading = size * 1.25
    lines: list[_Printed] = []
    for text in texts:
        for part in _fitted(text, font, size, width):
            lines.append(_Printed(part, font, size, top + leading * len(lines) + size))
    return _Stack(tuple(lines), top + leading * len(lines))


def _fitted(text: str, font: str, size: float, width: float) -> list[str]:
    """Wrap only what is too long, so that blanks left for a pen stay as wide as they are."""
    if stringWidth(text, font, size) <= width:
        return [text]
    return list(simpleSplit(text, font, size, width))


def _width(line: _Printed) -> float:
    return stringWidth(line.text, line.font, line.size)


class HeadFlowable(Flowable):
    """Issuer and number at the left, state, motto, place and date at the right."""

    def __init__(self, head: Head, size: float, fonts: FontFamily, wording: Wording) -> None:
        """Keep what to print; ``size`` is the size of the body in points."""
        super().__init__()
        self._head = head
        self._size = size
        self._fonts = fonts
        self._wording = wording

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Set all lines for this width; returns width and height in points."""
        del available_height
        self.width = available_width
        left, right = available_width * _LEFT_SHARE, available_width * (1 - _LEFT_SHARE)
        small = self._size - 1
        superior = _stack(self._head.superior, self._fonts.regular, small, left)
        issuer = _stack(self._head.issuer, self._fonts.bold, small, left, superior.height)
        state_size = min(small, small * right / self._state_width(small))
        state = _stack((self._wording.state,), self._fonts.bold, state_size, right)
        motto = _stack((self._wording.motto,), self._fonts.bold, self._size, right, state.height)
        below = max(issuer.height, motto.height) + 12
        number = _stack(self._head.number, self._fonts.regular, small + 0.5, left, below)
        place = _stack(self._head.place, self._fonts.italic, small + 0.5, right, below)
        self._left = (*superior.lines, *issuer.lines, *number.lines)
        self._right = (*state.lines, *motto.lines, *place.lines)
        self._rules = (
            (left / 2, issuer.lines, 0.45),
            (left + right / 2, motto.lines, 1.0),
        )
        self.height = max(number.height, place.height) + 14
        return self.width, self.height

    def _state_width(self, size: float) -> float:
        return stringWidth(self._wording.state, self._fonts.bold, size)

    def draw(self) -> None:
        """Draw both columns and their rules."""
        left, right = self.width * _LEFT_SHARE, self.width * (1 - _LEFT_SHARE)
        _draw_centred(self.canv, self._left, left / 2, self.height)
        _draw_centred(self.canv, self._right, left + right / 2, self.height)
        for center, lines, share in self._rules:
            if lines:
                _draw_rule(self.canv, center, lines[-1], share, self.height)


class ClosingFlowable(Flowable):
    """Recipients at the left, level with authority and name of the signer at the right."""

    def __init__(
        self, closing: Closing, size: float, fonts: FontFamily, wording: Wording, index: int
    ) -> None:
        """Keep what to print; ``index`` tells several closings of a document apart."""
        super().__init__()
        self._closing = closing
        self._size = size
        self._fonts = fonts
        self._wording = wording
        self._index = index

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Set all lines for this width; returns width and height in points."""
        del available_height
        self.width = available_width
        self._left = self._recipients(available_width * 0.46)
        right = available_width * 0.5
        sign = _stack(self._closing.sign, self._fonts.bold, self._size, right)
        signer = _stack(
            self._closing.signer, self._fonts.bold, self._size, right, sign.height + _SIGNATURE_GAP
        )
        self._right = (*sign.lines, *signer.lines)
        self._pen = sign.height + _SIGNATURE_GAP / 2
        lowest = max((line.down for line in (*self._left, *self._right)), default=0)
        self.height = lowest + self._size
        return self.width, self.height

    def _recipients(self, width: float) -> tuple[_Printed, ...]:
        if not self._closing.recipients:
            return ()
        label = _stack((self._wording.recipients,), self._fonts.bold_italic, 12, width)
        listed = _stack(self._closing.recipients, self._fonts.regular, 11, width, label.height)
        return (*label.lines, *listed.lines)

    def draw(self) -> None:
        """Draw both columns and mark the place of the signature."""
        center = self.width * 0.74
        for line in self._left:
            self.canv.setFont(line.font, line.size)
            self.canv.drawString(0, self.height - line.down, line.text)
        _draw_centred(self.canv, self._right, center, self.height)
        if self._closing.signer:
            key = f"{SIGNATURE}-{self._index}"
            left, top = self.canv.absolutePosition(center, self.height - self._pen)
            self.canv.bookmarkPage(key, fit="XYZ", left=left, top=top)
            self.canv.addOutlineEntry(SIGNATURE, key)


def _draw_centred(
    canvas: Canvas, lines: tuple[_Printed, ...], center: float, height: float
) -> None:
    for line in lines:
        canvas.setFont(line.font, line.size)
        canvas.drawCentredString(center, height - line.down, line.text)


def _draw_rule(canvas: Canvas, center: float, above: _Printed, share: float, height: float) -> None:
    half = _width(above) * share / 2
    y = height - above.down - 5
    canvas.setLineWidth(0.75)
    canvas.line(center - half, y, center + half, y)
