"""Finds where the print of a line stands in its image: its ends, its baseline, its em.

The image holds one line and white around it. Letters stand on the baseline; their heights fall
into small letters and tall ones. Where all are of one height, they may be small letters or
capitals: then both places are returned, and whoever reads them decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from extractor.observed import GrayImage
from extractor.recogniser.strips import Place

SMALL, TALL = 0.488, 0.695  # em: heights of small letters and of capitals, blur included
_LEAST_INK = 3  # pixels of a spot
_LEVEL = 0.16  # heights of the line: how far bottoms of letters lie from the baseline
_LOWEST = 0.30  # of the tallest spot: lower ones are marks
_BETWEEN = (1.22, 1.75)  # how much taller tall letters are than small ones
_MIXED = 1.38  # how much taller capitals are than small letters; marks make a capital less so
_SHARE = 0.12  # of the letters, that make a height a kind of its own


@dataclass(frozen=True, slots=True)
class _Spots:
    left: int
    right: int
    top: int
    bottom: int
    heights: tuple[int, ...]
    bottoms: tuple[int, ...]


def find_places(image: GrayImage) -> tuple[Place, ...]:
    """Return where the line may stand, the likeliest first; nothing where there is no ink."""
    spots = _find_spots(image)
    if spots is None:
        return ()
    baseline, standing = _baseline(spots)
    ems = possible_ems(kinds_of_height(standing))
    return tuple(Place(spots.left, spots.right, baseline, em) for em in ems)


def possible_ems(kinds: Sequence[float]) -> tuple[float, ...]:
    """Return the ems that letters of one or two heights may have, the likeliest first."""
    small, tall = kinds[0], kinds[-1]
    mixed = (small / SMALL + tall / TALL) / 2
    if tall / small >= _MIXED:
        return (mixed,)
    if tall / small > 1:
        return (small / TALL, mixed)
    return (small / TALL, small / SMALL)


def _find_spots(image: GrayImage) -> _Spots | None:
    level, _ = cv2.threshold(image, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    ink = (image <= min(max(level, 90), 190)).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    kept = [row for row in stats[1:].tolist() if row[4] >= _LEAST_INK]
    if not kept:
        return None
    tallest = float(np.percentile([row[3] for row in kept], 95))
    letters = [row for row in kept if row[3] >= _LOWEST * tallest] or kept
    return _Spots(
        left=min(row[0] for row in kept),
        right=max(row[0] + row[2] for row in kept),
        top=min(row[1] for row in kept),
        bottom=max(row[1] + row[3] for row in kept),
        heights=tuple(row[3] for row in letters),
        bottoms=tuple(row[1] + row[3] for row in letters),
    )


def _baseline(spots: _Spots) -> tuple[float, list[int]]:
    """Return the level on which most letters stand, and the heights of those that do."""
    reach = max(1.0, _LEVEL * float(np.median(spots.heights)))
    counts = [
        sum(abs(bottom - other) <= reach for other in spots.bottoms) for bottom in spots.bottoms
    ]
    likeliest = spots.bottoms[int(np.argmax(counts))]
    near = [
        (height, bottom)
        for height, bottom in zip(spots.heights, spots.bottoms, strict=True)
        if abs(bottom - likeliest) <= reach
    ]
    return float(np.median([bottom for _, bottom in near])), [height for height, _ in near]


def kinds_of_height(heights: Sequence[int]) -> tuple[float, ...]:
    """Return the heights of small and of tall letters, or the one height that all have."""
    ordered = sorted(heights)
    best: tuple[float, ...] = (float(np.median(ordered)),)
    apart = 0.0
    least = max(1, round(_SHARE * len(ordered)))
    for cut in range(least, len(ordered) - least + 1):
        small, tall = float(ordered[cut // 2]), float(ordered[(cut + len(ordered)) // 2])
        gap = ordered[cut] - ordered[cut - 1]
        if _BETWEEN[0] <= tall / max(small, 1.0) <= _BETWEEN[1] and gap > apart:
            best, apart = (small, tall), gap
    return best
