"""A pool of processes that may die: one page per task, so that a crash costs that page only."""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures import TimeoutError as TimedOut
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pebble import ProcessExpired, ProcessPool

from extractor import tasks
from extractor.file_facts import FileFacts
from extractor.source import PageError
from models.domain.errors import DamagedFileError, KehoachError
from models.domain.layout import Page
from models.settings import Settings

_PRELOADED = ["extractor.tasks"]
_INSPECT_SECONDS = 120.0
_AHEAD = 2  # tasks per worker that wait in the queue
_ATTEMPTS = 2
_LONGEST_SOCKET_FOLDER = 60  # characters, of the 107 that a socket path may have

PageOutcome = Page | PageError
"""A page as read, or why it was not."""


class ReadingPool:
    """Worker processes that open files and read pages; use it in a ``with`` block."""

    def __init__(self, settings: Settings) -> None:
        """Remember the settings; processes start with the first task."""
        self.settings = settings
        self.size = settings.jobs or available_cores()
        # one thread per engine: pages run side by side instead; read when the library loads
        os.environ.setdefault("OMP_THREAD_LIMIT", "1")
        self._pool: Any = ProcessPool(
            max_workers=self.size,
            initializer=tasks.start,
            initargs=(settings,),
            context=_context(),
        )

    def __enter__(self) -> Self:
        """Return the pool."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let running tasks end, or stop them at once after an error or Ctrl-C."""
        if kind is None:
            self._pool.close()
        else:
            self._pool.stop()
        self._pool.join()

    def inspect(self, path: Path) -> FileFacts:
        """Open a file in a worker; raises a KehoachError, also where the file kills the worker."""
        future = self._pool.schedule(tasks.inspect_file, args=[path], timeout=_INSPECT_SECONDS)
        try:
            facts: FileFacts = future.result()
        except KehoachError:
            raise
        except (ProcessExpired, TimedOut, MemoryError, OSError, RuntimeError) as error:
            raise DamagedFileError() from error
        return facts

    def read_pages(self, path: Path, indexes: Sequence[int]) -> Iterator[tuple[int, PageOutcome]]:
        """Read pages (counted from 0) side by side; yields them as they are done."""
        waiting = [(index, 1) for index in reversed(indexes)]
        running: dict[Future[Page], tuple[int, int]] = {}
        while waiting or running:
            while waiting and len(running) < self.size * (1 + _AHEAD):
                index, attempt = waiting.pop()
                running[self._schedule(path, index)] = (index, attempt)
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                index, attempt = running.pop(future)
                outcome = _outcome_of(future)
                if outcome is None and attempt < _ATTEMPTS:
                    waiting.append((index, attempt + 1))
                else:
                    yield index, outcome or PageError("page_crashed")

    def _schedule(self, path: Path, index: int) -> Future[Page]:
        seconds = self.settings.limits.page_seconds
        args = [path, index]
        future: Future[Page] = self._pool.schedule(tasks.read_one_page, args=args, timeout=seconds)
        return future


def _outcome_of(future: Future[Page]) -> PageOutcome | None:
    """Return the page or its failure; None where the worker died and a second try is due."""
    try:
        page = future.result()
    except PageError as error:
        return error
    except KehoachError:
        raise
    except TimedOut:
        return PageError("page_timeout")
    except ProcessExpired:
        return None
    except MemoryError:
        return PageError("page_too_large")
    except Exception:  # whatever a hostile page brings about costs that page only
        return PageError("page_failed")
    return page


def available_cores() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _context() -> multiprocessing.context.BaseContext:
    """Start workers from a server that has loaded the libraries once, where there can be one.

    The server's socket lies in the temporary folder, and the path of a socket must be short.
    """
    if sys.platform == "win32" or len(tempfile.gettempdir()) > _LONGEST_SOCKET_FOLDER:
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    return context
