"""What comes in: one file or many, known or new, refused without a trace, and never twice."""

from __future__ import annotations

import hashlib
import io
import select
import socket
import zipfile

import pytest

from models.domain.archive import Job, JobState, Role
from models.settings import Settings
from models.storage import audit, documents, jobs
from tests.integration.service.doors import Door, OpenDoor, await_that, listening, pdf, upload
from tests.integration.service.doors import door as door
from tests.integration.service.doors import open_door as open_door

_PART = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.4\n'


def _head(door: Door, length: int) -> bytes:
    return (
        "POST /v1/documents HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        f"Authorization: Bearer {door.keys[Role.ADMIN]}\r\nContent-Length: {length}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
    ).encode()


def _send_until_answered(
    line: socket.socket, block: bytes, at_most: int
) -> tuple[int, bytes | None]:
    """Return how many blocks went out, and the answer; None where the line was closed on us."""
    sent = 0
    try:
        while sent < at_most and not select.select([line], [], [], 0)[0]:
            line.sendall(block)
            sent += 1
        return sent, line.recv(1 << 16)
    except ConnectionError:
        return sent, None


def _counts(door: Door) -> tuple[int, int]:
    with door.office.database.read() as session:
        found = documents.list_documents(session, documents.DocumentQuery(), None, 100)
        work = jobs.list_jobs(session, jobs.JobQuery(), None, 100)
    return len(found.items), len(work.items)


def _docx() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>" * 3000)
        archive.writestr("word/document.xml", "<x/>")
    return held.getvalue()


def test_a_new_file_is_accepted_and_its_job_handed_to_the_engine(door: Door) -> None:
    answer = upload(door, ("ke hoach.pdf", pdf()))
    assert answer.status_code == 202
    taken = answer.json()
    assert answer.headers["Location"] == f"/v1/jobs/{taken['job']['id']}"
    assert int(answer.headers["Retry-After"]) >= 1
    assert taken["known"] is False
    assert taken["document"]["sha256"] == hashlib.sha256(pdf()).hexdigest()
    assert door.engine.submitted == [taken["job"]["id"]]
    assert door.files() == [taken["document"]["sha256"]]
    with door.office.database.read() as session:
        events = audit.list_events(session, audit.AuditQuery(action="document.add"), None, 10)
    assert [event.object_id for event in events.items] == [taken["document"]["id"]]
    assert events.items[0].request == answer.headers["X-Request-ID"]


def test_the_same_bytes_give_the_same_document_and_no_new_job(door: Door) -> None:
    first = upload(door, ("a.pdf", pdf())).json()
    again = upload(door, ("another name.pdf", pdf()))
    assert again.status_code == 200
    assert again.json()["known"] is True
    assert again.json()["document"]["id"] == first["document"]["id"]
    assert again.json()["job"]["id"] == first["job"]["id"]
    assert again.headers["Location"] == f"/v1/documents/{first['document']['id']}"
    assert _counts(door) == (1, 1)
    assert len(door.engine.submitted) == 1


@pytest.mark.parametrize(
    ("data", "status", "kind", "reason"),
    [
        (b"", 422, "empty_file", "zero bytes"),
        (b"<!doctype html><title>login", 415, "wrong_type", "a login page under the name of a PDF"),
        (_docx(), 415, "wrong_type", "what is inside an archive stands at its end"),
        (b"MZ" + b"\0" * 9000, 415, "wrong_type", "a program"),
        (b"PK\x03\x04 no archive", 415, "wrong_type", "a broken archive"),
    ],
)
def test_a_refused_file_leaves_nothing(
    door: Door, data: bytes, status: int, kind: str, reason: str
) -> None:
    answer = upload(door, ("x.pdf", data))
    assert answer.status_code == status, reason
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == f"urn:kehoach:problem:{kind}"
    assert door.files() == []
    assert _counts(door) == (0, 0)
    assert door.engine.submitted == []


def test_an_office_document_is_named_for_what_it_is(door: Door) -> None:
    answer = upload(door, ("x.pdf", _docx()), headers={"Accept-Language": "en"})
    assert "a Word document (.docx)" in answer.json()["detail"]


def test_a_file_beyond_the_limit_is_refused(open_door: OpenDoor, settings: Settings) -> None:
    limits = settings.limits.model_copy(update={"max_file_bytes": 5000})
    door = open_door(settings.model_copy(update={"limits": limits}))
    assert upload(door, ("x.pdf", pdf(size=4000))).status_code == 202
    answer = upload(door, ("x.pdf", pdf(size=6000)))
    assert answer.status_code == 413
    assert answer.json()["type"] == "urn:kehoach:problem:file_too_large"
    assert len(door.files()) == 1


