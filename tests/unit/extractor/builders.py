"""Short builders: printed lines as boxes, grids of rules, images of ink."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from corpus.rendering.fonts import load_fonts
from extractor.lines import make_line
from extractor.observed import GrayImage, Segment
from models.domain.geometry import BoundingBox
from models.domain.layout import Block, Line, Table, Word

LETTER = 5.5
HEIGHT = 12.0


def word(text: str, left: float, top: float, height: float = HEIGHT) -> Word:
    """A word of plain letters at a place."""
    return Word(text, BoundingBox(left, top, left + LETTER * len(text), top + height))


def printed(text: str, left: float, top: float, height: float = HEIGHT) -> list[Line]:
    """The words of one printed line as fragments, a space apart."""
    fragments, at = [], left
    for part in text.split():
        fragments.append(make_line([word(part, at, top, height)]))
        at += LETTER * (len(part) + 0.7)
    return fragments


def line(text: str, left: float, top: float, height: float = HEIGHT) -> Line:
    """A printed line read as one."""
    return make_line(w for fragment in printed(text, left, top, height) for w in fragment.words)


def rules(xs: Iterable[float], ys: Iterable[float]) -> list[Segment]:
    """All rules of a plain grid."""
    columns, rows = list(xs), list(ys)
    return [Segment(True, y, columns[0], columns[-1]) for y in rows] + [
        Segment(False, x, rows[0], rows[-1]) for x in columns
    ]


def texts(blocks: Iterable[Block]) -> list[str]:
    """What the blocks say, a table as one entry."""
    return [block.text if isinstance(block, Line) else table_text(block) for block in blocks]


def table_text(table: Table) -> str:
    """Rows of cells, parted by bars."""
    rows: dict[int, list[str]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell.text)
    return " / ".join("|".join(row) for _, row in sorted(rows.items()))


def paper(width: int = 800, height: int = 600) -> GrayImage:
    """A white image."""
    return np.full((height, width), 255, np.uint8)


def typed(text: str, size: int = 36) -> GrayImage:
    """A line of bold print in the typeface of these documents, framed in white."""
    font = ImageFont.truetype(str(load_fonts().bold_file), size)
    left, top, right, bottom = (int(value) for value in font.getbbox(text))
    image = Image.new("L", (right - left + 40, bottom - top + 40), 255)
    ImageDraw.Draw(image).text((20 - left, 20 - top), text, font=font, fill=0)
    return np.asarray(image, np.uint8)


def write(image: GrayImage, text: str, left: int, base: int, size: float = 1.0) -> None:
    """Draw ASCII text with its baseline at a row."""
    cv2.putText(image, text, (left, base), cv2.FONT_HERSHEY_SIMPLEX, size, 0, 2, cv2.LINE_AA)
