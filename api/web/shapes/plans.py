"""Plans, their parts and corrections as they are shown and sent."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.schemas import (
    AssignmentOut,
    DutyOut,
    MetadataOut,
    ReferenceOut,
    SectionOut,
    TargetOut,
)
from api.service.parts import read_part
from api.service.review import PartView
from api.service.values import Changes, PlaceIn, TargetIn
from models.domain.review import Correction, CorrectionState, ItemKind, Operation

Reason = Annotated[
    str, StringConstraints(min_length=1, max_length=1000, pattern=r"^[^\x00-\x1f\x7f]*$")
]
Sent = TypeVar("Sent", bound=Changes)
Part = MetadataOut | ReferenceOut | SectionOut | TargetOut | AssignmentOut | DutyOut


class PatchIn(BaseModel, Generic[Sent]):
    """Fields to set, and why."""

    model_config = ConfigDict(extra="forbid")

    changes: Sent
    reason: Reason | None = Field(None, description="why, for the audit trail")


class NewTargetIn(BaseModel):
    """A target that the reader missed."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "target": {
                        "text": "90% of children under one year are fully vaccinated",
                        "comparator": "ge",
                        "value": 90,
                        "unit": "percent",
                        "year": 2026,
                    },
                    "place": {"page": 2, "box": [90, 310.5, 520, 338]},
                    "reason": "stands under the seal",
                }
            ]
        },
    )

    target: TargetIn
    place: PlaceIn | None = None
    reason: Reason | None = None


class PartAnswerOut(BaseModel):
    """A part of a plan as it stands."""

    kind: ItemKind
    item: str
    value: Part
    reading: Part | None = Field(description="what was read; null where a person added the part")
    etag: str = Field(description="send it in If-Match to change the part")


class CorrectionOut(BaseModel):
    """One decision of a person; ``field`` is null for a part added or removed."""

    id: str
    run: str = Field(description="the extraction that the person saw")
    kind: ItemKind
    item: str
    operation: Operation
    field: str | None
    before: Any
    after: Any
    author: str
    at: datetime
    reason: str | None
    state: CorrectionState
    page: int | None = Field(description="where the part stands")


def part_out(view: PartView) -> PartAnswerOut:
    """Return a part as it is shown."""
    return PartAnswerOut(
        kind=view.kind,
        item=view.item,
        value=read_part(view.kind, view.value),
        reading=None if view.reading is None else read_part(view.kind, view.reading),
        etag=view.etag,
    )


def correction_out(correction: Correction) -> CorrectionOut:
    """Return a correction as it is shown."""
    return CorrectionOut(
        id=correction.id,
        run=correction.run,
        kind=correction.anchor.kind,
        item=correction.anchor.item,
        operation=correction.operation,
        field=correction.field,
        before=correction.before,
        after=correction.after,
        author=correction.author,
        at=correction.at,
        reason=correction.reason,
        state=correction.state,
        page=correction.anchor.page,
    )
