"""One line to be read: a piece of a page, where the line stands in it, what it truly says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus.lines.alphabet import load_alphabet
from extractor.observed import GrayImage
from extractor.recogniser.strips import Place

_ABOVE, _BELOW, _ASIDE = 2.4, 1.9, 1.0  # em of page kept around a line
_PAPER = 255


@dataclass(frozen=True, slots=True)
class LineSample:
    """A line of a set of lines; every engine gets the same image and the same place."""

    group: str
    text: str
    image: GrayImage
    place: Place


def make_sample(group: str, text: str, page: GrayImage, place: Place) -> LineSample:
    """Keep the piece of a page around a line; the text is brought to the project's alphabet."""
    top = int(place.baseline - _ABOVE * place.em)
    left = int(place.left - _ASIDE * place.em)
    bottom = int(place.baseline + _BELOW * place.em)
    right = int(place.right + _ASIDE * place.em)
    piece = np.full((bottom - top, right - left), _PAPER, np.uint8)
    rows = slice(max(top, 0), min(bottom, page.shape[0]))
    columns = slice(max(left, 0), min(right, page.shape[1]))
    piece[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left] = page[
        rows, columns
    ]
    inside = Place(place.left - left, place.right - left, place.baseline - top, place.em)
    return LineSample(group, load_alphabet().normalized(text), piece, inside)


def of_group(samples: Sequence[LineSample], group: str) -> list[int]:
    """Return the numbers of the lines of a group."""
    return [number for number, sample in enumerate(samples) if sample.group == group]
