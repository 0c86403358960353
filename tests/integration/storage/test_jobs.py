"""Jobs: their states, versions, counts and order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.domain.archive import Job, JobOutcome, JobState, Lane
from models.domain.service_errors import NotFoundError
from models.storage.database import Database
from models.storage.jobs import (
    JobQuery,
    add_job,
    count_by_state,
    count_crash,
    count_page,
    count_waiting,
    find_job,
    find_open_job,
    finish_job,
    list_jobs,
    queue_position,
    set_pages_total,
    start_job,
    unfinished_jobs,
)
from tests.integration.storage.records import NOW, stored, with_job, with_run


def test_a_job_comes_back_as_it_was(database: Database) -> None:
    with database.write() as session:
        run = with_run(session, stored(session).id)
        given = Job(
            "j" * 32,
            run.document,
            run.id,
            Lane.BATCH,
            JobState.FAILED,
            NOW,
            "officer",
            7,
            JobOutcome.PARTIAL,
            12,
            11,
            2,
            "too_many_pages",
            {"pages": 2001, "name": "Đ\ufffd", "list": [1, None, 0.5]},
            NOW,
            NOW,
        )
        add_job(session, given)
    with database.read() as session:
        assert find_job(session, given.id) == given
        assert find_job(session, "x") is None


def test_every_change_raises_the_version_by_one(database: Database) -> None:
    with database.write() as session:
        job = with_job(session, stored(session).id)
        versions = [
            start_job(session, job.id).version,
            set_pages_total(session, job.id, 2).version,
            count_page(session, job.id).version,
            count_crash(session, job.id),
            finish_job(session, job.id, JobState.SUCCEEDED, JobOutcome.OK).version,
        ]
        found = find_job(session, job.id)
    assert versions == [2, 3, 4, 1, 6]
    assert found is not None
    assert (found.state, found.outcome) == (JobState.SUCCEEDED, JobOutcome.OK)
    assert (found.pages_total, found.pages_done, found.crashes) == (2, 1, 1)
    assert found.started_at is not None
    assert found.finished_at is not None
    assert found.finished_at >= found.started_at


def test_a_job_taken_up_again_keeps_its_first_start(database: Database) -> None:
    with database.write() as session:
        job = with_job(session, stored(session).id)
        first = start_job(session, job.id)
        again = start_job(session, job.id)
    assert again.started_at == first.started_at


def test_a_job_that_has_ended_stays_as_it_is(database: Database) -> None:
    with database.write() as session:
        job = with_job(session, stored(session).id)
        ended = finish_job(session, job.id, JobState.CANCELLED)
        late = [
            finish_job(session, job.id, JobState.FAILED, error="damaged", error_facts={"a": 1}),
            start_job(session, job.id),
            count_page(session, job.id),
            set_pages_total(session, job.id, 9),
        ]
    assert late == [ended] * 4


def test_a_job_that_is_gone_cannot_be_changed(database: Database) -> None:
    with database.write() as session:
        for change in (start_job, count_page, count_crash):
            with pytest.raises(NotFoundError):
                change(session, "gone")


def test_who_waits_for_people_goes_before_who_does_not(database: Database) -> None:
    with database.write() as session:
        document = stored(session).id
        lanes = (Lane.BATCH, Lane.INTERACTIVE, Lane.BATCH, Lane.INTERACTIVE)
        jobs = [with_job(session, document, lane) for lane in lanes]
        # identifiers of one millisecond come in any order
        batch = sorted(job.id for job in jobs if job.lane is Lane.BATCH)
        waited_for = sorted(job.id for job in jobs if job.lane is Lane.INTERACTIVE)
        order = [queue_position(session, job) for job in (*waited_for, *batch)]
        assert order == [1, 2, 3, 4]
        start_job(session, waited_for[0])
        assert queue_position(session, waited_for[0]) is None
        assert queue_position(session, batch[1]) == 3
        assert queue_position(session, "gone") is None


def test_open_jobs_are_counted_and_found(database: Database) -> None:
    with database.write() as session:
        documents = [stored(session).id for _ in range(3)]
        states = (JobState.QUEUED, JobState.RUNNING, JobState.FAILED)
        jobs = [
            with_job(session, document, state=state)
            for document, state in zip(documents, states, strict=True)
        ]
        assert {job.id for job in unfinished_jobs(session)} == {jobs[0].id, jobs[1].id}
        assert [find_open_job(session, document) for document in documents] == [*jobs[:2], None]
        assert count_waiting(session) == 1
        counts = count_by_state(session)
    assert counts == {state: int(state in states) for state in JobState}


QUERIES: tuple[tuple[JobQuery, tuple[int, ...]], ...] = (
    (JobQuery(), (0, 1, 2)),
    (JobQuery(state=JobState.RUNNING), (1,)),
    (JobQuery(lane=Lane.BATCH), (2,)),
    (JobQuery(state=JobState.QUEUED, lane=Lane.BATCH), (2,)),
    (JobQuery(state=JobState.FAILED), ()),
)


def test_jobs_are_listed_by_what_is_asked_for(database: Database) -> None:
    with database.write() as session:
        document = stored(session).id
        jobs = [
            with_job(session, document),
            with_job(session, document, state=JobState.RUNNING),
            with_job(session, document, Lane.BATCH),
        ]
        with_job(session, stored(session).id)
        for query, expected in QUERIES:
            found = list_jobs(session, replace(query, document=document))
            wanted = sorted((jobs[number].id for number in expected), reverse=True)
            assert [job.id for job in found.items] == wanted, query


def test_a_list_of_jobs_goes_on_where_it_stopped(database: Database) -> None:
    with database.write() as session:
        document = stored(session).id
        jobs = sorted((with_job(session, document).id for _ in range(5)), reverse=True)
        first = list_jobs(session, JobQuery(), None, 2)
        with_job(session, document)
        second = list_jobs(session, JobQuery(), first.next, 2)
        third = list_jobs(session, JobQuery(), second.next, 2)
    shown = [[job.id for job in part.items] for part in (first, second, third)]
    assert shown == [jobs[:2], jobs[2:4], jobs[4:]]
    assert third.next is None
