"""Many files into the store, through the same jobs as uploads, a few at a time.

Files are taken in as they are found; as many are open as the list may hold, so that memory and
queue stay small however large the archive is. What a file is goes by its content: bytes that were
read before are not read again, whatever run or name brought them.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from api.service.intake import Taken, check_room, take_in
from api.service.jobs import read_again
from api.service.office import Office
from models.domain.archive import (
    Actor,
    DocumentStatus,
    Job,
    JobOutcome,
    JobState,
    Lane,
    StoredDocument,
)
from models.domain.errors import FileMissingError, FileTooLargeError, KehoachError
from models.domain.service_errors import BusyError
from models.storage import documents, jobs

OPEN_AT_ONCE = 48
_TAKEN_PER_STEP = 16
_BLOCK = 1024 * 1024

Source = tuple[Path, KehoachError | None]


class Fate(StrEnum):
    """What became of one file."""

    OK = "ok"
    PARTIAL = "partial"
    NOT_A_PLAN = "not_a_plan"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Ending:
    """How one file ended; ``known`` tells that it was read before this run."""

    file: str
    fate: Fate
    known: bool = False
    document: str | None = None
    error: KehoachError | None = None


@dataclass(slots=True)
class Tally:
    """How far a batch is: files by fate; among them those known before and those read in this run.

    ``pages`` are those of files that have ended, ``open_pages`` those of files that are ``open``.
    """

    total: int = 0
    counts: dict[Fate, int] = field(default_factory=lambda: dict.fromkeys(Fate, 0))
    known: int = 0
    read: int = 0
    open: int = 0
    open_pages: int = 0
    pages: int = 0

    @property
    def done(self) -> int:
        """Return how many files have ended."""
        return sum(self.counts.values())

    @property
    def failed(self) -> int:
        """Return how many files did not come out."""
        return self.counts[Fate.FAILED] + self.counts[Fate.CANCELLED]

    def add(self, ending: Ending) -> None:
        """Count an ending."""
        self.counts[ending.fate] += 1
        self.known += ending.known
        self.read += ending.document is not None and not ending.known


@dataclass(slots=True)
class _Open:
    """A file that waits for its job; ``again`` where another file of this run waits for it too."""

    file: str
    job: str
    again: bool


class Batch:
    """One run over many files; ``on_ending`` hears of each file once, when it has ended."""

    def __init__(
        self,
        office: Office,
        actor: Actor,
        sources: Iterable[Source],
        total: int,
        on_ending: Callable[[Ending], None],
        retry: bool = False,
    ) -> None:
        """Prepare; ``retry`` reads files again that could not be read in an earlier run."""
        self.tally = Tally(total=total)
        self.trouble: BusyError | None = None
        self._office = office
        self._actor = actor
        self._sources: Iterator[Source] = iter(sources)
        self._next: Source | None = None
        self._on_ending = on_ending
        self._retry = retry
        self._open: list[_Open] = []

    def step(self) -> bool:
        """See which jobs have ended and take in what there is room for; tell whether more is left.

        Where database or disk give no room, nothing is lost: ``trouble`` says why, and the next
        step tries again.
        """
        self.trouble = None
        try:
            self._settle()
            self._fill()
        except BusyError as error:
            self.trouble = error
        self.tally.open = len(self._open)
        return bool(self._open) or self._peek() is not None

    @property
    def has_to_wait(self) -> bool:
        """Tell whether another step at once would bring nothing new."""
        is_full = len(self._open) >= OPEN_AT_ONCE
        return self.trouble is not None or is_full or self._peek() is None

    def _settle(self) -> None:
        """Take out of the list what has ended."""
        with self._office.database.read() as session:
            seen = [(entry, jobs.find_job(session, entry.job)) for entry in self._open]
        self._open = [entry for entry, job in seen if job and not job.state.is_final]
        self.tally.open_pages = 0
        for entry, job in seen:
            pages = job.pages_done if job and not entry.again else 0
            if job and not job.state.is_final:
                self.tally.open_pages += pages
            else:
                self.tally.pages += pages
                self._end(_ending_of(entry.file, job, entry.again))

    def _fill(self) -> None:
        """Take in some files, until the list is full; raises BusyError where there is no room."""
        for _ in range(_TAKEN_PER_STEP):
            source = self._peek()
            if source is None or len(self._open) >= OPEN_AT_ONCE:
                return
            path, problem = source
            try:
                if problem:
                    raise problem
                self._take(path)
            except BusyError:
                raise
            except KehoachError as error:
                self._end(Ending(str(path), Fate.FAILED, error=error))
            self._next = None

    def _take(self, path: Path) -> None:
        file = str(path)
        known = _find_known(self._office, path)
        if known is None:
            taken = _bring_in(self._office, self._actor, path)
            document, job = taken.document, taken.job
        else:
            document, job = known, _job_of_known(self._office, self._actor, known, self._retry)
        if job is None or job.state.is_final:
            self._end(_ending_of_known(file, document, job))
        else:
            again = any(entry.job == job.id for entry in self._open)
            self._open.append(_Open(file, job.id, again))

    def _peek(self) -> Source | None:
        """Return the file that comes next; it stays the next until it was taken."""
        if self._next is None:
            self._next = next(self._sources, None)
        return self._next

    def _end(self, ending: Ending) -> None:
        self.tally.add(ending)
        self._on_ending(ending)


def _find_known(office: Office, path: Path) -> StoredDocument | None:
    """Return the document of these bytes; raises FileMissingError, FileTooLargeError."""
    with _opened(path) as file:
        size, limit = os.fstat(file.fileno()).st_size, office.settings.limits.max_file_bytes
        if size > limit:
            raise FileTooLargeError(size=size, limit=limit)
        digest = hashlib.sha256()
        for block in _blocks(file):
            digest.update(block)
    sha256 = digest.hexdigest()
    with office.database.read() as session:
        return documents.find_by_hash(session, sha256)


def _bring_in(office: Office, actor: Actor, path: Path) -> Taken:
    """Take a new file in."""
    check_room(office)
    with _opened(path) as file, office.files.incoming() as incoming:
        for block in _blocks(file):
            incoming.write(block)
        return take_in(office, actor, path.name, incoming, Lane.BATCH, None)


def _opened(path: Path) -> BinaryIO:
    """Open a plain file; raises FileMissingError for anything else, such as a pipe."""
    if not path.is_file():
        raise FileMissingError
    try:
        return path.open("rb")
    except OSError as error:
        raise FileMissingError(detail=str(error.strerror)) from error


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    try:
        while block := file.read(_BLOCK):
            yield block
    except OSError as error:
        raise FileMissingError(detail=str(error.strerror)) from error


def _job_of_known(
    office: Office, actor: Actor, document: StoredDocument, retry: bool
) -> Job | None:
    """Return the open job of a known document, a new one where it must be read again, or its last.

    What was cancelled was never read; what failed is read again only where that is wanted.
    """
    with office.database.read() as session:
        found = jobs.list_jobs(session, jobs.JobQuery(document=document.id), None, 1).items
    job = found[0] if found else None
    is_open = job is not None and not job.state.is_final
    failed = document.status is DocumentStatus.FAILED
    if is_open or not (document.status is DocumentStatus.CANCELLED or (failed and retry)):
        return job
    return read_again(office, actor, document.id, Lane.BATCH)


_FATES = {
    JobOutcome.OK: Fate.OK,
    JobOutcome.PARTIAL: Fate.PARTIAL,
    JobOutcome.NOT_A_PLAN: Fate.NOT_A_PLAN,
}


def _ending_of(file: str, job: Job | None, known: bool = False) -> Ending:
    """Return how the file ended whose job has ended, or is gone with its document."""
    if job is None or job.state is JobState.CANCELLED:
        return Ending(file, Fate.CANCELLED, known, job.document if job else None)
    if job.state is JobState.SUCCEEDED:
        return Ending(file, _FATES[job.outcome or JobOutcome.OK], known, job.document)
    return _failure(file, job, known)


def _ending_of_known(file: str, document: StoredDocument, job: Job | None) -> Ending:
    """Return how a document ended in an earlier run: by what was read of it, if anything was."""
    if document.status is DocumentStatus.READY:
        return Ending(file, _FATES[document.outcome or JobOutcome.OK], True, document.id)
    return _ending_of(file, job, known=True)


def _failure(file: str, job: Job, known: bool) -> Ending:
    error = KehoachError(**job.error_facts)
    error.kind = job.error or error.kind
    return Ending(file, Fate.FAILED, known, job.document, error)
