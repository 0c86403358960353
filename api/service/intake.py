"""Taking files in: judged by their bytes, kept under their hash, recorded with a job."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from api.service.audit import record
from api.service.logs import get_log
from api.service.office import Office
from extractor.probe import name_kind, readable_kind
from models.domain.archive import (
    Actor,
    DocumentStatus,
    ExtractionRun,
    FileFacts,
    Job,
    JobState,
    Lane,
    StoredDocument,
)
from models.domain.errors import EmptyFileError, WrongTypeError
from models.domain.identity import new_id
from models.domain.service_errors import BusyError, DiskFullError, QueueFullError
from models.storage import documents, jobs, runs

if TYPE_CHECKING:
    from models.storage.database import Session
    from models.storage.files import Incoming, KeptFile

_QUEUE_SECONDS = 30
_DISK_SECONDS = 60
_RACE_SECONDS = 1
_LONGEST_NAME = 200
_NAMELESS = "document"
_log = get_log(__name__)
_ARCHIVES = (b"PK", b"\xd0\xcf\x11\xe0")
_PARTS = re.compile(r"[/\\]")
_SPACES = re.compile(r"\s+")
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that is in: its document, the job that reads it, and whether it was known before.

    ``job`` is the open job of a known document, or its last one.
    """

    document: StoredDocument
    job: Job | None
    known: bool


def check_room(office: Office) -> None:
    """Raise QueueFullError or DiskFullError where nothing more can be taken in now."""
    limits = office.settings.queue
    if office.files.free_bytes() < limits.min_free_bytes:
        raise DiskFullError(seconds=_DISK_SECONDS)
    with office.database.read() as session:
        waiting = jobs.count_waiting(session)
    if waiting >= limits.max_waiting:
        raise QueueFullError(limit=limits.max_waiting, seconds=_QUEUE_SECONDS)


def safe_name(name: str) -> str:
    """Return a file name that is only a name: no folders, no hidden characters, NFC, not long."""
    composed = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode("utf-8"))
    last = _PARTS.split(composed)[-1]
    shown = "".join(c for c in _SPACES.sub(" ", last) if unicodedata.category(c) not in _HIDDEN)
    stem, dot, suffix = shown.strip(" .").rpartition(".")
    if dot and len(suffix) <= 8:
        return f"{stem[: _LONGEST_NAME - len(suffix) - 1]}.{suffix}"
    return shown.strip(" .")[:_LONGEST_NAME] or _NAMELESS


def judge(head: bytes) -> None:
    """Refuse a file by its first bytes where no further byte can save it.

    An archive is refused later, since what it is stands at its end. Raises EmptyFileError,
    WrongTypeError.
    """
    if not head:
        raise EmptyFileError
    if readable_kind(head) is None and not head.startswith(_ARCHIVES):
        raise WrongTypeError(actual=name_kind(head, Path()))


def take_in(
    office: Office, actor: Actor, name: str, incoming: Incoming, lane: Lane, request: str | None
) -> Taken:
    """Keep a whole file and record it with its job, or say that it is known.

    When it returns, file and rows are on the disk. Raises EmptyFileError, WrongTypeError,
    BusyError, DatabaseUnavailableError; then nothing is left of the file.
    """
    judge(incoming.head)
    kept = incoming.keep()
    try:
        kind = _kind(office, incoming.head, kept)
        taken = _record(office, actor, safe_name(name), kept, kind, lane, request)
    except Exception:
        if kept.is_new:
            discard(office, kept.sha256)
        raise
    if not taken.known and taken.job is not None:
        hand_over(office, taken.job)
    return taken


def hand_over(office: Office, job: Job) -> None:
    """Give a job whose row is committed to the engine; one that it cannot take now is found later.

    The executor looks for forgotten jobs in the tables again and again.
    """
    try:
        office.jobs.submit(job)
    except Exception as error:  # whatever keeps the engine from its tables
        _log.warning("job.not_handed_over", job=job.id, exc_info=error)


def discard(office: Office, sha256: str) -> None:
    """Delete a file that no document refers to."""
    with office.database.write() as session:
        documents.lock_file(session, sha256)
        if documents.find_by_hash(session, sha256) is None:
            office.files.delete(sha256)


def new_reading(session: Session, document: StoredDocument, actor: Actor, lane: Lane) -> Job:
    """Add an extraction run and its queued job for a document; return the job."""
    now = datetime.now(UTC)
    run = ExtractionRun(id=new_id(), document=document.id, created_at=now, versions={})
    job = Job(
        id=new_id(),
        document=document.id,
        run=run.id,
        lane=lane,
        state=JobState.QUEUED,
        created_at=now,
        requested_by=actor.name,
    )
    runs.add_run(session, run)
    jobs.add_job(session, job)
    return job


def _kind(office: Office, head: bytes, kept: KeptFile) -> str:
    """Return what the file is; raises WrongTypeError, which says what is in an archive."""
    kind = readable_kind(head)
    if kind is not None:
        return kind.value
    with office.files.path(kept.sha256) as path:
        raise WrongTypeError(actual=name_kind(head, path))


def _record(
    office: Office,
    actor: Actor,
    name: str,
    kept: KeptFile,
    kind: str,
    lane: Lane,
    request: str | None,
) -> Taken:
    with office.database.write() as session:
        documents.lock_file(session, kept.sha256)
        known = documents.find_by_hash(session, kept.sha256)
        if known:
            return Taken(known, last_job(session, known.id), True)
        if not office.files.holds(kept.sha256):
            # deleted together with its document between keeping and recording
            raise BusyError(seconds=_RACE_SECONDS)
        now = datetime.now(UTC)
        document = StoredDocument(
            id=new_id(),
            name=name,
            file=FileFacts(kept.sha256, kept.size, kind),
            status=DocumentStatus.WAITING,
            created_at=now,
            created_by=actor.name,
            updated_at=now,
        )
        documents.add_document(session, document)
        job = new_reading(session, document, actor, lane)
        details = {"sha256": kept.sha256, "size": kept.size, "job": job.id}
        record(session, actor, "document.add", "document", document.id, details, request)
    return Taken(document, job, False)


def last_job(session: Session, document: str) -> Job | None:
    """Return the open job of a document, or else its newest one."""
    found = jobs.find_open_job(session, document)
    if found:
        return found
    latest = jobs.list_jobs(session, jobs.JobQuery(document=document), None, 1)
    return latest.items[0] if latest.items else None
