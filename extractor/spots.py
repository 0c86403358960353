"""Connected spots of ink in a page image: letters, accents, dots, dirt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Spot:
    """A connected spot of ink, in pixels; ``label`` is its value in the map."""

    left: int
    top: int
    right: int
    bottom: int
    label: int

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


@dataclass(frozen=True, slots=True)
class SpotMap:
    """All spots, and for each pixel the label of its spot (0 is paper)."""

    labels: npt.NDArray[np.int32]
    found: tuple[Spot, ...]
    count: int


def letter_size(letters: Sequence[Spot]) -> float:
    """Return the usual height of small letters in pixels."""
    heights = np.array([spot.height for spot in letters if spot.width < 4 * spot.height])
    if heights.size == 0:
        heights = np.array([spot.height for spot in letters])
    # accents and dirt below, capitals above: small letters are the bulk
    kept = heights[heights >= 0.5 * np.percentile(heights, 75)]
    return float(np.median(kept))
