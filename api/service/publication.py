"""Publishing what was read: the extraction for good, and the plan with corrections laid over it.

Everything here happens in the open write transaction of the caller: all of it is kept, or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import ValidationError

from api.schemas import ExtractionOut, PageOut
from api.service import audit, events, overlay
from api.service.heads import head_of
from api.service.plan_answers import to_answer, to_stored
from api.service.reviewed import Reviewed
from api.translation import plan_from_output
from models.domain.archive import DocumentStatus, Job, JobOutcome, StoredDocument
from models.domain.errors import BadPlanJsonError, is_unread
from models.domain.layout import Line, Page, ReadMethod, Table
from models.domain.review import Correction, CorrectionState
from models.domain.service_errors import NotFoundError
from models.storage import corrections, documents, plans, runs
from models.storage.database import Session

_NO_PLAN = frozenset({"not_a_plan", "type_unknown"})


@dataclass(frozen=True, slots=True)
class Settled:
    """What publishing brought: ``twins`` are documents of the same number, issuer and date."""

    outcome: JobOutcome
    twins: tuple[str, ...]
    conflicts: int


def settle_extraction(session: Session, job: Job, extraction_json: bytes) -> Settled:
    """Publish what a job read: run, plan, head and status of the document, audit event, webhooks.

    ``extraction_json`` is an ``ExtractionOut``; its bytes are kept as they are. The job itself is
    ended by the caller, in the same transaction. Corrections of earlier runs are laid over. A run
    that is finished already is published again from what it holds. Raises NotFoundError where the
    document is gone, BadPlanJsonError where the bytes are no extraction.
    """
    corrections.lock_document(session, job.document)
    extraction = read_extraction(extraction_json, job.document)
    if not runs.finish_run(session, job.run, extraction.versions.model_dump(), extraction_json):
        extraction = load_extraction(session, job.document, job.run)
    reviewed = lay_over(session, job.document, extraction)
    outcome = outcome_of(extraction)
    publish(session, job.document, job.run, extraction, reviewed, fresh=True)
    documents.set_status(session, job.document, DocumentStatus.READY, outcome)
    return _tell(session, job, outcome, reviewed)


def read_extraction(content: bytes, name: str) -> ExtractionOut:
    """Return an extraction from its bytes; raises BadPlanJsonError."""
    try:
        return ExtractionOut.model_validate_json(content)
    except ValidationError as error:
        raise BadPlanJsonError(name=name, detail=error.title) from error


def load_extraction(session: Session, document: str, run: str) -> ExtractionOut:
    """Return the extraction of a finished run of a document; raises NotFoundError."""
    found = runs.find_run(session, run)
    if found is None or found.output is None or found.document != document:
        raise NotFoundError(object="run")
    return read_extraction(found.output, document)


def lay_over(session: Session, document: str, extraction: ExtractionOut) -> Reviewed:
    """Return the plan of an extraction with the corrections of its document laid over."""
    return overlay.apply(extraction.plan, all_corrections(session, document))


def all_corrections(session: Session, document: str) -> tuple[Correction, ...]:
    """Return every correction of a document, those taken back included, in order."""
    return corrections.corrections_of(session, document, tuple(CorrectionState))


def publish(
    session: Session,
    document: str,
    run: str,
    extraction: ExtractionOut,
    reviewed: Reviewed,
    *,
    fresh: bool,
) -> None:
    """Keep a reviewed plan: its rows, its answer, the head, and what became of the corrections.

    ``fresh``: the words of the pages are new too.
    """
    corrected = extraction.model_copy(update={"plan": reviewed.plan})
    projection = plans.Projection(
        plan=plan_from_output(corrected),
        items=reviewed.items,
        corrected=reviewed.corrected,
        output=to_stored(to_answer(reviewed, run)),
        search_text=_search_text(session, run) if fresh else None,
    )
    plans.save_plan(session, document, run, projection)
    documents.set_head(session, document, run, head_of(reviewed.plan, outcome_of(extraction)))
    known = {one.id: one.state for one in all_corrections(session, document)}
    for correction, state in reviewed.states.items():
        if known.get(correction) is not state:
            corrections.set_state(session, correction, state)


def outcome_of(extraction: ExtractionOut) -> JobOutcome:
    """Return what became of a file that could be read: all, a part, or no plan at all."""
    unread = any(is_unread(issue.stage, issue.kind) for issue in extraction.issues)
    if unread or any(_failed(page) for page in extraction.file.pages):
        return JobOutcome.PARTIAL
    no_plan = any(issue.kind in _NO_PLAN for issue in extraction.issues)
    return JobOutcome.NOT_A_PLAN if no_plan else JobOutcome.OK


def _failed(page: PageOut) -> bool:
    return page.method is ReadMethod.FAILED


def _tell(session: Session, job: Job, outcome: JobOutcome, reviewed: Reviewed) -> Settled:
    document = documents.find_document(session, job.document)
    if document is None:
        raise NotFoundError(object="document")
    twins = tuple(twin.id for twin in documents.find_twins(session, document))
    details = {
        "run": job.run,
        "outcome": outcome.value,
        "twins": list(twins),
        "conflicts": len(reviewed.conflicts),
    }
    audit.record(session, audit.SYSTEM, "document.publish", "document", document.id, details)
    events.emit(session, events.Event.DOCUMENT_READY, {**_named(document), **details})
    if reviewed.conflicts:
        events.emit(session, events.Event.PLAN_CONFLICT, {**_named(document), **details})
    return Settled(outcome, twins, len(reviewed.conflicts))


def _named(document: StoredDocument) -> dict[str, str | None]:
    return {"document": document.id, "name": document.name, "sha256": document.file.sha256}


def _search_text(session: Session, run: str) -> str:
    return "\n".join(_words(runs.load_pages(session, run)))


def _words(pages: Iterable[Page]) -> Iterable[str]:
    for page in pages:
        for block in page.blocks:
            lines = (block,) if isinstance(block, Line) else _table_lines(block)
            yield from (line.text for line in lines)


def _table_lines(table: Table) -> Iterable[Line]:
    return (line for cell in table.cells for line in cell.lines)
