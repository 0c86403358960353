"""What an OCR engine is: a grey image in, words with places and certainty out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from extractor.line_finder import FoundLines
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

    ``line`` numbers the engine's text lines within one answer; ``alternative`` is what the word
    would be were its least sure character the runner-up, where an engine tells.
    """

    text: str
    left: int
    top: int
    right: int
    bottom: int
    confidence: float
    line: int
    alternative: str = ""


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


@runtime_checkable
class LinesEngine(Protocol):
    """A recogniser that takes all lines of a page at once, as they were found."""

    @property
    def second(self) -> OcrEngine | None:
        """The engine to ask about lines that this one is not sure of."""

    def recognize_lines(
        self, lines: FoundLines, numbers: Sequence[int]
    ) -> tuple[tuple[EngineWord, ...], ...]:
        """Read these lines; boxes of words are in pixels of the image of the lines."""


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
