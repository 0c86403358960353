"""Plans: stored as rows, asked for across documents, replaced whole."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.domain.geometry import BoundingBox
from models.domain.plan import Comparator, Unit
from models.domain.review import Anchor, Correction, CorrectionState, ItemKind, Operation
from models.domain.service_errors import BadCursorError
from models.storage.corrections import (
    add_correction,
    corrections_of,
    find_correction,
    set_state,
)
from models.storage.database import Database
from models.storage.documents import delete_document
from models.storage.plans import (
    PlanOnFile,
    TargetQuery,
    find_plan_output,
    list_targets,
    save_plan,
)
from tests.integration.storage.records import (
    HEAD,
    NOW,
    evidence,
    plan,
    projection,
    stored,
    target,
    with_plan,
    with_run,
)


def test_a_plan_saved_again_takes_the_place_of_the_one_before(database: Database) -> None:
    with database.write() as session:
        document = stored(session).id
        assert find_plan_output(session, document) is None
        run = with_run(session, document).id
        first = projection(plan(target(), target("b")), output=b'{"first": 1}')
        assert save_plan(session, document, run, first) == 1
        second = projection(plan(target("c")), output=b'{"second": 2}')
        assert save_plan(session, document, run, second) == 2
    with database.read() as session:
        assert find_plan_output(session, document) == PlanOnFile(run, 2, b'{"second": 2}')
        assert [found.text for found in list_targets(session, TargetQuery()).items] == ["c"]


def test_a_target_is_shown_with_its_document_and_its_evidence(database: Database) -> None:
    with database.write() as session:
        document = stored(session, HEAD).id
        given = target(value_to=99.5, total=200.0, scope="toàn xã", core=False)
        certain = replace(given, evidence=evidence(3, 0.9) | {"unit": evidence(2, 0.5)["value"]})
        run = with_plan(session, document, plan(certain, target(evidence={})))
        first, second = list_targets(session, TargetQuery()).items
    assert (first.document, first.run, first.item, first.position) == (document, run, "t1", 0)
    assert (first.value, first.value_to, first.total) == (98.0, 99.5, 200.0)
    assert (first.page, first.confidence, first.corrected) == (2, 0.5, False)
    assert (first.responsible, first.scope, first.core) == (("Phòng Tư pháp",), "toàn xã", False)
    assert (first.issuer, first.province, first.number, first.symbol) == (
        HEAD.issuer,
        "Hà Nội",
        "12",
        "KH-UBND",
    )
    assert (second.item, second.page, second.confidence, second.corrected) == (
        "t2",
        None,
        None,
        True,
    )


QUERIES = (
    (TargetQuery(), "abc", "no condition"),
    (TargetQuery(indicator="TE-01"), "a", "indicator"),
    (TargetQuery(unit=Unit.COUNT), "b", "unit"),
    (TargetQuery(year=2030), "b", "year"),
    (TargetQuery(year=10**20), "", "a year that no plan has"),
    (TargetQuery(comparator=Comparator.LE), "b", "comparator"),
    (TargetQuery(value_min=95), "a", "at least; no value is none"),
    (TargetQuery(value_min=98, value_max=98), "a", "both bounds are included"),
    (TargetQuery(value_max=97.9), "b", "at most"),
    (TargetQuery(value_max=float("nan")), "", "no number"),
    (TargetQuery(value_min=float("inf")), "", "beyond every value"),
    (TargetQuery(document="gone"), "", "no such document"),
    (TargetQuery(issuer="dai dong", province="Hà Nội"), "abc", "of the document"),
    (TargetQuery(issuer="huyen"), "", "of no document"),
    (TargetQuery(core=False), "c", "no core target"),
    (TargetQuery(text="DUOI NUOC"), "b", "words, without marks"),
    (TargetQuery(text="đuối_nước"), "", "no wildcard of the database"),
    (TargetQuery(text="100%"), "", "no wildcard of the database"),
    (TargetQuery(text="\x00"), "", "a sign that no database takes"),
)


def test_targets_are_found_by_what_is_asked_for(database: Database) -> None:
    b = target(
        "Giảm số trẻ em bị đuối nước",
        indicator="TE-02",
        unit=Unit.COUNT,
        year=2030,
        comparator=Comparator.LE,
        value=3.0,
    )
    c = target("Xã phù hợp", indicator=None, value=None, comparator=Comparator.NONE, core=False)
    with database.write() as session:
        with_plan(session, stored(session, HEAD).id, plan(target(), b, c))
    for query, expected, reason in QUERIES:
        with database.read() as session:
            found = list_targets(session, query).items
        assert "".join("abc"[one.position] for one in found) == expected, reason


def test_a_list_of_targets_goes_on_where_it_stopped(database: Database) -> None:
    targets = [target(f"t{number}") for number in range(3)]
    with database.write() as session:
        documents = [stored(session).id for _ in range(3)]
        for document in documents:
            with_plan(session, document, plan(*targets))
    wanted = [
        (document, place) for document in sorted(documents, reverse=True) for place in range(3)
    ]
    found: list[tuple[str, int]] = []
    cursor = None
    while True:
        with database.read() as session:
            part = list_targets(session, TargetQuery(), cursor, 2)
        found += [(one.document, one.position) for one in part.items]
        cursor = part.next
        if cursor is None:
            break
        with database.write() as session:  # whatever comes in meanwhile moves nothing
            with_plan(session, stored(session).id, plan(*targets))
    assert found == wanted
    with database.read() as session, pytest.raises(BadCursorError):
        list_targets(session, TargetQuery(), "x")


def test_parts_without_identifiers_are_refused_whole(database: Database) -> None:
    given = projection(plan(target()))
    wrong = replace(given, items={**given.items, ItemKind.TARGET: ()})
    with database.write() as session:
        document = stored(session).id
        run = with_run(session, document).id
    with pytest.raises(ValueError, match="shorter"), database.write() as session:
        save_plan(session, document, run, wrong)
    with database.read() as session:
        assert find_plan_output(session, document) is None


def test_numbers_that_no_column_holds_do_no_harm(database: Database) -> None:
    with database.write() as session:
        document = stored(session, replace(HEAD, year=10**12)).id
        with_plan(session, document, plan(target(year=-(10**12), text="a\x00")))
        (found,) = list_targets(session, TargetQuery()).items
    assert (found.year, found.text) == (None, "a\ufffd")


def _correction(document: str, number: int, **changes: object) -> Correction:
    anchor = Anchor(
        ItemKind.TARGET, "t1", 2, BoundingBox(1.5, 2, 3, 4), "98%", {"year": "2026", "path": "I.1"}
    )
    # identifiers against the order of making, as clocks of two machines may give
    made = Correction(
        id=f"{100 - number:032x}",
        document=document,
        run="run",
        anchor=anchor,
        operation=Operation.SET,
        field="value",
        before=98.0,
        after={"nested": [1, None, "đ"]},
        author="officer",
        at=NOW,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def test_corrections_come_back_in_the_order_of_their_making(database: Database) -> None:
    with database.write() as session:
        document = stored(session).id
        other = stored(session).id
        given = [_correction(document, number) for number in range(3)]
        given[1] = replace(
            given[1], before=None, after=None, field=None, operation=Operation.REMOVE
        )
        given[2] = replace(given[2], anchor=Anchor(ItemKind.METADATA, "metadata"), reason="sai")
        for correction in given:
            add_correction(session, correction)
        add_correction(session, _correction(other, 9))
    with database.read() as session:
        assert corrections_of(session, document) == tuple(given)
        assert find_correction(session, given[2].id) == given[2]
        assert find_correction(session, "gone") is None


def test_only_corrections_that_count_are_given(database: Database) -> None:
    with database.write() as session:
        document = stored(session).id
        given = [_correction(document, number) for number in range(3)]
        for correction in given:
            add_correction(session, correction)
        set_state(session, given[0].id, CorrectionState.REVERTED)
        set_state(session, given[1].id, CorrectionState.CONFLICT)
        states = [one.state for one in corrections_of(session, document)]
        assert states == [CorrectionState.CONFLICT, CorrectionState.ACTIVE]
        taken_back = corrections_of(session, document, (CorrectionState.REVERTED,))
        assert [one.id for one in taken_back] == [given[0].id]


def test_corrections_survive_a_new_plan_and_go_with_the_document(database: Database) -> None:
    with database.write() as session:
        document = stored(session).id
        with_plan(session, document, plan(target()))
        add_correction(session, _correction(document, 1))
        with_plan(session, document, plan())
        assert len(corrections_of(session, document)) == 1
        delete_document(session, document)
        assert corrections_of(session, document) == ()
        assert list_targets(session, TargetQuery()).items == ()
