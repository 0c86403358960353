"""Sets lines of text in black on white, as paragraphs, heads and tables stand on a page."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from corpus.lines.faces import Face, choose_face
from corpus.lines.phrases import Writer

Gray = npt.NDArray[np.uint8]

_RESOLUTIONS = (100, 120, 150, 150, 150, 200, 200, 200, 240, 300, 300)
_SIZES = (10, 11, 12, 13, 13, 14, 14, 14, 15, 16)  # points
_EMS = (13, 58)  # pixels: the smallest and largest print
_LEADINGS = (1.12, 1.15, 1.15, 1.2, 1.25, 1.3, 1.4, 1.5, 1.7)
_INKS = (0, 0, 0, 20, 40, 60, 80)
_PAPER = 255


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line as it stands in an image, in pixels: its ends, its baseline, its em."""

    text: str
    left: float
    right: float
    baseline: float
    em: float


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a page and the lines on it."""

    image: Gray
    lines: tuple[SetLine, ...]


@dataclass(slots=True)
class _Sheet:
    """What is being set: the canvas, its pen, and what was set so far."""

    face: Face
    em: int
    ink: int
    image: Image.Image
    pen: ImageDraw.ImageDraw
    lines: list[SetLine]

    def width_of(self, text: str) -> float:
        return float(self.face.at(self.em).getlength(text))

    def put(self, text: str, left: float, baseline: float) -> float:
        """Print a piece of text; return where it ends."""
        font = self.face.at(self.em)
        self.pen.text((left, baseline), text, font=font, fill=self.ink, anchor="ls")
        return left + self.width_of(text)

    def keep(self, text: str, left: float, right: float, baseline: float) -> None:
        self.lines.append(SetLine(text, left, right, baseline, float(self.em)))

    def rule(self, points: tuple[float, float, float, float], weight: float) -> None:
        self.pen.line(points, fill=self.ink, width=max(1, round(weight * self.em)))


def set_block(writer: Writer, faces: Sequence[Face]) -> Block:
    """Set one block of a kind, font, size and resolution chosen at random."""
    rng = writer.rng
    setters: tuple[Callable[[Writer, Face, int], Block], ...] = (
        _set_paragraphs,
        _set_heads,
        _set_table,
    )
    setter = rng.choices(setters, (64, 18, 18))[0]
    return setter(writer, choose_face(faces, rng), _em(rng))


def set_line(text: str, face: Face, em: int) -> Block:
    """Set one line alone on white paper."""
    width = face.at(em).getlength(text)
    sheet = _sheet(face, em, 0, round(width + 4 * em), 4 * em)
    baseline = 2.4 * em
    sheet.keep(text, 2.0 * em, sheet.put(text, 2.0 * em, baseline), baseline)
    return _block(sheet)


def _em(rng: random.Random) -> int:
    size = round(rng.choice(_SIZES) * rng.choice(_RESOLUTIONS) / 72)
    return min(max(size, _EMS[0]), _EMS[1])


def _sheet(face: Face, em: int, ink: int, width: int, height: int) -> _Sheet:
    image = Image.new("L", (width, height), _PAPER)
    return _Sheet(face, em, ink, image, ImageDraw.Draw(image), [])


def _block(sheet: _Sheet) -> Block:
    return Block(np.array(sheet.image), tuple(sheet.lines))


def _set_paragraphs(writer: Writer, face: Face, em: int) -> Block:
    """Set wrapped lines, most of them justified, with real neighbours above and below."""
    rng = writer.rng
    count = rng.randint(5, 9) if em < 40 else rng.randint(4, 6)
    measure = em * (rng.uniform(26, 38) if rng.random() < 0.75 else rng.uniform(8, 26))
    wrapped: list[tuple[str, bool]] = []
    while len(wrapped) < count:
        text = writer.passage(rng.randint(5, 40))
        wrapped += _wrapped([w for w in text.split() if face.prints(w)], face, em, measure)
    margin, leading = 1.6 * em, rng.choice(_LEADINGS) * em
    sheet = _sheet(
        face, em, rng.choice(_INKS), round(measure + 3 * em), round(leading * count + 2.4 * em)
    )
    justified, underlined = rng.random() < 0.7, rng.random() < 0.04
    tracking = rng.choice((0.0,) * 8 + (0.02, 0.04, -0.015)) * em
    for number, (text, full) in enumerate(wrapped[:count]):
        baseline = 2.1 * em + number * leading
        if full and justified:
            right = _put_justified(sheet, text, margin, baseline, measure)
        else:
            right = _put_tracked(sheet, text, margin, baseline, tracking)
        sheet.keep(text, margin, right, baseline)
        if underlined:
            sheet.rule((margin, baseline + 0.12 * em, right, baseline + 0.12 * em), 0.06)
    return _block(sheet)


def _wrapped(words: Sequence[str], face: Face, em: int, measure: float) -> list[tuple[str, bool]]:
    """Break words into lines; the flag tells a full line from the last of a paragraph."""
    font = face.at(em)
    lines: list[tuple[str, bool]] = []
    current: list[str] = []
    for word in words:
        if current and font.getlength(" ".join([*current, word])) > measure:
            lines.append((" ".join(current), True))
            current = []
        current.append(word)
    return [*lines, (" ".join(current), False)] if current else lines


def _put_justified(sheet: _Sheet, text: str, left: float, baseline: float, measure: float) -> float:
    words = text.split()
    widths = [sheet.width_of(word) for word in words]
    if len(words) < 3 or sum(widths) > measure:
        return sheet.put(text, left, baseline)
    gap = (measure - sum(widths)) / (len(words) - 1)
    for word, width in zip(words, widths, strict=True):
        sheet.put(word, left, baseline)
        left += width + gap
    return left - gap


def _put_tracked(sheet: _Sheet, text: str, left: float, baseline: float, tracking: float) -> float:
    if not tracking:
        return sheet.put(text, left, baseline)
    for letter in text:
        left = sheet.put(letter, left, baseline) + tracking
    return left - tracking


def _set_heads(writer: Writer, face: Face, em: int) -> Block:
    """Set short lines one below the other, centred or not: heads, headings, capitals."""
    rng = writer.rng
    count = rng.randint(4, 8)
    makers = (writer.head_line, writer.capitals, lambda: writer.passage(rng.randint(1, 8)))
    texts = [rng.choices(makers, (40, 40, 20))[0]() for _ in range(count)]
    texts = [text for text in texts if text and face.prints(text)] or ["0"]
    font = face.at(em)
    measure = max(font.getlength(text) for text in texts)
    leading = rng.choice(_LEADINGS) * em
    height = round(leading * len(texts) + 2.4 * em)
    sheet = _sheet(face, em, rng.choice(_INKS), round(measure + 4 * em), height)
    centred, underlined = rng.random() < 0.6, rng.random() < 0.15
    for number, text in enumerate(texts):
        width = sheet.width_of(text)
        left = 2 * em + ((measure - width) / 2 if centred else 0)
        baseline = 2.1 * em + number * leading
        sheet.keep(text, left, sheet.put(text, left, baseline), baseline)
        if underlined and rng.random() < 0.5:
            below = baseline + rng.uniform(0.25, 0.4) * em
            inset = width * rng.uniform(0, 0.35)
            sheet.rule((left + inset, below, left + width - inset, below), 0.05)
    return _block(sheet)


def _set_table(writer: Writer, face: Face, em: int) -> Block:
    """Set a small ruled table whose cells hold a digit, a share, a unit or a few words."""
    rng = writer.rng
    rows, columns = rng.randint(3, 6), rng.randint(3, 6)
    texts = [[_cell_text(writer, face) for _ in range(columns)] for _ in range(rows)]
    font = face.at(em)
    padding = rng.uniform(0.25, 0.8) * em
    widths = [max(font.getlength(row[c]) for row in texts) + 2 * padding for c in range(columns)]
    height = rng.uniform(1.25, 2.0) * em
    sheet = _sheet(
        face, em, rng.choice(_INKS), round(sum(widths) + 3 * em), round(rows * height + 3 * em)
    )
    ruled = rng.random() < 0.6
    top = 1.5 * em
    for row in texts:
        left = 1.5 * em
        baseline = top + height / 2 + 0.28 * em
        for text, width in zip(row, widths, strict=True):
            own = sheet.width_of(text)
            start = left + rng.choice((padding, (width - own) / 2))
            sheet.keep(text, start, sheet.put(text, start, baseline), baseline)
            if ruled:
                sheet.pen.rectangle(
                    (left, top, left + width, top + height), outline=sheet.ink, width=1 + em // 30
                )
            left += width
        top += height
    return _block(sheet)


def _cell_text(writer: Writer, face: Face) -> str:
    text = writer.cell()
    return text if text and face.prints(text) else str(writer.rng.randint(0, 9))
