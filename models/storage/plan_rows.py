"""The parts of a plan as rows, so that they can be asked for across documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from models.domain.plan import Assignment, Duty, Plan, Reference, Section, Target
from models.domain.provenance import FieldEvidence
from models.domain.review import ItemKind
from models.storage.columns import countable
from models.storage.search import folded
from models.storage.tables import (
    AssignmentRow,
    DutyRow,
    ItemRow,
    ReferenceRow,
    SectionRow,
    TargetRow,
)

Row = dict[str, Any]
_INDEXED = 200


def plan_rows(
    plan: Plan, items: Mapping[ItemKind, tuple[str, ...]], corrected: frozenset[str]
) -> dict[type[ItemRow], list[Row]]:
    """Return the rows of every part, by table, without the plan and document they belong to.

    ``items`` holds the identifiers of the parts, in the order of the plan; raises ValueError where
    there are more or fewer than parts.
    """
    return {
        SectionRow: _rows(plan.sections, _section, items[ItemKind.SECTION], corrected),
        TargetRow: _rows(plan.targets, _target, items[ItemKind.TARGET], corrected),
        ReferenceRow: _rows(plan.references, _reference, items[ItemKind.REFERENCE], corrected),
        AssignmentRow: _rows(plan.assignments, _assignment, items[ItemKind.ASSIGNMENT], corrected),
        DutyRow: _rows(plan.reporting, _duty, items[ItemKind.DUTY], corrected),
    }


def _rows(
    parts: tuple[Any, ...],
    fields: Callable[[Any], Row],
    items: tuple[str, ...],
    corrected: frozenset[str],
) -> list[Row]:
    return [
        {
            "position": position,
            "item": item,
            "confidence": _confidence(part.evidence),
            "corrected": item in corrected,
            **fields(part),
        }
        for position, (part, item) in enumerate(zip(parts, items, strict=True))
    ]


def _section(section: Section) -> Row:
    return {
        "path": section.path,
        "label": section.label,
        "heading": section.heading,
        "kinds": list(section.kinds),
    }


def _target(target: Target) -> Row:
    return {
        "section": target.section,
        "ordinal": target.ordinal,
        "text": target.text,
        "text_folded": folded(target.text),
        "indicator": target.indicator,
        "comparator": target.comparator,
        "value": target.value,
        "value_to": target.value_to,
        "total": target.total,
        "unit": target.unit,
        "year": countable(target.year),
        "scope": target.scope,
        "core": target.core,
        "responsible": list(target.responsible),
        "page": _page(target.evidence),
    }


def _reference(reference: Reference) -> Row:
    return {
        "doc_type": reference.doc_type,
        "number": reference.number[:_INDEXED],
        "symbol": None if reference.symbol is None else reference.symbol[:_INDEXED],
        "date": reference.date,
        "issuer": reference.issuer,
        "role": reference.role,
    }


def _assignment(assignment: Assignment) -> Row:
    return {
        "unit": assignment.unit,
        "section": assignment.section,
        "tasks": countable(assignment.tasks) or 0,
        "target_refs": list(assignment.target_refs),
    }


def _duty(duty: Duty) -> Row:
    return {
        "what": duty.what,
        "sender": duty.sender,
        "receiver": duty.receiver,
        "due": duty.due,
    }


def _confidence(evidence: FieldEvidence) -> float | None:
    """Return the certainty of the part's least certain field."""
    return min((field.confidence for field in evidence.values()), default=None)


def _page(evidence: FieldEvidence) -> int | None:
    """Return the page on which the part begins."""
    places = (place.page for field in evidence.values() for place in field.provenance)
    return min(places, default=None)
