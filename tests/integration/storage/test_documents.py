"""Documents: kept, found, listed, searched and deleted, alike on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from models.domain.archive import DocumentStatus, FileFacts, JobOutcome
from models.domain.service_errors import BadCursorError
from models.storage.database import Database
from models.storage.documents import (
    DocumentQuery,
    Head,
    add_document,
    delete_document,
    documents_before,
    find_by_hash,
    find_cited,
    find_document,
    find_twins,
    list_documents,
    lock_document,
    lock_file,
    set_facts,
    set_head,
    set_status,
)
from models.storage.jobs import find_job
from models.storage.paging import encode_cursor
from tests.integration.storage.records import (
    HEAD,
    NOW,
    document,
    plan,
    stored,
    target,
    with_job,
    with_plan,
)


def test_a_document_comes_back_as_it_was(database: Database) -> None:
    facts = FileFacts("a" * 64, 3_000_000_000, "tiff", 12, True, ("signed", "javascript"))
    given = document(file=facts)
    with database.write() as session:
        add_document(session, given)
    with database.read() as session:
        assert find_document(session, given.id) == given
        assert find_by_hash(session, "a" * 64) == given
        assert find_document(session, "b" * 32) is None
        assert find_by_hash(session, "b" * 64) is None


def test_facts_status_and_head_are_kept_and_the_time_of_it(database: Database) -> None:
    with database.write() as session:
        given = stored(session)
        facts = replace(given.file, sha256="f" * 64, size=1, page_count=7, remarks=("encrypted",))
        set_facts(session, given.id, facts)
        set_status(session, given.id, DocumentStatus.READY, JobOutcome.PARTIAL)
        set_status(session, given.id, DocumentStatus.PROCESSING)
        found = find_document(session, given.id)
    assert found is not None
    # the bytes are the identity: no later finding changes hash and size
    assert found.file == replace(given.file, page_count=7, remarks=("encrypted",))
    assert (found.status, found.outcome) == (DocumentStatus.PROCESSING, JobOutcome.PARTIAL)
    assert found.updated_at > given.updated_at
    with database.write() as session:
        set_head(session, given.id, "run", replace(HEAD, outcome=JobOutcome.OK))
        found = find_document(session, given.id)
    assert found is not None
    assert (found.run, found.issuer, found.year) == ("run", HEAD.issuer, 2026)
    assert found.outcome is JobOutcome.OK


def test_letters_that_hostile_files_hold_are_kept_as_signs_of_replacement(
    database: Database,
) -> None:
    with database.write() as session:
        given = stored(session, Head(issuer="a\x00b", title="\ud800"), name="x\x00.pdf")
        assert find_document(session, "\x00") is None
        assert not list_documents(session, DocumentQuery(text="\x00", name="\udfff")).items
    with database.read() as session:
        found = find_document(session, given.id)
    assert found is not None
    assert (found.issuer, found.title, found.name) == ("a\ufffdb", "\ufffd", "x\ufffd.pdf")


def test_a_head_longer_than_an_index_takes_is_kept_all_the_same(database: Database) -> None:
    endless = "Đ" * 5000
    head = Head(endless, endless, endless, endless, endless, endless, "2026", 2026, endless)
    with database.write() as session:
        given = stored(session, head)
        found = find_document(session, given.id)
        assert find_twins(session, given) == ()
    assert found is not None
    assert found.title == endless


QUERIES = (
    (DocumentQuery(), "abc", "no condition"),
    (DocumentQuery(issuer="dai dong"), "a", "a part, without marks"),
    (DocumentQuery(issuer="XÃ ĐẠI"), "a", "with marks, in capitals"),
    (DocumentQuery(issuer="Đa\u0323i"), "a", "in another spelling of Unicode"),
    (DocumentQuery(issuer="%"), "", "no wildcard of the database"),
    (DocumentQuery(issuer="dai_dong"), "", "no wildcard of the database"),
    (DocumentQuery(province="Hà Nội"), "a", "as it stands"),
    (DocumentQuery(province="ha noi"), "", "as it stands, and so not without marks"),
    (DocumentQuery(year=2025), "b", "year"),
    (DocumentQuery(year=10**12), "", "no such year"),
    (DocumentQuery(doc_type="KẾ HOẠCH"), "ab", "type"),
    (DocumentQuery(status=DocumentStatus.FAILED), "c", "status"),
    (DocumentQuery(indicator="TE-01"), "a", "has a target of it"),
    (DocumentQuery(name="DỰ THẢO"), "b", "a part of the file name"),
    (DocumentQuery(text="khai sinh"), "a", "words of the document"),
    (DocumentQuery(created_after=NOW), "bc", "from then on, included"),
    (DocumentQuery(created_before=NOW), "a", "before then, not included"),
    (DocumentQuery(year=2025, doc_type="KẾ HOẠCH", issuer="huyen"), "b", "all must hold"),
    (DocumentQuery(year=2025, doc_type="KẾ HOẠCH", issuer="xa"), "", "all must hold"),
)


def test_documents_are_found_by_what_is_asked_for(database: Database) -> None:
    with database.write() as session:
        a = stored(session, HEAD, created_at=NOW - timedelta(days=1))
        with_plan(session, a.id, plan(target()), "Tỷ lệ trẻ em được khai sinh")
        other = Head(doc_type="KẾ HOẠCH", issuer="UBND HUYỆN ĐÔNG ANH", year=2025, province="Huế")
        b = stored(session, other, name="dự thảo.pdf")
        c = stored(session, status=DocumentStatus.FAILED)
    names = {a.id: "a", b.id: "b", c.id: "c"}
    for query, expected, reason in QUERIES:
        with database.read() as session:
            found = list_documents(session, query)
        assert "".join(sorted(names[one.id] for one in found.items)) == expected, reason
        assert found.next is None, reason


SEARCHES = (
    ("đường", True, "with marks"),
    ("duong", True, "without marks, đ too"),
    ("DƯỜNG", True, "other marks, capitals"),
    ("giao duong", True, "words far apart"),
    ('"duong giao"', True, "words side by side"),
    ('"giao duong"', False, "side by side in another order"),
    ('"duong giao', True, "a quotation that is not ended"),
    ("đường-giao", True, "a sign between words joins them"),
    ("12/KH-UBND", True, "a number as printed"),
    ("12 kh", True, "parts of a number"),
    ("85,5%", True, "a figure"),
    ("giaothong", False, "no part of a word"),
    ("gia", False, "no beginning of a word"),
    ("đường xe", False, "one of two words is missing"),
    ("", False, "no words"),
    ("!!! ''; DROP TABLE documents --", False, "no command of the database"),
    ("NOT duong", False, "no operator of the index"),
    ("duong OR xe", False, "no operator of the index"),
    ("giao*", True, "no wildcard of the index; the sign is nothing"),
    ("words:giao", False, "no column of the index"),
    ("\ufffd", False, "a sign that is no word"),
    ("x" * 5000, False, "an endless word"),
    (" ".join(["giao"] * 500), True, "the same word often"),
)


def test_search_knows_no_marks_and_no_tricks(database: Database) -> None:
    words = "Số: 12/KH-UBND. Phát triển đường giao thông nông thôn; 85,5% số xã được hưởng."
    with database.write() as session:
        given = stored(session)
        with_plan(session, given.id, plan(), words)
        stored(session)
    for text, found, reason in SEARCHES:
        with database.read() as session:
            items = list_documents(session, DocumentQuery(text=text)).items
        assert [one.id for one in items] == ([given.id] if found else []), reason


def test_the_last_words_of_a_very_long_document_are_found(database: Database) -> None:
    # longer than what one row of either index counts the places of
    words = " ".join(f"tu{number}" for number in range(40_000)) + " đường cuối"
    with database.write() as session:
        given = stored(session)
        with_plan(session, given.id, plan(), words)
    with database.read() as session:
        for text in (
            '"duong cuoi"',
            '"tu39999 duong"',
            "tu0 cuoi",
            *(f'"tu{n} tu{n + 1}"' for n in range(7900, 8100, 7)),
        ):
            found = list_documents(session, DocumentQuery(text=text)).items
            assert [one.id for one in found] == [given.id], text


def test_words_of_a_new_reading_take_the_place_of_the_old(database: Database) -> None:
    with database.write() as session:
        given = stored(session)
        with_plan(session, given.id, plan(), "đường cũ")
        with_plan(session, given.id, plan(), "đường mới")
        with_plan(session, given.id, plan(), None)  # a correction leaves the words alone
    with database.read() as session:
        for text, count in (("cu", 0), ("moi", 1), ("duong", 1)):
            assert len(list_documents(session, DocumentQuery(text=text)).items) == count, text


def test_a_list_goes_on_where_it_stopped_whatever_comes_and_goes(database: Database) -> None:
    with database.write() as session:
        given = [stored(session).id for _ in range(7)]
    newest_first = sorted(given, reverse=True)
    with database.read() as session:
        first = list_documents(session, DocumentQuery(), None, 3)
    assert [one.id for one in first.items] == newest_first[:3]
    with database.write() as session:
        stored(session)
        delete_document(session, newest_first[2])
    with database.read() as session:
        second = list_documents(session, DocumentQuery(), first.next, 3)
        third = list_documents(session, DocumentQuery(), second.next, 3)
    assert [one.id for one in second.items] == newest_first[3:6]
    assert [one.id for one in third.items] == newest_first[6:]
    assert third.next is None


def test_a_cursor_of_another_list_is_refused(database: Database) -> None:
    for cursor in ("", "x", encode_cursor("jobs", ("a",))):
        with database.read() as session, pytest.raises(BadCursorError):
            list_documents(session, DocumentQuery(), cursor)


def test_twins_have_number_symbol_issuer_and_date_in_common(database: Database) -> None:
    with database.write() as session:
        first = stored(session, HEAD)
        second = stored(session, replace(HEAD, issuer="Ủy ban nhân dân xã Đại Đồng"))
        stored(session, replace(HEAD, date="2026-02-27"))
        stored(session, replace(HEAD, number=None))
        unknown = stored(session, replace(HEAD, symbol=None))

        def twins(document_id: str) -> list[str]:
            found = find_document(session, document_id)
            assert found is not None
            return [twin.id for twin in find_twins(session, found)]

        assert twins(first.id) == [second.id]
        assert twins(second.id) == [first.id]
        assert twins(unknown.id) == []


def test_cited_parents_are_found_by_number_and_symbol(database: Database) -> None:
    with database.write() as session:
        parent = stored(session, Head(number="8", symbol="KH-UBND"))
        stored(session, Head(number="8", symbol="QĐ-UBND"))
        child = stored(session, HEAD)
        with_plan(session, child.id, plan(parents=(("8", "KH-UBND"), ("12", "KH-UBND"))))
        assert [found.id for found in find_cited(session, child)] == [parent.id]
        assert find_cited(session, parent) == ()


def test_deleting_takes_everything_of_the_document_and_nothing_else(database: Database) -> None:
    with database.write() as session:
        gone, stays = stored(session), stored(session)
        jobs = [with_job(session, one.id) for one in (gone, stays)]
        for one in (gone, stays):
            with_plan(session, one.id, plan(target()), "đường")
    with database.write() as session:
        assert delete_document(session, gone.id)
        assert not delete_document(session, gone.id)
    with database.read() as session:
        assert find_document(session, gone.id) is None
        assert [find_job(session, job.id) is None for job in jobs] == [True, False]
        found = list_documents(session, DocumentQuery(text="duong", indicator="TE-01"))
        assert [one.id for one in found.items] == [stays.id]


def test_what_is_older_than_a_time_is_named_oldest_first(database: Database) -> None:
    with database.write() as session:
        old = [stored(session, created_at=NOW - timedelta(days=days)).id for days in (9, 8)]
        stored(session, created_at=NOW)
        assert documents_before(session, NOW) == tuple(sorted(old))


def test_locks_can_be_taken_again_by_their_owner(database: Database) -> None:
    with database.write() as session:
        given = stored(session)
        for _ in range(2):
            lock_file(session, given.file.sha256)
            lock_document(session, given.id)
