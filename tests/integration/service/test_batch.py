"""Many files into the store: each is read once, whatever goes wrong between two runs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from api.inputs import walk_inputs
from api.service import jobs as use_cases
from api.service.audit import SYSTEM
from api.service.batch import OPEN_AT_ONCE, Batch, Ending, Fate, Source
from api.service.office import Office
from models.domain.archive import DocumentStatus, Job, JobOutcome, JobState, Lane
from models.settings import Limits, QueueSettings, Settings
from models.storage import documents, jobs
from models.storage.database import Database
from models.storage.files import FolderStore

OUTCOMES = {
    "ok": JobOutcome.OK,
    "partial": JobOutcome.PARTIAL,
    "report": JobOutcome.NOT_A_PLAN,
}


@dataclass
class Reader:
    """Does a job as the content of its file says, as soon as it is told to."""

    database: Database | None = None
    files: FolderStore | None = None
    waiting: list[Job] = field(default_factory=list)
    done: int = 0

    def submit(self, job: Job) -> None:
        self.waiting.append(job)

    def cancel(self, job_id: str) -> None:
        self.waiting = [job for job in self.waiting if job.id != job_id]

    def work(self) -> None:
        """Do every job that waits."""
        waiting, self.waiting = self.waiting, []
        for job in waiting:
            self._do(job)

    def _do(self, job: Job) -> None:
        assert self.database and self.files
        with self.database.write() as session:
            document = documents.find_document(session, job.document)
            assert document
            with self.files.path(document.file.sha256) as path:
                word = path.read_text().split()[1]
            jobs.start_job(session, job.id)
            if word == "broken":
                jobs.finish_job(session, job.id, JobState.FAILED, None, "too_many_pages", _FACTS)
                documents.set_status(session, job.document, DocumentStatus.FAILED)
            else:
                outcome = OUTCOMES[word]
                jobs.finish_job(session, job.id, JobState.SUCCEEDED, outcome)
                documents.set_status(session, job.document, DocumentStatus.READY, outcome)
        self.done += 1


_FACTS = {"pages": 3000, "limit": 2000}


@pytest.fixture
def reader() -> Reader:
    return Reader()


@pytest.fixture
def office(settings: Settings, database: Database, reader: Reader) -> Office:
    files = FolderStore(settings.data)
    reader.database, reader.files = database, files
    return Office(settings, database, files, reader)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A folder with a file of each fate."""
    folder = tmp_path / "inbox"
    (folder / "deep" / "er").mkdir(parents=True)
    write(folder / "a.pdf", "ok 1")
    write(folder / "b.PDF", "partial")
    write(folder / "deep" / "c.pdf", "report")
    write(folder / "deep" / "er" / "d.pdf", "broken")
    (folder / "e.pdf").write_bytes(b"")
    (folder / "f.pdf").write_text("a text")
    (folder / "g.txt").write_text("not even tried")
    return folder


def write(path: Path, word: str) -> None:
    path.write_text(f"%PDF-1.7 {word}")


@dataclass
class Run:
    """A batch with what it said."""

    batch: Batch
    endings: list[Ending]

    def fates(self) -> dict[str, tuple[Fate, bool]]:
        return {Path(one.file).name: (one.fate, one.known) for one in self.endings}


def begin(office: Office, *paths: Path, retry: bool = False) -> Run:
    endings: list[Ending] = []
    total = sum(1 for _ in walk_inputs(paths))
    batch = Batch(office, SYSTEM, walk_inputs(paths), total, endings.append, retry)
    return Run(batch, endings)


def run(office: Office, reader: Reader, *paths: Path, retry: bool = False) -> Run:
    """Run a batch to its end."""
    found = begin(office, *paths, retry=retry)
    for _ in range(1000):
        if not found.batch.step():
            return found
        reader.work()
    raise AssertionError("the batch does not end")


FIRST = {
    "a.pdf": (Fate.OK, False),
    "b.PDF": (Fate.PARTIAL, False),
    "c.pdf": (Fate.NOT_A_PLAN, False),
    "d.pdf": (Fate.FAILED, False),
    "e.pdf": (Fate.FAILED, False),
    "f.pdf": (Fate.FAILED, False),
}


def test_each_file_ends_in_its_fate_and_says_why(
    office: Office, reader: Reader, inbox: Path
) -> None:
    found = run(office, reader, inbox)
    assert found.fates() == FIRST
    tally = found.batch.tally
    assert (tally.total, tally.done, tally.known, tally.read, tally.open) == (6, 6, 0, 4, 0)
    assert tally.failed == 3
    errors = {Path(one.file).name: one.error for one in found.endings if one.error}
    kinds = {name: error.kind for name, error in errors.items()}
    assert kinds == {"d.pdf": "too_many_pages", "e.pdf": "empty_file", "f.pdf": "wrong_type"}
    assert errors["d.pdf"].facts == _FACTS


def test_a_second_run_reads_nothing_again(office: Office, reader: Reader, inbox: Path) -> None:
    run(office, reader, inbox)
    (inbox / "a.pdf").rename(inbox / "renamed.pdf")
    again = run(office, reader, inbox)
    expected = {
        name: (fate, name in ("b.PDF", "c.pdf", "d.pdf")) for name, (fate, _) in FIRST.items()
    }
    del expected["a.pdf"]
    assert again.fates() == {**expected, "renamed.pdf": (Fate.OK, True)}
    assert again.batch.tally.known == 4
    assert reader.done == 4


