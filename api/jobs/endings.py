"""How a job ends badly: its row, its document, the audit event and the webhooks, all or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.service import audit, events
from models.domain.archive import DocumentStatus, JobState
from models.domain.errors import KehoachError
from models.storage import documents, jobs

if TYPE_CHECKING:
    from models.storage.database import Session


def end_in_failure(session: Session, job_id: str, error: Exception) -> None:
    """End an open job in a refusal; what is no refusal is ``internal``, and is not told about."""
    job = jobs.find_job(session, job_id)
    document = None if job is None else documents.find_document(session, job.document)
    if job is None or document is None or job.state.is_final:
        return
    refusal = error if isinstance(error, KehoachError) else KehoachError()
    jobs.finish_job(session, job_id, JobState.FAILED, error=refusal.kind, error_facts=refusal.facts)
    # an earlier reading still counts
    status = DocumentStatus.READY if document.run else DocumentStatus.FAILED
    documents.set_status(session, document.id, status)
    details = {"run": job.run, "error": refusal.kind}
    audit.record(session, audit.SYSTEM, "job.fail", "job", job_id, details)
    named = {"document": document.id, "name": document.name, "sha256": document.file.sha256}
    events.emit(session, events.Event.DOCUMENT_FAILED, {**named, **details, "job": job_id})


def end_as_cancelled(session: Session, job_id: str) -> None:
    """End an open job that the engine was told to stop, by whoever."""
    job = jobs.find_job(session, job_id)
    if job is None or job.state.is_final:
        return
    jobs.finish_job(session, job_id, JobState.CANCELLED)
    document = documents.find_document(session, job.document)
    if document is not None:
        status = DocumentStatus.READY if document.run else DocumentStatus.CANCELLED
        documents.set_status(session, document.id, status)
    audit.record(session, audit.SYSTEM, "job.cancel", "job", job_id, {"document": job.document})
