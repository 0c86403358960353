"""Jobs as their users see them."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from api.web.problems import words_of
from corpus.messages import Language
from models.domain.archive import Job, JobOutcome, JobState, Lane
from models.domain.errors import KehoachError


class JobErrorOut(BaseModel):
    """Why a job failed."""

    kind: str = Field(description="stable code")
    detail: str = Field(description="what happened and what to do")


class JobOut(BaseModel):
    """The reading of one document."""

    id: str
    document: str
    lane: Lane
    state: JobState
    outcome: JobOutcome | None
    version: int = Field(description="rises with every change")
    position: int | None = Field(description="place in the queue, 1-based; null once it runs")
    pages_total: int | None
    pages_done: int
    crashes: int = Field(description="reading processes that the file killed")
    error: JobErrorOut | None
    requested_by: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class _Refusal(KehoachError):
    """A refusal that a job ended with."""


def job_out(job: Job, language: Language, position: int | None = None) -> JobOut:
    """Return what is shown of a job."""
    return JobOut(
        id=job.id,
        document=job.document,
        lane=job.lane,
        state=job.state,
        outcome=job.outcome,
        version=job.version,
        position=position,
        pages_total=job.pages_total,
        pages_done=job.pages_done,
        crashes=job.crashes,
        error=_error(job, language),
        requested_by=job.requested_by,
        created_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
    )


def _error(job: Job, language: Language) -> JobErrorOut | None:
    if job.error is None:
        return None
    refusal = _Refusal(**job.error_facts)
    refusal.kind = job.error
    return JobErrorOut(kind=job.error, detail=words_of(refusal, language, job.id))
