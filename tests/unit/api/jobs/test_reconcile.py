from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from api.jobs.executor import Executor
from api.jobs.steps import EngineState
from api.service.audit import SYSTEM
from api.service.intake import take_in
from api.service.office import Office
from models.domain.archive import DocumentStatus, Job, JobState, Lane
from models.settings import Settings
from models.storage import documents, jobs
from models.storage.database import open_database
from models.storage.files import FolderStore
from models.storage.migrations import migrate


class Engine:
    """An engine that knows what a test says, and remembers what it is told."""

    def __init__(self) -> None:
        self.known: dict[str, EngineState] = {}
        self.submitted: list[str] = []
        self.forgotten: list[str] = []

    def submit(self, job: Job) -> None:
        self.submitted.append(job.id)

    def cancel(self, job_id: str) -> None:
        raise AssertionError

    def forget(self, job_ids: Iterable[str]) -> None:
        self.forgotten.extend(job_ids)

    def states(self, job_ids: Iterable[str]) -> dict[str, EngineState]:
        return {one: self.known[one] for one in job_ids if one in self.known}


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def office(tmp_path: Path, engine: Engine) -> Iterator[Office]:
    settings = Settings(data=tmp_path, database_url=None)
    with closing(open_database(settings)) as database:
        migrate(database)
        yield Office(settings, database, FolderStore(tmp_path), engine)


@pytest.mark.parametrize(
    ("known", "state", "error", "resubmitted", "reason"),
    [
        (None, JobState.QUEUED, None, True, "handed to nobody, or its engine's tables were lost"),
        (EngineState.OPEN, JobState.QUEUED, None, False, "the engine is at it"),
        (EngineState.DONE, JobState.QUEUED, None, True, "our tables were restored from before"),
        (EngineState.BROKEN, JobState.FAILED, "internal", False, "it broke in the engine"),
        (EngineState.GIVEN_UP, JobState.FAILED, "kills_worker", False, "it ended every process"),
        (EngineState.CANCELLED, JobState.CANCELLED, None, False, "somebody stopped it there"),
    ],
)
def test_the_tables_say_what_is_to_be_done(
    office: Office,
    engine: Engine,
    known: EngineState | None,
    state: JobState,
    error: str | None,
    resubmitted: bool,
    reason: str,
) -> None:
    with office.files.incoming() as incoming:
        incoming.write(b"%PDF-1.7")
        job = take_in(office, SYSTEM, "a.pdf", incoming, Lane.BATCH, None).job
    assert job
    engine.submitted.clear()
    if known:
        engine.known[job.id] = known
    executor = Executor(office, engine)
    executor.reconcile()
    with office.database.read() as session:
        found = jobs.find_job(session, job.id)
        document = documents.find_document(session, job.document)
    assert found and document
    assert (found.state, found.error) == (state, error), reason
    assert engine.submitted == [job.id] * resubmitted, reason
    assert engine.forgotten == [job.id] * (known is EngineState.DONE), reason
    expected = {
        JobState.FAILED: DocumentStatus.FAILED,
        JobState.CANCELLED: DocumentStatus.CANCELLED,
    }
    assert document.status is expected.get(state, DocumentStatus.WAITING), reason


def test_what_has_ended_is_left_alone(office: Office, engine: Engine) -> None:
    with office.files.incoming() as incoming:
        incoming.write(b"%PDF-1.7")
        job = take_in(office, SYSTEM, "a.pdf", incoming, Lane.BATCH, None).job
    assert job
    with office.database.write() as session:
        jobs.finish_job(session, job.id, JobState.SUCCEEDED)
    engine.submitted.clear()
    Executor(office, engine).reconcile()
    assert engine.submitted == []
