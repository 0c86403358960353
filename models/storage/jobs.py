"""Jobs as their users see them; every change raises the version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from models.domain.archive import Job, JobOutcome, JobState, Lane
from models.domain.service_errors import NotFoundError
from models.storage.paging import DEFAULT_LIMIT, Slice, bounded, cut, decode_cursor
from models.storage.tables import JobRow

_LIST = "jobs"
_OPEN = (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class JobQuery:
    """What is asked for; everything that is given must hold."""

    state: JobState | None = None
    lane: Lane | None = None
    document: str | None = None


def add_job(session: Session, job: Job) -> None:
    """Add a job."""
    session.add(
        JobRow(
            id=job.id,
            document=job.document,
            run=job.run,
            lane=job.lane,
            state=job.state,
            version=job.version,
            outcome=job.outcome,
            pages_total=job.pages_total,
            pages_done=job.pages_done,
            crashes=job.crashes,
            error=job.error,
            error_facts=dict(job.error_facts),
            requested_by=job.requested_by,
            created_at=job.created_at,
            started_at=job.started_at,
            finished_at=job.finished_at,
        )
    )
    session.flush()


def find_job(session: Session, job_id: str) -> Job | None:
    """Return the job of this identifier."""
    row = session.get(JobRow, job_id, populate_existing=True)
    return None if row is None else _as_job(row)


def list_jobs(
    session: Session, query: JobQuery, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Slice[Job]:
    """Return the jobs that are asked for, newest first; raises BadCursorError."""
    limit = bounded(limit)
    asked = select(JobRow)
    for column, wanted in (
        (JobRow.state, query.state),
        (JobRow.lane, query.lane),
        (JobRow.document, query.document),
    ):
        if wanted is not None:
            asked = asked.where(col(column) == wanted)
    after = decode_cursor(_LIST, (str,), cursor)
    if after is not None:
        asked = asked.where(col(JobRow.id) < after[0])
    asked = asked.order_by(col(JobRow.id).desc()).limit(limit + 1)
    found = [_as_job(row) for row in session.scalars(asked)]
    return cut(found, limit, _LIST, lambda job: (job.id,))


def find_open_job(session: Session, document_id: str) -> Job | None:
    """Return the job of a document that waits or runs."""
    asked = select(JobRow).where(col(JobRow.document) == document_id, _is_open())
    row = session.scalars(asked.order_by(col(JobRow.id)).limit(1)).one_or_none()
    return None if row is None else _as_job(row)


def unfinished_jobs(session: Session) -> tuple[Job, ...]:
    """Return every job that waits or runs, oldest first."""
    asked = select(JobRow).where(_is_open()).order_by(col(JobRow.id))
    return tuple(_as_job(row) for row in session.scalars(asked))


def count_waiting(session: Session) -> int:
    """Return how many jobs wait."""
    waiting = col(JobRow.state) == JobState.QUEUED
    return session.scalar(select(func.count()).select_from(JobRow).where(waiting)) or 0


def count_by_state(session: Session) -> dict[JobState, int]:
    """Return how many jobs stand in each state."""
    asked = select(col(JobRow.state), func.count()).group_by(col(JobRow.state))
    found = {JobState(state): count for state, count in session.execute(asked)}
    return {state: found.get(state, 0) for state in JobState}


def queue_position(session: Session, job_id: str) -> int | None:
    """Return how many waiting jobs go before this one, plus one; None if it does not wait."""
    row = session.get(JobRow, job_id, populate_existing=True)
    if row is None or row.state != JobState.QUEUED:
        return None
    before = and_(col(JobRow.lane) == row.lane, col(JobRow.id) < row.id)
    if row.lane == Lane.BATCH:
        before = or_(before, col(JobRow.lane) == Lane.INTERACTIVE)
    waiting = col(JobRow.state) == JobState.QUEUED
    count = select(func.count()).select_from(JobRow).where(waiting, before)
    return (session.scalar(count) or 0) + 1


def start_job(session: Session, job_id: str) -> Job:
    """Mark a job as running; one that is taken up again keeps its first start."""
    started = func.coalesce(col(JobRow.started_at), datetime.now(UTC))
    return _change(session, job_id, state=JobState.RUNNING, started_at=started)


def set_pages_total(session: Session, job_id: str, pages: int) -> Job:
    """Keep how many pages there are to read."""
    return _change(session, job_id, pages_total=pages)


def count_page(session: Session, job_id: str) -> Job:
    """Count a page that was saved in the same transaction, and was not there before."""
    return _change(session, job_id, pages_done=col(JobRow.pages_done) + 1)


def count_crash(session: Session, job_id: str) -> int:
    """Count a reading process that the file killed; return how many there were."""
    return _change(session, job_id, crashes=col(JobRow.crashes) + 1).crashes


def finish_job(
    session: Session,
    job_id: str,
    state: JobState,
    outcome: JobOutcome | None = None,
    error: str | None = None,
    error_facts: Mapping[str, Any] | None = None,
) -> Job:
    """End a job; one that has ended stays as it is, and is returned so."""
    return _change(
        session,
        job_id,
        state=state,
        outcome=outcome,
        error=error,
        error_facts=dict(error_facts or {}),
        finished_at=datetime.now(UTC),
    )


def _change(session: Session, job_id: str, **values: Any) -> Job:  # noqa: ANN401 - any column
    """Change an open job by one statement, so that no two changes undo each other.

    Raises NotFoundError.
    """
    session.execute(
        update(JobRow)
        .where(col(JobRow.id) == job_id, _is_open())
        .values(version=col(JobRow.version) + 1, **values)
        .execution_options(synchronize_session=False)
    )
    job = find_job(session, job_id)
    if job is None:
        raise NotFoundError(object="job")
    return job


def _is_open() -> ColumnElement[bool]:
    return col(JobRow.state).in_(_OPEN)


def _as_job(row: JobRow) -> Job:
    return Job(
        id=row.id,
        document=row.document,
        run=row.run,
        lane=Lane(row.lane),
        state=JobState(row.state),
        created_at=row.created_at,
        requested_by=row.requested_by,
        version=row.version,
        outcome=None if row.outcome is None else JobOutcome(row.outcome),
        pages_total=row.pages_total,
        pages_done=row.pages_done,
        crashes=row.crashes,
        error=row.error,
        error_facts=row.error_facts,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )
