"""The parts of a published plan by their kind: how each is taken out, written, read and put back.

Values are those of the published form: plain JSON under the published names (``from``, ``to``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from pydantic import ValidationError

from api.schemas import (
    AssignmentOut,
    DutyOut,
    MetadataOut,
    PlanOut,
    ReferenceOut,
    SectionOut,
    TargetOut,
)
from models.domain.review import ItemKind

Part = MetadataOut | ReferenceOut | SectionOut | TargetOut | AssignmentOut | DutyOut
Written = dict[str, Any]

METADATA_ITEM: Final = "metadata"
EVIDENCE: Final = ("provenance", "confidence")
_EXPLANATIONS: Final = ("match_reason", "candidates")

SHAPES: Final[Mapping[ItemKind, type[Part]]] = {
    ItemKind.METADATA: MetadataOut,
    ItemKind.REFERENCE: ReferenceOut,
    ItemKind.SECTION: SectionOut,
    ItemKind.TARGET: TargetOut,
    ItemKind.ASSIGNMENT: AssignmentOut,
    ItemKind.DUTY: DutyOut,
}


def parts_of(plan: PlanOut, kind: ItemKind) -> tuple[Part, ...]:
    """Return the parts of one kind in the order of the plan; the head is the one of its kind."""
    if kind is ItemKind.METADATA:
        return (plan.metadata,)
    found: tuple[Part, ...] = getattr(plan, kind.value)
    return found


def with_parts(plan: PlanOut, parts: Mapping[ItemKind, Iterable[Part]]) -> PlanOut:
    """Return the plan with the parts of these kinds in place of its own."""
    update: dict[str, Any] = {kind.value: tuple(found) for kind, found in parts.items()}
    if ItemKind.METADATA.value in update:
        (update[ItemKind.METADATA.value],) = update[ItemKind.METADATA.value]
    return plan.model_copy(update=update)


def fields_of(kind: ItemKind) -> tuple[str, ...]:
    """Return the published names of the fields that a person may correct."""
    named = SHAPES[kind].model_fields.items()
    names = (field.serialization_alias or name for name, field in named)
    return tuple(name for name in names if name not in (*EVIDENCE, *_EXPLANATIONS))


def written(part: Part) -> Written:
    """Return a part as JSON under its published names."""
    return part.model_dump(mode="json", by_alias=True)


def values_of(kind: ItemKind, item: Mapping[str, Any]) -> Written:
    """Return what a written part says, without its evidence; what is not written is null."""
    return {name: item.get(name) for name in fields_of(kind)}


def read_part(kind: ItemKind, item: Mapping[str, Any]) -> Part:
    """Return a written part as its shape; raises pydantic's ValidationError where it does not fit.

    The values are held against the shape alone, see ``api.service.values`` for their sense.
    """
    return SHAPES[kind].model_validate(item)


def fits(kind: ItemKind, item: Mapping[str, Any]) -> bool:
    """Tell whether a written part still fits its shape."""
    try:
        read_part(kind, item)
    except ValidationError:
        return False
    return True
