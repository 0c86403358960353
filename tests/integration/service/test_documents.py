"""Documents, jobs and pages over HTTP: listed, waited for, cancelled, drawn, handed out, deleted."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from models.domain.archive import DocumentStatus, FileFacts, JobState, Role, Webhook
from models.domain.geometry import BoundingBox
from models.domain.layout import Line, Page, ReadMethod, Word
from models.storage import audit, documents, jobs, runs, webhooks
from tests.integration.service.doors import PNG, Door, await_that, listening, pdf, upload
from tests.integration.service.doors import door as door
from tests.integration.service.doors import open_door as open_door

NOBODY = "0" * 32


def _line(text: str) -> Line:
    box = BoundingBox(10, 20, 30, 40)
    return Line((Word(text, box, 0.9),), box)


def _page(number: int) -> Page:
    return Page(number, 595, 842, ReadMethod.OCR, "scan", 0.9, (_line(f"page {number}"),))


def _taken(door: Door, mark: str = "a") -> tuple[str, str]:
    taken = upload(door, (f"{mark}.pdf", pdf(mark))).json()
    return taken["document"]["id"], taken["job"]["id"]


def _read_pages(door: Door, job_id: str, *numbers: int) -> None:
    with door.office.database.write() as session:
        job = jobs.start_job(session, job_id)
        for number in numbers:
            runs.save_page(session, job.run, _page(number))
            jobs.count_page(session, job_id)


def test_a_list_goes_on_where_its_cursor_says(door: Door) -> None:
    ids = [_taken(door, mark)[0] for mark in "abcde"]
    found: list[str] = []
    address: str | None = "/v1/documents?limit=2"
    pages = 0
    while address:
        answer = door.client.get(address)
        found += [item["id"] for item in answer.json()["items"]]
        link = answer.headers.get("Link")
        assert (link is None) == (answer.json()["next"] is None)
        address = link.split(";")[0].strip("<>") if link else None
        pages += 1
    assert found == ids[::-1]
    assert pages == 3


def test_a_list_is_filtered_by_name_and_status(door: Door) -> None:
    wanted, _ = _taken(door, "a")
    _taken(door, "b")
    with door.office.database.write() as session:
        documents.set_status(session, wanted, DocumentStatus.FAILED)
    for query in ("status=failed", "name=A.pd"):
        items = door.client.get(f"/v1/documents?{query}").json()["items"]
        assert [item["id"] for item in items] == [wanted], query


@pytest.mark.parametrize(
    ("query", "place", "reason"),
    [
        ("limit=0", "query.limit", "less than one"),
        ("limit=100000", "query.limit", "more than a page may hold"),
        ("state=waiting", "query.state", "a filter that there is not"),
        ("year=x", "query.year", "not a number"),
        ("q=%00", "query.q", "one database does not take it"),
        ("created_after=0.5", "query.created_after", "a number may mean anything"),
    ],
)
def test_a_wrong_parameter_is_named(door: Door, query: str, place: str, reason: str) -> None:
    answer = door.client.get(f"/v1/documents?{query}")
    assert answer.status_code == 422
    assert [error["place"] for error in answer.json()["errors"]] == [place], reason


@pytest.mark.parametrize("cursor", ["", "x", "WyJqb2JzIiwiMDAiXQ", "%F0%9F%98%8D"])
def test_a_cursor_of_nobody_is_refused(door: Door, cursor: str) -> None:
    answer = door.client.get(f"/v1/documents?cursor={cursor}")
    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:kehoach:problem:bad_cursor"


@pytest.mark.parametrize(
    ("method", "address", "object_name"),
    [
        ("GET", f"/v1/documents/{NOBODY}", "document"),
        ("DELETE", f"/v1/documents/{NOBODY}", "document"),
        ("GET", f"/v1/documents/{NOBODY}/original", "document"),
        ("GET", f"/v1/documents/{NOBODY}/pages", "document"),
        ("GET", f"/v1/documents/{NOBODY}/pages/1/image", "document"),
        ("POST", f"/v1/documents/{NOBODY}/jobs", "document"),
        ("GET", f"/v1/jobs/{NOBODY}", "job"),
        ("GET", f"/v1/jobs/{NOBODY}/events", "job"),
        ("POST", f"/v1/jobs/{NOBODY}/cancel", "job"),
    ],
)
def test_what_is_not_there_is_not_found(
    door: Door, method: str, address: str, object_name: str
) -> None:
    answer = door.client.request(method, address, headers={"Accept-Language": "en"})
    assert answer.status_code == 404
    assert answer.json()["detail"].startswith(f"There is no such {object_name}.")


def test_the_original_comes_back_byte_for_byte_and_is_never_shown(door: Door) -> None:
    body = '--x\r\nContent-Disposition: form-data; name="file"; filename="kế%22.pdf"'.encode()
    body += b"\r\n\r\n" + pdf() + b"\r\n--x--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    document = door.client.post("/v1/documents", content=body, headers=headers).json()["document"]
    answer = door.client.get(f"/v1/documents/{document['id']}/original")
    assert answer.content == pdf()
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == (
        f"attachment; filename=\"{document['id']}.pdf\"; filename*=UTF-8''k%E1%BA%BF%22.pdf"
    )
    part = door.client.get(
        f"/v1/documents/{document['id']}/original", headers={"Range": "bytes=0-3"}
    )
    assert (part.status_code, part.content) == (206, b"%PDF")


def test_an_original_that_is_gone_from_the_store_is_said(door: Door) -> None:
    document, _ = _taken(door)
    door.office.files.delete(door.files()[0])
    answer = door.client.get(f"/v1/documents/{document}/original")
    assert answer.status_code == 500
    assert answer.json()["type"] == "urn:kehoach:problem:original_missing"
    assert str(door.office.settings.data) not in answer.text


def test_deleting_takes_everything_but_the_trail(door: Door) -> None:
    document, job = _taken(door)
    assert door.client.delete(f"/v1/documents/{document}").status_code == 204
    assert door.client.get(f"/v1/documents/{document}").status_code == 404
    assert door.client.get(f"/v1/jobs/{job}").status_code == 404
    assert door.files() == []
    assert door.engine.cancelled == [job]
    with door.office.database.read() as session:
        found = audit.list_events(session, audit.AuditQuery(object_id=document), None, 10)
    assert [event.action for event in found.items] == ["document.delete", "document.add"]


def test_who_asked_for_it_is_told_of_a_deletion(door: Door) -> None:
    document, _ = _taken(door)
    hook = Webhook(
        "h", "https://example.org/", "secret", ("document.deleted",), True, datetime.now(UTC)
    )
    with door.office.database.write() as session:
        webhooks.add_webhook(session, hook)
    door.client.delete(f"/v1/documents/{document}")
    with door.office.database.read() as session:
        (due,) = webhooks.due_deliveries(session, datetime.now(UTC), 10)
    assert due.event == "document.deleted"
    assert json.loads(due.body)["data"]["document"] == document


def test_a_deleted_file_may_come_again(door: Door) -> None:
    first, _ = _taken(door)
    door.client.delete(f"/v1/documents/{first}")
    again = upload(door, ("a.pdf", pdf("a")))
    assert again.status_code == 202
    assert again.json()["document"]["id"] != first


def test_a_document_shows_its_job_and_its_twins(door: Door) -> None:
    first, job = _taken(door, "a")
    second, _ = _taken(door, "b")
    head = documents.Head(number="12", symbol="KH-UBND", issuer="x", date="2026-01-02")
    with door.office.database.write() as session:
        for document in (first, second):
            documents.set_head(session, document, NOBODY, head)
    shown = door.client.get(f"/v1/documents/{first}").json()
    assert shown["possible_duplicates"] == [second]
    assert shown["job"]["id"] == job
    assert shown["job"]["position"] == 1


def test_a_cancelled_job_is_final_and_its_document_says_so(door: Door) -> None:
    document, job = _taken(door)
    answer = door.client.post(f"/v1/jobs/{job}/cancel")
    assert answer.status_code == 202
    assert answer.json()["state"] == "cancelled"
    assert door.engine.cancelled == [job]
    assert door.client.get(f"/v1/documents/{document}").json()["status"] == "cancelled"
    again = door.client.post(f"/v1/jobs/{job}/cancel")
    assert again.status_code == 409
    assert again.json()["type"] == "urn:kehoach:problem:job_final"


def test_a_document_is_read_again_once_nobody_reads_it(door: Door) -> None:
    document, job = _taken(door)
    busy = door.client.post(f"/v1/documents/{document}/jobs")
    assert busy.status_code == 409
    assert busy.json()["type"] == "urn:kehoach:problem:job_open"
    door.client.post(f"/v1/jobs/{job}/cancel")
    answer = door.client.post(f"/v1/documents/{document}/jobs?lane=batch")
    assert answer.status_code == 202
    assert answer.headers["Location"] == f"/v1/jobs/{answer.json()['id']}"
    assert answer.json()["lane"] == "batch"
    assert door.engine.submitted == [job, answer.json()["id"]]
    found = door.client.get(f"/v1/jobs?document={document}").json()["items"]
    assert [item["state"] for item in found] == ["queued", "cancelled"]


def test_waiting_ends_when_the_job_does(door: Door) -> None:
    _, job = _taken(door)
    with listening(door) as (host, port), ThreadPoolExecutor() as pool:
        address = f"http://{host}:{port}/v1/jobs/{job}"
        asked = [
            pool.submit(door.ask, f"{address}?{query}") for query in ("wait=60", "wait=60&since=1")
        ]
        await_that(lambda: door.waiting() == 2, "both wait")
        _read_pages(door, job, 1)
        changed = asked[1].result(90).json()
        with door.office.database.write() as session:
            jobs.finish_job(session, job, JobState.FAILED, error="password", error_facts={})
        ended = asked[0].result(90).json()
    assert changed["state"] == "running"
    assert changed["version"] > 1
    assert ended["state"] == "failed"
    assert ended["error"]["kind"] == "password"
    assert "mật khẩu" in ended["error"]["detail"]


def test_waiting_is_over_when_the_time_is_up(door: Door) -> None:
    _, job = _taken(door)
    answer = door.client.get(f"/v1/jobs/{job}?wait=0.05")
    assert answer.json()["state"] == "queued"
    assert answer.headers["Retry-After"] == "1"
    assert door.client.get(f"/v1/jobs/{job}?wait=61").status_code == 422


def test_events_tell_each_change_until_the_end(door: Door) -> None:
    _, job = _taken(door)
    with listening(door) as (host, port), ThreadPoolExecutor() as pool:
        asked = pool.submit(door.ask, f"http://{host}:{port}/v1/jobs/{job}/events")
        await_that(lambda: door.waiting() == 1, "somebody follows")
        with door.office.database.write() as session:
            jobs.finish_job(session, job, JobState.SUCCEEDED)
        answer = asked.result(90)
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    events = [event.splitlines() for event in answer.text.strip().split("\n\n")]
    assert [event[:2] for event in events] == [
        ["id: 1", "event: progress"],
        ["id: 2", "event: end"],
    ]


def test_who_waits_is_let_go_when_the_service_stops(door: Door) -> None:
    _, job = _taken(door)
    with ThreadPoolExecutor() as pool:
        with listening(door) as (host, port):
            address = f"http://{host}:{port}/v1/jobs/{job}"
            waits = pool.submit(door.ask, f"{address}?wait=60")
            follows = pool.submit(door.ask, f"{address}/events")
            await_that(lambda: door.waiting() == 2, "both wait")
        assert waits.result(90).status_code == 503
        assert waits.result(90).json()["type"] == "urn:kehoach:problem:stopping"
        assert follows.result(90).text.count("event:") == 1


def test_pages_come_as_they_are_read(door: Door) -> None:
    document, job = _taken(door)
    assert door.client.get(f"/v1/documents/{document}/pages").json() == {"items": [], "next": None}
    _read_pages(door, job, 2, 1, 3)
    first = door.client.get(f"/v1/documents/{document}/pages?limit=2").json()
    assert [item["number"] for item in first["items"]] == [1, 2]
    rest = door.client.get(f"/v1/documents/{document}/pages?after={first['next']}").json()
    assert [item["number"] for item in rest["items"]] == [3]
    assert rest["next"] is None
    shown = door.client.get(f"/v1/documents/{document}/pages/3/text").json()
    assert shown["blocks"][0]["line"]["text"] == "page 3"
    assert shown["blocks"][0]["line"]["words"][0]["box"] == [10, 20, 30, 40]
    assert door.client.get(f"/v1/documents/{document}/pages/4/text").status_code == 404


def test_a_page_or_a_box_of_it_is_drawn(door: Door) -> None:
    document, _ = _taken(door)
    address = f"/v1/documents/{document}/pages/2/image"
    answer = door.client.get(address)
    assert (answer.content, answer.headers["Content-Type"]) == (PNG, "image/png")
    door.client.get(f"{address}?dpi=200&box=1,2.5,300,400")
    assert door.viewer.asked == [(2, 110, None), (2, 200, (1.0, 2.5, 300.0, 400.0))]
    same = door.client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert same.status_code == 304
    assert len(door.viewer.asked) == 2


@pytest.mark.parametrize("query", ["dpi=5000", "box=1,2,3", "box=-1,2,3,4", "box=a,b,c,d"])
def test_a_picture_that_cannot_be_is_refused_before_any_work(door: Door, query: str) -> None:
    document, _ = _taken(door)
    assert door.client.get(f"/v1/documents/{document}/pages/1/image?{query}").status_code == 422
    assert door.viewer.asked == []


def test_a_page_beyond_the_last_is_not_drawn(door: Door) -> None:
    document, _ = _taken(door)
    with door.office.database.write() as session:
        found = documents.find_document(session, document)
        assert found is not None
        facts: FileFacts = replace(found.file, page_count=3)
        documents.set_facts(session, document, facts)
    assert door.client.get(f"/v1/documents/{document}/pages/3/image").status_code == 200
    assert door.client.get(f"/v1/documents/{document}/pages/4/image").status_code == 404


def test_readiness_says_what_is_missing(door: Door) -> None:
    assert door.client.get("/readyz").json() == {
        "ready": True,
        "checks": {"disk": True, "database": True, "migrated": True, "executor": True},
    }
    door.executor.alive = False
    answer = door.client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["executor"] is False


def test_figures_count_requests_files_and_jobs(door: Door) -> None:
    _taken(door)
    upload(door, ("b.pdf", b""))
    said = door.client.get("/metrics", headers=door.sign(Role.READER)).text
    for line in (
        'kehoach_jobs{state="queued"} 1.0',
        'kehoach_files_total{result="new"} 1.0',
        'kehoach_files_total{result="empty_file"} 1.0',
        'kehoach_requests_total{method="POST",route="/v1/documents",status="202"} 1.0',
    ):
        assert line in said
