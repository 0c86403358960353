# ruff: noqa: ANN401 - the values of JSON
"""Plans over HTTP: read, corrected, read anew, and never two people on one version."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from models.settings import Settings
from models.storage.database import Database
from tests.integration.service.stored_plans import Archive, make_archive
from tests.unit.api.service.plans import head, reference, target

OTHER = target("Tỷ lệ trẻ em được tiêm chủng đạt 90%", 90, top=200.0)


@pytest.fixture
def archive(database: Database, settings: Settings) -> Archive:
    return make_archive(database, settings)


def values(answer: Any) -> list[float | None]:
    return [part["value"] for part in answer["plan"]["targets"]]


def events(archive: Archive, action: str) -> list[Any]:
    found = archive.client.get("/v1/audit", params={"action": action})
    assert found.status_code == 200, found.text
    return list(found.json()["items"])


def test_a_plan_has_a_version_and_is_sent_once(archive: Archive) -> None:
    document = archive.store(target())
    path = f"/v1/documents/{document}/plan"
    first = archive.client.get(path)
    again = archive.client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    answer = first.json()
    assert (answer["document"], answer["revision"]) == (document, 1)
    assert [part["corrected"] for part in answer["items"]["targets"]] == [False]
    assert answer["conflicts"] == answer["corrected"] == []


@pytest.mark.parametrize("path", ["plan", "plan/metadata", "plan/targets/0123456789abcdef"])
def test_a_document_that_is_not_read_has_no_plan(archive: Archive, path: str) -> None:
    answer = archive.client.get(f"/v1/documents/{archive.add_file()}/{path}")
    assert (answer.status_code, answer.json()["type"]) == (
        409,
        "urn:kehoach:problem:plan_not_ready",
    )
    missing = archive.client.get(f"/v1/documents/{'0' * 32}/{path}")
    assert missing.status_code == 404


def test_a_correction_shows_everywhere_and_the_reading_stays(archive: Archive) -> None:
    document = archive.store(target(value=95), OTHER)
    before = archive.plan(document)
    part = archive.part(document)
    answer = archive.patch(document, part, value=85, year=2027)
    assert answer.status_code == 200, answer.text
    assert answer.headers["ETag"] == f'"{answer.json()["etag"]}"' != f'"{part["etag"]}"'
    after, raw = archive.plan(document), archive.plan(document, raw=True)
    assert (values(after), values(raw)) == ([85, 90], [95, 90])
    assert raw["plan"] == before["plan"]
    assert after["revision"] == before["revision"] + 1
    assert [part["corrected"] for part in after["items"]["targets"]] == [True, False]
    assert {mark["field"]: mark["reading"] for mark in after["corrected"]} == {
        "value": 95,
        "year": 2026,
    }
    view = archive.client.get(f"/v1/documents/{document}/plan/targets/{part['item']}").json()
    assert (view["value"]["value"], view["reading"]["value"]) == (85, 95)
    stored = archive.client.get("/v1/targets", params={"value_max": 85}).json()["items"]
    assert [(one["document"], one["corrected"]) for one in stored] == [(document, True)]


def test_what_reads_so_already_is_no_decision(archive: Archive) -> None:
    document = archive.store(target(value=95))
    part = archive.part(document)
    again = archive.patch(document, part, value=95.0)
    assert (again.status_code, again.json()["etag"]) == (200, part["etag"])
    assert archive.client.get(f"/v1/documents/{document}/corrections").json()["items"] == []


def test_a_change_names_the_version_that_it_changes(archive: Archive) -> None:
    document = archive.store(target(value=95))
    part = archive.part(document)
    path = f"/v1/documents/{document}/plan/targets/{part['item']}"
    assert archive.client.patch(path, json={"changes": {"value": 1}}).status_code == 428
    assert archive.client.delete(path).status_code == 428
    assert archive.patch(document, part, value=85).status_code == 200
    late = archive.patch(document, part, value=75)
    assert (late.status_code, late.json()["type"]) == (412, "urn:kehoach:problem:match_failed")
    current = late.json()["current"]
    assert current["value"]["value"] == 85
    assert late.headers["ETag"] == f'"{current["etag"]}"'
    assert archive.patch(document, current, value=75).status_code == 200
    any_version = archive.client.patch(
        path, json={"changes": {"value": 65}}, headers={"If-Match": "*"}
    )
    assert any_version.status_code == 200


def test_of_two_people_at_the_same_field_exactly_one_wins(archive: Archive) -> None:
    document = archive.store(target(value=95))
    for turn in range(5):
        part = archive.part(document)
        with ThreadPoolExecutor(6) as people:
            answers = list(
                people.map(
                    lambda n, p=part: archive.patch(document, p, value=n),
                    range(10 * turn, 10 * turn + 6),
                )
            )
        won = [answer for answer in answers if answer.status_code == 200]
        assert sorted(answer.status_code for answer in answers) == [200, *[412] * 5], turn
        assert values(archive.plan(document)) == [won[0].json()["value"]["value"]]
    made = archive.client.get(f"/v1/documents/{document}/corrections").json()["items"]
    assert len(made) == len(events(archive, "plan.correct")) == 5


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("targets", {"value": "95"}, "body.changes.value"),
    ("targets", {"value": True}, "body.changes.value"),
    ("targets", {"value": 1e300}, "body.changes.value"),
    ("targets", {"comparator": "about"}, "body.changes.comparator"),
    ("targets", {"year": 26}, "body.changes.year"),
    ("targets", {"indicator": "no-such-code"}, "body.changes.indicator"),
    ("targets", {"text": ""}, "body.changes.text"),
    ("targets", {"text": "a\u0000b"}, "body.changes.text"),
    ("targets", {"confidence": {}}, "body.changes.confidence"),
    ("metadata", {"date": {"day": 31, "month": 2, "year": 2026}}, "body.changes.date"),
    ("metadata", {"period": {"from": 2030, "to": 2026}}, "body.changes.period"),
    ("references", {"date": "2026-13"}, "body.changes.date"),
]


def test_nonsense_is_refused_with_its_place(archive: Archive) -> None:
    document = archive.store(target(), references=[reference()])
    for kind, changes, place in WRONG:
        answer = archive.patch(document, archive.part(document, kind=kind), kind, **changes)
        assert answer.status_code == 422, (changes, answer.text)
        assert answer.json()["errors"][0]["place"].startswith(place), changes
    assert archive.plan(document)["revision"] == 1


def test_the_head_of_the_document_follows_its_corrections(archive: Archive) -> None:
    document = archive.store(metadata=head(issuer="UBND tỉnh Nghệ An"))
    stored = archive.client.get(f"/v1/documents/{document}").json()
    assert (stored["province"], stored["year"], stored["date"]) == ("Nghệ An", 2026, "2026-03-05")
    part = archive.part(document, kind="metadata")
    period, date = {"from": 2027, "to": 2027}, {"day": None, "month": 4, "year": 2026}
    answer = archive.patch(document, part, "metadata", period=period, date=date)
    assert answer.status_code == 200, answer.text
    stored = archive.client.get(f"/v1/documents/{document}").json()
    assert (stored["year"], stored["date"]) == (2027, "2026-04")


def test_a_missed_target_is_added_where_it_stands_and_taken_out_again(archive: Archive) -> None:
    document = archive.store(target(), OTHER)
    path = f"/v1/documents/{document}/plan/targets"
    missed = {"text": "Tỷ lệ có thẻ bảo hiểm y tế đạt 99%", "value": 99, "unit": "percent"}
    sent = {"target": missed, "place": {"page": 1, "box": [90, 150, 500, 165]}}
    added = archive.client.post(path, json=sent)
    assert added.status_code == 201, added.text
    assert added.json()["reading"] is None
    assert values(archive.plan(document)) == [95, 99, 90]
    twice = archive.client.post(path, json=sent)
    assert (twice.status_code, twice.json()["type"]) == (409, "urn:kehoach:problem:already_there")
    changed = archive.patch(document, archive.part(document, 1), value=98)
    assert changed.status_code == 200, changed.text
    headers = {"If-Match": changed.headers["ETag"]}
    gone = archive.client.delete(added.headers["Location"], headers=headers)
    assert (gone.status_code, values(archive.plan(document))) == (204, [95, 90])
    assert archive.client.get(added.headers["Location"]).status_code == 404


def test_a_place_off_the_page_is_refused(archive: Archive) -> None:
    document = archive.store(target())
    for box in ([90, 150, 80, 165], [90, 150, 600, 165], [-1, 150, 80, 165]):
        sent = {"target": {"text": "x"}, "place": {"page": 1, "box": box}}
        answer = archive.client.post(f"/v1/documents/{document}/plan/targets", json=sent)
        assert (answer.status_code, answer.json()["type"]) == (422, "urn:kehoach:problem:bad_box")


def test_corrections_survive_a_new_extraction_or_say_why_not(archive: Archive) -> None:
    document = archive.store(target(value=95), OTHER)
    for position, value in ((0, 85), (1, 80)):
        assert (
            archive.patch(document, archive.part(document, position), value=value).status_code
            == 200
        )
    settled = archive.read(document, target(value=95, top=102.0), {**OTHER, "value": 70})
    assert settled.conflicts == 1
    answer = archive.plan(document)
    assert values(answer) == [85, 70]
    (conflict,) = answer["conflicts"]
    assert [conflict[name] for name in ("reason", "before", "after", "reading")] == [
        "reads_otherwise", 90, 80, 70,
    ]  # fmt: skip
    states = archive.client.get(f"/v1/documents/{document}/corrections").json()["items"]
    assert [one["state"] for one in states] == ["active", "conflict"]
    later = archive.patch(document, archive.part(document, 1), value=80)
    assert later.status_code == 200, later.text
    assert (values(archive.plan(document)), archive.plan(document)["conflicts"]) == ([85, 80], [])


def test_a_decision_can_be_taken_back_once(archive: Archive) -> None:
    document = archive.store(target(value=95))
    archive.patch(document, archive.part(document), value=85)
    (made,) = archive.client.get(f"/v1/documents/{document}/corrections").json()["items"]
    path = f"/v1/documents/{document}/corrections/{made['id']}/revert"
    assert archive.client.post(path).json()["state"] == "reverted"
    assert values(archive.plan(document)) == [95]
    assert archive.client.post(path).status_code == 409
    other = archive.store(target())
    elsewhere = archive.client.post(f"/v1/documents/{other}/corrections/{made['id']}/revert")
    assert elsewhere.status_code == 404


def test_every_change_is_in_the_trail_with_who_what_and_why(archive: Archive) -> None:
    document = archive.store(target(value=95))
    archive.patch(document, archive.part(document), value=85)
    (event,) = events(archive, "plan.correct")
    details = event["details"]
    assert (event["object_id"], event["actor_name"]) == (document, "local")
    assert [details[name] for name in ("field", "before", "after", "reason")] == [
        "value", 95, 85, "con dấu che số",
    ]  # fmt: skip
    assert [one["object_id"] for one in events(archive, "document.publish")] == [document]


def test_equal_heads_are_said_to_be_twins(archive: Archive) -> None:
    first = archive.store(target())
    second = archive.add_file()
    assert archive.read(second, target()).twins == (first,)
    shown = archive.client.get(f"/v1/documents/{second}").json()
    assert shown["possible_duplicates"] == [first]
