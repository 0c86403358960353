"""Reviewing: people read a plan, correct it, and take decisions back.

Every change happens in one write transaction that holds the document: it sees the plan as it
stands, and of two people who change the same part of the same version one is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from api.schemas import ExtractionOut
from api.service import audit, events, overlay
from api.service.anchors import anchor_of, overlapping, same_value
from api.service.office import Office
from api.service.overlay import BESIDE
from api.service.parts import Written, parts_of, values_of, written
from api.service.plan_answers import (
    answer_bytes,
    part_version,
    plan_version,
    to_answer,
    to_stored,
)
from api.service.publication import all_corrections, load_extraction, publish
from api.service.reviewed import Reviewed
from api.service.values import Changes, PlaceIn, TargetIn
from models.domain.archive import Actor, StoredDocument
from models.domain.geometry import BoundingBox
from models.domain.identity import new_id
from models.domain.review import Anchor, Correction, CorrectionState, ItemKind, Operation
from models.domain.review_errors import AlreadyThereError
from models.domain.service_errors import (
    BadBoxError,
    CorrectionStateError,
    MatchFailedError,
    MatchRequiredError,
    NotFoundError,
    PlanNotReadyError,
)
from models.storage import corrections, documents, plans
from models.storage.database import Session

_ANY = "*"


@dataclass(frozen=True, slots=True)
class Answer:
    """A plan as JSON, and its version."""

    content: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class PartView:
    """A part of a plan as it stands; ``reading`` is what was read, null where a person added it."""

    kind: ItemKind
    item: str
    value: Written
    reading: Written | None
    etag: str


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks for a change, why, and the version that was seen (If-Match)."""

    actor: Actor
    name: str | None = None
    reason: str | None = None
    if_match: str | None = None


@dataclass(frozen=True, slots=True)
class _Case:
    """A plan on the desk: its document, the run that it stands on, and all corrections."""

    document: StoredDocument
    run: str
    extraction: ExtractionOut
    made: tuple[Correction, ...]
    reviewed: Reviewed

    def view(self, kind: ItemKind, item: str) -> PartView:
        """Return a part; raises NotFoundError."""
        part = self.reviewed.part(kind, item)
        if part is None:
            raise NotFoundError(object="item")
        version = part_version(item, self.reviewed.touches.get(item, 0), self.run)
        return PartView(kind, item, written(part), self.reviewed.readings.get(item), version)

    def anchor(self, kind: ItemKind, item: str) -> Anchor:
        """Return how a part is found again: by what was read, or by what was added."""
        if item in self.reviewed.readings:
            return anchor_of(kind, item, self.reviewed.readings[item])
        return next(one.anchor for one in self.made if one.anchor.item == item)


def show_plan(office: Office, document: str, *, raw: bool = False) -> Answer:
    """Return the plan of a document, as JSON of a PlanAnswerOut; ``raw`` without corrections.

    Raises NotFoundError, PlanNotReadyError.
    """
    with office.database.read() as session:
        found = _plan_on_file(session, document)
        if not raw:
            content = answer_bytes(found.output, document, found.run, found.revision)
            return Answer(content, plan_version(found.run, found.revision))
        extraction = load_extraction(session, document, found.run)
    answer = to_stored(to_answer(overlay.apply(extraction.plan, ()), found.run))
    return Answer(answer_bytes(answer, document, found.run, 0), plan_version(found.run, 0))


def show_part(office: Office, document: str, kind: ItemKind, item: str) -> PartView:
    """Return a part of a plan; raises NotFoundError, PlanNotReadyError."""
    with office.database.read() as session:
        return _open(session, document).view(kind, item)


