"""Where a value came from, and how sure the reader is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.domain.geometry import BoundingBox


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters of the document's flowing text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        """Refuse a span that is inside out."""
        if not 0 <= self.start <= self.end:
            raise ValueError(f"impossible span: {self}")

    def __len__(self) -> int:
        """Return the number of characters."""
        return self.end - self.start

    def contains(self, other: Span) -> bool:
        """Tell whether the other span lies within this one."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two spans share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Provenance:
    """A place on one page: 1-based page, boxes in points, the characters as read."""

    page: int
    boxes: tuple[BoundingBox, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands behind one field: its places, and the certainty (0..1) that it is right."""

    provenance: tuple[Provenance, ...]
    confidence: float


FieldEvidence = Mapping[str, Evidence]
