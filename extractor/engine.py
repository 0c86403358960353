"""What an OCR engine is: a grey image in, words with places and certainty out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from extractor.observed import GrayImage


class Segmentation(StrEnum):
    """What the image shows, so that the engine need not find out."""

    PAGE = "page"
    BLOCK = "block"
    LINE = "line"
    SPARSE = "sparse"


@dataclass(frozen=True, slots=True)
class EngineWord:
    """One word: its box in pixels of the image handed over, its certainty 0..1.

    ``line`` numbers the engine's text lines within one answer.
    """

    text: str
    left: int
    top: int
    right: int
    bottom: int
    confidence: float
    line: int


class OcrEngine(Protocol):
    """A recogniser; an object of it is kept for the life of a process."""

    @property
    def name(self) -> str:
        """Name of the engine as outputs give it."""

    @property
    def version(self) -> str:
        """Version of the program."""

    @property
    def data_version(self) -> str:
        """Version of the trained data."""

    def recognize(
        self, image: GrayImage, dpi: int, segmentation: Segmentation
    ) -> tuple[EngineWord, ...]:
        """Read an image (rows x columns, 0 is black) of ``dpi`` dots per inch."""


class NullEngine:
    """Reads nothing: for tests, and for runs that must not spend time on OCR."""

    name = "null"
    version = "1"
    data_version = "none"

    def recognize(
        self, image: GrayImage, dpi: int, segmentation: Segmentation
    ) -> tuple[EngineWord, ...]:
        """Return no word."""
        del image, dpi, segmentation
        return ()
