"""The engines that read the same lines in the same run: ours, Tesseract, trueocr."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import Any, Protocol

import cv2
import numpy as np

from api.evaluation.lines_samples import LineSample
from extractor.engine import OcrEngine, Segmentation
from extractor.recogniser.decoding import collapse
from extractor.recogniser.recogniser import Recogniser
from extractor.recogniser.session import Session
from extractor.recogniser.strips import Place, cut_strip

_PAPER = 255
_ABOVE, _BELOW = 0.72, 0.20  # em: what a line detector takes for a line's box
_BATCH = 16


class LineReader(Protocol):
    """Reads lines one set at a time."""

    @property
    def name(self) -> str:
        """What the table calls it."""

    def read(self, samples: Sequence[LineSample]) -> list[str]:
        """Return what each line says."""


@dataclass(frozen=True, slots=True)
class Timed:
    """What an engine read, and the seconds of processor time it took."""

    texts: tuple[str, ...]
    seconds: float


def timed(reader: LineReader, samples: Sequence[LineSample]) -> Timed:
    """Read lines and take the time."""
    start = process_time()
    texts = tuple(reader.read(samples))
    return Timed(texts, process_time() - start)


class OwnReader:
    """The recogniser of this project."""

    name = "kehoach"

    def __init__(self, recogniser: Recogniser) -> None:
        """Keep the recogniser."""
        self._recogniser = recogniser

    def read(self, samples: Sequence[LineSample]) -> list[str]:
        """Cut and read lines, page by page as it were."""
        texts: list[str] = []
        for group in _portions(samples):
            strips = [cut_strip(sample.image, sample.place) for sample in group]
            texts += [line.text for line in self._recogniser.read(strips)]
        return texts


class TesseractReader:
    """Tesseract, line by line, in the setting that was best for it."""

    name = "tesseract"
    _TALLEST = 48  # pixels of a box: taller ones are made smaller

    def __init__(self, engine: OcrEngine) -> None:
        """Keep an engine that is in this process."""
        self._engine = engine

    def read(self, samples: Sequence[LineSample]) -> list[str]:
        """Read lines with a wide frame; where that gives nothing, with a narrow one."""
        return [self._line(sample, 0.3) or self._line(sample, 0.1) for sample in samples]

    def _line(self, sample: LineSample, frame: float) -> str:
        box = _boxed(sample, frame)
        factor = min(1.0, self._TALLEST * (1 + 2 * frame) / box.shape[0])
        if factor < 1:
            how = cv2.INTER_AREA
            box = np.asarray(cv2.resize(box, None, fx=factor, fy=factor, interpolation=how))
        words = self._engine.recognize(np.ascontiguousarray(box), 300, Segmentation.LINE)
        return " ".join(word.text for word in words)


class TrueocrReader:
    """trueocr's recogniser as it is published, from a folder that holds its models.

    Its strips hold the line's box with a fifth of its height above and below, in a window of three
    such heights; they are made here as its own program makes them.
    """

    name = "trueocr"
    _HEIGHT, _WINDOW, _ABOUT, _ASIDE, _WIDEST, _STEP = 32, 3, 0.2, 0.3, 768, 8

    def __init__(self, folder: Path) -> None:
        """Load graph and alphabet; raises OSError where they are missing."""
        card = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        self._characters = "".join(card["charset"])
        self._session = Session((folder / "rec.onnx").read_bytes())

    def read(self, samples: Sequence[LineSample]) -> list[str]:
        """Read lines in batches of like width."""
        strips = [self._strip(sample) for sample in samples]
        texts = [""] * len(strips)
        order = sorted(range(len(strips)), key=lambda number: strips[number].shape[1])
        for start in range(0, len(order), _BATCH):
            group = order[start : start + _BATCH]
            for number, text in zip(group, self._read([strips[n] for n in group]), strict=True):
                texts[number] = text
        return texts

    def _strip(self, sample: LineSample) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        place = sample.place
        tall = (_ABOVE + _BELOW) * place.em
        about = (self._WINDOW * (1 + 2 * self._ABOUT) - 1) / 2
        piece = _piece(
            sample,
            _ABOVE * place.em + about * tall,
            _BELOW * place.em + about * tall,
            self._ASIDE * tall,
        )
        height = self._HEIGHT * self._WINDOW
        width = min(max(round(piece.shape[1] * height / piece.shape[0]), self._STEP), self._WIDEST)
        how = cv2.INTER_AREA if piece.shape[0] > height else cv2.INTER_LINEAR
        small = cv2.resize(piece, (width, height), interpolation=how)
        return np.asarray(1 - small.astype(np.float32) / _PAPER, np.float32)

    def _read(
        self, strips: Sequence[np.ndarray[tuple[int, int], np.dtype[np.float32]]]
    ) -> list[str]:
        widest = max(strip.shape[1] for strip in strips)
        width = (math.ceil(widest / self._STEP) + 1) * self._STEP
        batch = np.zeros((len(strips), 1, self._HEIGHT * self._WINDOW, width), np.float32)
        for row, strip in zip(batch, strips, strict=True):
            row[0, :, : strip.shape[1]] = strip
        widths = np.array([strip.shape[1] for strip in strips], np.int64)
        feed: dict[str, np.ndarray[Any, Any]] = {"x": batch, "widths": widths}
        classes, lengths = self._session.evaluate(["ids", "lengths"], feed)
        return [
            collapse(row[:length].tolist(), self._characters)
            for row, length in zip(classes, lengths, strict=True)
        ]


def _portions(samples: Sequence[LineSample]) -> Iterator[Sequence[LineSample]]:
    """Yield about a page at a time, as the reader gets lines."""
    for start in range(0, len(samples), 40):
        yield samples[start : start + 40]


def _boxed(sample: LineSample, frame: float) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """Cut the line's box with a frame in heights of it."""
    em = sample.place.em
    around = frame * (_ABOVE + _BELOW) * em
    return _piece(sample, _ABOVE * em + around, _BELOW * em + around, around)


def _piece(
    sample: LineSample, above: float, below: float, aside: float
) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    place: Place = sample.place
    top, bottom = math.floor(place.baseline - above), math.ceil(place.baseline + below)
    left, right = math.floor(place.left - aside), math.ceil(place.right + aside)
    height, width = sample.image.shape
    piece = np.full((bottom - top, right - left), _PAPER, np.uint8)
    rows = slice(max(top, 0), min(bottom, height))
    columns = slice(max(left, 0), min(right, width))
    piece[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left] = (
        sample.image[rows, columns]
    )
    return piece
