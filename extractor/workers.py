"""A pool of processes that may die: one page per task, so that a crash costs that page only."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from extractor import errands
from extractor.processes import Crew, ProcessDiedError
from extractor.source import PageError
from models.domain.errors import DamagedFileError, KehoachError
from models.domain.layout import Page
from models.settings import Settings

if TYPE_CHECKING:
    from extractor.file_facts import FileFacts

_INSPECT_SECONDS = 120.0
_AHEAD = 2  # tasks per worker that wait in the queue
_ATTEMPTS = 2

PageOutcome = Page | PageError
"""A page as read, or why it was not."""


class ReadingPool:
    """Worker processes that open files and read pages; use it in a ``with`` block."""

    def __init__(self, settings: Settings, niceness: int = 0) -> None:
        """Remember the settings; processes start with the first task.

        ``niceness`` is by how much the processes give way to others of this machine.
        """
        self.settings = settings
        self.size = settings.jobs or available_cores()
        # one thread per engine: pages run side by side instead; read when the library loads
        os.environ.setdefault("OMP_THREAD_LIMIT", "1")
        self._crew = Crew(self.size, errands.start, (settings, niceness), errands.PRELOADED)

    def __enter__(self) -> Self:
        """Return the pool."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the processes."""
        self.stop()

    def stop(self) -> None:
        """Give up whatever runs or waits; no process is left on return."""
        self._crew.stop()

    def inspect(self, path: Path) -> FileFacts:
        """Open a file in a worker; raises a KehoachError, also where the file kills the worker."""
        try:
            return self.submit_inspection(path).result()
        except KehoachError:
            raise
        except Exception as error:  # whatever a hostile file brings about, it is damaged
            raise DamagedFileError() from error

    def read_pages(self, path: Path, indexes: Sequence[int]) -> Iterator[tuple[int, PageOutcome]]:
        """Read pages (counted from 0) side by side; yields them as they are done."""
        waiting = [(index, 1) for index in reversed(indexes)]
        running: dict[Future[Page], tuple[int, int]] = {}
        while waiting or running:
            while waiting and len(running) < self.size * (1 + _AHEAD):
                index, attempt = waiting.pop()
                running[self.submit_page(path, index)] = (index, attempt)
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                index, attempt = running.pop(future)
                outcome = _unless_died(future)
                if outcome is None and attempt < _ATTEMPTS:
                    waiting.append((index, attempt + 1))
                else:
                    yield index, outcome or PageError("page_crashed")

    def warm_up(self) -> None:
        """Start the processes now, in the background: there is work for them."""
        for _ in range(self.size):
            self._crew.submit(errands.be_there, seconds=_INSPECT_SECONDS)

    def submit_inspection(self, path: Path) -> Future[FileFacts]:
        """Queue the opening of a file; ends in its facts, a KehoachError or what a Crew raises."""
        return self._crew.submit(errands.inspect_file, path, seconds=_INSPECT_SECONDS, near=path)

    def submit_page(self, path: Path, index: int) -> Future[Page]:
        """Queue a page (counted from 0); give the future to ``outcome_of`` when it is done."""
        seconds = self.settings.limits.page_seconds
        return self._crew.submit(errands.read_one_page, path, index, seconds=seconds, near=path)


def outcome_of(future: Future[Page]) -> PageOutcome:
    """Return the page or its failure; waits for it.

    Raises ProcessDiedError where the process died, and a KehoachError where no page can be read.
    """
    try:
        return future.result()
    except (KehoachError, ProcessDiedError):
        raise
    except PageError as error:
        return error
    except TimeoutError:
        return PageError("page_timeout")
    except MemoryError:
        return PageError("page_too_large")
    except Exception:  # whatever a hostile page brings about costs that page only
        return PageError("page_failed")


def available_cores() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _unless_died(future: Future[Page]) -> PageOutcome | None:
    """Return what became of the page; None where the process died and a second try is due."""
    try:
        return outcome_of(future)
    except ProcessDiedError:
        return None
