"""A plan with the decisions of people laid over it: what counts, and what does not and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from api.schemas import PlanOut
from api.service.parts import Part, Written, parts_of
from models.domain.review import CorrectionState, ItemKind, Operation


class ConflictReason(StrEnum):
    """Why a correction does not count in this extraction."""

    READS_OTHERWISE = "reads_otherwise"
    PART_LOST = "part_lost"
    READ_BESIDE = "read_beside"
    DOES_NOT_FIT = "does_not_fit"


@dataclass(frozen=True, slots=True)
class Mark:
    """A decision that counts; ``satisfied`` where the extraction reads the same by itself.

    ``field`` is null for a part that was added or removed; ``reading`` is what the extraction says.
    """

    kind: ItemKind
    item: str
    field: str | None
    operation: Operation
    correction: str
    author: str
    at: datetime
    satisfied: bool
    reading: Any


@dataclass(frozen=True, slots=True)
class Conflict:
    """A decision that does not count, with the three values: before, decided, and read now.

    ``item`` is null where the part was not found again.
    """

    kind: ItemKind
    item: str | None
    field: str | None
    operation: Operation
    correction: str
    author: str
    at: datetime
    reason: ConflictReason
    before: Any
    after: Any
    reading: Any


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A plan with the decisions of people laid over.

    ``items`` are the names of the parts in the order of the plan. ``touches`` counts, by part, how
    often somebody decided or took back; it only grows. ``states`` holds what becomes of each
    correction that was not taken back. ``readings`` are the parts as read, by name.
    """

    plan: PlanOut
    items: Mapping[ItemKind, tuple[str, ...]]
    marks: tuple[Mark, ...]
    conflicts: tuple[Conflict, ...]
    touches: Mapping[str, int]
    states: Mapping[str, CorrectionState]
    readings: Mapping[str, Written]

    @property
    def corrected(self) -> frozenset[str]:
        """The names of the parts that somebody decided on."""
        return frozenset(mark.item for mark in self.marks)

    def part(self, kind: ItemKind, item: str) -> Part | None:
        """Return a part by its name, or None."""
        names = self.items.get(kind, ())
        return parts_of(self.plan, kind)[names.index(item)] if item in names else None
