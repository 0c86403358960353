"""The one translator between domain types and the published shapes, both ways."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from api.schemas import (
    SCHEMA_VERSION,
    AssignmentOut,
    BaselineOut,
    CandidateOut,
    ChangeOut,
    DateOut,
    DutyOut,
    ExtractionOut,
    FileOut,
    IssueOut,
    MetadataOut,
    PageOut,
    PeriodOut,
    PlanOut,
    ProvenanceOut,
    ReferenceOut,
    SectionOut,
    SignerOut,
    TargetOut,
    VersionsOut,
)
from models.domain.errors import Issue
from models.domain.geometry import BoundingBox
from models.domain.layout import Document, Page
from models.domain.plan import (
    Assignment,
    Baseline,
    DateParts,
    Duty,
    Metadata,
    Period,
    Plan,
    Reference,
    Section,
    Shift,
    Signer,
    Target,
)
from models.domain.provenance import Evidence, FieldEvidence, Provenance

_PUBLISHED_NAMES = {"sender": "from", "receiver": "to"}
_DOMAIN_NAMES = {published: name for name, published in _PUBLISHED_NAMES.items()}


def to_output(
    document: Document,
    plan: Plan,
    issues: Iterable[Issue],
    versions: VersionsOut,
    produced_at: str | None = None,
) -> ExtractionOut:
    """Return the published form of one document, as read and as understood."""
    return ExtractionOut(
        schema_version=SCHEMA_VERSION,
        produced_at=produced_at,
        versions=versions,
        file=_file(document),
        plan=plan_to_output(plan),
        issues=tuple(_issue(issue) for issue in issues),
    )


def plan_to_output(plan: Plan) -> PlanOut:
    """Return the published form of a plan."""
    return PlanOut(
        document=plan.document,
        metadata=_metadata(plan.metadata),
        references=tuple(_reference(reference) for reference in plan.references),
        sections=tuple(_section(section) for section in plan.sections),
        targets=tuple(_target(target) for target in plan.targets),
        assignments=tuple(_assignment(assignment) for assignment in plan.assignments),
        reporting=tuple(_duty(duty) for duty in plan.reporting),
    )


def plan_from_output(output: ExtractionOut) -> Plan:
    """Return the plan that an output holds; boxes and confidences come back as rounded."""
    plan = output.plan
    return Plan(
        document=plan.document,
        metadata=_read_metadata(plan.metadata),
        references=tuple(_read_reference(reference) for reference in plan.references),
        sections=tuple(_read_section(section) for section in plan.sections),
        targets=tuple(_read_target(target) for target in plan.targets),
        assignments=tuple(_read_assignment(assignment) for assignment in plan.assignments),
        reporting=tuple(_read_duty(duty) for duty in plan.reporting),
    )


def _file(document: Document) -> FileOut:
    pages = tuple(_page(page) for page in document.pages)
    return FileOut(name=document.name, sha256=document.sha256, pages=pages)


def _page(page: Page) -> PageOut:
    return PageOut(
        number=page.number,
        width=round(page.width, 1),
        height=round(page.height, 1),
        method=page.method,
        reason=page.reason,
        quality=round(page.quality, 3),
        engine=page.engine,
        dpi=page.dpi,
        turned=page.turned,
        remarks=page.remarks,
    )


def _issue(issue: Issue) -> IssueOut:
    return IssueOut(
        stage=issue.stage,
        kind=issue.kind,
        message=issue.message,
        page=issue.page,
        field=issue.field,
    )


def _evidence(evidence: FieldEvidence, names: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the two keys that every object of the plan carries beside its fields."""
    renamed = {(names or {}).get(name, name): found for name, found in evidence.items()}
    ordered = sorted(renamed.items())
    return {
        "provenance": {
            name: tuple(_provenance(place) for place in found.provenance) for name, found in ordered
        },
        "confidence": {name: round(found.confidence, 3) for name, found in ordered},
    }


def _provenance(place: Provenance) -> ProvenanceOut:
    boxes = tuple(
        (
            round(box.left, 1),
            round(box.top, 1),
            round(box.right, 1),
            round(box.bottom, 1),
        )
        for box in place.boxes
    )
    return ProvenanceOut(page=place.page, boxes=boxes, text=place.text)


def _metadata(metadata: Metadata) -> MetadataOut:
    date, period, signer = metadata.date, metadata.period, metadata.signer
    return MetadataOut(
        doc_type=metadata.doc_type,
        number=metadata.number,
        symbol=metadata.symbol,
        issuer=metadata.issuer,
        place=metadata.place,
        date=DateOut(day=date.day, month=date.month, year=date.year),
        title=metadata.title,
        period=PeriodOut(start=period.start, end=period.end) if period else None,
        signer=_signer(signer) if signer else None,
        recipients=metadata.recipients,
        **_evidence(metadata.evidence),
    )


def _signer(signer: Signer) -> SignerOut:
    return SignerOut(name=signer.name, position=signer.position, authority=signer.authority)


def _reference(reference: Reference) -> ReferenceOut:
    return ReferenceOut(
        doc_type=reference.doc_type,
        number=reference.number,
        symbol=reference.symbol,
        date=reference.date,
        issuer=reference.issuer,
        role=reference.role,
        **_evidence(reference.evidence),
    )


