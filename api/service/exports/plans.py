"""The plans that an export holds, one after the other: never more than a few in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace

from api.service import overlay
from api.service.heads import head_of
from api.service.office import Office
from api.service.plan_answers import ReviewedOut, answer_bytes, from_stored, to_answer
from api.service.publication import load_extraction, outcome_of
from api.service.review import find_document
from models.domain.archive import DocumentStatus, StoredDocument
from models.domain.service_errors import PlanNotReadyError
from models.storage import documents, plans, runs
from models.storage.database import Session

_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class ExportedPlan:
    """A plan on its way out, with its document."""

    document: StoredDocument
    answer: ReviewedOut


def one_document(office: Office, document: str) -> StoredDocument:
    """Return a document that has a plan; raises NotFoundError, PlanNotReadyError."""
    with office.database.read() as session:
        found = find_document(session, document)
        if plans.find_plan_output(session, document) is None:
            raise PlanNotReadyError(document_status=found.status.value)
    return found


def many_documents(office: Office, query: documents.DocumentQuery) -> Iterator[StoredDocument]:
    """Yield the documents that are asked for and have a plan, newest first."""
    ready, cursor = replace(query, status=DocumentStatus.READY), None
    while True:
        with office.database.read() as session:
            found = documents.list_documents(session, ready, cursor, _AT_ONCE)
        yield from found.items
        cursor = found.next
        if cursor is None:
            return


def load_plan(office: Office, document: StoredDocument, *, raw: bool) -> ExportedPlan | None:
    """Return the plan of a document, ``raw`` as it was read; None where it is gone meanwhile."""
    with office.database.read() as session:
        found = plans.find_plan_output(session, document.id)
        if found is None:
            return None
        if not raw:
            return ExportedPlan(document, from_stored(found.output))
        extraction = load_extraction(session, document.id, found.run)
    reviewed = overlay.apply(extraction.plan, ())
    head = asdict(head_of(reviewed.plan, outcome_of(extraction)))
    return ExportedPlan(replace(document, **head), to_answer(reviewed, found.run))


def load_json(office: Office, document: StoredDocument, *, raw: bool) -> bytes | None:
    """Return a plan as JSON: a PlanAnswerOut, ``raw`` the extraction (ExtractionOut) as it is."""
    with office.database.read() as session:
        found = plans.find_plan_output(session, document.id)
        if found is None:
            return None
        if raw:
            return _extraction(session, found.run)
    return answer_bytes(found.output, document.id, found.run, found.revision)


def _extraction(session: Session, run: str) -> bytes | None:
    found = runs.find_run(session, run)
    return found.output if found else None
