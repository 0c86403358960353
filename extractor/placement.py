"""From the pixels that an engine saw back to points of the page as displayed."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin

from extractor.observed import Segment
from models.domain.geometry import BoundingBox


@dataclass(frozen=True, slots=True)
class Placement:
    """How the upright page lies on the displayed one, in points.

    The displayed page of ``width`` x ``height`` was turned clockwise by ``turned`` degrees and
    then rotated clockwise by ``skew`` degrees about its middle to become the upright page.
    """

    width: float
    height: float
    turned: int = 0
    skew: float = 0.0

    @property
    def upright_width(self) -> float:
        """Width of the upright page in points."""
        return self.height if self.turned in (90, 270) else self.width

    @property
    def upright_height(self) -> float:
        """Height of the upright page in points."""
        return self.width if self.turned in (90, 270) else self.height

    def to_displayed(self, box: BoundingBox) -> BoundingBox:
        """Map a box of the upright page to the displayed page, clipped to it."""
        x, y = self._without_skew(box.center_x, box.center_y)
        across, down = box.width / 2, box.height / 2
        if self.turned in (90, 270):
            across, down = down, across
        x, y = self._without_turn(x, y)
        return BoundingBox(
            _within(x - across, self.width),
            _within(y - down, self.height),
            _within(x + across, self.width),
            _within(y + down, self.height),
        )

    def to_upright(self, box: BoundingBox) -> BoundingBox:
        """Map a box of the displayed page to the upright page (quarter turn only)."""
        if self.turned == 90:
            return BoundingBox(self.height - box.bottom, box.left, self.height - box.top, box.right)
        if self.turned == 180:
            return BoundingBox(
                self.width - box.right,
                self.height - box.bottom,
                self.width - box.left,
                self.height - box.top,
            )
        if self.turned == 270:
            return BoundingBox(box.top, self.width - box.right, box.bottom, self.width - box.left)
        return box

    def rule_to_upright(self, rule: Segment) -> Segment:
        """Map a rule of the displayed page to the upright page (quarter turn only)."""
        if rule.horizontal:
            box = BoundingBox(rule.start, rule.at, rule.end, rule.at)
        else:
            box = BoundingBox(rule.at, rule.start, rule.at, rule.end)
        turned = self.to_upright(box)
        if turned.width >= turned.height:
            return Segment(True, turned.top, turned.left, turned.right)
        return Segment(False, turned.left, turned.top, turned.bottom)

    def _without_skew(self, x: float, y: float) -> tuple[float, float]:
        if not self.skew:
            return x, y
        middle_x, middle_y = self.upright_width / 2, self.upright_height / 2
        angle = radians(-self.skew)
        right, down = x - middle_x, y - middle_y
        return (
            middle_x + right * cos(angle) - down * sin(angle),
            middle_y + right * sin(angle) + down * cos(angle),
        )

    def _without_turn(self, x: float, y: float) -> tuple[float, float]:
        if self.turned == 90:
            return y, self.height - x
        if self.turned == 180:
            return self.width - x, self.height - y
        if self.turned == 270:
            return self.width - y, x
        return x, y


def _within(value: float, limit: float) -> float:
    return min(max(value, 0.0), limit)
