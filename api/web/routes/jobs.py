"""Jobs: listed, waited for, followed, cancelled, begun anew."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from api.service import jobs as work
from api.web.deps import (
    Cursor,
    Desk,
    DeskDep,
    Identifier,
    Limit,
    OfficeDep,
    RequestName,
    Speech,
)
from api.web.docs import refusals
from api.web.security import Reader, Uploader
from api.web.shapes.jobs import JobOut, job_out
from api.web.shapes.lists import ListOut, link_next
from api.web.waiting import LONGEST_WAIT
from corpus.messages import Language
from models.domain.archive import Job, JobState, Lane
from models.storage import jobs

router = APIRouter(prefix="/v1", tags=["jobs"])
_RETRY_SECONDS = "1"
_EVENTS = "text/event-stream"
_EVENT = {
    "type": "object",
    "description": "one event; `data` is the job as JSON, `id` its version",
    "properties": {
        "id": {"type": "string"},
        "event": {"type": "string", "enum": ["progress", "end"]},
        "data": {"type": "string"},
    },
}


@router.get("/jobs")
def list_jobs(
    request: Request,
    response: Response,
    office: OfficeDep,
    language: Speech,
    _actor: Reader,
    state: JobState | None = None,
    lane: Lane | None = None,
    document: Annotated[str | None, Query(pattern="^[0-9a-f]{32}$")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ListOut[JobOut]:
    """List jobs, newest first."""
    with office.database.read() as session:
        found = jobs.list_jobs(session, jobs.JobQuery(state, lane, document), cursor, limit)
        items = tuple(
            job_out(job, language, jobs.queue_position(session, job.id)) for job in found.items
        )
    link_next(request, response, found.next)
    return ListOut(items=items, next=found.next)


@router.get("/jobs/{job}", responses=refusals(404))
async def show_job(
    job: Identifier,
    desk: DeskDep,
    language: Speech,
    _actor: Reader,
    response: Response,
    wait: Annotated[
        float, Query(ge=0, le=LONGEST_WAIT, description="seconds to wait for the end of the job")
    ] = 0,
    since: Annotated[
        int | None,
        Query(ge=0, le=2**31 - 1, description="wait only until the version is beyond this one"),
    ] = None,
) -> JobOut:
    """Show a job; with ``wait`` answer when it ends (or changes, with ``since``), or time is up."""
    found = await run_in_threadpool(_find, desk, job)
    if wait and not found.state.is_final:
        if since is None:
            found = await desk.watch.until_final(found, wait)
        elif found.version <= since:
            found = await desk.watch.later(job, since, wait) or found
    if not found.state.is_final:
        response.headers["Retry-After"] = _RETRY_SECONDS
    return await run_in_threadpool(_shown, desk, found, language)


@router.get(
    "/jobs/{job}/events",
    response_class=StreamingResponse,
    responses={200: {"content": {_EVENTS: {"schema": _EVENT}}}, **refusals(404)},
)
async def follow_job(
    job: Identifier, desk: DeskDep, language: Speech, _actor: Reader
) -> StreamingResponse:
    """Follow a job as server-sent events: ``progress`` at each change, ``end`` at its end."""
    found = await run_in_threadpool(_find, desk, job)
    return StreamingResponse(_events(desk, found, language), media_type=_EVENTS)


@router.post("/jobs/{job}/cancel", status_code=202, responses=refusals(404, 409))
def cancel_job(
    job: Identifier, office: OfficeDep, name: RequestName, language: Speech, actor: Uploader
) -> JobOut:
    """Cancel a job that has not ended."""
    return job_out(work.cancel(office, actor, job, name), language)


@router.post("/documents/{document}/jobs", status_code=202, responses=refusals(404, 409))
def read_again(
    document: Identifier,
    office: OfficeDep,
    name: RequestName,
    language: Speech,
    actor: Uploader,
    response: Response,
    lane: Lane = Lane.INTERACTIVE,
) -> JobOut:
    """Read a document again, with what the program knows now; corrections stay."""
    job = work.read_again(office, actor, document, lane, name)
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    response.headers["Retry-After"] = _RETRY_SECONDS
    return job_out(job, language)


def _find(desk: Desk, job: str) -> Job:
    with desk.office.database.read() as session:
        return work.find_job(session, job)


def _shown(desk: Desk, job: Job, language: Language) -> JobOut:
    if job.state is not JobState.QUEUED:
        return job_out(job, language)
    with desk.office.database.read() as session:
        return job_out(job, language, jobs.queue_position(session, job.id))


async def _events(desk: Desk, job: Job, language: Language) -> AsyncIterator[str]:
    async for change in desk.watch.changes(job):
        if change is None:
            yield ": still here\n\n"
            continue
        name = "end" if change.state.is_final else "progress"
        data = job_out(change, language).model_dump_json()
        yield f"id: {change.version}\nevent: {name}\ndata: {data}\n\n"
