"""Runs never change once they are finished; a page is kept once."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from models.domain.archive import ExtractionRun
from models.storage.database import Database
from models.storage.documents import delete_document
from models.storage.runs import (
    add_run,
    find_run,
    finish_run,
    load_page,
    load_pages,
    page_numbers,
    runs_of,
    save_page,
)
from tests.integration.storage.records import NOW, page, stored, with_run


def test_a_run_is_finished_once(database: Database) -> None:
    with database.write() as session:
        run = with_run(session, stored(session).id)
        assert find_run(session, run.id) == run
        assert finish_run(session, run.id, {"program": "2.0"}, b'{"a": 1}')
        assert not finish_run(session, run.id, {"program": "3.0"}, b"other")
        assert not finish_run(session, "gone", {}, b"")
        found = find_run(session, run.id)
    assert found is not None
    assert (found.output, found.versions) == (b'{"a": 1}', {"program": "2.0"})
    assert found.finished_at is not None


def test_the_runs_of_a_document_in_order(database: Database) -> None:
    with database.write() as session:
        document = stored(session).id
        runs = [ExtractionRun(f"{n:032x}", document, NOW, {}, NOW, b"x" * n) for n in (1, 2, 3)]
        for run in reversed(runs):
            add_run(session, run)
        with_run(session, stored(session).id)
        assert runs_of(session, document) == tuple(runs)


def test_a_page_saved_twice_stays_as_it_was_first(database: Database) -> None:
    with database.write() as session:
        run = with_run(session, stored(session).id)
        assert save_page(session, run.id, page(2, "first"))
        assert not save_page(session, run.id, page(2, "second"))
        assert save_page(session, run.id, page(1))
    with database.write() as session:
        assert not save_page(session, run.id, page(2, "third"))
    with database.read() as session:
        assert page_numbers(session, run.id) == {1, 2}
        assert load_pages(session, run.id) == (page(1), page(2, "first"))
        assert load_page(session, run.id, 2) == page(2, "first")
        assert load_page(session, run.id, 3) is None
        assert load_pages(session, "other") == ()


def test_a_page_of_a_run_that_is_gone_is_an_error_and_spoils_nothing(database: Database) -> None:
    with database.write() as session:
        document = stored(session).id
        run = with_run(session, document)
        delete_document(session, document)
        with pytest.raises(IntegrityError):
            save_page(session, run.id, page(1))
        kept = stored(session).id
    with database.read() as session:
        assert page_numbers(session, run.id) == frozenset()
        assert runs_of(session, kept) == ()


def test_pages_go_with_their_document(database: Database) -> None:
    with database.write() as session:
        document = stored(session).id
        run = with_run(session, document)
        save_page(session, run.id, page(1))
    with database.write() as session:
        delete_document(session, document)
    with database.read() as session:
        assert find_run(session, run.id) is None
        assert page_numbers(session, run.id) == frozenset()
