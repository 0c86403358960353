"""Cuts a line out of a page as the recogniser sees it: at one size, with its surroundings.

A strip is an ink map, 255 where there is ink, 0 on paper; ``HEIGHT`` rows, of which the line has
those from ``LINE_TOP`` to ``LINE_BOTTOM``; above and below stands what the page shows there.
Marks over capitals stay inside the line's rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from extractor.observed import GrayImage

Strip = npt.NDArray[np.uint8]

HEIGHT = 192
LINE_TOP, LINE_BOTTOM = 48, 128
STEP = 8  # columns of a strip to one reading of the recogniser
BASELINE = 109  # row of a strip
EM = 49.69  # rows of a strip
_ASIDE = 0.28  # em of page to the left and right of a line
_PAPER = 255


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line stands in an image, in pixels: its ends, its baseline, the em of its print."""

    left: float
    right: float
    baseline: float
    em: float


def strip_scale(place: Place) -> float:
    """Return how many pixels of a strip are one of the image."""
    return EM / place.em


def strip_left(place: Place) -> float:
    """Return where in the image the strip of a line begins."""
    return place.left - _ASIDE * place.em


def cut_strip(image: GrayImage, place: Place) -> Strip:
    """Cut a line out of a grey image; what lies beyond the image is paper."""
    scale = strip_scale(place)
    top, left = place.baseline - BASELINE / scale, strip_left(place)
    bottom, right = top + HEIGHT / scale, place.right + _ASIDE * place.em
    first_row, last_row = int(np.floor(top)), int(np.ceil(bottom))
    first, last = int(np.floor(left)), max(int(np.ceil(right)), int(np.floor(left)) + 1)
    cut = _window(image, first_row, last_row, first, last)
    width = max(STEP, round((last - first) * HEIGHT / (last_row - first_row)))
    how = cv2.INTER_AREA if last_row - first_row > HEIGHT else cv2.INTER_LINEAR
    resized = cv2.resize(cut, (width, HEIGHT), interpolation=how)
    return np.asarray(_PAPER - resized, np.uint8)


def _window(image: GrayImage, top: int, bottom: int, left: int, right: int) -> GrayImage:
    height, width = image.shape
    window = np.full((bottom - top, right - left), _PAPER, np.uint8)
    rows = slice(max(top, 0), min(bottom, height))
    columns = slice(max(left, 0), min(right, width))
    if rows.start < rows.stop and columns.start < columns.stop:
        target = window[rows.start - top : rows.stop - top, columns.start - left :]
        target[:, : columns.stop - columns.start] = image[rows, columns]
    return window
