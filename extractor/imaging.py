"""From the image of a page to one that an engine reads best; the original is never altered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
import numpy.typing as npt

from extractor.observed import ColorImage, GrayImage

IntVector = npt.NDArray[np.integer]

_PAPER = 255
_INK_LEVEL = 150  # of a flattened image, where paper is 255
_SKEW_DPI = 90
_LARGEST_SKEW = 5.0  # degrees
_SMALLEST_SKEW = 0.08
_CLEAN_NOISE = 1.2  # grey values: below this a median filter only blurs
_SIDEWAYS_MARGIN = 1.5
_SHADOW = 15  # pixels at 50 dpi, seven to each side

cv2.setNumThreads(1)


@dataclass(frozen=True, slots=True)
class PreparedImage:
    """A page ready for reading: paper is white, text upright and level.

    ``turned`` is the clockwise quarter turn and ``skew`` the clockwise rotation in degrees that
    were applied to the displayed page, in this order. ``grainy`` is the same image before its
    noise was filtered out, and thin rules with it.
    """

    pixels: GrayImage
    grainy: GrayImage
    dpi: float
    turned: int
    skew: float
    displayed_width: int
    displayed_height: int


def prepare(image: ColorImage, dpi: float, turned: int = 0) -> PreparedImage:
    """Lift red ink, level light and skew, and take away dark edges and noise."""
    height, width = image.shape[:2]
    gray = turn(without_red(image), turned)
    flat = flatten(gray, dpi)
    flat = without_dark_edges(flat, dpi)
    skew = find_skew(flat, dpi)
    if abs(skew) < _SMALLEST_SKEW:
        skew = 0.0
    level = rotate(flat, skew) if skew else flat
    noisy = paper_noise(flat) > _CLEAN_NOISE
    clean = rotate(cast(GrayImage, cv2.medianBlur(flat, 3)), skew) if noisy else level
    return PreparedImage(clean, level, dpi, turned, skew, width, height)


def without_red(image: ColorImage) -> GrayImage:
    """Return the grey image in which red ink (seals, stamps) is as light as paper."""
    if image.ndim == 2:
        return image
    # red ink reflects red light: in the red channel it is nearly as light as paper, black is not
    return cast(GrayImage, np.ascontiguousarray(image[:, :, 0]))


def turn(image: GrayImage, degrees: int) -> GrayImage:
    """Turn clockwise by a multiple of 90 degrees."""
    codes = {
        90: cv2.ROTATE_90_CLOCKWISE,
        180: cv2.ROTATE_180,
        270: cv2.ROTATE_90_COUNTERCLOCKWISE,
    }
    return cast(GrayImage, cv2.rotate(image, codes[degrees])) if degrees in codes else image


def flatten(gray: GrayImage, dpi: float) -> GrayImage:
    """Divide by the light of the paper around, so that paper is white everywhere."""
    step = max(int(dpi / 25), 1)
    size = (max(gray.shape[1] // step, 8), max(gray.shape[0] // step, 8))
    small = cv2.resize(gray, size, interpolation=cv2.INTER_AREA)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    paper = cv2.GaussianBlur(paper, (0, 0), 3)
    light = cv2.resize(paper, (gray.shape[1], gray.shape[0]), interpolation=cv2.INTER_LINEAR)
    # a black region has no paper to compare with: it must not be lit up
    return cast(GrayImage, cv2.divide(gray, np.maximum(light, 90), scale=_PAPER))


def without_dark_edges(gray: GrayImage, dpi: float) -> GrayImage:
    """Paint white the dark bars that a scanner leaves along the edges of the page."""
    step = max(round(dpi / 50), 1)
    size = (max(gray.shape[1] // step, 1), max(gray.shape[0] // step, 1))
    small = cv2.resize(gray, size, interpolation=cv2.INTER_AREA)
    dark = (small < _INK_LEVEL).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=4)
    doomed = [
        label
        for label in range(1, count)
        if _is_edge_bar(stats[label], dark.shape[1], dark.shape[0])
    ]
    if not doomed:
        return gray
    # a shadow fades out: what it leaves beside the bar goes with it
    grown = np.ones((_SHADOW, _SHADOW), np.uint8)
    mask = cv2.dilate(np.isin(labels, doomed).astype(np.uint8), grown)
    full = cv2.resize(mask, (gray.shape[1], gray.shape[0]), interpolation=cv2.INTER_NEAREST)
    cleaned = gray.copy()
    cleaned[full > 0] = _PAPER
    return cleaned


def _is_edge_bar(stats: IntVector, width: int, height: int) -> bool:
    left, top, across, down, area = (int(value) for value in stats)
    touches = left <= 1 or top <= 1 or left + across >= width - 1 or top + down >= height - 1
    tall = down > 0.15 * height and across < 0.12 * width
    wide = across > 0.15 * width and down < 0.12 * height
    solid = area > 0.25 * across * down
    return touches and (tall or wide) and solid


def paper_noise(gray: GrayImage) -> float:
    """Return the typical grain of the paper in grey values (0 where it is clean)."""
    middle = gray[gray.shape[0] // 4 : 3 * gray.shape[0] // 4 : 2, :]
    grain = cv2.absdiff(middle, cv2.medianBlur(np.ascontiguousarray(middle), 3))
    far_from_ink = cv2.erode(middle, np.ones((7, 7), np.uint8)) > 200
    paper = grain[far_from_ink]
    return float(paper.mean()) if paper.size else 0.0


def find_skew(gray: GrayImage, dpi: float) -> float:
    """Return the clockwise rotation in degrees that makes text lines level; 0 where unsure."""
    ink = _small_ink(gray, dpi)
    if cv2.countNonZero(ink) < 400:
        return 0.0
    rows, columns = np.nonzero(ink)
    level = _levelness(rows, columns, 0.0)
    best, found = level, 0.0
    for step, reach in ((0.5, _LARGEST_SKEW), (0.1, 0.4), (0.03, 0.09)):
        center = found
        for offset in np.arange(-reach, reach + step / 2, step):
            angle = center + float(offset)
            score = _levelness(rows, columns, angle)
            if score > best:
                best, found = score, angle
    return found if best > level * 1.02 and abs(found) < _LARGEST_SKEW + 0.4 else 0.0


def _small_ink(gray: GrayImage, dpi: float) -> GrayImage:
    factor = min(_SKEW_DPI / dpi, 1.0)
    small = cv2.resize(gray, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return cast(GrayImage, (small < _INK_LEVEL + 40).astype(np.uint8))


def _levelness(rows: IntVector, columns: IntVector, degrees: float) -> float:
    """How sharply ink falls into rows after a clockwise rotation by that angle."""
    shifted = rows + columns * np.tan(np.radians(degrees))
    profile = np.bincount((shifted - shifted.min()).astype(np.int64)).astype(np.float64)
    return float(np.square(np.diff(profile)).sum())


def rotate(gray: GrayImage, degrees: float) -> GrayImage:
    """Rotate clockwise about the middle; the size stays, uncovered corners are white."""
    height, width = gray.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    return cast(
        GrayImage,
        cv2.warpAffine(gray, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(_PAPER,)),
    )


def looks_sideways(gray: GrayImage, dpi: float) -> bool:
    """Tell whether ink falls into columns rather than rows, as text does on its side."""
    ink = _small_ink(gray, dpi).astype(np.float64)
    if ink.sum() < 400:
        return False
    across = float(np.square(np.diff(ink.sum(axis=1))).sum()) / ink.shape[0]
    down = float(np.square(np.diff(ink.sum(axis=0))).sum()) / ink.shape[1]
    return bool(down > across * _SIDEWAYS_MARGIN)


def ink_share(gray: GrayImage, dpi: float) -> float:
    """Return the share of the page under ink, specks and a margin of 5 mm left out."""
    edge = max(int(dpi / 5), 1)
    inner = gray[edge:-edge, edge:-edge]
    if inner.size == 0:
        return 0.0
    dark = (inner < _INK_LEVEL).astype(np.uint8)
    size = max(round(dpi / 100), 2)
    kept = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((size, size), np.uint8))
    return float(cv2.countNonZero(kept)) / float(inner.size)


def midtone_share(gray: GrayImage) -> float:
    """Return the share of pixels that are neither ink nor paper: high for a photograph."""
    values = gray[::4, ::4]
    return float(np.count_nonzero((values > 60) & (values < 200))) / max(values.size, 1)
