"""Printed lines found in a prepared page image, before any letter is read.

Letters are connected spots of ink of about one size. A line is a chain of letters on one level
within one column or one table cell; accents, dots and dashes join the line that they belong to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from extractor.observed import GrayImage
from models.domain.geometry import BoundingBox

IntTable = npt.NDArray[np.int64]

_DARKEST_LIMIT, _LIGHTEST_LIMIT = 120, 190
_SMALLEST_LETTER, _LARGEST_LETTER = 0.022, 0.30  # inches: from 3 pt x-height to headline capitals
_LINK = 3.0  # letter heights between letters of one line
_LEVEL = 0.75  # letter heights between the middles of letters of one line
_PLAIN, _TALL = 0.5, 3.0  # letter heights of what makes a line
_LONGEST = 60.0
_MEMORY = 7  # letters whose middles say where a line runs
_REACH = 1.3  # letter heights from a line to a mark that belongs to it


@dataclass(frozen=True, slots=True)
class Spot:
    """A connected spot of ink, in pixels."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def height(self) -> int:
        """Rows."""
        return self.bottom - self.top

    @property
    def width(self) -> int:
        """Columns."""
        return self.right - self.left

    @property
    def middle(self) -> float:
        """Vertical middle."""
        return (self.top + self.bottom) / 2

    @property
    def center(self) -> float:
        """Horizontal middle."""
        return (self.left + self.right) / 2


@dataclass(slots=True)
class _Chain:
    """Letters linked so far; ``right`` and ``level`` are kept, as they are asked for often."""

    spots: list[Spot]
    right: int
    level: float

    def add(self, spot: Spot) -> None:
        self.spots.append(spot)
        self.right = max(self.right, spot.right)
        middles = sorted(near.middle for near in self.spots[-_MEMORY:])
        self.level = middles[len(middles) // 2]


def find_lines(
    gray: GrayImage, dpi: float, regions: Sequence[BoundingBox] = ()
) -> list[BoundingBox]:
    """Return the boxes (pixels) of printed lines; no line crosses a border of a region (pixels)."""
    spots = find_spots(gray)
    letters = [s for s in spots if _SMALLEST_LETTER <= s.height / dpi <= _LARGEST_LETTER]
    if not letters:
        return []
    usual = letter_size(letters)
    chains = [
        chain
        for group in _by_region(
            [s for s in letters if _PLAIN * usual <= s.height <= _TALL * usual], regions
        )
        for chain in _chained(group, usual)
    ]
    lines = [_box_of(chain.spots) for chain in chains if _is_written(chain, usual)]
    small = [s for s in spots if s.height < _PLAIN * usual <= max(s.height, s.width) * 4]
    marks = np.array([(s.left, s.top, s.right, s.bottom) for s in small]).reshape(-1, 4)
    return [_with_marks(line, marks, usual) for line in lines]


def find_spots(gray: GrayImage) -> list[Spot]:
    """Return connected spots of ink."""
    level, _ = cv2.threshold(gray, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    limit = min(max(level, _DARKEST_LIMIT), _LIGHTEST_LIMIT)
    ink = (gray < limit).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    return [
        Spot(left, top, left + width, top + height)
        for left, top, width, height, area in stats[1:count].tolist()
        if area >= 4
    ]


def letter_size(letters: Sequence[Spot]) -> float:
    """Return the usual height of small letters in pixels."""
    heights = np.array([spot.height for spot in letters if spot.width < 4 * spot.height])
    if heights.size == 0:
        heights = np.array([spot.height for spot in letters])
    # accents and dirt below, capitals above: small letters are the bulk
    kept = heights[heights >= 0.5 * np.percentile(heights, 75)]
    return float(np.median(kept))


def _by_region(spots: Sequence[Spot], regions: Sequence[BoundingBox]) -> list[list[Spot]]:
    groups: list[list[Spot]] = [[] for _ in range(len(regions) + 1)]
    for spot in spots:
        place = next(
            (n for n, box in enumerate(regions) if box.contains_point(spot.center, spot.middle)),
            len(regions),
        )
        groups[place].append(spot)
    return groups


def _chained(spots: Sequence[Spot], usual: float) -> list[_Chain]:
    """Link letters from left to right to the chain on whose level they stand."""
    done: list[_Chain] = []
    growing: list[_Chain] = []
    for spot in sorted(spots, key=lambda item: item.left):
        reached = [chain for chain in growing if spot.left - chain.right <= _LINK * usual]
        done += [chain for chain in growing if spot.left - chain.right > _LINK * usual]
        growing = reached
        nearest = min(growing, key=lambda chain: abs(spot.middle - chain.level), default=None)
        if nearest is not None and abs(spot.middle - nearest.level) <= _LEVEL * usual:
            nearest.add(spot)
        else:
            growing.append(_Chain([spot], spot.right, spot.middle))
    return done + growing


def _is_written(chain: _Chain, usual: float) -> bool:
    """Tell whether a chain can be letters: not one speck, not one long stroke."""
    box = _box_of(chain.spots)
    if len(chain.spots) == 1:
        return box.height >= 0.8 * usual and box.width <= _LONGEST * usual
    return box.width <= 40 * box.height or len(chain.spots) > 3


def _box_of(spots: Sequence[Spot]) -> BoundingBox:
    return BoundingBox(
        min(spot.left for spot in spots),
        min(spot.top for spot in spots),
        max(spot.right for spot in spots),
        max(spot.bottom for spot in spots),
    )


def _with_marks(line: BoundingBox, marks: IntTable, usual: float) -> BoundingBox:
    """Widen a line by the accents, dots and dashes that belong to it."""
    left, top, right, bottom = marks.T
    center, middle = (left + right) / 2, (top + bottom) / 2
    above = (top >= line.top - 0.7 * usual) & (top <= line.bottom + 0.3 * usual)
    within = above & (center >= line.left - 2) & (center <= line.right + 2)
    level = (middle >= line.top - 2) & (middle <= line.bottom + 0.3 * usual)
    reach = np.where(right - left >= 0.3 * usual, _REACH, _REACH / 2) * usual
    after = level & (left >= line.right) & (left - line.right <= reach)
    before = level & (right <= line.left) & (line.left - right <= reach)
    lowest = min(float(bottom[within].max(initial=0)), line.bottom + usual / 2)
    return BoundingBox(
        min(float(left[before].min(initial=line.left)), line.left),
        min(float(top[within].min(initial=line.top)), line.top),
        max(float(right[after].max(initial=line.right)), line.right),
        max(lowest, line.bottom),
    )
