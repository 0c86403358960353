"""Waiting for jobs: one look at the tables for all who wait, however many they are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

from fastapi.concurrency import run_in_threadpool

from api.service.office import Office
from models.domain.archive import Job
from models.domain.errors import KehoachError
from models.domain.service_errors import StoppingError
from models.storage import jobs

LONGEST_WAIT = 60.0
HEARTBEAT_SECONDS = 15.0
_AGAIN_SECONDS = 5

Look = Callable[[frozenset[str]], dict[str, Job]]


class Watch:
    """Looks at the awaited jobs a few times a second while anybody waits."""

    def __init__(self, look: Look, seconds: float = 0.2) -> None:
        """``look`` returns the rows of these jobs, without those that are gone."""
        self._look = look
        self._seconds = seconds
        self._waiting: dict[asyncio.Future[Job | None], tuple[str, int]] = {}
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    async def later(self, job: str, version: int, seconds: float) -> Job | None:
        """Return the job once it is beyond that version, or None when the time is up or it is gone.

        Raises StoppingError when the service stops.
        """
        if self._closed:
            raise StoppingError(seconds=_AGAIN_SECONDS)
        future: asyncio.Future[Job | None] = asyncio.get_running_loop().create_future()
        self._waiting[future] = (job, version)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._keep_looking())
        try:
            async with asyncio.timeout(seconds):
                return await future
        except TimeoutError:
            return None
        finally:
            self._waiting.pop(future, None)

    async def until_final(self, job: Job, seconds: float) -> Job:
        """Return the job as it is when it has ended, or when the time is up."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not job.state.is_final:
            left = deadline - asyncio.get_running_loop().time()
            changed = await self.later(job.id, job.version, left) if left > 0 else None
            if changed is None:
                break
            job = changed
        return job

    async def changes(self, job: Job) -> AsyncIterator[Job | None]:
        """Yield the job now and after each change until it ends; None where nothing happened."""
        yield job
        while not job.state.is_final:
            try:
                changed = await self.later(job.id, job.version, HEARTBEAT_SECONDS)
            except StoppingError:
                return
            yield changed
            job = changed or job

    def close(self) -> None:
        """Let everybody go who waits."""
        self._closed = True
        for future in list(self._waiting):
            if not future.done():
                future.set_exception(StoppingError(seconds=_AGAIN_SECONDS))

    async def _keep_looking(self) -> None:
        while self._waiting and not self._closed:
            wanted = frozenset(job for job, _ in self._waiting.values())
            # a database that is away for a moment is no reason to send everybody home
            with suppress(KehoachError):
                self._tell(wanted, await run_in_threadpool(self._look, wanted))
            await asyncio.sleep(self._seconds)

    def _tell(self, looked: frozenset[str], found: dict[str, Job]) -> None:
        for future, (job, version) in list(self._waiting.items()):
            current = found.get(job)
            if future.done() or job not in looked:
                continue
            if current is None or current.version > version:
                future.set_result(current)


def look_into(office: Office) -> Look:
    """Return the look at the job rows of an office."""

    def look(wanted: frozenset[str]) -> dict[str, Job]:
        with office.database.read() as session:
            found = [jobs.find_job(session, job) for job in wanted]
        return {job.id: job for job in found if job is not None}

    return look
