"""A child plan held against its parent plan, indicator by indicator."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.domain.plan import Target


class Status(StrEnum):
    """What the child says next to the parent; stricter means more ambitious."""

    EQUAL = "equal"
    STRICTER = "stricter"
    LOOSER = "looser"
    MISSING_IN_CHILD = "missing_in_child"
    ONLY_IN_CHILD = "only_in_child"
    INCOMPARABLE = "incomparable"


@dataclass(frozen=True, slots=True)
class AlignmentRow:
    """One indicator (and year and scope); ``reason`` says why where the status is not plain."""

    indicator: str
    status: Status
    child: Target | None
    parent: Target | None
    core: bool
    year: int | None = None
    scope: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Alignment:
    """All rows, in the order of the parent plan, then what only the child has."""

    child: str
    parent: str
    rows: tuple[AlignmentRow, ...]
