from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from api.service import jobs as use_cases
from api.service.audit import SYSTEM
from api.service.office import Office
from models.domain.archive import DocumentStatus, JobOutcome, JobState, Lane
from models.domain.layout import ReadMethod
from models.settings import Settings
from models.storage import documents, runs
from models.storage.database import Database
from models.storage.files import FolderStore
from tests.integration.service.workshop import Workshop, is_alive, submitter, until


@pytest.fixture
def shop(settings: Settings, database: Database, tmp_path: Path) -> Iterator[Workshop]:
    with closing(submitter(settings)) as engine:
        made = Workshop(Office(settings, database, FolderStore(settings.data), engine), tmp_path)
        yield made
        made.close()


def test_a_document_is_read_page_by_page_and_published(shop: Workshop) -> None:
    shop.start()
    job = shop.ended(shop.put(pages=5))
    assert (job.state, job.outcome) == (JobState.SUCCEEDED, JobOutcome.OK)
    assert (job.pages_done, job.pages_total, job.crashes) == (5, 5, 0)
    with shop.office.database.read() as session:
        document = documents.find_document(session, job.document)
        run = runs.find_run(session, job.run)
        assert runs.page_numbers(session, job.run) == {1, 2, 3, 4, 5}
    assert document and document.status is DocumentStatus.READY and document.run == job.run
    assert document.file.page_count == 5
    assert run and run.output and b'"pages"' in run.output


def test_jobs_put_in_before_anybody_works_are_found_in_the_tables(shop: Workshop) -> None:
    waiting = [shop.put(pages=1, name=number) for number in range(3)]
    shop.start()
    assert [shop.ended(job).state for job in waiting] == [JobState.SUCCEEDED] * 3


def test_what_goes_wrong_with_a_page_costs_that_page(shop: Workshop) -> None:
    shop.start()
    job = shop.ended(shop.put(pages=4, hangs=[1], eats=[2]))
    assert (job.state, job.outcome, job.crashes) == (JobState.SUCCEEDED, JobOutcome.PARTIAL, 0)
    with shop.office.database.read() as session:
        pages = runs.load_pages(session, job.run)
    assert [(page.method, page.reason) for page in pages] == [
        (ReadMethod.TEXT_LAYER, "sound"),
        (ReadMethod.FAILED, "page_timeout"),
        (ReadMethod.FAILED, "page_too_large"),
        (ReadMethod.TEXT_LAYER, "sound"),
    ]


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        ({"pages": 3, "kills": [1]}, "a page"),
        ({"pages": 3, "kills_on_opening": True}, "the opening"),
    ],
)
def test_a_file_that_kills_three_processes_fails_and_says_so(
    shop: Workshop, behaviour: dict[str, object], reason: str
) -> None:
    shop.start()
    job = shop.ended(shop.put(**behaviour))
    assert (job.state, job.error, job.crashes) == (JobState.FAILED, "kills_worker", 3), reason
    assert job.error_facts == {"crashes": 3}
    sound = shop.ended(shop.put(pages=1))
    assert sound.state is JobState.SUCCEEDED


def test_a_document_that_takes_too_long_is_given_up(shop: Workshop) -> None:
    shop.start(job_seconds=2, page_seconds=100)
    job = shop.ended(shop.put(pages=2, hangs=[0, 1]))
    assert (job.state, job.error) == (JobState.FAILED, "job_timeout")
    until(lambda: not any(is_alive(pid) for pid in shop.readers()))


def test_cancelling_ends_the_reading_and_its_processes(shop: Workshop) -> None:
    shop.start(page_seconds=100)
    job = shop.put(pages=50, hangs=[*range(50)])
    busy = until(lambda: shop.readers() if len(shop.readers()) == 2 else [])
    use_cases.cancel(shop.office, SYSTEM, job.id)
    until(lambda: not any(is_alive(pid) for pid in busy))
    assert shop.job(job).state is JobState.CANCELLED
    assert shop.ended(shop.put(pages=1)).state is JobState.SUCCEEDED
    assert shop.readings().total() == 3


def test_a_short_document_overtakes_a_long_one(shop: Workshop) -> None:
    shop.start()
    for lane in (Lane.BATCH, Lane.INTERACTIVE):
        long = shop.put(lane, pages=300, seconds=0.1, name=f"long {lane}")
        until(lambda job=long: shop.job(job).pages_done)
        short = shop.ended(shop.put(Lane.INTERACTIVE, pages=2, name=f"short {lane}"))
        assert short.state is JobState.SUCCEEDED
        assert shop.job(long).state is JobState.RUNNING
        use_cases.cancel(shop.office, SYSTEM, long.id)


def test_a_document_deleted_while_it_is_read_leaves_nothing_behind(shop: Workshop) -> None:
    shop.start(page_seconds=100)
    job = shop.put(pages=50, hangs=[*range(50)])
    busy = until(lambda: shop.readers() if len(shop.readers()) == 2 else [])
    use_cases.delete(shop.office, SYSTEM, job.document)
    until(lambda: not any(is_alive(pid) for pid in busy))
    assert shop.ended(shop.put(pages=1)).state is JobState.SUCCEEDED
