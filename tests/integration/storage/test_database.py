"""Reading is consistent, writing is kept whole or not at all, whoever else writes or dies."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from models.domain.archive import JobState
from models.domain.service_errors import DatabaseUnavailableError, DiskFullError
from models.settings import Settings
from models.storage.database import Database, open_database
from models.storage.documents import (
    DocumentQuery,
    find_document,
    list_documents,
    lock_document,
    lock_file,
)
from models.storage.idempotency import begin
from models.storage.jobs import count_page, find_job, finish_job
from models.storage.plans import find_plan_output, save_plan
from models.storage.runs import load_pages, page_numbers, save_page
from tests.integration.databases import variables_of
from tests.integration.storage.records import (
    NOW,
    page,
    plan,
    projection,
    stored,
    target,
    with_job,
    with_run,
)

Again = Callable[[], Database]
_BOUND = 60


def _count(database: Database) -> int:
    with database.read() as session:
        return len(list_documents(session, DocumentQuery(), None, 500).items)


def test_an_exception_undoes_the_whole_transaction(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.write() as session:
        stored(session)
        raise ZeroDivisionError
    assert _count(database) == 0
    with database.write() as session:
        stored(session)
    assert _count(database) == 1


def test_a_reader_sees_one_moment(database: Database, open_again: Again) -> None:
    other = open_again()
    with database.read() as session:
        assert list_documents(session, DocumentQuery()).items == ()
        with other.write() as writing:
            stored(writing)
        assert list_documents(session, DocumentQuery()).items == ()
    assert _count(database) == 1


def test_a_reader_does_not_wait_for_a_writer(database: Database, open_again: Again) -> None:
    with database.write() as session:
        stored(session)
        assert _count(open_again()) == 0
        assert _count(database) == 0


def test_nothing_is_written_while_reading(database: Database) -> None:
    try:
        with database.read() as session:
            stored(session)
    except Exception as error:  # PostgreSQL says so, SQLite forgets
        assert "read-only" in str(error)
    assert _count(database) == 0


def test_many_writers_lose_no_change(database: Database, open_again: Again) -> None:
    with database.write() as session:
        job = with_job(session, stored(session).id)
    databases = [database, open_again()]

    def write(number: int) -> None:
        with databases[number % 2].write() as session:
            if save_page(session, job.run, page(number)):
                count_page(session, job.id)

    with ThreadPoolExecutor(8) as pool:
        # each page twice, as two workers that know nothing of each other
        list(pool.map(write, [*range(1, 31), *range(1, 31)]))
    with database.read() as session:
        found = find_job(session, job.id)
        assert page_numbers(session, job.run) == set(range(1, 31))
    assert found is not None
    assert (found.pages_done, found.version) == (30, 31)


def test_of_many_who_end_a_job_one_does(database: Database, open_again: Again) -> None:
    with database.write() as session:
        job = with_job(session, stored(session).id)
    databases = [database, open_again()]
    states = [JobState.CANCELLED, JobState.FAILED] * 4

    def end(number: int) -> JobState:
        with databases[number % 2].write() as session:
            return finish_job(session, job.id, states[number]).state

    with ThreadPoolExecutor(8) as pool:
        seen = set(pool.map(end, range(8)))
    with database.read() as session:
        found = find_job(session, job.id)
    assert found is not None
    assert (seen, found.version) == ({found.state}, 2)


def test_of_many_who_begin_a_request_one_does(database: Database, open_again: Again) -> None:
    databases = [database, open_again()]

    def ask(number: int) -> str:
        try:
            with databases[number % 2].write() as session:
                return str(begin(session, "key", "print", NOW))
        except Exception as error:
            return type(error).__name__

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(ask, range(8)))
    assert answers == ["IdempotencyRunningError"] * 7 + ["None"]


def test_plans_saved_at_once_come_one_after_the_other(
    database: Database, open_again: Again
) -> None:
    with database.write() as session:
        document = stored(session).id
        run = with_run(session, document).id
    databases = [database, open_again()]

    def save(number: int) -> int:
        with databases[number % 2].write() as session:
            made = projection(plan(target(f"t{number}")), f"chu{number}", b"%d" % number)
            return save_plan(session, document, run, made)

    with ThreadPoolExecutor(6) as pool:
        revisions = list(pool.map(save, range(12)))
    assert sorted(revisions) == list(range(1, 13))
    last = revisions.index(12)
    with database.read() as session:
        found = find_plan_output(session, document)
        assert found is not None
        assert (found.revision, found.output) == (12, b"%d" % last)
        for number in range(12):
            items = list_documents(session, DocumentQuery(text=f"chu{number}")).items
            assert len(items) == (number == last), number


@pytest.mark.parametrize("lock", [lock_file, lock_document])
def test_who_locks_is_alone_until_the_end(
    database: Database, open_again: Again, lock: Callable[..., None]
) -> None:
    with database.write() as session:
        given = stored(session)
    name = given.file.sha256 if lock is lock_file else given.id
    order: list[str] = []
    inside = threading.Event()

    def second() -> None:
        with open_again().write() as session:
            inside.set()
            lock(session, name)
            order.append("second")

    with ThreadPoolExecutor(1) as pool:
        with database.write() as session:
            lock(session, name)
            waiting = pool.submit(second)
            # on SQLite the second one does not even get in
            inside.wait(0.2)
            order.append("first")
        waiting.result(_BOUND)
    assert order == ["first", "second"]


_KILLED = """
import os, sys
from models.settings import load_settings
from models.storage.database import open_database
from models.storage.runs import save_page
from tests.integration.storage.records import page, stored
database = open_database(load_settings())
with database.write() as session:
    save_page(session, sys.argv[1], page(1))
