"""Whatever is killed, and whenever: every document is read to its end, no finished page twice."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from api.service.office import Office
from models.domain.archive import Job, JobState
from models.settings import Settings
from models.storage import jobs, runs
from models.storage.database import Database
from models.storage.files import FolderStore
from tests.integration.service.workshop import Workshop, is_alive, submitter, until

DOCUMENTS, PAGES = 4, 8


@pytest.fixture
def shop(settings: Settings, database: Database, tmp_path: Path) -> Iterator[Workshop]:
    with closing(submitter(settings)) as engine:
        made = Workshop(Office(settings, database, FolderStore(settings.data), engine), tmp_path)
        yield made
        made.close()


def finished(shop: Workshop) -> set[tuple[str, int]]:
    """The pages (file, index) whose rows are committed."""
    with shop.office.database.read() as session:
        return {
            (shop.hash_of(job), number - 1)
            for job in jobs.list_jobs(session, jobs.JobQuery(), None, 100).items
            for number in runs.page_numbers(session, job.run)
        }


def check_whole(shop: Workshop, waiting: list[Job]) -> None:
    """Every document came out whole, and the databases are sound."""
    for job in waiting:
        ended = shop.ended(job)
        assert (ended.state, ended.pages_done) == (JobState.SUCCEEDED, PAGES), ended
    for name in ("kehoach.sqlite", "jobs.sqlite"):
        if (path := shop.settings.data / name).exists():
            with closing(sqlite3.connect(path)) as connection:
                assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_killing_the_worker_again_and_again_loses_nothing(shop: Workshop) -> None:
    chance = random.Random(20261123)
    waiting = [shop.put(pages=PAGES, seconds=0.15, name=n) for n in range(DOCUMENTS)]
    known: dict[tuple[str, int], int] = {}  # finished pages, and how often each was begun
    for _ in range(3):
        worker = shop.start()
        seen = len(known)
        until(lambda seen=seen: len(finished(shop)) > seen)
        time.sleep(chance.random() / 2)
        worker.kill()
        until(lambda: not any(is_alive(pid) for pid in shop.readers()))
        assert not {page for page in known if shop.readings()[page] > known[page]}
        known = {page: shop.readings()[page] for page in finished(shop)}
    shop.start()
    check_whole(shop, waiting)
    assert not {page for page in known if shop.readings()[page] > known[page]}


def test_killing_reading_processes_costs_a_try_each(shop: Workshop) -> None:
    waiting = [shop.put(pages=PAGES, seconds=0.2, name=n) for n in range(DOCUMENTS)]
    shop.start(kills=5)
    killed: set[int] = set()
    for _ in range(3):
        fresh = until(lambda: set(shop.readers()) - killed)
        killed.add(victim := fresh.pop())
        os.kill(victim, signal.SIGKILL)
    check_whole(shop, waiting)
    with shop.office.database.read() as session:
        found = [jobs.find_job(session, job.id) for job in waiting]
    assert sum(job.crashes for job in found if job) <= 3
    assert shop.readings().total() <= DOCUMENTS * PAGES + 3


def test_a_worker_that_is_stopped_hands_its_work_back(shop: Workshop) -> None:
    waiting = [shop.put(pages=PAGES, seconds=0.15, name=n) for n in range(DOCUMENTS)]
    worker = shop.start()
    until(lambda: sum(shop.job(job).pages_done for job in waiting) > 3)
    assert worker.stop() == 0
    safe, begun = finished(shop), shop.readings()
    assert not any(is_alive(pid) for pid in shop.readers())
    shop.start("worker-2")
    check_whole(shop, waiting)
    assert not {page for page in safe if shop.readings()[page] > begun[page]}


def test_a_second_worker_of_the_same_name_does_not_start(shop: Workshop) -> None:
    shop.start()
    second = shop.begin()
    assert second.process.wait(60) != 0
    assert shop.ended(shop.put(pages=1)).state is JobState.SUCCEEDED


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
def test_several_workers_share_the_work(shop: Workshop) -> None:
    shop.start("worker-1", batch_slots=1)
    shop.start("worker-2", batch_slots=1)
    waiting = [shop.put(pages=PAGES, seconds=0.1, name=n) for n in range(DOCUMENTS)]
    check_whole(shop, waiting)
    assert len(shop.readers()) == 4
    assert set(shop.readings().values()) == {1}