def _section(section: Section) -> SectionOut:
    return SectionOut(
        path=section.path,
        label=section.label,
        heading=section.heading,
        kinds=section.kinds,
        **_evidence(section.evidence),
    )


def _target(target: Target) -> TargetOut:
    return TargetOut(
        section=target.section,
        ordinal=target.ordinal,
        text=target.text,
        indicator=target.indicator,
        comparator=target.comparator,
        value=target.value,
        unit=target.unit,
        year=target.year,
        responsible=target.responsible,
        core=target.core,
        total=target.total,
        value_to=target.value_to,
        scope=target.scope,
        baseline=_baseline(target.baseline),
        change=_change(target.change),
        match_reason=target.match_reason,
        candidates=tuple(
            CandidateOut(code=code, score=round(score, 3)) for code, score in target.candidates
        ),
        **_evidence(target.evidence),
    )


def _baseline(baseline: Baseline | None) -> BaselineOut | None:
    return None if baseline is None else BaselineOut(value=baseline.value, year=baseline.year)


def _change(change: Shift | None) -> ChangeOut | None:
    if change is None:
        return None
    return ChangeOut(
        direction=change.direction,
        value=change.value,
        unit=change.unit,
        base_year=change.base_year,
    )


def _assignment(assignment: Assignment) -> AssignmentOut:
    return AssignmentOut(
        unit=assignment.unit,
        section=assignment.section,
        tasks=assignment.tasks,
        target_refs=assignment.target_refs,
        **_evidence(assignment.evidence),
    )


def _duty(duty: Duty) -> DutyOut:
    return DutyOut(
        what=duty.what,
        sender=duty.sender,
        receiver=duty.receiver,
        due=duty.due,
        **_evidence(duty.evidence, _PUBLISHED_NAMES),
    )


def _read_evidence(
    shape: MetadataOut | ReferenceOut | SectionOut | TargetOut | AssignmentOut | DutyOut,
    names: Mapping[str, str] | None = None,
) -> FieldEvidence:
    return {
        (names or {}).get(name, name): Evidence(
            provenance=tuple(_read_provenance(p) for p in shape.provenance.get(name, ())),
            confidence=float(confidence),
        )
        for name, confidence in shape.confidence.items()
    }


def _read_provenance(place: ProvenanceOut) -> Provenance:
    boxes = tuple(BoundingBox(*(float(edge) for edge in box)) for box in place.boxes)
    return Provenance(page=place.page, boxes=boxes, text=place.text)


def _read_metadata(shape: MetadataOut) -> Metadata:
    signer, period = shape.signer, shape.period
    return Metadata(
        doc_type=shape.doc_type,
        number=shape.number,
        symbol=shape.symbol,
        issuer=shape.issuer,
        place=shape.place,
        date=DateParts(shape.date.day, shape.date.month, shape.date.year),
        title=shape.title,
        period=Period(period.start, period.end) if period else None,
        signer=Signer(signer.name, signer.position, signer.authority) if signer else None,
        recipients=shape.recipients,
        evidence=_read_evidence(shape),
    )


def _read_reference(shape: ReferenceOut) -> Reference:
    return Reference(
        doc_type=shape.doc_type,
        number=shape.number,
        symbol=shape.symbol,
        date=shape.date,
        issuer=shape.issuer,
        role=shape.role,
        evidence=_read_evidence(shape),
    )


def _read_section(shape: SectionOut) -> Section:
    return Section(
        path=shape.path,
        label=shape.label,
        heading=shape.heading,
        kinds=shape.kinds,
        evidence=_read_evidence(shape),
    )


def _read_target(shape: TargetOut) -> Target:
    return Target(
        section=shape.section,
        ordinal=shape.ordinal,
        text=shape.text,
        indicator=shape.indicator,
        comparator=shape.comparator,
        value=_float(shape.value),
        unit=shape.unit,
        year=shape.year,
        responsible=shape.responsible,
        core=shape.core,
        total=_float(shape.total),
        value_to=_float(shape.value_to),
        scope=shape.scope,
        baseline=_read_baseline(shape.baseline),
        change=_read_change(shape.change),
        match_reason=shape.match_reason,
        candidates=tuple((entry.code, float(entry.score)) for entry in shape.candidates),
        evidence=_read_evidence(shape),
    )


def _read_baseline(shape: BaselineOut | None) -> Baseline | None:
    return None if shape is None else Baseline(float(shape.value), shape.year)


def _read_change(shape: ChangeOut | None) -> Shift | None:
    if shape is None:
        return None
    return Shift(shape.direction, float(shape.value), shape.unit, shape.base_year)


def _read_assignment(shape: AssignmentOut) -> Assignment:
    return Assignment(
        unit=shape.unit,
        section=shape.section,
        tasks=shape.tasks,
        target_refs=shape.target_refs,
        evidence=_read_evidence(shape),
    )


def _read_duty(shape: DutyOut) -> Duty:
    return Duty(
        what=shape.what,
        sender=shape.sender,
        receiver=shape.receiver,
        due=shape.due,
        evidence=_read_evidence(shape, _DOMAIN_NAMES),
    )


def _float(value: float | None) -> float | None:
    return None if value is None else float(value)
