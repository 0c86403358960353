"""The plan as it is given out: with the names of its parts, what people decided, and conflicts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from api.schemas import PlanOut, Shape
from api.service.reviewed import Conflict, ConflictReason, Mark, Reviewed
from models.domain.review import ItemKind, Operation

_VERSION_DIGITS = 8


class PartOut(Shape):
    """The name of a part, to be read and changed under, and the version of it for If-Match."""

    item: str
    etag: str
    corrected: bool = Field(description="a person decided on it")


class PartsOut(Shape):
    """The names of all parts, in the order of the plan."""

    metadata: tuple[PartOut, ...]
    references: tuple[PartOut, ...]
    sections: tuple[PartOut, ...]
    targets: tuple[PartOut, ...]
    assignments: tuple[PartOut, ...]
    reporting: tuple[PartOut, ...]


class MarkOut(Shape):
    """A decision of a person that counts; ``field`` is null for a part added or removed."""

    kind: ItemKind
    item: str
    field: str | None
    operation: Operation
    correction: str
    author: str
    at: datetime
    satisfied: bool = Field(description="the extraction reads the same by itself")
    reading: Any = Field(description="what the extraction reads there")


class ConflictOut(Shape):
    """A decision that does not count since the document was read anew, with the three values."""

    kind: ItemKind
    item: str | None = Field(description="null where the part was not found again")
    field: str | None
    operation: Operation
    correction: str
    author: str
    at: datetime
    reason: ConflictReason
    before: Any = Field(description="what was read when the person decided")
    after: Any = Field(description="what the person decided")
    reading: Any = Field(description="what is read now, and stands")


class ReviewedOut(Shape):
    """A plan with its parts named and what people decided about it."""

    plan: PlanOut
    items: PartsOut
    corrected: tuple[MarkOut, ...]
    conflicts: tuple[ConflictOut, ...]


class PlanAnswerOut(ReviewedOut):
    """The plan of a document; ``revision`` rises with every change of it."""

    document: str
    run: str = Field(description="the extraction that it stands on")
    revision: int


def to_answer(reviewed: Reviewed, run: str) -> ReviewedOut:
    """Return the answer that a reviewed plan gives."""
    return ReviewedOut(
        plan=reviewed.plan,
        items=PartsOut(**{kind.value: _parts(reviewed, kind, run) for kind in ItemKind}),
        corrected=tuple(map(_mark, reviewed.marks)),
        conflicts=tuple(map(_conflict, reviewed.conflicts)),
    )


def answer_bytes(answer: bytes, document: str, run: str, revision: int) -> bytes:
    """Return the JSON of a PlanAnswerOut, given that of a ReviewedOut as it was stored."""
    head = f'{{"document":"{document}","run":"{run}","revision":{revision},'
    return head.encode("ascii") + answer.removeprefix(b"{")


def to_stored(answer: ReviewedOut) -> bytes:
    """Return the JSON of an answer, to be kept."""
    return answer.model_dump_json(by_alias=True).encode("utf-8")


def from_stored(content: bytes) -> ReviewedOut:
    """Return the answer that was kept."""
    return ReviewedOut.model_validate_json(content)


def part_version(item: str, touches: int, run: str) -> str:
    """Return the ETag of a part without its quotation marks."""
    return f"{item}-{touches}-{run[-_VERSION_DIGITS:]}"


def plan_version(run: str, revision: int) -> str:
    """Return the ETag of a plan without its quotation marks."""
    return f"{run[-_VERSION_DIGITS:]}-{revision}"


def _parts(reviewed: Reviewed, kind: ItemKind, run: str) -> tuple[PartOut, ...]:
    corrected = reviewed.corrected
    return tuple(
        PartOut(
            item=item,
            etag=part_version(item, reviewed.touches.get(item, 0), run),
            corrected=item in corrected,
        )
        for item in reviewed.items.get(kind, ())
    )


def _mark(mark: Mark) -> MarkOut:
    return MarkOut(
        kind=mark.kind,
        item=mark.item,
        field=mark.field,
        operation=mark.operation,
        correction=mark.correction,
        author=mark.author,
        at=mark.at,
        satisfied=mark.satisfied,
        reading=mark.reading,
    )


def _conflict(conflict: Conflict) -> ConflictOut:
    return ConflictOut(
        kind=conflict.kind,
        item=conflict.item,
        field=conflict.field,
        operation=conflict.operation,
        correction=conflict.correction,
        author=conflict.author,
        at=conflict.at,
        reason=conflict.reason,
        before=conflict.before,
        after=conflict.after,
        reading=conflict.reading,
    )