with database.write() as session:
    save_page(session, sys.argv[1], page(2))
    stored(session)
    session.flush()
    print("in the middle", flush=True)
    sys.stdin.read()
"""


def test_a_killed_writer_leaves_what_it_committed_and_nothing_else(
    database: Database, settings: Settings
) -> None:
    with database.write() as session:
        run = with_run(session, stored(session).id)
    command = [sys.executable, "-c", _KILLED, run.id]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=variables_of(settings)
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"in the middle\n"
        process.kill()
    with database.write() as session:  # nobody holds the lock any more
        assert load_pages(session, run.id) == (page(1),)
        assert save_page(session, run.id, page(2))
    assert _count(database) == 1
    if database.dialect == "sqlite":
        with database.read() as session:
            assert session.scalar(text("PRAGMA integrity_check")) == "ok"


def test_the_file_of_sqlite_is_as_safe_as_it_can_be(tmp_path: Path) -> None:
    with closing(open_database(Settings(data=tmp_path, database_url=None))) as database:
        for open_transaction in (database.read, database.write):
            with open_transaction() as session:
                pragmas = {
                    name: session.scalar(text(f"PRAGMA {name}"))
                    for name in ("journal_mode", "synchronous", "foreign_keys")
                }
            assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_database_out_of_reach_is_said_so(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    with pytest.raises(DatabaseUnavailableError):
        open_database(Settings(data=blocked / "data", database_url=None))
    nobody = Settings(
        data=tmp_path, database_url=SecretStr("postgresql://u:secret@127.0.0.1:1/kehoach")
    )
    with closing(open_database(nobody)) as database:
        for open_transaction in (database.read, database.write):
            with pytest.raises(DatabaseUnavailableError) as caught, open_transaction() as session:
                find_document(session, "x")
            assert "secret" not in str(caught.value)


def test_a_full_disk_is_said_so(settings: Settings, database: Database) -> None:
    if database.dialect != "sqlite":
        with pytest.raises(DiskFullError), database.write() as session:
            session.execute(
                text("DO $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = '53100'; END $$")
            )
        return
    with pytest.raises(DiskFullError), database.write() as session:
        pages = session.scalar(text("PRAGMA page_count"))
        session.execute(text(f"PRAGMA max_page_count = {pages}"))
        for _ in range(200):
            stored(session, name="x" * 4096)


def test_a_mistake_of_ours_is_no_trouble_of_the_database(database: Database) -> None:
    with pytest.raises(Exception, match="no_such_table"), database.read() as session:
        session.execute(text("SELECT * FROM no_such_table"))
