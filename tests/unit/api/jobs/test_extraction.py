from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

import pytest

from api.jobs import extraction
from api.jobs.extraction import Extraction
from api.jobs.gate import Rank
from api.jobs.steps import Place, Work
from api.service.audit import SYSTEM
from api.service.intake import take_in
from api.service.jobs import cancel
from api.service.office import Office
from extractor.file_facts import FileFacts
from extractor.processes import ProcessDiedError
from models.domain.archive import Job, JobState, Lane
from models.domain.errors import DamagedFileError, EngineMissingError, NoTextError
from models.domain.layout import Page, ReadMethod
from models.domain.service_errors import DatabaseUnavailableError
from models.settings import QueueSettings, Settings
from models.storage import documents, jobs, runs
from models.storage.database import Database, Session, open_database
from models.storage.files import FolderStore
from models.storage.migrations import migrate

T = TypeVar("T")


class Nobody:
    """An engine that is never asked to do anything."""

    def submit(self, job: Job) -> None:
        pass

    def cancel(self, job_id: str) -> None:
        pass


class Steps:
    """Steps that run at once, and remember their names."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def reserve(self) -> Place:
        steps = self

        class Reserved:
            async def run(self, name: str, work: Work[T]) -> T:
                result = await work()
                steps.done.append(name)
                return result

        return Reserved()


class Readers:
    """Readings as a test wants them: ``deaths`` by page (-1 is the opening), ``error`` there."""

    size = 2

    def __init__(
        self,
        office: Office,
        pages: int = 3,
        deaths: dict[int, int] | None = None,
        errors: dict[int, Exception] | None = None,
        before: Callable[[int], None] | None = None,
    ) -> None:
        self._office, self._pages, self._before = office, pages, before
        self._deaths, self._errors = dict(deaths or {}), dict(errors or {})
        self.read: list[int] = []

    async def inspect(self, rank: Rank, path: Path) -> FileFacts:
        self._happen(-1)
        return FileFacts(self._pages, repaired=False, signed=True, remarks=("signed",))

    async def read_page(self, rank: Rank, path: Path, index: int) -> Page:
        if self._before:
            self._before(index)
        self.read.append(index)
        self._happen(index)
        return Page(index + 1, 595, 842, ReadMethod.BLANK, "no_content", 1.0)

    async def conclude(self, job_id: str, seconds: float) -> None:
        self._happen(self._pages)
        with self._office.database.write() as session:
            jobs.finish_job(session, job_id, JobState.SUCCEEDED)

    def _happen(self, index: int) -> None:
        if self._deaths.get(index, 0):
            self._deaths[index] -= 1
            raise ProcessDiedError
        if error := self._errors.pop(index, None):
            raise error


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setattr(extraction, "_FIRST_PAUSE", 0.001)
    settings = Settings(data=tmp_path, database_url=None, queue=QueueSettings(job_seconds=60))
    with closing(open_database(settings)) as database:
        migrate(database)
        yield Office(settings, database, FolderStore(tmp_path), Nobody())


@pytest.fixture
def job(office: Office) -> Job:
    with office.files.incoming() as incoming:
        incoming.write(b"%PDF-1.7")
        taken = take_in(office, SYSTEM, "a.pdf", incoming, Lane.BATCH, None)
    assert taken.job
    return taken.job


def do(office: Office, job: Job, readers: Readers) -> tuple[Job, list[str]]:
    """Do a job; return it as it stands then, and the steps that were done."""
    steps = Steps()
    asyncio.run(Extraction(office, readers).do(steps, job.id))
    with office.database.read() as session:
        found = jobs.find_job(session, job.id)
    assert found
    return found, steps.done


def test_a_job_is_a_straight_line(office: Office, job: Job) -> None:
    ended, steps = do(office, job, Readers(office))
    assert steps == ["inspect", "page", "page", "page", "conclude"]
    assert (ended.state, ended.pages_done, ended.pages_total) == (JobState.SUCCEEDED, 3, 3)
    with office.database.read() as session:
        document = documents.find_document(session, job.document)
    assert document and document.file.signed and document.file.remarks == ("signed",)


def test_pages_that_are_there_are_not_read_again(office: Office, job: Job) -> None:
    with office.database.write() as session:
        for number in (1, 3):
            page = Page(number, 595, 842, ReadMethod.BLANK, "no_content", 1.0)
            assert runs.save_page(session, job.run, page)
    readers = Readers(office, pages=4)
    ended, _ = do(office, job, readers)
    assert sorted(readers.read) == [1, 3]
    assert ended.state is JobState.SUCCEEDED


@pytest.mark.parametrize(
    ("deaths", "state", "error", "crashes", "reason"),
    [
        ({1: 2}, JobState.SUCCEEDED, None, 2, "two deaths are forgiven"),
        ({1: 3}, JobState.FAILED, "kills_worker", 3, "the third is not"),
        ({0: 1, 1: 1, -1: 1}, JobState.FAILED, "kills_worker", 3, "wherever they happen"),
        ({3: 3}, JobState.FAILED, "kills_worker", 3, "also where it is understood"),
    ],
)
def test_deaths_are_counted_over_the_whole_file(
    office: Office,
    job: Job,
    deaths: dict[int, int],
    state: JobState,
    error: str | None,
    crashes: int,
    reason: str,
) -> None:
    ended, _ = do(office, job, Readers(office, deaths=deaths))
    assert (ended.state, ended.error, ended.crashes) == (state, error, crashes), reason


@pytest.mark.parametrize(
    ("errors", "kind", "reason"),
    [
        ({-1: DamagedFileError()}, "damaged", "a file that does not open"),
        ({1: EngineMissingError(detail="vie")}, "engine_missing", "what fails every page"),
        ({3: NoTextError()}, "no_text", "nothing to understand"),
        ({3: ValueError("words of a document")}, "internal", "a defect of ours"),
    ],
)
def test_what_ends_a_job_is_written_down(
    office: Office, job: Job, errors: dict[int, Exception], kind: str, reason: str
) -> None:
    ended, _ = do(office, job, Readers(office, errors=errors))
    assert (ended.state, ended.error) == (JobState.FAILED, kind), reason
    assert "words" not in str(ended.error_facts)


def test_a_job_outlasts_a_database_that_is_away(
    office: Office, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(range(40))
    write = Database.write

    @contextmanager
    def flickering(database: Database) -> Iterator[Session]:
        if next(answers, 0) % 3:
            raise DatabaseUnavailableError(seconds=1)
        with write(database) as session:
            yield session

    monkeypatch.setattr(Database, "write", flickering)
    readers = Readers(office, errors={3: DatabaseUnavailableError(seconds=1)})
    ended, _ = do(office, job, readers)
    assert ended.state is JobState.SUCCEEDED
    assert sorted(readers.read) == [0, 1, 2], "what was read is kept, not read again"


def test_nothing_is_done_for_a_job_that_has_ended(office: Office, job: Job) -> None:
    cancel(office, SYSTEM, job.id)
    readers = Readers(office)
    ended, steps = do(office, job, readers)
    assert (ended.state, steps, readers.read) == (JobState.CANCELLED, [], [])


def test_a_job_that_is_ended_meanwhile_stops(office: Office, job: Job) -> None:
    def end(index: int) -> None:
        if index == 2:
            cancel(office, SYSTEM, job.id)

    readers = Readers(office, pages=50, before=end)
    ended, _ = do(office, job, readers)
    assert ended.state is JobState.CANCELLED
    assert len(readers.read) < 10


def test_a_job_has_its_time(tmp_path: Path, office: Office, job: Job) -> None:
    hurried = office.settings.model_copy(update={"queue": QueueSettings(job_seconds=0.2)})

    class Slow(Readers):
        async def read_page(self, rank: Rank, path: Path, index: int) -> Page:
            await asyncio.sleep(60)
            raise AssertionError

    impatient = Office(hurried, office.database, office.files, office.jobs)
    ended, _ = do(impatient, job, Slow(office))
    assert (ended.state, ended.error) == (JobState.FAILED, "job_timeout")
    assert ended.error_facts == {"minutes": 1}
