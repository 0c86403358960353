"""Pages of a PDF as images and back; the only module here that knows PyMuPDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pymupdf
from numpy.typing import NDArray

from corpus.rendering.columns import SIGNATURE

Image = NDArray[np.uint8]  # height x width x 3 (RGB), or height x width (grey)


@dataclass(frozen=True, slots=True)
class Signature:
    """Where the signer signs: page from 0, middle of the gap in points from the top left."""

    page: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Jpeg:
    """An encoded page image and the size of the sheet in points."""

    data: bytes
    width: float
    height: float


class RenderedFile:
    """A PDF that this package made, opened for drawing its pages."""

    def __init__(self, document: pymupdf.Document) -> None:
        """Keep the open document; use ``open_rendered``."""
        self._document = document

    @property
    def page_count(self) -> int:
        """Number of pages."""
        return int(self._document.page_count)

    @property
    def issuer(self) -> str:
        """The issuer as the file's properties name it, empty where the head is missing."""
        return str((self._document.metadata or {}).get("author") or "").replace(_UNNAMED, "")

    def sheet(self, page: int) -> tuple[float, float]:
        """Width and height of a page in points."""
        box = self._document[page].rect
        return float(box.width), float(box.height)

    def draw(self, page: int, dpi: int) -> Image:
        """Draw one page; returns height x width x 3 RGB."""
        pixels = self._document[page].get_pixmap(dpi=dpi, colorspace=pymupdf.csRGB, alpha=False)
        flat = np.frombuffer(pixels.samples, dtype=np.uint8)
        return flat.reshape(pixels.height, pixels.width, 3).copy()

    def signatures(self) -> tuple[Signature, ...]:
        """Find the places of signatures, which the typesetter left in the outline."""
        entries = self._document.get_toc(simple=False)
        marks = [entry[3] for entry in entries if entry[1] == SIGNATURE]
        return tuple(Signature(mark["page"], mark["to"].x, mark["to"].y) for mark in marks)


_UNNAMED = "(anonymous)"  # what reportlab writes for no author


@contextmanager
def open_rendered(path: Path) -> Iterator[RenderedFile]:
    """Open a rendered PDF; closes it at the end of the block."""
    with pymupdf.open(path) as document:  # type: ignore[no-untyped-call]
        yield RenderedFile(document)


def bind_scan(pages: Iterable[Jpeg]) -> bytes:
    """Bind page images into an image-only PDF, unchanged; the same images give the same bytes."""
    with pymupdf.open() as document:  # type: ignore[no-untyped-call]
        for jpeg in pages:
            page = document.new_page(width=jpeg.width, height=jpeg.height)
            page.insert_image(page.rect, stream=jpeg.data)
        return bytes(document.tobytes(garbage=1, deflate=True, no_new_id=True))
