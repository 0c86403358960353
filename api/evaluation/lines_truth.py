"""Where the printed lines of a born-digital PDF stand, as the file itself says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pymupdf

from extractor.recogniser.strips import Place

_POINTS_PER_INCH = 72.0


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A printed line: its page from 0, its text, its place in points."""

    page: int
    text: str
    place: Place

    def at(self, dpi: float) -> Place:
        """Return the place in pixels at a resolution."""
        scale = dpi / _POINTS_PER_INCH
        place = self.place
        return Place(
            place.left * scale, place.right * scale, place.baseline * scale, place.em * scale
        )


def printed_lines(path: Path) -> tuple[PrintedLine, ...]:
    """Return the lines of all pages, in the file's own order."""
    with pymupdf.open(path) as pdf:  # type: ignore[no-untyped-call]
        return tuple(line for number, page in enumerate(pdf) for line in _of_page(number, page))


def _of_page(number: int, page: pymupdf.Page) -> Iterator[PrintedLine]:
    content = page.get_text("dict")  # type: ignore[no-untyped-call]
    for block in content["blocks"]:
        for line in block.get("lines", ()):
            spans = [span for span in line["spans"] if span["text"].strip()]
            if spans:
                text = "".join(span["text"] for span in line["spans"])
                yield PrintedLine(number, " ".join(text.split()), _place(spans))


def _place(spans: list[dict[str, Any]]) -> Place:
    return Place(
        left=float(spans[0]["bbox"][0]),
        right=float(spans[-1]["bbox"][2]),
        baseline=float(spans[0]["origin"][1]),
        em=float(max(span["size"] for span in spans)),
    )