def test_an_endless_file_is_refused_long_before_its_end(
    open_door: OpenDoor, settings: Settings
) -> None:
    limits = settings.limits.model_copy(update={"max_file_bytes": 1 << 20})
    door = open_door(settings.model_copy(update={"limits": limits}))
    with listening(door) as (host, port), socket.create_connection((host, port)) as line:
        line.sendall(_head(door, 1 << 40) + _PART)
        sent, answer = _send_until_answered(line, b"a" * (1 << 20), at_most=200)
    # Who goes on sending may find the line closed before the answer was taken from it.
    assert answer is None or answer.startswith(b"HTTP/1.1 413")
    assert answer is None or b"urn:kehoach:problem:file_too_large" in answer
    assert sent < 200
    await_that(lambda: door.files() == [], "nothing of it is left")


def test_an_upload_that_breaks_off_leaves_nothing(door: Door) -> None:
    with listening(door) as (host, port):
        with socket.create_connection((host, port)) as line:
            line.sendall(_head(door, 1 << 23) + _PART + b"a" * (3 << 20))
            await_that(lambda: door.files() != [], "the file is on its way in")
        await_that(lambda: door.files() == [], "it is gone with the line")
    assert _counts(door) == (0, 0)


def test_a_body_longer_than_announced_is_not_taken_in(door: Door) -> None:
    with listening(door) as (host, port), socket.create_connection((host, port)) as line:
        line.sendall(_head(door, len(_PART) + 10) + _PART + b"a" * 5000)
        answer = line.recv(1 << 16)
    assert answer.startswith(b"HTTP/1.1 400")
    assert door.files() == []
    assert _counts(door) == (0, 0)


def test_each_of_many_files_has_its_own_result(door: Door) -> None:
    upload(door, ("old.pdf", pdf("known")))
    answer = upload(door, ("a.pdf", pdf("a")), ("b.pdf", b""), ("c.pdf", pdf("known")))
    assert answer.status_code == 207
    results = answer.json()["results"]
    assert [result["status"] for result in results] == [202, 422, 200]
    assert [result["name"] for result in results] == ["a.pdf", "b.pdf", "c.pdf"]
    assert results[1]["taken"] is None
    assert results[1]["problem"]["type"] == "urn:kehoach:problem:empty_file"
    assert results[2]["taken"]["known"] is True
    assert len(door.files()) == 2


def test_fifty_files_are_taken_in_at_once_and_not_one_more(door: Door) -> None:
    fifty = [(f"{i}.pdf", pdf(f"{i} ")) for i in range(50)]
    answer = upload(door, *fifty)
    assert answer.status_code == 202
    assert len(answer.json()["results"]) == 50
    assert len(door.engine.submitted) == 50
    more = upload(door, *fifty, ("51.pdf", pdf("51 ")))
    assert more.status_code == 413
    assert more.json()["type"] == "urn:kehoach:problem:too_many_files"
    assert len(door.files()) == 50


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        (
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1',
            "broken_upload",
            "it ends before the last boundary",
        ),
        (b"", "broken_upload", "nothing at all"),
        (b"no form", "bad_upload", "not a form"),
        (b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n', "no_file", ""),
    ],
)
def test_a_broken_form_leaves_nothing(door: Door, body: bytes, kind: str, reason: str) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = door.client.post("/v1/documents", content=body, headers=headers)
    assert answer.json()["type"] == f"urn:kehoach:problem:{kind}", reason
    assert 400 <= answer.status_code < 500
    assert door.files() == []
    assert _counts(door) == (0, 0)


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "", "multipart/mixed"])
def test_what_is_no_form_is_refused_by_its_type(door: Door, kind: str) -> None:
    answer = door.client.post("/v1/documents", content=b"{}", headers={"Content-Type": kind})
    assert answer.status_code == 415
    assert answer.json()["type"] == "urn:kehoach:problem:wrong_content_type"


@pytest.mark.parametrize(
    ("name", "expected", "reason"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf", "folders are no part of a name"),
        ("C:\\Users\\a\\b.pdf", "b.pdf", "nor are those of another system"),
        ("ke\u0302 hoa\u0323ch.pdf", "kê hoạch.pdf", "one spelling"),
        ("fdp.\u202egpj.pdf", "fdp.gpj.pdf", "no mark turns the reading round"),
        ("", "document", "no name at all"),
    ],
)
def test_a_hostile_name_is_made_safe(door: Door, name: str, expected: str, reason: str) -> None:
    body = (
        f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    ).encode() + b"%PDF-1.4\r\n--x--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = door.client.post("/v1/documents", content=body, headers=headers)
    assert answer.json()["document"]["name"] == expected, reason


