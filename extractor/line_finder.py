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
from extractor.spots import Spot, SpotMap, letter_size
from models.domain.geometry import BoundingBox

IntTable = npt.NDArray[np.int64]

_SMALLEST_LETTER, _LARGEST_LETTER = 0.022, 0.30  # inches: from 3 pt x-height to headline capitals
_LINK = 2.2  # letter heights between letters of one line
_LEVEL = 0.75  # letter heights between the middles of letters of one line
_PLAIN, _TALL = 0.5, 3.0  # letter heights of what makes a line
_LONGEST = 60.0
_MEMORY = 7  # letters whose middles say where a line runs
_REACH = 1.3  # letter heights from a line to a mark that belongs to it
_SMALL_PRINT, _LARGE_PRINT = 0.75, 1.8  # of the page's letter height
_CAPITAL = 1.4  # letter heights of a capital
_TOUCHING = 0.2  # letter heights from a letter to its hat or dot
_UNDER = 2.5  # times as far: a dot hangs close below its letter, tones stand over theirs
_OVER = 0.35  # letter heights from a letter to a heavy accent over it
_DARKEST_LIMIT, _LIGHTEST_LIMIT = 120, 190  # of ink
_LEAST_AREA = 4  # pixels of a spot
_PAPER = 255


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


@dataclass(frozen=True, slots=True)
class FoundLines:
    """Lines of one image: their boxes in pixels, and which spot of ink belongs to which.

    ``letters`` are the heights of the small letters of each line in pixels, ``members`` its spots
    of ink; ``owners`` gives for each label of ``spots`` the number of its line from 1, or 0.
    """

    image: GrayImage
    boxes: tuple[BoundingBox, ...]
    letters: tuple[float, ...]
    members: tuple[tuple[Spot, ...], ...]
    spots: SpotMap
    owners: IntTable

    def cut(self, number: int, context: int) -> GrayImage:
        """Cut a line out (numbered from 0) with some page around it, without other lines' ink."""
        box = self.boxes[number]
        rows = slice(max(int(box.top) - context, 0), int(box.bottom) + context)
        columns = slice(max(int(box.left) - context, 0), int(box.right) + context)
        owner = self.owners[self.spots.labels[rows, columns]]
        foreign = ((owner != 0) & (owner != number + 1)).astype(np.uint8)
        cut = self.image[rows, columns].copy()
        cut[cv2.dilate(foreign, np.ones((3, 3), np.uint8)) > 0] = _PAPER
        return cut


def find_lines(gray: GrayImage, dpi: float, regions: Sequence[BoundingBox] = ()) -> FoundLines:
    """Find printed lines; no line crosses a border of a region (pixels)."""
    spots = find_spots(gray)
    letters = [s for s in spots.found if _SMALLEST_LETTER <= s.height / dpi <= _LARGEST_LETTER]
    owners = np.zeros(spots.count + 1, np.int64)
    if not letters:
        return FoundLines(gray, (), (), (), spots, owners)
    usual = letter_size(letters)
    plain = [s for s in letters if _PLAIN * usual <= s.height <= _TALL * usual]
    chains = [chain for group in _by_region(plain, regions) for chain in _chained(group, usual)]
    chains = [chain for chain in chains if _is_written(chain, usual)]
    chains, large_marks = _without_accents(chains, usual)
    for number, chain in enumerate(chains, start=1):
        owners[[spot.label for spot in chain.spots]] = number
    small = [s for s in spots.found if s.height < _PLAIN * usual <= max(s.height, s.width) * 4]
    small += large_marks
    members = _with_marks(chains, small, owners, usual)
    boxes = tuple(_box_of(of_line) for of_line in members)
    sizes = tuple(_small_letters(chain, usual) for chain in chains)
    return FoundLines(gray, boxes, sizes, members, spots, owners)


