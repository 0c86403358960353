"""What people do with jobs: read again, cancel, and delete a document with all its work."""

from __future__ import annotations

from api.service import events
from api.service.audit import record
from api.service.intake import check_room, discard, hand_over, new_reading
from api.service.logs import get_log
from api.service.office import Office
from models.domain.archive import Actor, DocumentStatus, Job, JobState, Lane, StoredDocument
from models.domain.service_errors import JobFinalError, JobOpenError, NotFoundError
from models.storage import documents, jobs
from models.storage.database import Session

_log = get_log(__name__)


def read_again(
    office: Office, actor: Actor, document_id: str, lane: Lane, request: str | None = None
) -> Job:
    """Queue a new reading of a document; raises NotFoundError, JobOpenError, BusyError."""
    check_room(office)
    with office.database.write() as session:
        document = find_document(session, document_id)
        running = jobs.find_open_job(session, document_id)
        if running:
            raise JobOpenError(job=running.id)
        job = new_reading(session, document, actor, lane)
        if document.run is None:
            documents.set_status(session, document_id, DocumentStatus.WAITING)
        record(session, actor, "job.add", "job", job.id, {"document": document_id}, request)
    hand_over(office, job)
    return job


def cancel(office: Office, actor: Actor, job_id: str, request: str | None = None) -> Job:
    """End a job before its end; raises NotFoundError, JobFinalError."""
    with office.database.write() as session:
        job = find_job(session, job_id)
        if job.state.is_final:
            raise JobFinalError(job_state=job.state.value)
        job = _cancel(session, actor, job, request)
    _stop(office, job_id)
    return job


def delete(office: Office, actor: Actor, document_id: str, request: str | None = None) -> None:
    """Delete a document, whatever was made of it, and its file; its audit events stay.

    Raises NotFoundError.
    """
    with office.database.write() as session:
        document = find_document(session, document_id)
        running = jobs.find_open_job(session, document_id)
        if running:
            _cancel(session, actor, running, request)
        documents.delete_document(session, document_id)
        details = {"sha256": document.file.sha256, "size": document.file.size}
        record(session, actor, "document.delete", "document", document_id, details, request)
        events.emit(session, events.Event.DOCUMENT_DELETED, {"document": document_id, **details})
    if running:
        _stop(office, running.id)
    discard(office, document.file.sha256)


def find_document(session: Session, document_id: str) -> StoredDocument:
    """Return the document; raises NotFoundError."""
    found = documents.find_document(session, document_id)
    if found is None:
        raise NotFoundError(object="document")
    return found


def find_job(session: Session, job_id: str) -> Job:
    """Return the job; raises NotFoundError."""
    found = jobs.find_job(session, job_id)
    if found is None:
        raise NotFoundError(object="job")
    return found


def _stop(office: Office, job_id: str) -> None:
    """Stop the work on a job that has ended in the tables; else it would come to nothing."""
    try:
        office.jobs.cancel(job_id)
    except Exception as error:  # whatever keeps the engine from its tables
        _log.warning("job.not_stopped", job=job_id, exc_info=error)


def _cancel(session: Session, actor: Actor, job: Job, request: str | None) -> Job:
    ended = jobs.finish_job(session, job.id, JobState.CANCELLED)
    document = documents.find_document(session, job.document)
    if document is not None:
        # an earlier reading still counts
        status = DocumentStatus.READY if document.run else DocumentStatus.CANCELLED
        documents.set_status(session, job.document, status)
    record(session, actor, "job.cancel", "job", job.id, {"document": job.document}, request)
    return ended
