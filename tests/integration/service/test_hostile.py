"""Every bad file through the running service: its own refusal, failure or remark, and no harm."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import openpyxl
import pytest

from api.bench.running import Client, RunningService
from tests.hostile import sheets
from tests.hostile.files import BAD_FILES, MOST_PAGES
from tests.integration.databases import DIALECTS, migrated_template, postgres

SECONDS = 300.0
AT_THE_DOOR = [name for name, bad in BAD_FILES.items() if bad.door]
FAILING = [name for name, bad in BAD_FILES.items() if bad.error]
READ = [name for name, bad in BAD_FILES.items() if not bad.door and not bad.error]
LEAKS = ("Traceback", "site-packages", ".py", "/tmp", "sqlite", "psycopg", "pymupdf", "\\n")


@dataclass(frozen=True)
class Sent:
    """A service that has got every bad file, and what it answered to each."""

    service: RunningService
    client: Client
    pid: int
    contents: dict[str, bytes]
    answers: dict[str, httpx.Response]

    def job(self, name: str) -> dict[str, Any]:
        """The job of a file that was kept, ended."""
        return self.client.final_job(self.answers[name].json()["job"]["id"], SECONDS)

    def document(self, name: str) -> str:
        return str(self.answers[name].json()["document"]["id"])


@pytest.fixture(scope="module", params=DIALECTS)
def sent(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sent]:
    folder = tmp_path_factory.mktemp("hostile")
    variables = {
        "KEHOACH_OCR__ENGINE": "null",
        "KEHOACH_JOBS": "2",
        "KEHOACH_LIMITS__MAX_PAGES": str(MOST_PAGES),
    }
    database = ""
    if request.param == "postgresql":
        database = postgres().create_database(migrated_template())
        variables["KEHOACH_DATABASE_URL"] = postgres().url(database)
        variables["KEHOACH_EXECUTOR_ID"] = "hostile"
    with RunningService(folder, variables) as service, Client(service.url) as client:
        contents = {name: bad.make() for name, bad in BAD_FILES.items()}
        answers = {name: client.upload(f"{name}.pdf", contents[name]) for name in contents}
        yield Sent(service, client, service.pid, contents, answers)
        service.stop()
        assert service.orphans() == 0, "no process stays"
    if database:
        postgres().drop_database(database)


@pytest.mark.parametrize("name", AT_THE_DOOR)
def test_what_is_no_document_is_refused_at_the_door(sent: Sent, name: str) -> None:
    answer = sent.answers[name]
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert told["type"] == f"urn:kehoach:problem:{BAD_FILES[name].door}"
    assert told["status"] == answer.status_code
    assert 400 <= answer.status_code < 500
    assert not [leak for leak in LEAKS if leak in answer.text]


def test_a_refusal_leaves_neither_record_nor_file(sent: Sent) -> None:
    kept = [sent.document(name) for name in (*FAILING, *READ)]
    listed = sent.client.get("/v1/documents", limit=200)["items"]
    assert sorted(document["id"] for document in listed) == sorted(kept)
    data = sent.service.folder / "data"
    files = [path.name for path in (data / "files").rglob("*") if path.is_file()]
    assert sorted(files) == sorted(document["sha256"] for document in listed)
    assert not [path for path in (data / "incoming").rglob("*") if path.is_file()]
    actions = sent.client.get("/v1/audit", limit=200, action="document.add")["items"]
    assert len(actions) == len(kept)


@pytest.mark.parametrize("name", FAILING)
def test_what_cannot_be_read_fails_and_says_why(sent: Sent, name: str) -> None:
    job = sent.job(name)
    assert (job["state"], job["error"]["kind"]) == ("failed", BAD_FILES[name].error)
    assert job["error"]["detail"]
    assert not [leak for leak in LEAKS if leak in job["error"]["detail"]]
    document = sent.client.get(f"/v1/documents/{sent.document(name)}")
    assert document["status"] == "failed"
    refused = sent.client.http.get(f"/v1/documents/{sent.document(name)}/plan")
    assert refused.status_code == httpx.codes.CONFLICT


@pytest.mark.parametrize("name", READ)
def test_what_is_odd_is_read_and_said(sent: Sent, name: str) -> None:
    bad, path = BAD_FILES[name], f"/v1/documents/{sent.document(name)}"
    assert sent.job(name)["state"] == "succeeded"
    document = sent.client.get(path)
    assert set(document["remarks"]) | ({"signed"} if document["signed"] else set()) == bad.remarks
    pages = sent.client.get(f"{path}/pages")["items"]
    assert tuple(page["method"] for page in pages) == bad.read
    extraction = sent.client.get(f"{path}/export", format="json", raw="true")
    kinds = {issue["kind"] for issue in extraction["issues"]}
    assert bad.issues <= kinds
    told = {issue for other in BAD_FILES.values() for issue in other.issues}
    assert kinds & told == bad.issues, "and nothing is said that is not so"


def test_the_original_comes_back_byte_for_byte(sent: Sent) -> None:
    for name in READ:
        answer = sent.client.http.get(f"/v1/documents/{sent.document(name)}/original")
        assert answer.content == sent.contents[name]
        assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_formula_is_a_text_in_what_is_exported(sent: Sent) -> None:
    path = f"/v1/documents/{sent.document('a formula as title')}/export"
    answer = sent.client.http.get(path, params={"format": "xlsx"})
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any("HYPERLINK" in str(cell.value) for cell in cells)
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]


def test_the_service_has_taken_no_harm(sent: Sent) -> None:
    for name in (*FAILING, *READ):
        sent.job(name)
    assert (sent.service.is_alive(), sent.service.pid) == (True, sent.pid)
    assert sent.client.http.get("/readyz").status_code == httpx.codes.OK
    sound = sheets.plan("Thực hiện quyền trẻ em năm 2028")
    _, job = sent.client.taken("sound.pdf", sound)
    assert sent.client.final_job(job, SECONDS)["outcome"] == "ok"
    log = sent.service.log.read_text(encoding="utf-8")
    assert '"job.broken"' not in log
    assert "Vân Sơn" not in log, "a log holds no words of a document"
