"""A job from its beginning to its end: look at the file, read every page, understand, publish.

Whatever happens on the way (a page that hangs, a database that is away, a process that is killed)
ends in a row that says so. A page that is committed is not read again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from math import ceil
from typing import TYPE_CHECKING, TypeVar

from api.jobs.endings import end_in_failure
from api.jobs.gate import Rank
from api.jobs.readers import Readers
from api.jobs.steps import Place, Steps
from api.service.logs import get_log
from api.service.office import Office
from extractor.processes import ProcessDiedError
from models.domain.archive import DocumentStatus, FileFacts, Job, Lane, StoredDocument
from models.domain.errors import KehoachError
from models.domain.job_errors import JobTimeoutError, KillsWorkerError
from models.domain.layout import Page
from models.domain.service_errors import BusyError
from models.storage import documents, jobs, runs

if TYPE_CHECKING:
    from models.storage.database import Session

T = TypeVar("T")

_log = get_log(__name__)
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 5.0
_AHEAD = 1  # pages of a job that wait for a process, beyond those that have one
_MINIMUM_SECONDS, _PAGE_SECONDS = 300.0, 2.0  # for understanding a document


class JobEndedError(Exception):
    """Somebody ended the job, or deleted it, while it was being done."""


class Extraction:
    """Does jobs; one object for all jobs of a process, called from the engine's event loop."""

    def __init__(self, office: Office, readers: Readers) -> None:
        """Work with these rows and processes."""
        self._office = office
        self._readers = readers
        self._settings = office.settings

    async def do(self, steps: Steps, job_id: str) -> None:
        """Do a job to its end, within its time; what goes wrong ends in its row."""
        seconds = self._settings.queue.job_seconds
        try:
            async with asyncio.timeout(seconds) as limit:
                await self._extract(steps, job_id)
        except TimeoutError as error:
            late = JobTimeoutError(minutes=ceil(seconds / 60))
            await self._fail(job_id, late if limit.expired() else error)
        except JobEndedError:
            _log.info("job.ended_meanwhile", job=job_id)
        except Exception as error:
            await self._fail(job_id, error)

    async def _extract(self, steps: Steps, job_id: str) -> None:
        begun = await self._store(lambda session: _begin(session, job_id))
        if begun is None:
            return
        job, document = begun
        pages = await steps.reserve().run("inspect", lambda: self._inspect(job, document))
        await self._read_pages(steps, job, document, pages)
        await steps.reserve().run("conclude", lambda: self._conclude(job, pages))

    async def _inspect(self, job: Job, document: StoredDocument) -> int:
        """Look at the file and keep what it is; return the number of its pages."""
        with self._office.files.path(document.file.sha256) as path:
            found = await self._despite_deaths(
                job, lambda: self._readers.inspect(_rank(job, -1), path)
            )
        known = document.file
        facts = FileFacts(
            known.sha256, known.size, known.kind, found.page_count, found.signed, found.remarks
        )
        await self._store(lambda session: _keep_facts(session, job, facts))
        return found.page_count

    async def _read_pages(
        self, steps: Steps, job: Job, document: StoredDocument, pages: int
    ) -> None:
        """Read the pages that are not there yet, side by side."""
        places = [steps.reserve() for _ in range(pages)]
        there = await self._store(lambda session: runs.page_numbers(session, job.run))
        abreast = asyncio.Semaphore(self._readers.size + _AHEAD)

        async def read(index: int, place: Place) -> None:
            async with abreast:
                await place.run("page", lambda: self._read_page(job, document, index))

        missing = [(i, place) for i, place in enumerate(places) if i + 1 not in there]
        await _all([read(index, place) for index, place in missing])

    async def _read_page(self, job: Job, document: StoredDocument, index: int) -> None:
        with self._office.files.path(document.file.sha256) as path:
            page = await self._despite_deaths(
                job, lambda: self._readers.read_page(_rank(job, index), path, index)
            )
        _log.info("page.read", job=job.id, run=job.run, document=job.document, page=page.number)
        await self._store(lambda session: _keep_page(session, job, page))

    async def _conclude(self, job: Job, pages: int) -> None:
        """Understand and publish; what is long is allowed more time."""
        seconds = max(_MINIMUM_SECONDS, pages * _PAGE_SECONDS)
        await self._patiently(
            lambda: self._despite_deaths(job, lambda: self._readers.conclude(job.id, seconds))
        )

    async def _despite_deaths(self, job: Job, work: Callable[[], Awaitable[T]]) -> T:
        """Try again where the process died; raises KillsWorkerError at the last time."""
        while True:
            try:
                return await work()
            except ProcessDiedError:
                crashes = await self._store(lambda session: jobs.count_crash(session, job.id))
                _log.warning("job.crash", job=job.id, document=job.document, crashes=crashes)
                if crashes >= self._settings.queue.kills:
                    raise KillsWorkerError(crashes=crashes) from None

    async def _fail(self, job_id: str, error: Exception) -> None:
        if not isinstance(error, KehoachError):
            _log.error("job.broken", job=job_id, exc_info=error)
        await self._store(lambda session: end_in_failure(session, job_id, error))

    async def _store(self, change: Callable[[Session], T]) -> T:
        """Change the rows in one transaction, however long the database is away."""

        def write() -> T:
            with self._office.database.write() as session:
                return change(session)

        return await self._patiently(lambda: asyncio.to_thread(write))

    async def _patiently(self, work: Callable[[], Awaitable[T]]) -> T:
        """Try again while there is no database or no room, ever more slowly."""
        pause = _FIRST_PAUSE
        while True:
            try:
                return await work()
            except BusyError as error:
                _log.warning("job.waits", reason=error.kind, seconds=pause)
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)


def _begin(session: Session, job_id: str) -> tuple[Job, StoredDocument] | None:
    """Mark a job as running; None where it has ended or is gone."""
    job = jobs.find_job(session, job_id)
    document = None if job is None else documents.find_document(session, job.document)
    if job is None or document is None or job.state.is_final:
        return None
    if document.run is None:
        documents.set_status(session, document.id, DocumentStatus.PROCESSING)
    return jobs.start_job(session, job_id), document


def _keep_facts(session: Session, job: Job, facts: FileFacts) -> None:
    documents.set_facts(session, job.document, facts)
    if facts.page_count is not None:
        jobs.set_pages_total(session, job.id, facts.page_count)


def _keep_page(session: Session, job: Job, page: Page) -> None:
    now = jobs.find_job(session, job.id)
    if now is None or now.state.is_final:
        raise JobEndedError(job.id)
    if runs.save_page(session, job.run, page):
        jobs.count_page(session, job.id)


def _rank(job: Job, index: int) -> Rank:
    """People before archives; then the first pages of all before the later ones of any.

    So a short document overtakes a long one, whichever came first.
    """
    return (int(job.lane is Lane.BATCH), index, job.id)


async def _all(works: list[Awaitable[None]]) -> None:
    """Await all; the first that fails cancels the others, and none is left behind."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
