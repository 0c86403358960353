"""The processes of the service: what opens, reads, understands and draws, none of it in this one.

Awaiting is cancelled by killing: the process of that task ends, and no other.
"""

from __future__ import annotations

import asyncio
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from api.jobs.gate import Gate, Rank
from api.service.ports import Box
from extractor import errands
from extractor.pipeline import page_of
from extractor.processes import Crew, ProcessDiedError
from extractor.workers import ReadingPool, outcome_of
from models.domain.errors import DamagedFileError, KehoachError
from models.domain.job_errors import JobTimeoutError
from models.domain.layout import Page
from models.domain.service_errors import PageNotDrawableError, ViewerUnavailableError
from models.settings import Settings

if TYPE_CHECKING:
    from extractor.file_facts import FileFacts

_NICENESS = 10
_VIEW_NICENESS = 5
_VIEW_SECONDS = 30.0
_VIEW_AGAIN_SECONDS = 5
_MOST_VIEWS = 64


class Readers:
    """Opens and reads files page by page, as many at once as there are reading processes."""

    def __init__(self, settings: Settings) -> None:
        """Processes start with their first task."""
        self._pool = ReadingPool(settings, _NICENESS)
        self.size = self._pool.size
        self._gate = Gate(self.size)
        self._thinking = Crew(1, start_concluding, (settings, _NICENESS), errands.PRELOADED)

    def warm_up(self) -> None:
        """Start the reading processes now, in the background: there is work for them."""
        self._pool.warm_up()

    async def inspect(self, rank: Rank, path: Path) -> FileFacts:
        """Open a file; raises a KehoachError, or ProcessDiedError where it killed its process."""
        async with self._gate.place(rank):
            try:
                return await asyncio.wrap_future(self._pool.submit_inspection(path))
            except (KehoachError, ProcessDiedError):
                raise
            except Exception as error:  # whatever a hostile file brings about, it is damaged
                raise DamagedFileError from error

    async def read_page(self, rank: Rank, path: Path, index: int) -> Page:
        """Read a page (counted from 0); one that fails comes back empty and says why.

        Raises ProcessDiedError where it killed its process, or a KehoachError where no page of
        the file can be read.
        """
        async with self._gate.place(rank):
            future = self._pool.submit_page(path, index)
            try:
                await asyncio.wait([asyncio.wrap_future(future)])
            finally:
                future.cancel()
            if future.cancelled():  # the pool was stopped
                raise asyncio.CancelledError
            return page_of(index, outcome_of(future))

    async def conclude(self, job_id: str, seconds: float) -> None:
        """Understand what was read for a job and publish it.

        Raises what ``conclusion.conclude`` raises, JobTimeoutError, ProcessDiedError.
        """
        try:
            await asyncio.wrap_future(self._thinking.submit(conclude, job_id, seconds=seconds))
        except TimeoutError as error:
            raise JobTimeoutError(minutes=ceil(seconds / 60)) from error

    def stop(self) -> None:
        """Kill every process."""
        self._pool.stop()
        self._thinking.stop()


class Viewer:
    """Draws pages in a process of its own."""

    def __init__(self, settings: Settings) -> None:
        """The process starts with the first page."""
        self._crew = Crew(1, errands.start, (settings, _VIEW_NICENESS), errands.PRELOADED)
        self._running = 0

    async def render(self, path: Path, sha256: str, page: int, dpi: int, box: Box | None) -> bytes:  # noqa: ARG002 - the port's
        """Return a PNG of a page (1-based) or of a box (left, top, right, bottom, points).

        Raises PageNotDrawableError, BadBoxError, ViewerUnavailableError, or the KehoachError of a
        file that does not open.
        """
        if self._running >= _MOST_VIEWS:
            raise ViewerUnavailableError(seconds=_VIEW_AGAIN_SECONDS)
        self._running += 1
        try:
            future = self._crew.submit(
                errands.draw_page, path, page, dpi, box, seconds=_VIEW_SECONDS, near=path
            )
            return await asyncio.wrap_future(future)
        except KehoachError:
            raise
        except Exception as error:  # whatever a hostile page brings about
            raise PageNotDrawableError(page=page) from error
        finally:
            self._running -= 1

    def stop(self) -> None:
        """Kill the process."""
        self._crew.stop()


def start_concluding(settings: Settings, niceness: int) -> None:
    """Set a fresh process up; nothing of what it needs is loaded where it is only sent for."""
    from api.jobs import conclusion

    conclusion.start(settings, niceness)


def conclude(job_id: str) -> None:
    """Understand what was read for a job and publish it; see ``conclusion.conclude``."""
    from api.jobs import conclusion

    conclusion.conclude(job_id)
