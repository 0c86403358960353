"""What people decided about an extraction: a layer over it, never a change of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from models.domain.geometry import BoundingBox


class ItemKind(StrEnum):
    """The parts of a plan that can be corrected; the names of the fields that hold them."""

    METADATA = "metadata"
    REFERENCE = "references"
    SECTION = "sections"
    TARGET = "targets"
    ASSIGNMENT = "assignments"
    DUTY = "reporting"


class Operation(StrEnum):
    """What a correction does to its item."""

    SET = "set"
    ADD = "add"
    REMOVE = "remove"


class CorrectionState(StrEnum):
    """Whether a correction counts: taken back ones and those in conflict do not."""

    ACTIVE = "active"
    CONFLICT = "conflict"
    REVERTED = "reverted"


@dataclass(frozen=True, slots=True)
class Anchor:
    """How an item is found again in another extraction of the same document.

    ``item`` is its identifier in the extraction that was corrected; ``page`` and ``box`` its first
    place; ``marks`` what tells it from its neighbours there (year, path, number and the like).
    """

    kind: ItemKind
    item: str
    page: int | None = None
    box: BoundingBox | None = None
    text: str | None = None
    marks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Correction:
    """One decision. ``field`` is null for ADD and REMOVE; values are those of the published form.

    ``before`` is what stood there (from the extraction or an earlier correction); an extraction
    that newly reads something else than ``before`` and ``after`` puts the correction in conflict.
    """

    id: str
    document: str
    run: str
    anchor: Anchor
    operation: Operation
    field: str | None
    before: Any
    after: Any
    author: str
    at: datetime
    reason: str | None = None
    state: CorrectionState = CorrectionState.ACTIVE