def find_spots(gray: GrayImage) -> SpotMap:
    """Return connected spots of ink that are more than a few pixels."""
    level, _ = cv2.threshold(gray, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    limit = min(max(level, _DARKEST_LIMIT), _LIGHTEST_LIMIT)
    ink = (gray < limit).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    found = tuple(
        Spot(left, top, left + width, top + height, label)
        for label, (left, top, width, height, area) in enumerate(stats[:count].tolist())
        if label and area >= _LEAST_AREA
    )
    return SpotMap(np.asarray(labels, np.int32), found, count)


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


def _without_accents(chains: Sequence[_Chain], usual: float) -> tuple[list[_Chain], list[Spot]]:
    """Part chains from heavy accents that stand over a letter and are as large as one."""
    lines = [chain for chain in chains if not _is_tiny(chain, usual)]
    marks: list[Spot] = []
    for chain in chains:
        if not _is_tiny(chain, usual):
            continue
        over = any(_distance(chain.spots[0], line.spots, usual) <= _OVER * usual for line in lines)
        if over:
            marks += chain.spots
        else:
            lines.append(chain)
    return lines, marks


def _is_tiny(chain: _Chain, usual: float) -> bool:
    box = _box_of(chain.spots)
    return len(chain.spots) <= 2 and box.height < 1.05 * usual and box.width < 2 * usual


def _is_written(chain: _Chain, usual: float) -> bool:
    """Tell whether a chain can be letters: not one speck, not one long stroke."""
    box = _box_of(chain.spots)
    if len(chain.spots) == 1:
        return box.height >= 0.8 * usual and box.width <= _LONGEST * usual
    return box.width <= 40 * box.height or len(chain.spots) > 3


def _small_letters(chain: _Chain, usual: float) -> float:
    """Return the height of small letters of a line's print; capitals alone do not tell it."""
    own = float(np.median([spot.height for spot in chain.spots]))
    if own > _LARGE_PRINT * usual:
        return own / _CAPITAL
    return own if own < _SMALL_PRINT * usual else usual


def _box_of(spots: Sequence[Spot]) -> BoundingBox:
    return BoundingBox(
        min(spot.left for spot in spots),
        min(spot.top for spot in spots),
        max(spot.right for spot in spots),
        max(spot.bottom for spot in spots),
    )


def _with_marks(
    chains: Sequence[_Chain], small: Sequence[Spot], owners: IntTable, usual: float
) -> tuple[tuple[Spot, ...], ...]:
    """Give each accent, dot and dash to a line, and return the spots of the lines with them."""
    marks = np.array([(s.left, s.top, s.right, s.bottom) for s in small]).reshape(-1, 4)
    claims: dict[int, list[int]] = {}
    for number, chain in enumerate(chains):
        for mark in np.flatnonzero(_claimed(_box_of(chain.spots), marks, usual)).tolist():
            claims.setdefault(mark, []).append(number)
    members = [list(chain.spots) for chain in chains]
    # a tone stands on the hat of a letter: what touches a letter goes first, the rest by that
    for reach in (_TOUCHING * usual, float("inf")):
        for mark, claimants in list(claims.items()):
            apart = {number: _distance(small[mark], members[number], usual) for number in claimants}
            owner = min(apart, key=apart.__getitem__)
            if apart[owner] <= reach:
                owners[small[mark].label] = owner + 1
                members[owner].append(small[mark])
                del claims[mark]
    return tuple(tuple(spots) for spots in members)


def _claimed(line: BoundingBox, marks: IntTable, usual: float) -> npt.NDArray[np.bool_]:
    """Tell which marks can belong to a line: over, in or under it, or beside its ends."""
    left, top, right, bottom = marks.T
    center, middle = (left + right) / 2, (top + bottom) / 2
    above = (top >= line.top - 0.7 * usual) & (top <= line.bottom + 0.3 * usual)
    within = above & (center >= line.left - 2) & (center <= line.right + 2)
    level = (middle >= line.top - 2) & (middle <= line.bottom + 0.3 * usual)
    reach = np.where(right - left >= 0.3 * usual, _REACH, _REACH / 2) * usual
    after = level & (left >= line.right - 2) & (left - line.right <= reach)
    before = level & (right <= line.left + 2) & (line.left - right <= reach)
    claimed: npt.NDArray[np.bool_] = within | after | before
    return claimed


def _distance(mark: Spot, members: Sequence[Spot], usual: float) -> float:
    """Return how far a mark is from a line; little stands below a letter, nothing below a mark."""
    found = float("inf")
    for member in members:
        aside = max(member.left - mark.right, mark.left - member.right, 0)
        over = member.top - mark.bottom
        under = mark.top - member.bottom
        if under >= 0 and member.height < _PLAIN * usual:
            continue
        found = min(found, aside + max(over, _UNDER * under, 0))
    return found
