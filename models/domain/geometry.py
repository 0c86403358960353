"""Boxes on a page as displayed (after /Rotate): points (1/72 inch), origin top left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BoundingBox:
    """An axis-aligned box; ``left <= right`` and ``top <= bottom`` always hold."""

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        """Refuse a box that is inside out."""
        if self.left > self.right or self.top > self.bottom:
            raise ValueError(f"impossible box: {self}")

    @property
    def width(self) -> float:
        """Horizontal extent in points."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Vertical extent in points."""
        return self.bottom - self.top

    @property
    def center_x(self) -> float:
        """Horizontal middle in points."""
        return (self.left + self.right) / 2

    @property
    def center_y(self) -> float:
        """Vertical middle in points."""
        return (self.top + self.bottom) / 2

    def contains_point(self, x: float, y: float) -> bool:
        """Tell whether the point lies in the box, its edges included."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def intersection_area(self, other: BoundingBox) -> float:
        """Area shared with another box, in square points."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(width, 0.0) * max(height, 0.0)

    def vertical_overlap(self, other: BoundingBox) -> float:
        """Shared height as a share (0..1) of the lower box's height."""
        shared = min(self.bottom, other.bottom) - max(self.top, other.top)
        smallest = min(self.height, other.height)
        return max(shared, 0.0) / smallest if smallest > 0 else 0.0

    def scaled(self, factor: float) -> BoundingBox:
        """Return the box with every coordinate multiplied (pixels to points and back)."""
        return BoundingBox(
            self.left * factor, self.top * factor, self.right * factor, self.bottom * factor
        )


def union(boxes: Iterable[BoundingBox]) -> BoundingBox:
    """Return the smallest box around all boxes; raises ValueError where there is none."""
    found = list(boxes)
    if not found:
        raise ValueError("no box to unite")
    return BoundingBox(
        min(box.left for box in found),
        min(box.top for box in found),
        max(box.right for box in found),
        max(box.bottom for box in found),
    )