def correct_part(
    office: Office,
    request: Request,
    document: str,
    kind: ItemKind,
    item: str,
    changes: Changes,
) -> PartView:
    """Set fields of a part; a field that reads so already is left alone.

    Raises NotFoundError, PlanNotReadyError, MatchRequiredError, MatchFailedError.
    """
    with office.database.write() as session:
        case = _open(session, document, lock=True)
        view = case.view(kind, item)
        _check_version(view, request.if_match)
        clashing = {c.field for c in case.reviewed.conflicts if c.item == item}
        anchor = case.anchor(kind, item)
        decided = [
            _decision(case, request, anchor, Operation.SET, name, view.value.get(name), after)
            for name, after in changes.values().items()
            if name in clashing or not same_value(view.value.get(name), after)
        ]
        return _keep(session, case, request, decided).view(kind, item) if decided else view


def remove_part(office: Office, request: Request, document: str, kind: ItemKind, item: str) -> None:
    """Take a part out of the plan; the head of the document stays.

    Raises NotFoundError, PlanNotReadyError, MatchRequiredError, MatchFailedError.
    """
    with office.database.write() as session:
        case = _open(session, document, lock=True)
        view = case.view(kind, item)
        if kind is ItemKind.METADATA:
            raise NotFoundError(object="item")
        _check_version(view, request.if_match)
        before = values_of(kind, view.value)
        anchor = case.anchor(kind, item)
        one = _decision(case, request, anchor, Operation.REMOVE, None, before, None)
        _keep(session, case, request, [one])


def add_target(
    office: Office, request: Request, document: str, target: TargetIn, place: PlaceIn | None
) -> PartView:
    """Add a target that the reader missed, and return it.

    Raises NotFoundError, PlanNotReadyError, BadBoxError, AlreadyThereError.
    """
    with office.database.write() as session:
        case = _open(session, document, lock=True)
        item, kind = new_id(), ItemKind.TARGET
        value = _added(case, target, place)
        anchor = _added_anchor(case, item, value)
        one = _decision(case, request, anchor, Operation.ADD, None, None, value)
        one = replace(one, id=item)
        settled = overlay.apply(case.extraction.plan, (*case.made, one))
        if item not in settled.items[kind]:
            twin = next((mark.item for mark in settled.marks if mark.correction == item), "")
            raise AlreadyThereError(item=twin)
        return _keep(session, case, request, [one]).view(kind, item)


def take_back(office: Office, request: Request, document: str, correction: str) -> Correction:
    """Take a correction back: it counts no more, whatever was decided after it stays.

    Raises NotFoundError, PlanNotReadyError, CorrectionStateError.
    """
    with office.database.write() as session:
        case = _open(session, document, lock=True)
        one = next((made for made in case.made if made.id == correction), None)
        if one is None:
            raise NotFoundError(object="correction")
        if one.state is CorrectionState.REVERTED:
            raise CorrectionStateError(correction_state=one.state.value)
        corrections.set_state(session, one.id, CorrectionState.REVERTED)
        _publish_anew(session, case)
        _note(session, request, "plan.revert", case, [one])
        return replace(one, state=CorrectionState.REVERTED)


def list_corrections(
    office: Office, document: str, item: str | None = None, field: str | None = None
) -> tuple[Correction, ...]:
    """Return the corrections of a document in the order of their making, taken back ones too.

    Raises NotFoundError.
    """
    with office.database.read() as session:
        find_document(session, document)
        made = all_corrections(session, document)
    wanted = (one for one in made if item in (None, one.anchor.item))
    return tuple(one for one in wanted if field in (None, one.field))


def find_document(session: Session, document: str) -> StoredDocument:
    """Return a document; raises NotFoundError."""
    found = documents.find_document(session, document)
    if found is None:
        raise NotFoundError(object="document")
    return found


def _plan_on_file(session: Session, document: str) -> plans.PlanOnFile:
    stored = find_document(session, document)
    found = plans.find_plan_output(session, document)
    if found is None:
        raise PlanNotReadyError(document_status=stored.status.value)
    return found


def _open(session: Session, document: str, *, lock: bool = False) -> _Case:
    """Put a plan on the desk; ``lock`` keeps it from others until the transaction ends."""
    if lock:
        corrections.lock_document(session, document)
    stored = find_document(session, document)
    run = _plan_on_file(session, document).run
    extraction = load_extraction(session, document, run)
    made = all_corrections(session, document)
    return _Case(stored, run, extraction, made, overlay.apply(extraction.plan, made))


