"""Printed rules of tables found in a page image, and their removal before reading."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

import cv2
import numpy as np

from extractor.observed import GrayImage, Segment

_POINTS_PER_INCH = 72.0
_INK_LEVEL = 190
_SHORTEST_ACROSS = 28.0  # points; the dash of a letter or a short underline is shorter
_SHORTEST_DOWN = 17.0  # points; a capital letter of 16 pt is lower
_THICKEST = 5.0  # points
_HALF_BAND = 2.0  # points
_PIECE = 30.0  # points


def find_rules(gray: GrayImage, dpi: float) -> tuple[Segment, ...]:
    """Return straight horizontal and vertical rules of a level image, in points."""
    ink = cast(GrayImage, (gray < _INK_LEVEL).astype(np.uint8))
    scale = _POINTS_PER_INCH / dpi
    across = _runs(ink, round(_SHORTEST_ACROSS / scale), horizontal=True)
    down = _runs(ink, round(_SHORTEST_DOWN / scale), horizontal=False)
    return (*_segments(across, scale, horizontal=True), *_segments(down, scale, horizontal=False))


def _runs(ink: GrayImage, length: int, *, horizontal: bool) -> GrayImage:
    """Keep what is at least ``length`` pixels long, bridging small breaks and steps."""
    bridge = 3
    thick = (1, 3) if horizontal else (3, 1)
    joined = cv2.dilate(ink, np.ones(thick[::-1], np.uint8))
    close = (1, bridge) if horizontal else (bridge, 1)
    joined = cv2.morphologyEx(joined, cv2.MORPH_CLOSE, np.ones(close, np.uint8))
    kernel = (1, length) if horizontal else (length, 1)
    return cast(GrayImage, cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones(kernel, np.uint8)))


def _segments(runs: GrayImage, scale: float, *, horizontal: bool) -> list[Segment]:
    count, _, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
    found = []
    for left, top, across, down, area in stats[1:count].tolist():
        along, thickness = (across, down) if horizontal else (down, across)
        # the mean thickness tells a rule that leans a little from a blot
        if area / max(along, 1) * scale > _THICKEST or thickness > along / 3:
            continue
        at, start = (top + down / 2, left) if horizontal else (left + across / 2, top)
        found.append(Segment(horizontal, at * scale, start * scale, (start + along) * scale))
    return found


def erase_rules(gray: GrayImage, dpi: float, rules: Iterable[Segment]) -> GrayImage:
    """Paint the rules white and leave the strokes of letters that cross them."""
    scale = dpi / _POINTS_PER_INCH
    reach = max(round(_HALF_BAND * scale), 2)
    cleaned = gray.copy()
    for rule in rules:
        at, start, end = (round(value * scale) for value in (rule.at, rule.start, rule.end))
        band = slice(max(at - reach, 0), at + reach + 1)
        # a rule of a worn page leans and bends: short pieces of it are straight
        for piece in range(max(start - 2, 0), end + 3, round(_PIECE * scale)):
            along = slice(piece, min(piece + round(_PIECE * scale), end + 3))
            if rule.horizontal:
                _whiten(cleaned[band, along], axis=0)
            else:
                _whiten(cleaned[along, band], axis=1)
    return cleaned


def _whiten(strip: GrayImage, axis: int) -> None:
    """Whiten the rows (axis 0) or columns of a strip that are dark along most of its length."""
    if strip.size == 0:
        return
    dark = (strip < _INK_LEVEL).mean(axis=1 - axis) > 0.5
    if not dark.any():
        return
    first, last = int(np.argmax(dark)), len(dark) - int(np.argmax(dark[::-1]))
    inside = slice(max(first - 1, 0), last + 1)
    if axis == 0:
        strip[inside, :] = 255
    else:
        strip[:, inside] = 255