def test_the_same_key_gets_the_same_answer(door: Door) -> None:
    headers = {"Idempotency-Key": "one"}
    first = upload(door, ("a.pdf", pdf()), headers=headers)
    again = upload(door, ("a.pdf", pdf()), headers=headers)
    assert (first.status_code, again.status_code) == (202, 202)
    assert again.content == first.content
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert _counts(door) == (1, 1)


def test_a_key_of_another_payload_is_refused(door: Door) -> None:
    headers = {"Idempotency-Key": "one"}
    upload(door, ("a.pdf", pdf("a")), headers=headers)
    answer = upload(door, ("a.pdf", pdf("b")), headers=headers)
    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:kehoach:problem:idempotency_mismatch"
    assert _counts(door) == (1, 1)


def test_a_key_belongs_to_whoever_sends_it(door: Door) -> None:
    headers = {"Idempotency-Key": "one"}
    upload(door, ("a.pdf", pdf("a")), headers=headers)
    other = upload(door, ("a.pdf", pdf("b")), headers={**headers, **door.sign(Role.UPLOADER)})
    assert other.status_code == 202


def test_a_key_whose_request_is_still_worked_on_says_so(door: Door) -> None:
    headers = {"Idempotency-Key": "one"}
    answers = []
    submit = door.engine.submit

    def submit_in_the_middle(job: Job) -> None:
        answers.append(upload(door, ("a.pdf", pdf()), headers=headers))
        submit(job)

    door.engine.submit = submit_in_the_middle  # type: ignore[method-assign]
    assert upload(door, ("a.pdf", pdf()), headers=headers).status_code == 202
    assert [answer.status_code for answer in answers] == [409]
    assert answers[0].json()["type"] == "urn:kehoach:problem:idempotency_running"
    assert answers[0].headers["Retry-After"] == "1"


def test_a_refused_request_leaves_no_trace_of_its_key(door: Door) -> None:
    headers = {"Idempotency-Key": "one"}
    assert upload(door, ("a.pdf", b""), headers=headers).status_code == 422
    assert upload(door, ("a.pdf", pdf()), headers=headers).status_code == 202


def test_a_full_queue_sends_uploads_away_for_a_while(
    open_door: OpenDoor, settings: Settings
) -> None:
    queue = settings.queue.model_copy(update={"max_waiting": 1})
    door = open_door(settings.model_copy(update={"queue": queue}))
    assert upload(door, ("a.pdf", pdf("a"))).status_code == 202
    answer = upload(door, ("b.pdf", pdf("b")))
    assert answer.status_code == 503
    assert answer.json()["type"] == "urn:kehoach:problem:queue_full"
    assert int(answer.headers["Retry-After"]) > 0
    assert len(door.files()) == 1


def test_a_full_disk_sends_uploads_away_for_a_while(
    open_door: OpenDoor, settings: Settings
) -> None:
    queue = settings.queue.model_copy(update={"min_free_bytes": 1 << 60})
    door = open_door(settings.model_copy(update={"queue": queue}))
    answer = upload(door, ("a.pdf", pdf()))
    assert answer.status_code == 503
    assert answer.json()["type"] == "urn:kehoach:problem:disk_full"
    assert int(answer.headers["Retry-After"]) > 0
    assert door.client.get("/readyz").status_code == 503


def test_an_engine_that_is_away_loses_no_upload(door: Door) -> None:
    door.engine.broken = True
    taken = upload(door, ("a.pdf", pdf())).json()
    shown = door.client.get(f"/v1/jobs/{taken['job']['id']}").json()
    assert shown["state"] == JobState.QUEUED


def test_only_so_many_files_a_minute(open_door: OpenDoor, settings: Settings) -> None:
    server = settings.server.model_copy(update={"uploads_per_minute": 2})
    door = open_door(settings.model_copy(update={"server": server}))
    answer = upload(door, *((f"{i}.pdf", pdf(f"{i} ")) for i in range(3)))
    assert [result["status"] for result in answer.json()["results"]] == [202, 202, 429]
    alone = upload(door, ("4.pdf", pdf("4")))
    assert alone.status_code == 429
    assert 0 < int(alone.headers["Retry-After"]) <= 60