def _check_version(view: PartView, if_match: str | None) -> None:
    """Raise MatchRequiredError without a version, MatchFailedError with that of another value."""
    if if_match is None:
        raise MatchRequiredError
    given = {tag.strip().removeprefix("W/").strip('"') for tag in if_match.split(",")}
    if not given & {view.etag, _ANY}:
        current = {"item": view.item, "value": view.value, "etag": view.etag}
        raise MatchFailedError().saying({"current": current}, {"ETag": f'"{view.etag}"'})


def _decision(
    case: _Case,
    request: Request,
    anchor: Anchor,
    operation: Operation,
    field: str | None,
    before: Any,  # noqa: ANN401 - any JSON value
    after: Any,  # noqa: ANN401 - any JSON value
) -> Correction:
    return Correction(
        id=new_id(),
        document=case.document.id,
        run=case.run,
        anchor=anchor,
        operation=operation,
        field=field,
        before=before,
        after=after,
        author=request.actor.name,
        at=datetime.now(UTC),
        reason=request.reason,
    )


def _keep(session: Session, case: _Case, request: Request, decided: Iterable[Correction]) -> _Case:
    made = tuple(decided)
    for one in made:
        corrections.add_correction(session, one)
    after = _publish_anew(session, case)
    _note(session, request, "plan.correct", case, made)
    return after


def _publish_anew(session: Session, case: _Case) -> _Case:
    made = all_corrections(session, case.document.id)
    reviewed = overlay.apply(case.extraction.plan, made)
    publish(session, case.document.id, case.run, case.extraction, reviewed, fresh=False)
    return _Case(case.document, case.run, case.extraction, made, reviewed)


def _note(
    session: Session, request: Request, action: str, case: _Case, made: Iterable[Correction]
) -> None:
    """Write down who decided what, one event for each decision, and tell the webhooks."""
    for one in made:
        details = {
            "correction": one.id,
            "run": one.run,
            "kind": one.anchor.kind.value,
            "item": one.anchor.item,
            "operation": one.operation.value,
            "field": one.field,
            "before": one.before,
            "after": one.after,
            "reason": request.reason,
        }
        document = case.document.id
        audit.record(session, request.actor, action, "document", document, details, request.name)
        said = {"document": document, "action": action, "author": request.actor.name, **details}
        events.emit(session, events.Event.PLAN_CORRECTED, said)


def _added(case: _Case, target: TargetIn, place: PlaceIn | None) -> Written:
    """Return an added target as it is written, standing at its place on the page."""
    value = {**target.model_dump(mode="json"), "match_reason": None, "candidates": []}
    sent = {name: 1 for name in target.model_fields_set if value[name] is not None}
    value |= {"provenance": {}, "confidence": sent}
    if place is not None:
        box = _box(case, place)
        edges = [box.left, box.top, box.right, box.bottom]
        found = {"page": place.page, "boxes": [edges], "text": target.text}
        value["provenance"] = {"text": [found]}
    return value


def _box(case: _Case, place: PlaceIn) -> BoundingBox:
    """Return the box; raises BadBoxError where it is empty or off its page."""
    page = next((p for p in case.extraction.file.pages if p.number == place.page), None)
    left, top, right, bottom = map(float, place.box)
    if page is None or not (0 <= left < right <= page.width and 0 <= top < bottom <= page.height):
        raise BadBoxError(page=place.page)
    return BoundingBox(left, top, right, bottom)


def _added_anchor(case: _Case, item: str, value: Mapping[str, Any]) -> Anchor:
    """Return the anchor of an addition, which knows how much was read at its place."""
    anchor = anchor_of(ItemKind.TARGET, item, dict(value))
    if anchor.page is None or anchor.box is None:
        return anchor
    read = [written(part) for part in parts_of(case.extraction.plan, ItemKind.TARGET)]
    beside = overlapping(ItemKind.TARGET, anchor.page, anchor.box, read)
    marks = {**anchor.marks, BESIDE: str(beside)}
    return replace(anchor, marks=marks)