def test_what_failed_is_read_again_where_that_is_wanted(
    office: Office, reader: Reader, inbox: Path
) -> None:
    run(office, reader, inbox)
    again = run(office, reader, inbox, retry=True)
    assert again.fates()["d.pdf"] == (Fate.FAILED, False)
    assert reader.done == 5


def test_a_run_that_was_stopped_goes_on_with_its_own_jobs(
    office: Office, reader: Reader, inbox: Path
) -> None:
    stopped = begin(office, inbox)
    stopped.batch.step()
    assert stopped.batch.tally.open == 4
    again = run(office, reader, inbox)
    assert {name: fate for name, (fate, _) in again.fates().items()} == {
        name: fate for name, (fate, _) in FIRST.items()
    }
    assert reader.done == 4


def test_a_cancelled_job_is_told_and_read_in_the_next_run(
    office: Office, reader: Reader, inbox: Path
) -> None:
    found = begin(office, inbox / "a.pdf")
    found.batch.step()
    (job,) = reader.waiting
    use_cases.cancel(office, SYSTEM, job.id)
    assert not found.batch.step()
    assert found.fates() == {"a.pdf": (Fate.CANCELLED, False)}
    assert run(office, reader, inbox / "a.pdf").fates() == {"a.pdf": (Fate.OK, False)}


def test_a_document_that_is_deleted_meanwhile_ends_too(
    office: Office, reader: Reader, inbox: Path
) -> None:
    found = begin(office, inbox / "a.pdf")
    found.batch.step()
    use_cases.delete(office, SYSTEM, reader.waiting[0].document)
    assert not found.batch.step()
    assert found.fates() == {"a.pdf": (Fate.CANCELLED, False)}


def test_the_same_bytes_are_read_once(office: Office, reader: Reader, inbox: Path) -> None:
    write(inbox / "deep" / "copy.pdf", "ok 1")
    found = run(office, reader, inbox)
    assert found.fates()["a.pdf"] == (Fate.OK, False)
    assert found.fates()["copy.pdf"] == (Fate.OK, True)
    assert reader.done == 4


def test_a_document_whose_new_reading_was_cancelled_still_counts_as_read(
    office: Office, reader: Reader, inbox: Path
) -> None:
    run(office, reader, inbox / "a.pdf")
    with office.database.write() as session:
        (document,) = documents.list_documents(session, documents.DocumentQuery()).items
        documents.set_head(session, document.id, "run", documents.Head())
    job = use_cases.read_again(office, SYSTEM, document.id, Lane.BATCH)
    use_cases.cancel(office, SYSTEM, job.id)
    assert run(office, reader, inbox / "a.pdf").fates() == {"a.pdf": (Fate.OK, True)}


def test_files_are_taken_in_as_they_are_found_and_never_too_many(
    office: Office, reader: Reader, tmp_path: Path
) -> None:
    asked = 0

    def sources() -> Iterator[Source]:
        nonlocal asked
        for number in range(200):
            path = tmp_path / f"{number}.pdf"
            write(path, f"ok {number}")
            asked += 1
            yield path, None

    batch = Batch(office, SYSTEM, sources(), 200, lambda _: None)
    for _ in range(20):
        assert batch.step()
    assert len(reader.waiting) == batch.tally.open == OPEN_AT_ONCE
    assert asked <= OPEN_AT_ONCE + 1
    assert batch.has_to_wait
    while batch.step():
        reader.work()
    assert batch.tally.counts[Fate.OK] == reader.done == 200


@pytest.mark.parametrize(
    ("queue", "kind"),
    [
        (QueueSettings(min_free_bytes=2**62), "disk_full"),
        (QueueSettings(max_waiting=1), "queue_full"),
    ],
)
def test_where_there_is_no_room_the_batch_waits_and_loses_nothing(
    office: Office, reader: Reader, inbox: Path, queue: QueueSettings, kind: str
) -> None:
    settings = office.settings.model_copy(update={"queue": queue})
    found = begin(replace(office, settings=settings), inbox)
    for _ in range(3):
        assert found.batch.step()
        trouble = found.batch.trouble
        assert trouble
        assert trouble.kind == kind
    assert found.batch.has_to_wait
    assert found.endings == []
    found.batch._office = office
    while found.batch.step():
        reader.work()
    assert found.fates() == FIRST


def test_files_that_cannot_be_taken_in_stop_nothing(
    office: Office, reader: Reader, inbox: Path, tmp_path: Path
) -> None:
    os.mkfifo(inbox / "pipe.pdf")
    write(inbox / "large.pdf", "ok " + "x" * 2000)
    (inbox / "dangling.pdf").symlink_to(tmp_path / "nothing")
    (tmp_path / "bare").mkdir()
    settings = office.settings.model_copy(update={"limits": Limits(max_file_bytes=1000)})
    paths = (inbox, tmp_path / "bare", tmp_path / "gone.pdf")
    found = run(replace(office, settings=settings), reader, *paths)
    kinds = {Path(one.file).name: one.error.kind for one in found.endings if one.error}
    assert kinds == {
        "bare": "empty_folder",
        "d.pdf": "too_many_pages",
        "dangling.pdf": "file_missing",
        "e.pdf": "empty_file",
        "f.pdf": "wrong_type",
        "gone.pdf": "file_missing",
        "large.pdf": "file_too_large",
        "pipe.pdf": "file_missing",
    }
    assert found.fates()["a.pdf"] == (Fate.OK, False)
    assert list((office.settings.data / "incoming").iterdir()) == []
